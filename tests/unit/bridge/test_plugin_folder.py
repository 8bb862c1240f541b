"""Installing a plug-in in one step: wholly or not at all, and nothing that is not ours is replaced or removed."""

from __future__ import annotations

import errno
import json
import os
import shutil
import stat
from collections.abc import Callable
from pathlib import Path

import pytest

from bowerbird_bridge.commands.plugin_hosts.plugin_files import PluginFilesError, PluginSource, gather_beside
from bowerbird_bridge.commands.plugin_hosts.plugin_folder import (
    PluginChangedError,
    PluginFolderError,
    PluginNotOursError,
    install,
    remove,
)
from bowerbird_bridge.commands.plugin_hosts.plugin_state import MARKER, Parts, examine
from fakes.planted_plugin import ENTRY, NAME, parts_of, plant_source

PLANTED = [
    "LICENSE",
    "bowerbird_client",
    "bowerbird_client/LICENSE",
    "bowerbird_client/client.py",
    MARKER,
    ENTRY,
    "parts",
    "parts/__init__.py",
    "parts/locale",
    "parts/locale/de.mo",
    "parts/words.py",
]


@pytest.fixture
def source(tmp_path: Path) -> PluginSource:
    """Plant the sources of a plug-in."""
    return plant_source(tmp_path / "source")


@pytest.fixture
def parts(source: PluginSource) -> Parts:
    """Gather what is installed."""
    return parts_of(source)


@pytest.fixture
def plug_ins(tmp_path: Path) -> Path:
    """Give a host's folder of plug-ins, with another plug-in in it."""
    folder = tmp_path / "plug-ins"
    (folder / "other").mkdir(parents=True)
    (folder / "other" / "other.py").write_text("another's")
    return folder


def _tree(folder: Path) -> dict[str, bytes | None]:
    return {
        path.relative_to(folder).as_posix(): path.read_bytes() if path.is_file() else None
        for path in sorted(folder.rglob("*"))
    }


def test_what_is_installed_is_whole(plug_ins: Path, parts: Parts) -> None:
    """The files, the client, the licences and the marker are there, the program can be run, and nothing else is."""
    outcome = install(plug_ins, parts)

    folder = plug_ins / NAME
    assert (outcome.done, outcome.before.state, outcome.kept) == (True, "absent", None)
    assert sorted(_tree(folder)) == sorted(PLANTED)
    assert stat.S_IMODE((folder / ENTRY).stat().st_mode) & 0o500 == 0o500
    assert not (folder / "parts" / "words.py").stat().st_mode & 0o111
    assert {path.name for path in plug_ins.iterdir()} == {NAME, "other"}
    assert examine(folder, parts).state == "current"


@pytest.mark.skipif(os.name != "posix", reason="Windows has no such permissions")
@pytest.mark.parametrize("umask", [0, 0o077])
def test_nobody_else_may_write_what_is_installed(plug_ins: Path, parts: Parts, umask: int) -> None:
    """Whatever the umask allows; and what it forbids stays forbidden."""
    before = os.umask(umask)
    try:
        install(plug_ins, parts)
    finally:
        os.umask(before)

    folder = plug_ins / NAME
    modes = {stat.S_IMODE(path.stat().st_mode) for path in (folder, *folder.rglob("*"))}
    assert {mode & (0o022 | umask) for mode in modes} == {0}
    assert (folder / ENTRY).stat().st_mode & 0o100


def test_a_second_time_does_nothing(plug_ins: Path, parts: Parts) -> None:
    """What is up to date is left alone, also after the host's Python has left its caches in it."""
    install(plug_ins, parts)
    cache = plug_ins / NAME / "parts" / "__pycache__"
    cache.mkdir()
    (cache / "words.cpython-313.pyc").write_bytes(b"cache")
    before = (plug_ins / NAME).stat().st_ino

    outcome = install(plug_ins, parts)

    assert (outcome.done, outcome.before.state) == (False, "current")
    assert (plug_ins / NAME).stat().st_ino == before


def test_a_newer_version_replaces_an_older_one(plug_ins: Path, source: PluginSource, parts: Parts) -> None:
    """Files that the newer version lacks are gone, and no trace of the older one is left beside."""
    install(plug_ins, parts)
    (source.own / "parts" / "words.py").unlink()
    newer = parts_of(source, "2.0")
    found = examine(plug_ins / NAME, newer)

    outcome = install(plug_ins, newer)

    assert (found.state, found.version) == ("outdated", "1.0")
    assert (outcome.before.version, outcome.kept) == ("1.0", None)
    assert "parts/words.py" not in _tree(plug_ins / NAME)
    assert {path.name for path in plug_ins.iterdir()} == {NAME, "other"}
    assert examine(plug_ins / NAME, newer).version == "2.0"


