"""Folders that may be added: what is listed of a real tree, and which paths are refused by their text alone."""

from __future__ import annotations

import os
import stat
import sys
from pathlib import Path, PurePosixPath

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bowerbird_bridge import places
from bowerbird_bridge.places import (
    PlaceError,
    disks_of_people,
    folder_as_written,
    place_id,
    place_of,
    places_within,
    suggest_places,
)
from bowerbird_engine import Root, Volume


def root(path: Path) -> Root:
    """Make a root that lies there."""
    return Root(1, path, "key", "a disk", online=True)


def test_folders_are_listed_one_level_at_a_time(tmp_path: Path) -> None:
    """By name, without files, and with a hint whether opening one shows more."""
    for name in ("beta/inner", "Alpha", "gamma"):
        (tmp_path / name).mkdir(parents=True)
    (tmp_path / "file.png").touch()
    found = places_within(tmp_path, [])
    assert [place.name for place in found.places] == ["Alpha", "beta", "gamma"]
    assert [place.has_folders for place in found.places] == [False, True, False]
    assert (found.parent, found.complete) == (tmp_path.parent, True)
    assert {place.kind for place in found.places} == {"folder"}


def test_links_and_hidden_folders_are_left_out(tmp_path: Path) -> None:
    """Nothing leads out of the tree by a link, nothing is shown that is hidden, and neither counts as something inside."""
    outside, inside = tmp_path / "outside", tmp_path / "inside"
    (outside / "deep").mkdir(parents=True)
    (inside / ".cache").mkdir(parents=True)
    (inside / "plain" / ".git").mkdir(parents=True)
    (inside / "link").symlink_to(outside, target_is_directory=True)
    (inside / "plain" / "loop").symlink_to(inside, target_is_directory=True)
    found = places_within(inside, [])
    assert [(place.name, place.has_folders) for place in found.places] == [("plain", False)]
    with pytest.raises(PlaceError) as refused:
        places_within(inside / "link", [])
    assert refused.value.code == "bad_folder"


