"""A catalogue whose file was damaged, and a disk that is full."""

from __future__ import annotations

import hashlib
import os
import random
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from bowerbird_engine.catalog.catalogue import Catalogue
from bowerbird_engine.errors import BowerbirdError, CatalogueDamagedError, CatalogueError, DiskFullError
from unit.catalog.builders import SPACE, add_files, add_root, facts, index_file, keys, lines, unit_vectors

PAGE = 4096
DAMAGES = 40


@pytest.fixture
def library(tmp_path: Path) -> Path:
    """Give a catalogue of 300 pictures with vectors and letters, closed cleanly."""
    path = tmp_path / "catalogue.sqlite"
    with Catalogue.open(path) as catalogue, catalogue.transaction():
        root = add_root(catalogue)
        space_id = catalogue.vectors.space(SPACE)
        for file in add_files(catalogue, root.id, *(b"folder/%d.jpg" % number for number in range(300))):
            content_id = catalogue.files.record(file.id, facts(file.path)).content_id
            catalogue.vectors.put(space_id, keys(content_id), unit_vectors(1, seed=content_id))
            catalogue.texts.put(content_id, "reader", lines(f"SKU {content_id:06d}", "two words"))
    return path


def _use_everything(path: Path) -> list[str]:
    """Read whatever a search reads, write a little, and give the problems that a check finds."""
    with Catalogue.open(path) as catalogue:
        root = catalogue.roots.all()[0]
        catalogue.files.of_root(root.id)
        catalogue.files.counts([root.id])
        live = catalogue.files.live_contents()
        catalogue.vectors.load(catalogue.vectors.space(SPACE))
        catalogue.texts.word_shares(["words"], 0.5, 500, live)
        catalogue.texts.match_code("5KU", 500)
        catalogue.files.set_skips(root.id, {"hidden": 1})
        return catalogue.integrity_problems()


def test_the_sound_library_has_no_problems(library: Path) -> None:
    """The control of the damages below."""
    assert _use_everything(library) == []


