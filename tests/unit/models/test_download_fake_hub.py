"""The loopback hub speaks the protocol that huggingface_hub itself understands, with all of its own ways to ask."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from huggingface_hub import (
    HfApi,
    get_hf_file_metadata,  # pyright: ignore[reportUnknownVariableType]  some of its arguments are bare dicts
    hf_hub_download,  # pyright: ignore[reportUnknownVariableType]  as above
)
from huggingface_hub.errors import (
    GatedRepoError,
    HfHubHTTPError,
    RemoteEntryNotFoundError,
    RevisionNotFoundError,
)
from huggingface_hub.hf_api import RepoFile

from bowerbird_engine.models.download import file_url
from fakes.hub import FakeHub
from fakes.hub_answers import git_id
from fakes.hub_downloads import LARGE, REPOSITORY, SMALL, lone_hub

FILES = {SMALL: b"{}", LARGE: os.urandom(50_000)}
AGENT = {"user-agent": "test"}


@pytest.fixture
def hub() -> Iterator[FakeHub]:
    """Publish the one repository."""
    with lone_hub() as hub:
        hub.publish(REPOSITORY, FILES)
        yield hub


def test_the_librarys_own_download_works(
    hub: FakeHub, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Both kinds of files arrive by the library's own hands, by way of HEAD, both redirects and the network."""
    monkeypatch.setattr("huggingface_hub.constants.HF_HUB_DISABLE_XET", True)
    for path, data in FILES.items():
        place = hf_hub_download(
            REPOSITORY, path, local_dir=tmp_path, endpoint=hub.endpoint, token=False, headers=AGENT
        )
        assert Path(place).read_bytes() == data

    assert {"HEAD", "GET"} == {each.method for each in hub.asked("resolve")}
    assert hub.asked("", "network")


def test_lists_of_files_are_understood(hub: FakeHub) -> None:
    """Three ways to list a repository tell the same sizes and digests."""
    api = HfApi(hub.endpoint, token=False, headers=AGENT)
    digest = hashlib.sha256(FILES[LARGE]).hexdigest()
    wanted = {SMALL: (2, git_id(FILES[SMALL]), None), LARGE: (50_000, git_id(FILES[LARGE]), digest)}

    tree = [each for each in api.list_repo_tree(REPOSITORY, recursive=True) if isinstance(each, RepoFile)]
    paths = [each for each in api.get_paths_info(REPOSITORY, list(FILES)) if isinstance(each, RepoFile)]
    siblings = api.model_info(REPOSITORY, files_metadata=True).siblings or []

    for entries in (tree, paths):
        assert {e.path: (e.size, e.blob_id, e.lfs and e.lfs.sha256) for e in entries} == wanted
    assert {s.rfilename: (s.size, s.blob_id, s.lfs and s.lfs.sha256) for s in siblings} == wanted


def test_headers_of_a_file_are_understood(hub: FakeHub) -> None:
    """Commit, digest, size and the offer of xet are where the library looks for them."""
    found = hub.find(REPOSITORY, "main")
    assert found is not None

    small = get_hf_file_metadata(file_url(REPOSITORY, SMALL, hub.endpoint), token=False)
    large = get_hf_file_metadata(file_url(REPOSITORY, LARGE, hub.endpoint), token=False)

    assert (small.commit_hash, small.etag, small.size) == (found[0], git_id(FILES[SMALL]), 2)
    assert (large.commit_hash, large.size) == (found[0], 50_000)
    assert large.etag == hashlib.sha256(FILES[LARGE]).hexdigest()
    assert large.location.startswith(hub.network)
    assert large.xet_file_data is not None


def test_refusals_are_understood(hub: FakeHub) -> None:
    """The library tells the hub's reasons apart by the headers."""
    hub.publish("owner/gated", {"x": b""})
    hub.gated.add("owner/gated")
    api = HfApi(hub.endpoint, token=False, headers=AGENT)

    with pytest.raises(GatedRepoError):
        api.model_info("owner/gated")
    with pytest.raises(RevisionNotFoundError):
        api.model_info(REPOSITORY, revision="0" * 40)
    with pytest.raises(RemoteEntryNotFoundError):
        get_hf_file_metadata(file_url(REPOSITORY, "absent", hub.endpoint), token=False)
    with pytest.raises(HfHubHTTPError, match="401"):
        api.model_info("owner/absent")