def test_what_cannot_be_read_is_tolerated(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A folder that may not be looked into is listed, and opening it says why in a sentence."""
    (tmp_path / "closed" / "inner").mkdir(parents=True)
    (tmp_path / "open").mkdir()
    real = os.scandir

    def scandir(path: Path) -> object:
        if Path(path).name == "closed":  # the tests may run as a user who may read everything
            raise PermissionError(13, "Permission denied")
        return real(path)

    monkeypatch.setattr(os, "scandir", scandir)
    assert [(place.name, place.has_folders) for place in places_within(tmp_path, []).places] == [
        ("closed", False),
        ("open", False),
    ]
    with pytest.raises(PlaceError, match="Permission denied"):
        places_within(tmp_path / "closed", [])
    with pytest.raises(PlaceError):
        places_within(tmp_path / "gone", [])
    with pytest.raises(PlaceError):
        places_within(tmp_path / ("x" * 300), [])


def test_a_folder_of_thousands_has_an_end(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A list is never longer than it can be shown, and says so; nor is a folder of files read to its end."""
    monkeypatch.setattr(places, "MOST_FOLDERS", 5)
    monkeypatch.setattr(places, "MOST_ENTRIES", 20)
    for number in range(8):
        (tmp_path / "folders" / str(number)).mkdir(parents=True)
    found = places_within(tmp_path / "folders", [])
    assert (len(found.places), found.complete) == (5, False)
    (tmp_path / "files").mkdir()
    for number in range(30):
        (tmp_path / "files" / f"{number}.png").touch()
    assert not places_within(tmp_path / "files", []).complete


def test_a_slow_disk_does_not_hold_up_the_list(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """When looking into the folders takes too long, the rest is said to have more: opening it tells."""
    monkeypatch.setattr(places, "PEEK_FOR_S", 0.0)
    (tmp_path / "empty").mkdir()
    assert places_within(tmp_path, []).places[0].has_folders


def test_what_is_in_the_library_is_marked(tmp_path: Path) -> None:
    """A folder that was added, and everything below it, needs no adding."""
    for name in ("added/below", "other"):
        (tmp_path / name).mkdir(parents=True)
    roots = [root(tmp_path / "added")]
    assert [place.in_library for place in places_within(tmp_path, roots).places] == [True, False]
    assert places_within(tmp_path / "added", roots).places[0].in_library


def test_advice_comes_with_the_name(tmp_path: Path) -> None:
    """Noise is called noise before anybody indexes it; the engine's own words are used."""
    for name in ("Best of 2025", "Downloads", "WhatsApp Images"):
        (tmp_path / name).mkdir()
    advice = {place.name: place.advice for place in places_within(tmp_path, []).places}
    assert advice["Best of 2025"] == ()
    assert "Downloads come in unsorted" in advice["Downloads"][0]
    assert "chat program" in advice["WhatsApp Images"][0]


def test_suggestions_begin_with_pictures_and_home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The first choice is where this platform keeps pictures; all of home is possible and advised against."""
    (tmp_path / "home" / "Bilder").mkdir(parents=True)
    monkeypatch.setattr(Path, "home", lambda: tmp_path / "home")
    monkeypatch.setattr(places, "pictures_folder", lambda: tmp_path / "home" / "Bilder")
    found = suggest_places([root(tmp_path / "home" / "Bilder")])
    assert [place.name for place in found.places[:2]] == ["Bilder", "home"]
    assert [place.in_library for place in found.places[:2]] == [True, False]
    assert [bool(place.advice) for place in found.places[:2]] == [False, True]
    assert {place.kind for place in found.places} == {"suggested"}
    assert found.parent is None


def test_a_place_that_is_not_there_is_not_suggested(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Who has no folder of pictures is not sent to one."""
    monkeypatch.setattr(Path, "home", lambda: tmp_path)
    monkeypatch.setattr(places, "pictures_folder", lambda: tmp_path / "Pictures")
    assert tmp_path / "Pictures" not in [place.path for place in suggest_places([]).places]


def test_disks_of_the_system_are_not_suggested(monkeypatch: pytest.MonkeyPatch) -> None:
    """Among dozens of mounts a person finds the disks that they plugged in."""
    mounted = [
        Volume(point, point, Path(point))
        for point in ("/", "/proc", "/boot/efi", "/media/ann/Camera", "/run/media/ann/USB", "/snap/core/1")
    ]
    monkeypatch.setattr(sys, "platform", "linux")
    shown = [volume.mount_point for volume in disks_of_people(mounted)]
    assert shown == [Path("/media/ann/Camera"), Path("/run/media/ann/USB")]


@pytest.mark.parametrize(
    "text",
    [
        "\\\\127.0.0.1\\share\\x",
        "//127.0.0.1/share/x",
        "/\\127.0.0.1\\share",
        "\\/127.0.0.1/share",
        "\\\\?\\UNC\\127.0.0.1\\share",
        "\\\\.\\C:\\x",
        "//?/C:/x",
    ],
)
def test_paths_of_the_network_are_refused_untouched(text: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Check 41: nothing looks at a network path, whatever its slashes; on Windows a look would sign in over there."""

    def touched(*_: object, **__: object) -> os.stat_result:
        raise AssertionError(text)

    for name in ("stat", "lstat", "scandir", "open"):
        monkeypatch.setattr(os, name, touched)
    with pytest.raises(PlaceError):
        folder_as_written(text)
    with pytest.raises(PlaceError):
        place_of(place_id(PurePosixPath(text)))
    # The control: a plain path is touched as soon as somebody looks at it.
    with pytest.raises(AssertionError):
        os.lstat(folder_as_written("/tmp"))  # noqa: S108  nothing is put there


@pytest.mark.parametrize(
    "text", ["", "pictures", "./pictures", "C:pictures", "file:///tmp", "/a/../b", "/a\0b", ".."]
)
def test_only_whole_paths_are_taken(text: str) -> None:
    """What a path is relative to would be the hub's own folder, which nobody means."""
    with pytest.raises(PlaceError) as refused:
        folder_as_written(text)
    assert refused.value.code == "bad_folder"


def test_the_home_folder_may_be_written_short() -> None:
    """People write `~`; the engine resolves it."""
    assert folder_as_written("~/Pictures") == Path("~/Pictures")


def test_an_id_names_a_folder_whatever_its_bytes(tmp_path: Path) -> None:
    """A name that is no text can be opened and chosen like any other."""
    odd = tmp_path / os.fsdecode(b"caf\xe9 \xf0\x9f\x90\xa6")
    odd.mkdir()
    assert stat.S_ISDIR(place_of(place_id(odd)).lstat().st_mode)
    assert places_within(tmp_path, []).places[0].path == odd


@given(st.text(max_size=60))
def test_any_text_is_an_id_or_refused(text: str) -> None:
    """Nothing that is sent as an id makes another error than that there is no such place."""
    try:
        path = place_of(text)
    except PlaceError:
        return
    assert path.is_absolute() or str(path).startswith("~")
