from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bowerbird_engine.backup.folder_maps import FolderMap, demand_apart, mapped, parse_map
from bowerbird_engine.errors import FolderError

NAMES = st.text("abc =\\", min_size=1, max_size=4)
PATHS = st.lists(NAMES, min_size=1, max_size=4).map(lambda names: "/" + "/".join(names))


@given(PATHS, st.lists(NAMES, max_size=3))
def test_what_lies_below_keeps_its_way(old: str, rest: list[str]) -> None:
    """A folder below OLD lies below NEW by the same names; one beside it is not touched."""
    path = "/".join([old, *rest])
    assert mapped(path, [FolderMap(old, Path("/new"))]) == Path("/new").joinpath(*rest)
    assert mapped(f"{old}x", [FolderMap(old, Path("/new"))]) is None


def test_the_longest_match_counts() -> None:
    """In whatever order the maps are given."""
    maps = [
        FolderMap("/media", Path("/a")),
        FolderMap("/media/disk/photos", Path("/b")),
        FolderMap("/", Path("/c")),
    ]
    for given_ in (maps, maps[::-1]):
        assert mapped("/media/disk/photos/2020", given_) == Path("/b/2020")
        assert mapped("/media/disk/other", given_) == Path("/a/disk/other")
        assert mapped("/home/me", given_) == Path("/c/home/me")


@pytest.mark.parametrize("old", ["D:\\Photos", "d:\\photos\\", "D:/Photos", "D:\\PHOTOS"])
def test_windows_paths_are_read_on_any_system(old: str) -> None:
    """Both dividers, whatever the case; a POSIX path is taken to the letter."""
    assert mapped("D:\\Photos\\Best", [FolderMap(old, Path("/home/me"))]) == Path("/home/me/Best")
    assert mapped("D:\\Photographs", [FolderMap(old, Path("/home/me"))]) is None
    assert mapped("\\\\nas\\share\\best", [FolderMap("\\\\NAS\\share", Path("/nas"))]) == Path("/nas/best")
    assert mapped("/mnt/Me/best", [FolderMap("/mnt/me", Path("/x"))]) is None
    assert mapped("/mnt/a\\b", [FolderMap("/mnt/a", Path("/x"))]) is None


def test_a_map_is_divided_where_the_folder_is() -> None:
    """Names may hold the sign that divides."""
    assert parse_map("/a=b=/c", ["/a=b"]) == FolderMap("/a=b", Path("/c"))
    assert parse_map("/a=/b=c", ["/a"]) == FolderMap("/a", Path("/b=c"))
    for text, said in (
        ("/x=/y", "Its folders are: /a"),
        ("/a", "OLD=NEW"),
        ("=/a", "OLD=NEW"),
        ("/a=", "OLD=NEW"),
    ):
        with pytest.raises(FolderError, match=said):
            parse_map(text, ["/a"])


def test_folders_never_lie_in_one_another() -> None:
    """Their pictures would be there twice."""
    demand_apart([Path("/a"), Path("/ab"), Path("/b/a")])
    for places in (["/a", "/a"], ["/a", "/a b", "/a/b"], ["/b/c/d", "/a", "/b"]):
        with pytest.raises(FolderError):
            demand_apart([Path(place) for place in places])


def test_accents_are_what_they_look_like() -> None:
    """A Mac keeps them as marks of their own; the names in a refusal would look just like what was typed."""
    kept = "/Volumes/E\u0301te\u0301/Photos"
    given_ = parse_map("/Volumes/\u00c9t\u00e9=/media/new", [kept])
    assert mapped(kept, [given_]) == Path("/media/new/Photos")
    with pytest.raises(FolderError):
        parse_map("/Volumes/Ete=/media/new", [kept])


def test_a_backslash_that_a_shell_took_away_is_told() -> None:
    """And only where there is one in the library."""
    with pytest.raises(FolderError, match="A shell takes"):
        parse_map("D:Photos=/c", ["D:\\Photos"])
    for text, paths in (("E:\\Photos=/c", ["D:\\Photos"]), ("/b=/c", ["/a"])):
        with pytest.raises(FolderError, match=r"^(?!.*A shell takes)"):
            parse_map(text, paths)
