"""Backups and restores that are killed at every moment: nothing half is ever taken for whole."""

from __future__ import annotations

import os
import shutil
import sys
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path

import pytest

from bowerbird_engine.backup.checking import check_backup
from bowerbird_engine.backup.exchange import complete_restore
from bowerbird_engine.backup.making import make_backup
from bowerbird_engine.backup.shelf import list_backups
from bowerbird_engine.catalog.catalogue import Catalogue
from bowerbird_engine.settings import Settings
from fakes.indexed import Library, make_picture
from faults.backup_orders import Orders

KILLS = int(os.environ.get("BACKUP_KILLS", "25"))
"""Of each kind, spread over all moments; a release is tested with all of them."""

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="processes are forked and killed as on POSIX")

OLD, NEW = "old", "new"


@dataclass(frozen=True)
class Homes:
    """A library, the backup of another state of it, and where copies of the first are put."""

    template: Path
    backup: Path
    work: Path

    def fresh(self) -> Settings:
        """Give a copy of the old library."""
        shutil.rmtree(self.work, ignore_errors=True)
        shutil.copytree(self.template, self.work)
        return Settings(state_dir=self.work, cache_dir=self.work / "cache")


@pytest.fixture(scope="module")
def homes(tmp_path_factory: pytest.TempPathFactory) -> Homes:
    """Make a library of two pictures, and the backup of one of another picture and other rules."""
    base = tmp_path_factory.mktemp("kills")
    for number in range(3):
        make_picture(base / f"pictures-{number > 1}" / f"{number}.png", number)
    for name, folder in ((OLD, "pictures-False"), (NEW, "pictures-True")):
        with Library(base / name) as library:
            library.add(base / folder)
            library.index()
            library.settings.ignore_file.write_text(name)
    settings = Settings(state_dir=base / NEW, cache_dir=base / NEW / "cache")
    return Homes(base / OLD, make_backup(settings, base / "backups").backup.path, base / "work")


@pytest.fixture(scope="module")
def orders() -> Iterator[Orders]:
    """Start what forks."""
    with Orders() as started:
        yield started


def state(settings: Settings) -> tuple[str, str]:
    """Tell which library this is, by its catalogue and by its rules; each sound."""
    with Catalogue.open(settings.catalogue_path) as catalogue:
        assert catalogue.integrity_problems() == []
        (root,) = catalogue.roots.all()
        files = len(catalogue.files.of_root(root.id))
    return {2: OLD, 1: NEW}[files], settings.ignore_file.read_text()


def spread(moments: int) -> list[int]:
    """Choose moments from the first to the last."""
    return sorted({1 + at * (moments - 1) // max(1, KILLS - 1) for at in range(KILLS)})


@pytest.mark.parametrize("completed", [True, False])
def test_a_killed_restore_leaves_the_old_library_or_the_new_one(
    homes: Homes, orders: Orders, completed: bool
) -> None:
    """Whole, at whatever moment it is killed. The control does not complete what was decided, and meets a mixture."""
    moments = orders.moments("restore", homes.fresh(), file=str(homes.backup))
    assert moments > 20
    assert state(Settings(state_dir=homes.work, cache_dir=homes.work / "cache")) == (NEW, NEW)
    met: set[tuple[str, str]] = set()
    # The mixture is a matter of a few moments near the end: the control looks at each.
    for number in spread(moments) if completed else range(moments, 0, -1):
        settings = homes.fresh()
        orders.kill("restore", settings, number, file=str(homes.backup))
        if completed:
            complete_restore(settings)
            assert not (settings.state_dir / "restore.ready").exists()
        met.add(state(settings))
        if not completed and met - {(OLD, OLD), (NEW, NEW)}:
            break
    if completed:
        assert met == {(OLD, OLD), (NEW, NEW)}
    else:
        assert met - {(OLD, OLD), (NEW, NEW)}, "the control met no mixture, so the test shows nothing"


def test_a_restore_that_was_killed_can_be_begun_again(homes: Homes, orders: Orders) -> None:
    """Over whatever the first one has left; the library of before is kept."""
    moments = orders.moments("restore", homes.fresh(), file=str(homes.backup))
    for number in spread(moments)[:: max(1, KILLS // 8)]:
        settings = homes.fresh()
        killed = orders.kill("restore", settings, number, file=str(homes.backup))
        assert killed or number == moments
        orders.moments("restore", settings, file=str(homes.backup))
        assert state(settings) == (NEW, NEW)
        assert not {path.name for path in settings.state_dir.glob("restore*")}
        kept = list(settings.state_dir.glob("catalogue.before-restore-*.sqlite"))
        sizes = [_files_in(path) for path in kept]
        assert 2 in sizes, (number, kept)


def test_killed_backups_leave_whole_ones_alone(homes: Homes, orders: Orders, tmp_path: Path) -> None:
    """What has the name of a backup is one, the older ones stay until the new one is, and the next run tidies up."""
    settings, folder = homes.fresh(), tmp_path / "backups"
    moments = orders.moments("backup", settings, folder=str(folder))
    assert moments > 20
    orders.moments("backup", settings, folder=str(folder))
    unfinished = 0
    for number in spread(moments):
        orders.kill("backup", settings, number, folder=str(folder))
        found, broken = list_backups(folder)
        assert not broken
        assert len(found) >= 2
        for backup in found:
            assert check_backup(settings, backup.path).manifest.files == 2
        unfinished += len(list(folder.glob(".*.unfinished")))
    # The control: the kills did fall into the work.
    assert unfinished > len(spread(moments)) // 2
    orders.moments("backup", settings, folder=str(folder))
    assert len(list(folder.iterdir())) == 2
    assert state(replace(settings)) == (OLD, OLD)


def _files_in(path: Path) -> int:
    with Catalogue.open(path) as catalogue:
        (root,) = catalogue.roots.all()
        return len(catalogue.files.of_root(root.id))
