"""What becomes of the log of a catalogue that another one takes the place of."""

from __future__ import annotations

import contextlib
import shutil
from pathlib import Path

import pytest

from bowerbird_engine.backup.restoring import restore_backup
from bowerbird_engine.catalog.connection import open_database
from bowerbird_engine.errors import LibraryThereError

from .conftest import PICTURES, Home, learned_in


def test_the_log_of_a_catalogue_that_is_gone_is_kept(home: Home) -> None:
    """Its file may be found again; and as for one that is there, `replace` must say so."""
    backup = home.backup().path
    gone = home.settings.catalogue_path.rename(home.settings.state_dir.with_name("mislaid.sqlite"))
    log = home.settings.catalogue_path.with_name("catalogue.sqlite-wal")
    log.write_bytes(b"what was committed last")
    with pytest.raises(LibraryThereError, match="--replace"):
        restore_backup(home.settings, backup)
    assert log.read_bytes() == b"what was committed last"
    report = restore_backup(home.settings, backup, replace=True)
    assert report.kept is None
    (kept,) = home.settings.state_dir.glob("catalogue.before-restore-*.sqlite*")
    assert report.kept_log == kept
    assert kept.name.endswith(".sqlite-wal")
    assert kept.read_bytes() == b"what was committed last"
    assert len(learned_in(home.settings)) == PICTURES
    assert gone.exists()


@pytest.mark.parametrize("with_log", [True, False])
def test_a_catalogue_that_turns_up_comes_back_with_the_log_that_was_kept(
    home: Home, tmp_path: Path, with_log: bool
) -> None:
    """Laid beside its log it knows what was committed last; without it, the control, it does not."""
    backup, path, mislaid = home.backup().path, home.settings.catalogue_path, tmp_path / "mislaid.sqlite"
    log = path.with_name(f"{path.name}-wal")
    with contextlib.closing(open_database(path)) as database:
        shutil.copyfile(path, mislaid)
        database.execute("UPDATE root SET volume_label = 'said last'")
        shutil.copyfile(log, tmp_path / "log")
    path.unlink()
    shutil.copyfile(tmp_path / "log", log)

    kept = restore_backup(home.settings, backup, replace=True).kept_log
    assert kept is not None
    place = kept.with_name(kept.name.removesuffix("-wal"))
    shutil.copyfile(mislaid, place)
    if not with_log:
        kept.unlink()
    restore_backup(home.settings, place, replace=True)
    with contextlib.closing(open_database(path)) as database:
        label = database.value("SELECT volume_label FROM root")
    assert (label == "said last") == with_log


def test_what_is_kept_next_does_not_come_to_lie_beside_a_foreign_log(home: Home) -> None:
    """Both within a minute: SQLite would take the log for that of the catalogue, and change it by what stands there."""
    backup = home.backup().path
    home.settings.catalogue_path.rename(home.settings.state_dir.with_name("mislaid.sqlite"))
    home.settings.catalogue_path.with_name("catalogue.sqlite-wal").write_bytes(b"what was committed last")
    restore_backup(home.settings, backup, replace=True)
    (log,) = home.settings.state_dir.glob("catalogue.before-restore-*.sqlite-wal")
    kept = restore_backup(home.settings, backup, replace=True).kept
    assert kept is not None
    assert log.name != f"{kept.name}-wal"
    assert log.read_bytes() == b"what was committed last"


def test_a_damaged_library_is_replaced_and_kept_with_its_log(home: Home, tmp_path: Path) -> None:
    """That is what backups are for. What is left of it is kept to the last byte."""
    backup = home.backup(tmp_path / "backups").path
    log = home.settings.state_dir / "catalogue.sqlite-wal"
    home.settings.catalogue_path.write_bytes(b"damaged" * 1000)
    log.write_bytes(b"a log")
    kept = restore_backup(home.settings, backup, replace=True).kept
    assert kept is not None
    assert kept.read_bytes() == b"damaged" * 1000
    assert kept.with_name(f"{kept.name}-wal").read_bytes() == b"a log"
    assert len(learned_in(home.settings)) == PICTURES
