"""Queries as programs and people may hand them over: every odd one ends in an error in plain words."""

from __future__ import annotations

import os
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from bowerbird_engine.assets import AssetId, Filters, SearchQuery
from bowerbird_engine.errors import CursorError, PictureError, UnknownFolderError, UsageError
from bowerbird_engine.search import cursor
from bowerbird_engine.search.arguments import checked
from bowerbird_engine.search.scope import folder_scope
from fakes.library import Library

HOSTILE = ["~nosuchuser/x", "~\0/x", "~\ud800/x", "a\0b", "\ud800", "loop", "loop/x", "x" * 5000]


@pytest.fixture(autouse=True)
def working_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Work in a folder that holds a loop of links."""
    folder = tmp_path / "work"
    folder.mkdir()
    (folder / "loop").symlink_to("loop")
    monkeypatch.chdir(folder)
    return folder


@pytest.mark.parametrize("name", HOSTILE, ids=range(len(HOSTILE)))
def test_hostile_folders(library: Library, name: str) -> None:
    """A folder that cannot be is an unknown folder, for both filters, as given and in full."""
    for folder in (Path(name), Path.cwd() / name):
        with pytest.raises(UnknownFolderError, match="not part of the library"):
            folder_scope([folder], [], library.roots)
        with pytest.raises(UnknownFolderError, match="not part of the library"):
            folder_scope([], [folder], library.roots)


@pytest.mark.parametrize("character", ["\0", "\ud800"], ids=["nul", "surrogate"])
def test_names_that_no_folder_of_the_library_has(library: Library, character: str) -> None:
    """Below a folder of the library, too, a name that no file can have is an unknown folder."""
    with pytest.raises(UnknownFolderError):
        folder_scope([library.home / "pictures" / f"x{character}"], [], library.roots)


@pytest.mark.parametrize("name", HOSTILE, ids=range(len(HOSTILE)))
def test_hostile_pictures(library: Library, name: str) -> None:
    """A picture that cannot be is refused, be it given as a path or in the text, and by its name when it can be shown."""
    with pytest.raises((PictureError, UsageError)):
        library.searcher().search(SearchQuery(like=Path(name)))
    if name.isprintable() and not name.startswith("x"):
        with pytest.raises((PictureError, UsageError), match=name):
            library.searcher().search(SearchQuery(text=f"like:{name}"))


@pytest.mark.skipif(os.name == "nt", reason="Windows does not remove a folder in which a process works")
def test_the_working_folder_is_gone(library: Library, working_folder: Path) -> None:
    """Relative names mean nothing when the working folder is gone; full ones still work."""
    (working_folder / "loop").unlink()
    working_folder.rmdir()
    with pytest.raises(UnknownFolderError):
        folder_scope([Path("pictures")], [], library.roots)
    with pytest.raises(PictureError, match="full path"):
        library.searcher().search(SearchQuery(like=Path("mug.jpg")))
    assert folder_scope([library.home / "pictures"], [], library.roots) is not None


def test_ids_in_any_case(library: Library) -> None:
    """An asset id written in small letters is the same id."""
    searcher = library.searcher()
    mug = searcher.search(SearchQuery(text="a red mug")).hits[0].asset
    expected = searcher.search(SearchQuery(like=mug.id))
    assert searcher.search(SearchQuery(like=AssetId(mug.id.lower()))) == expected
    assert searcher.search(SearchQuery(text=f"like:{mug.id.lower()}")) == expected


def test_folders_as_strings(library: Library) -> None:
    """Folders may be strings, and any list of them will do."""
    folder = library.home / "pictures" / "noise"
    given: Any = [str(folder)]
    expected = library.searcher().search(SearchQuery(text="a red mug", inside=(folder,)))
    assert library.searcher().search(SearchQuery(text="a red mug", inside=given)) == expected


ODD: list[dict[str, Any]] = [
    {"text": 3}, {"text": b"mug"}, {"letters": 3}, {"letters": ["a"]}, {"like": 3}, {"like": ["a"]},
    {"text": "mug", "limit": "3"}, {"text": "mug", "limit": 2.5}, {"text": "mug", "limit": True},
    {"text": "mug", "limit": None}, {"text": "mug", "limit": 10**5000}, {"text": "mug", "limit": np.float64(3)},
    {"text": "mug", "inside": "folder"}, {"text": "mug", "inside": 3}, {"text": "mug", "inside": None},
    {"text": "mug", "inside": [3]}, {"text": "mug", "outside": [None]}, {"text": "mug", "outside": Path("x")},
    {"text": "mug", "cursor": 3}, {"text": "mug", "cursor": b"abc"},
    {"text": "mug", "weight": "1"}, {"text": "mug", "weight": 1.5}, {"text": "mug", "weight": -0.1},
    {"text": "mug", "weight": float("nan")}, {"text": "mug", "weight": True},
    {"text": "mug", "entry": "colour"}, {"text": "mug", "entry": 3}, {"text": "mug", "entry": ["words"]},
    {"text": "mug", "sort": None}, {"text": "mug", "sort": "price"}, {"text": "mug", "sort": ["name"]},
    {"text": "mug", "verified": 1}, {"text": "mug", "collapse": "yes"},
    {"examples": "a.jpg"}, {"examples": 3}, {"examples": [3]}, {"examples": [None]}, {"core": "01ARZ3"}, {"core": [3]},
    {"core": None}, {"text": "mug", "among": "01ARZ3"}, {"text": "mug", "among": [3]}, {"text": "mug", "among": 3},
    {"text": "mug", "filters": None}, {"text": "mug", "filters": {"shape": "wide"}},
]  # fmt: skip

FEW = [str(number) for number in range(6000)]
TOO_MANY: list[dict[str, Any]] = [
    {"examples": FEW[:17]},
    {"core": FEW[:201]},
    {"text": "mug", "among": FEW[:5001]},
]

ODD_FILTERS: list[dict[str, Any]] = [
    {"shape": "round"}, {"shape": ["wide"]}, {"min_width": 0}, {"min_width": 2.5}, {"min_height": True},
    {"min_height": 10**7}, {"media_types": "image/png"}, {"media_types": [3]}, {"media_types": ["image/png"] * 21},
    {"keywords": "beach"}, {"keywords": [""]}, {"keywords": ["x" * 201]}, {"taken_from": "2026-11-29"},
    {"taken_to": datetime(2026, 11, 29, tzinfo=UTC)}, {"camera": ""}, {"camera": 3}, {"colour": b"red"},
    {"collection": 3}, {"online": 1}, {"online": "yes"},
]  # fmt: skip


@pytest.mark.parametrize("odd", ODD, ids=range(len(ODD)))
def test_wrong_types(library: Library, odd: dict[str, Any]) -> None:
    """Values of wrong types are refused before anything is looked up."""
    with pytest.raises(UsageError, match=r"must be|This cursor"):
        library.searcher().search(SearchQuery(**odd))


@pytest.mark.parametrize("odd", ODD_FILTERS, ids=range(len(ODD_FILTERS)))
def test_wrong_filters(library: Library, odd: dict[str, Any]) -> None:
    """Filters of wrong types and out of all range are refused, whatever is searched."""
    with pytest.raises(UsageError, match="must be"):
        library.searcher().search(SearchQuery(text="mug", filters=Filters(**odd)))


@pytest.mark.parametrize("given", TOO_MANY, ids=range(len(TOO_MANY)))
def test_too_many_pictures(library: Library, given: dict[str, Any]) -> None:
    """More pictures than make sense are refused with the number that does, and one less is not for that."""
    with pytest.raises(UsageError, match=r"(16|200|5,000)"):
        library.searcher().search(SearchQuery(**given))
    most: dict[str, Any] = {
        name: value[:-1] if isinstance(value, list) else value for name, value in given.items()
    }
    assert checked(SearchQuery(**most))


def test_lists_and_small_letters(library: Library) -> None:
    """Any list of pictures will do, and ids are read in whatever case they are written; copies of one id count once."""
    mug = library.searcher().search(SearchQuery(text="a red mug")).hits[0].asset.id
    expected = library.searcher().search(SearchQuery(core=(mug,), examples=(mug,)))
    given: Any = [mug.lower(), mug]
    assert library.searcher().search(SearchQuery(core=given, examples=given[:1])) == expected


@pytest.mark.parametrize(("given", "last"), [(0xFFFFFFFF, 20), (10**9, 20), (0, 20), (20, -1), (20, 0)])
def test_forged_positions(library: Library, given: int, last: int) -> None:
    """A position that no list ever has is refused, although its check sum is right and it names a hit."""
    mark = cursor.fingerprint("words")
    with pytest.raises(CursorError, match="not one that a search gave"):
        cursor.decode(cursor.encode(cursor.Position(given, last), mark), mark)
    assert cursor.decode(cursor.encode(cursor.Position(20, 20), mark), mark) == cursor.Position(20, 20)
    assert library.searcher().search(SearchQuery(text="a red mug", limit=5)).next
