"""Where the folders of a restored library lie: what maps say of them, and what goes along."""

from __future__ import annotations

import shutil
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest

from bowerbird_engine import Engine
from bowerbird_engine.assets import AssetId, ContentHash, Volume
from bowerbird_engine.backup.making import make_backup
from bowerbird_engine.backup.restoring import restore_backup
from bowerbird_engine.catalog.catalogue import Catalogue
from bowerbird_engine.catalog.records import RootMove
from bowerbird_engine.errors import FolderError
from bowerbird_engine.scanning.volumes import volume_of
from bowerbird_engine.settings import Settings
from fakes.indexed import Library, make_picture

from .conftest import PICTURES, Home


def test_without_the_map_the_folder_is_where_it_was(home: Home, tmp_path: Path) -> None:
    """The control: pictures that went away are offline, not forgotten, and can be told later."""
    pictures = tmp_path / "mine"
    shutil.copytree(home.pictures, pictures)
    restore_backup(home.settings, home.backup().path, maps=[f"{home.pictures}={pictures}"], replace=True)
    backup = home.backup().path
    pictures.rename(tmp_path / "moved")
    other = home.other("other")
    (root,) = restore_backup(other, backup).folders
    assert not root.online
    assert str(pictures) in (root.offline_reason or "")
    with Library(other.state_dir) as library:
        assert library.index().offline[0].path == pictures
        assert len(library.assets()) == PICTURES


def test_a_place_that_is_not_there_yet_is_offline_until_it_is(home: Home, tmp_path: Path) -> None:
    """With a reason that names it; nothing is learned again once the pictures are there."""
    new = tmp_path / "later" / "pictures"
    other = home.other("other")
    (root,) = restore_backup(other, home.backup().path, maps=[f"{home.pictures}={new}"]).folders
    assert (root.path, root.online) == (new, False)
    assert root.offline_reason == f"the folder {new} is not there; was it moved or renamed?"
    shutil.copytree(home.pictures, new)
    with Library(other.state_dir) as library:
        assert library.index().embedded == 0
        assert all(asset.online for asset in library.assets().values())


@pytest.mark.parametrize("text", ["/nowhere=/tmp", "nothing", "="])
def test_a_map_that_is_about_nothing_is_refused(home: Home, text: str) -> None:
    """It names the folders that there are, and nothing is restored."""
    other = home.other("other")
    with pytest.raises(FolderError):
        restore_backup(other, home.backup().path, maps=[text])
    assert not other.state_dir.exists()


def test_a_place_with_none_of_the_pictures_is_taken_for_a_slip(home: Home, tmp_path: Path) -> None:
    """The next run of the index would take all of them for gone. One picture is enough, and an empty place is offline."""
    backup, new = home.backup().path, tmp_path / "new"
    make_picture(new / "stranger.png", 77)
    maps = [f"{home.pictures}={new}"]
    with pytest.raises(FolderError, match=r"None of the pictures.*without this --map"):
        restore_backup(home.other("other"), backup, maps=maps)
    assert not home.other("other").state_dir.exists()
    (known, *_) = home.pictures.rglob("*.png")
    there = new / known.relative_to(home.pictures)
    there.parent.mkdir()
    shutil.copy2(known, there)
    assert restore_backup(home.other("other"), backup, maps=maps).folders[0].online
    (tmp_path / "empty").mkdir()
    maps = [f"{home.pictures}={tmp_path / 'empty'}"]
    assert not restore_backup(home.other("third"), backup, maps=maps).folders[0].online


def test_folders_may_change_places_and_never_share_one(home: Home, tmp_path: Path) -> None:
    """All of them move, or none does."""
    for name in ("a", "b"):
        make_picture(tmp_path / name / f"{name}.png", ord(name))
    with Library(tmp_path / "two") as library:
        first, second = (library.add(tmp_path / name) for name in ("a", "b"))
        a, b = library.catalogue.roots.all()
        moves = [
            RootMove(first, Volume(b.volume_key, b.volume_label, Path("/")), b.path_on_volume, b.last_path),
            RootMove(second, Volume(a.volume_key, a.volume_label, Path("/")), a.path_on_volume, a.last_path),
        ]
        library.catalogue.roots.move(moves)
        assert [root.last_path for root in library.catalogue.roots.all()] == [b.last_path, a.last_path]
        library.catalogue.roots.move([])
        with pytest.raises(FolderError):
            library.catalogue.roots.move([replace(moves[0], root_id=second)])
        assert [root.last_path for root in library.catalogue.roots.all()] == [b.last_path, a.last_path]
    backup = make_backup(library.settings).backup.path
    with pytest.raises(FolderError, match="both"):
        restore_backup(
            home.other("x"), backup, maps=[f"{tmp_path}/a={tmp_path}/c", f"{tmp_path}/b={tmp_path}/c"]
        )
    with pytest.raises(FolderError, match="would lie in"):
        restore_backup(home.other("x"), backup, maps=[f"{tmp_path}/a={tmp_path}/b/c"])
    assert not home.other("x").state_dir.exists()


