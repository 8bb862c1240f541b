"""Laws of the ids of folders."""

from __future__ import annotations

import base64
import os
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bowerbird_bridge.folder_ids import UnknownFolderIdError, folder_id, folder_name, folder_of
from bowerbird_engine import Root

ROOTS = [Root(n, Path(os.sep) / "disk" / f"pictures {n}", "key", "label", online=True) for n in (1, 2, 12)]

names = (
    st.binary(min_size=1, max_size=30)
    .map(os.fsdecode)
    .filter(lambda name: not set(name) & {"/", "\\", "\0", ":"} and name not in {".", ".."})
)


@given(root=st.sampled_from(ROOTS), way=st.lists(names, max_size=5))
def test_an_id_leads_back_to_its_folder(root: Root, way: list[str]) -> None:
    """Every folder below a root has one id, fit for an address, and the id gives the folder."""
    folder = root.path.joinpath(*way)
    text = folder_id(root, folder)
    assert folder_of(text, ROOTS) == (root, folder)
    assert set(text) <= set("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789.-_")
    assert folder_name(root, folder).split("/")[0] == root.path.name


@given(text=st.text(max_size=60))
def test_any_text_is_a_folder_below_a_root_or_unknown(text: str) -> None:
    """No text leads anywhere else, or to an error of another kind (check 39)."""
    try:
        root, folder = folder_of(text, ROOTS)
    except UnknownFolderIdError:
        return
    assert folder.is_relative_to(root.path)
    assert ".." not in folder.parts
    assert folder_id(root, folder) == text


@given(root=st.sampled_from(ROOTS), way=st.text(max_size=40))
def test_no_way_leads_out(root: Root, way: str) -> None:
    """Whatever is written into an id, the folder lies below the root (check 39)."""
    encoded = base64.urlsafe_b64encode(way.encode("utf-8", "surrogatepass")).rstrip(b"=").decode()
    try:
        found, folder = folder_of(f"{root.id}.{encoded}", ROOTS)
    except UnknownFolderIdError:
        return
    assert found is root
    assert folder.is_relative_to(root.path)
    assert ".." not in folder.parts


@pytest.mark.parametrize("way", ["..", "a/../..", "/etc", "a//b", "", ".", "a/.", "a\0b", "a/", "/"])
def test_ways_that_are_none(way: str) -> None:
    """What climbs, begins at the top or is no way at all is unknown (check 39)."""
    encoded = base64.urlsafe_b64encode(way.encode()).rstrip(b"=").decode()
    with pytest.raises(UnknownFolderIdError):
        folder_of(f"1.{encoded}", ROOTS)