def test_damage_anywhere_is_an_error_in_words_or_found_by_the_check(library: Path) -> None:
    """Overwritten pages never crash the process nor show as anything but a BowerbirdError or a named problem."""
    whole = library.read_bytes()
    chance = random.Random(4471)
    found = 0
    for _ in range(DAMAGES):
        page = chance.randrange(len(whole) // PAGE)
        damaged = bytearray(whole)
        damaged[page * PAGE : (page + 1) * PAGE] = chance.randbytes(PAGE)
        _put_back(library, bytes(damaged))
        try:
            found += bool(_use_everything(library))
        except BowerbirdError as error:
            assert str(error)  # noqa: PT017  either outcome is right
            found += 1
    # A page that nothing uses is no loss when it is damaged.
    assert found >= DAMAGES * 0.9


def test_text_that_is_no_text_any_more_is_damage(library: Path) -> None:
    """A flipped byte in a stored text is named as damage, although SQLite itself does not notice it."""
    whole = library.read_bytes()
    assert whole.count(b"two words") > 100
    _put_back(library, whole.replace(b"two words", b"two w\xffrds"))

    with Catalogue.open(library) as catalogue, pytest.raises(CatalogueDamagedError):
        catalogue.texts.regions(1)


@pytest.mark.parametrize("length", [0.3, 0.9])
def test_a_truncated_file_is_damaged(library: Path, length: float) -> None:
    """A file that ends too early is named as damaged, not opened as a smaller library."""
    whole = library.read_bytes()
    _put_back(library, whole[: int(len(whole) * length) // PAGE * PAGE])

    try:
        problems = _use_everything(library)
    except CatalogueDamagedError:
        return
    assert problems


def test_a_damaged_header_is_refused_and_the_file_stays(library: Path) -> None:
    """What cannot be opened is left as it is, so that it can still be saved from."""
    _put_back(library, b"\0" * 100 + library.read_bytes()[100:])
    before = hashlib.sha256(library.read_bytes()).hexdigest()

    with pytest.raises(CatalogueError):
        Catalogue.open(library)
    with pytest.raises(CatalogueError):
        Catalogue.open(library, read_only=True)

    assert hashlib.sha256(library.read_bytes()).hexdigest() == before


def test_a_lost_log_leaves_a_library_of_before(library: Path) -> None:
    """When somebody deletes the log of a process that died, the commits in it are gone and the rest is sound."""
    script = (
        "import os, sys; from pathlib import Path; from unit.catalog.builders import add_root, index_file;"
        "from bowerbird_engine.catalog.catalogue import Catalogue;"
        "c = Catalogue.open(Path(sys.argv[1])); add_root(c, 'lost'); os._exit(9)"
    )
    tests = Path(__file__).parents[1]
    subprocess.run(
        [sys.executable, "-c", script, str(library)],
        check=False,
        cwd=tests,
        env=os.environ | {"PYTHONPATH": str(tests)},
    )
    log = library.with_name(f"{library.name}-wal")
    assert log.stat().st_size > 0
    log.unlink()

    assert _use_everything(library) == []
    with Catalogue.open(library) as catalogue:
        assert [root.path_on_volume for root in catalogue.roots.all()] == [b"pictures"]


@pytest.fixture
def small_disk() -> Iterator[Path]:
    """Mount a disk of 4 MiB."""
    folder = Path(tempfile.mkdtemp(prefix="bowerbird-small-disk-"))
    mounted = sys.platform == "linux" and (
        subprocess.run(
            ["mount", "-t", "tmpfs", "-o", "size=4m", "none", str(folder)], check=False, capture_output=True
        ).returncode
        == 0
    )
    try:
        if not mounted:
            pytest.skip(
                "mounting a small disk takes Linux and root; the full database file is tested everywhere"
            )
        yield folder
    finally:
        if mounted:
            subprocess.run(["umount", "-l", str(folder)], check=True)
        folder.rmdir()


def test_a_full_disk_is_told_and_nothing_is_lost(small_disk: Path) -> None:
    """On a disk that fills up, writing fails in words, reading goes on, and freed space is enough to go on."""
    path = small_disk / "catalogue.sqlite"
    with Catalogue.open(path) as catalogue:
        root = add_root(catalogue)
        kept = index_file(catalogue, root.id, b"kept.jpg")
        ballast = small_disk / "ballast"
        ballast.write_bytes(b"x" * (2 * 1024 * 1024))

        def fill() -> None:
            for start in range(0, 200_000, 500):
                names = (b"%08d-%s.jpg" % (number, b"n" * 100) for number in range(start, start + 500))
                catalogue.files.set_skips(root.id, {"round": start})
                add_files(catalogue, root.id, *names)

        with pytest.raises(DiskFullError, match="full"):
            fill()

        files = len(catalogue.files.of_root(root.id))
        assert (files - 1) % 500 == 0
        assert catalogue.files.live_contents().tolist() == [kept.content_id]
        with Catalogue.open(path, read_only=True) as reader:
            assert len(reader.files.of_root(root.id)) == files

        ballast.unlink()
        index_file(catalogue, root.id, b"after.jpg")
        assert catalogue.integrity_problems() == []
    with Catalogue.open(path) as catalogue:
        assert len(catalogue.files.of_root(root.id)) == files + 1


def test_a_copy_onto_a_full_disk_leaves_the_copy_before(small_disk: Path, library: Path) -> None:
    """A copy that does not fit is an error, and the earlier copy is still there."""
    target = small_disk / "copy.sqlite"
    target.write_bytes(b"an earlier copy")
    (small_disk / "ballast").write_bytes(b"x" * (4 * 1024 * 1024 - 64 * 1024))

    with Catalogue.open(library) as catalogue, pytest.raises(DiskFullError):
        catalogue.copy_to(target)

    assert target.read_bytes() == b"an earlier copy"
    assert sorted(file.name for file in small_disk.iterdir()) == ["ballast", "copy.sqlite"]


@pytest.mark.skipif(sys.platform == "win32", reason="permissions of POSIX")
def test_a_library_without_permission_is_an_error_in_words() -> None:
    """An ordinary user who may not read or write the library is told so; with the permission nothing is wrong."""
    script = """
import os, sys
from pathlib import Path
from bowerbird_engine.catalog.catalogue import Catalogue
from bowerbird_engine.catalog.ownership import own_library
from bowerbird_engine.errors import CatalogueError
acts = {
    "read": lambda path: Catalogue.open(path, read_only=True).close(),
    "write": lambda path: Catalogue.open(path).files.set_skips(1, {}),
    "own": lambda path: own_library(path.parent, "a test").__enter__(),
}
act, file_mode, folder_mode = acts[sys.argv[2]], int(sys.argv[3], 8), int(sys.argv[4], 8)
path = Path(sys.argv[1]) / "home" / "c.sqlite"
Catalogue.open(path).close()
path.chmod(file_mode)
path.parent.chmod(folder_mode)
if os.getuid() == 0:
    os.setgroups([])
    os.setgid(65534)
    os.setuid(65534)
try:
    act(path)
except CatalogueError as error:
    print(type(error).__name__, error)
else:
    print("nothing was wrong")
"""
    cases = (
        ("read", "000", "755", "CatalogueError"),
        ("write", "444", "555", "CatalogueError"),
        ("own", "444", "555", "CatalogueError"),
        ("read", "444", "000", "CatalogueError"),
        ("own", "666", "777", "nothing was wrong"),
        ("write", "666", "777", "nothing was wrong"),
    )
    folders = [Path(tempfile.mkdtemp(prefix="bowerbird-no-permission-")) for _ in cases]
    running = list[subprocess.Popen[str]]()
    for folder, case in zip(folders, cases, strict=True):
        folder.chmod(0o755)
        command = [sys.executable, "-c", script, str(folder), *case[:3]]
        running.append(subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True))
    told = [process.communicate() for process in running]
    for folder in folders:
        (folder / "home").chmod(0o700)
        shutil.rmtree(folder)
    for case, (out, error) in zip(cases, told, strict=True):
        assert out.startswith(case[3]), (case, out, error)


def _put_back(library: Path, data: bytes) -> None:
    for beside in ("-wal", "-shm"):
        library.with_name(library.name + beside).unlink(missing_ok=True)
    library.write_bytes(data)