def chosen_and_copied(settings: Settings) -> tuple[Path | None, str | None, list[Path]]:
    """Tell the curated folder, its disk, and where copies lie."""
    with Catalogue.open(settings.catalogue_path, read_only=True) as catalogue:
        copies = [copy.folder / copy.name for copy in catalogue.curated.latest(9)]
        preferences = catalogue.preferences
        return preferences.get().curated_folder, preferences.curated_volume(), copies


def test_the_curated_folder_goes_along(home: Home, tmp_path: Path) -> None:
    """With what was copied into it or an earlier one; the control is one that no map is about."""
    old, new, apart = tmp_path / "old", tmp_path / "new", tmp_path / "apart"
    shutil.copytree(home.pictures, old / "pictures")
    restore_backup(
        home.settings, home.backup().path, maps=[f"{home.pictures}={old / 'pictures'}"], replace=True
    )
    with Catalogue.open(home.settings.catalogue_path) as catalogue:
        catalogue.preferences.set_curated_folder(old / "best", "fsid:of another computer")
        for number, folder in enumerate((old / "best", old / "earlier", apart)):
            catalogue.curated.put(
                folder,
                "a.png",
                ContentHash(bytes(32)),
                AssetId(f"{number}"),
                query=None,
                copied=datetime.now(UTC),
            )
    backup = home.backup().path
    moved = [apart / "a.png", new / "earlier" / "a.png", new / "best" / "a.png"]

    other = home.other("mapped")
    restore_backup(other, backup, maps=[f"{old}={new}"])
    volume = volume_of(tmp_path).key
    assert chosen_and_copied(other) == (new / "best", volume, moved)
    # The curated folder alone may have moved.
    only = home.other("only")
    restore_backup(only, backup, maps=[f"{old / 'best'}={new}"])
    assert chosen_and_copied(only)[0] == new

    old.rename(new)
    with Engine(home.settings) as engine:
        engine.move_folder(old, new)
    assert chosen_and_copied(home.settings) == (new / "best", volume, moved)


def test_removed_folders_go_along_so_that_they_come_back_where_they_lie_now(
    home: Home, tmp_path: Path
) -> None:
    """For as long as they are kept, on the other machine too; the control is one that no map is about."""
    made = {name: tmp_path / "old" / name for name in ("kept", "removed")} | {"apart": tmp_path / "apart"}
    for number, place in enumerate(made.values()):
        make_picture(place / "one.png", number)
    with Library(tmp_path / "three") as library:
        roots = {name: library.add(place) for name, place in made.items()}
        library.index()
        before = library.assets()
        for name in ("removed", "apart"):
            library.catalogue.roots.put_aside(roots[name], 1_000)
    backup = make_backup(library.settings).backup.path
    (tmp_path / "old").rename(tmp_path / "new")

    other = home.other("elsewhere")
    restore_backup(other, backup, maps=[f"{tmp_path}/old={tmp_path}/new"])
    with Library(other.state_dir) as library:
        aside = {root.id: root.last_path for root in library.catalogue.roots.removed()}
        assert aside == {roots["removed"]: tmp_path / "new" / "removed", roots["apart"]: made["apart"]}
        assert library.add(tmp_path / "new" / "removed") == roots["removed"]
        asset = library.assets()[str(tmp_path / "new" / "removed" / "one.png")]
        assert asset.id == before[str(made["removed"] / "one.png")].id
    # A removed one never takes the place of another, and keeps none from moving.
    restore_backup(other, backup, maps=[f"{tmp_path}/old/kept={made['apart']}"], replace=True)
    make_picture(tmp_path / "new" / "one.png", 0)
    twice = [f"{tmp_path}/old/kept={tmp_path}/new", f"{tmp_path}/old/removed={tmp_path}/new"]
    restore_backup(other, backup, maps=twice, replace=True)
    with Library(other.state_dir) as library:
        assert [root.last_path for root in library.catalogue.roots.all()] == [tmp_path / "new"]