def test_other_files_of_the_same_version_replace_the_old_ones(
    plug_ins: Path, source: PluginSource, parts: Parts
) -> None:
    """From a checkout, where the version stays, what was edited there counts as newer."""
    install(plug_ins, parts)
    (source.own / "parts" / "words.py").write_text("GREETING = 'hi'\n")
    again = parts_of(source)

    assert examine(plug_ins / NAME, again).state == "outdated"
    assert install(plug_ins, again).done
    assert b"hi" in (plug_ins / NAME / "parts" / "words.py").read_bytes()


def _lose_a_file(folder: Path) -> None:
    (folder / "parts" / "words.py").unlink()


def _lose_the_run_bit(folder: Path) -> None:
    (folder / ENTRY).chmod(0o644)


def _lose_the_program(folder: Path) -> None:
    (folder / ENTRY).unlink()


def _lose_all(folder: Path) -> None:
    shutil.rmtree(folder)
    folder.mkdir()
    (folder / MARKER).write_text(json.dumps({"plugin": NAME, "version": "1", "files": {}}))


@pytest.mark.parametrize("damage", [_lose_a_file, _lose_the_run_bit, _lose_the_program, _lose_all])
def test_what_is_not_whole_is_mended(plug_ins: Path, parts: Parts, damage: Callable[[Path], None]) -> None:
    """Nothing of a person's is lost by that, so it needs no --force."""
    install(plug_ins, parts)
    damage(plug_ins / NAME)
    assert examine(plug_ins / NAME, parts).state == "damaged"

    assert install(plug_ins, parts).done
    assert examine(plug_ins / NAME, parts).state == "current"


def _edit(folder: Path) -> None:
    (folder / "parts" / "words.py").write_text("GREETING = 'mine'\n")


def _add(folder: Path) -> None:
    (folder / "parts" / "mine.py").write_text("")


def _link(folder: Path) -> None:
    (folder / "parts" / "outside").symlink_to(folder.parent / "other")


@pytest.mark.parametrize(
    ("change", "named"),
    [(_edit, "parts/words.py"), (_add, "parts/mine.py"), (_link, "parts/outside")],
)
def test_what_a_person_changed_stays(
    plug_ins: Path, parts: Parts, change: Callable[[Path], None], named: str
) -> None:
    """Edited and added files, and links, are refused by name; with --force the folder is put aside as it is."""
    install(plug_ins, parts)
    folder = plug_ins / NAME
    change(folder)
    before = _tree(folder)
    for act in (install, remove):
        with pytest.raises(PluginChangedError, match=named) as refused:
            act(plug_ins, parts)
        assert refused.value.code == "plugin_changed"
    assert _tree(folder) == before

    outcome = install(plug_ins, parts, force=True)

    assert outcome.kept == plug_ins / f"{NAME}.kept-1"
    assert _tree(plug_ins / f"{NAME}.kept-1") == before
    assert examine(folder, parts).state == "current"
    assert (plug_ins / "other" / "other.py").read_text() == "another's"
    change(folder)
    assert install(plug_ins, parts, force=True).kept == plug_ins / f"{NAME}.kept-2"


def _foreign_folder(folder: Path) -> None:
    folder.mkdir()
    (folder / ENTRY).write_text("somebody else's")


def _foreign_file(folder: Path) -> None:
    folder.write_text("no folder")


def _foreign_link(folder: Path) -> None:
    folder.symlink_to(folder.parent / "other")


def _broken_marker(folder: Path) -> None:
    folder.mkdir()
    (folder / MARKER).write_text("[" * 100_000)


def _marker_of_another(folder: Path) -> None:
    folder.mkdir()
    (folder / MARKER).write_text(json.dumps({"plugin": "another", "version": "1", "files": {}}))


@pytest.mark.parametrize(
    "plant", [_foreign_folder, _foreign_file, _foreign_link, _broken_marker, _marker_of_another]
)
def test_what_is_not_ours_stays(plug_ins: Path, parts: Parts, plant: Callable[[Path], None]) -> None:
    """A folder, a file or a link of that name is never written through; --force puts it aside."""
    folder = plug_ins / NAME
    plant(folder)
    before = _tree(plug_ins)
    for act in (install, remove):
        with pytest.raises(PluginNotOursError) as refused:
            act(plug_ins, parts)
        assert refused.value.code == "plugin_not_ours"
    assert _tree(plug_ins) == before
    assert examine(folder, parts).state == "foreign"

    outcome = install(plug_ins, parts, force=True)

    assert outcome.kept is not None
    assert os.path.lexists(outcome.kept)
    assert examine(folder, parts).state == "current"
    assert {name: data for name, data in _tree(plug_ins).items() if name.startswith("other/")} == {
        "other/other.py": b"another's"
    }


def test_a_zip_that_was_unpacked_by_hand_is_ours(plug_ins: Path, parts: Parts) -> None:
    """Without a marker, but with the very files, there is nothing of a person's to lose."""
    for place, data in parts.files.items():
        path = plug_ins / NAME / place
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data)
    (plug_ins / NAME / ENTRY).chmod(0o755)

    assert examine(plug_ins / NAME, parts).state == "current"
    assert install(plug_ins, parts).done
    assert (plug_ins / NAME / MARKER).is_file()


@pytest.mark.parametrize("fail_at", ["write", "first rename", "second rename"])
def test_a_failure_leaves_what_was_there(
    plug_ins: Path, source: PluginSource, parts: Parts, monkeypatch: pytest.MonkeyPatch, fail_at: str
) -> None:
    """A full disk or a file that is held open: the old version goes on working, and nothing is left beside it."""
    install(plug_ins, parts)
    (source.own / "parts" / "words.py").write_text("GREETING = 'newer'\n")
    newer = parts_of(source, "2.0")
    before = _tree(plug_ins)
    renames: list[Path] = []
    rename = Path.rename

    def failing_rename(self: Path, target: Path) -> Path:
        renames.append(self)
        if len(renames) == {"first rename": 1, "second rename": 2}.get(fail_at):
            raise PermissionError(errno.EACCES, "held open", str(self))
        return rename(self, target)

    def full_disk(descriptor: int) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    with monkeypatch.context() as patched:
        patched.setattr(Path, "rename", failing_rename)
        if fail_at == "write":
            patched.setattr(os, "fsync", full_disk)
        with pytest.raises(PluginFolderError, match="cannot be written"):
            install(plug_ins, newer)

    assert _tree(plug_ins) == before
    assert install(plug_ins, newer).done


def test_what_a_killed_run_left_is_cleared(plug_ins: Path, parts: Parts) -> None:
    """Its unfinished folder and the old version that it had moved away are gone after the next installation."""
    install(plug_ins, parts)
    (plug_ins / NAME).rename(plug_ins / f".{NAME}.old-0123abcd")
    (plug_ins / f".{NAME}.new-0123abcd").mkdir()

    install(plug_ins, parts)

    assert {path.name for path in plug_ins.iterdir()} == {NAME, "other"}


def test_removing_leaves_no_trace(plug_ins: Path, parts: Parts) -> None:
    """The folder is gone with Python's caches in it, the neighbours stay, and a second time there is nothing to do."""
    install(plug_ins, parts)
    (plug_ins / NAME / "__pycache__").mkdir()
    (plug_ins / NAME / "__pycache__" / "x.pyc").write_bytes(b"")

    assert remove(plug_ins, parts).done
    assert [path.name for path in plug_ins.iterdir()] == ["other"]
    assert not remove(plug_ins, parts).done


def test_removing_an_older_version_works(plug_ins: Path, source: PluginSource, parts: Parts) -> None:
    """What was installed is known by its own marker, whatever this Bowerbird would install now."""
    install(plug_ins, parts)
    (source.own / "parts" / "words.py").write_text("GREETING = 'newer'\n")

    assert remove(plug_ins, parts_of(source, "2.0")).kept is None
    assert not (plug_ins / NAME).exists()


def test_removing_by_force_puts_aside(plug_ins: Path, parts: Parts) -> None:
    """What a person changed is out of the host's way and still there."""
    install(plug_ins, parts)
    _edit(plug_ins / NAME)

    outcome = remove(plug_ins, parts, force=True)

    kept = plug_ins / f"{NAME}.kept-1"
    assert outcome.kept == kept
    assert (kept / "parts" / "words.py").read_text() == "GREETING = 'mine'\n"
    assert not (plug_ins / NAME).exists()


def test_what_belongs_into_a_plug_in(source: PluginSource) -> None:
    """Caches, tests and what translators edit stay out; the client and the licences come in."""
    assert sorted(str(place) for place in gather_beside(source)) == sorted(
        name for name in PLANTED if name not in {MARKER, "bowerbird_client", "parts", "parts/locale"}
    )


@pytest.mark.parametrize("broken", ["no program", "a client of its own", "a link"])
def test_sources_that_are_not_right_are_refused(source: PluginSource, broken: str) -> None:
    """Nothing is installed from a folder without its program, with another client, or with links."""
    if broken == "no program":
        (source.own / ENTRY).unlink()
    elif broken == "a link":
        (source.own / "linked").symlink_to(source.licence)
    else:
        (source.own / "bowerbird_client").mkdir()
        (source.own / "bowerbird_client" / "x.py").write_text("")

    with pytest.raises(PluginFilesError):
        gather_beside(source)
