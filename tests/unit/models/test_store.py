"""The folder of packs: one at a time, all or nothing, and whatever fails leaves it as it was."""

from __future__ import annotations

import errno
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from bowerbird_engine.encoding.packs import ModelPack, read_pack, survey_packs
from bowerbird_engine.errors import DiskFullError, LibraryBusyError, PackError, PackInUseError
from bowerbird_engine.models.room import SPARE_BYTES, demand_room, writing_pack
from bowerbird_engine.models.store import DOWNLOADS, INCOMING, LOCK_NAME, REPLACED, PackStore
from fakes.packs import make_pack, redescribe
from unit.models.conftest import Snapshot


@pytest.fixture
def store(packs_dir: Path) -> PackStore:
    """Open a store."""
    return PackStore(packs_dir, threads=2)


def admit(store: PackStore, *, replace: bool = False, seed: int = 0, pack_id: str = "tiny") -> ModelPack:
    """Put a tiny pack together in the store and let it in."""
    with store.owned(), store.incoming() as folder:
        description = read_pack(make_pack(folder, seed=seed, pack_id=pack_id)).description
        return store.admit(folder, description, replace=replace)


def test_a_pack_comes_in_whole(store: PackStore, packs_dir: Path, snapshot: Snapshot) -> None:
    """It lies under its id with its description and its files, and nothing else is left anywhere."""
    pack = admit(store)
    assert (pack.folder, pack.id) == (packs_dir / "tiny", "tiny")
    assert read_pack(packs_dir / "tiny", verify=True) == pack
    assert set(snapshot()) == {
        "tiny",
        *(f"tiny/{name}" for name in ("pack.json", "image.onnx", "text.onnx", "tokenizer.json")),
    }


def test_what_no_description_names_stays_outside(store: PackStore, packs_dir: Path) -> None:
    """Settings and other leftovers in the folder do not come in."""
    with store.owned(), store.incoming() as folder:
        description = read_pack(make_pack(folder)).description
        (folder / "deep/er").mkdir(parents=True)
        (folder / "deep/er/config.json").write_text("{}")
        (folder / "image.onnx_old").write_text("x")
        store.admit(folder, description, replace=False)
    assert {path.name for path in (packs_dir / "tiny").rglob("*")} == {
        "pack.json",
        "image.onnx",
        "text.onnx",
        "tokenizer.json",
    }


def test_the_same_pack_again_changes_nothing(store: PackStore, snapshot: Snapshot) -> None:
    """A pack with the same files is given back as it lies."""
    first = admit(store)
    before = snapshot()
    assert admit(store) == first
    assert snapshot() == before


def test_another_pack_of_the_same_id_is_refused_unless_it_may_replace(
    store: PackStore, snapshot: Snapshot
) -> None:
    """Whoever knows that nobody uses it may replace it; otherwise it stays."""
    first = admit(store)
    before = snapshot()
    with pytest.raises(PackInUseError, match=r"models remove tiny"):
        admit(store, seed=1)
    assert snapshot() == before
    second = admit(store, seed=1, replace=True)
    assert second.digest != first.digest
    assert [pack.digest for pack in survey_packs(second.folder.parent)[0]] == [second.digest]
    assert set(snapshot()) == set(before)


def test_a_damaged_pack_makes_room_for_a_whole_one(store: PackStore, packs_dir: Path) -> None:
    """What cannot be used is in nobody's way, be it half there or nothing but a folder."""
    admit(store)
    (packs_dir / "tiny/text.onnx").write_bytes(b"damaged")
    assert read_pack(admit(store).folder, verify=True)
    shutil.rmtree(packs_dir / "tiny")
    (packs_dir / "tiny").mkdir()
    assert read_pack(admit(store).folder, verify=True)


@pytest.mark.parametrize("spoil", ["digest", "graph"])
def test_a_pack_that_does_not_work_is_refused(spoil: str, store: PackStore, snapshot: Snapshot) -> None:
    """Files that are not what is described, or a graph that does not fit, leave everything as it was."""
    admit(store)
    before = snapshot()
    with pytest.raises(PackError), store.owned(), store.incoming() as folder:  # noqa: PT012  the state around it matters
        make_pack(folder, seed=1)
        if spoil == "graph":
            redescribe(folder, lambda told: told.update(dimension=17))
        description = read_pack(folder).description
        if spoil == "digest":
            (folder / "image.onnx").write_bytes((folder / "text.onnx").read_bytes())
        store.admit(folder, description, replace=True)
    assert snapshot() == before


def test_the_old_pack_comes_back_when_the_exchange_fails(
    store: PackStore, packs_dir: Path, snapshot: Snapshot, monkeypatch: pytest.MonkeyPatch
) -> None:
    """If the new pack cannot be brought to its place, the old one is in it again."""
    admit(store)
    before = snapshot()
    real = Path.rename

    def rename(path: Path, target: Path) -> Path:
        if target == packs_dir / "tiny" and INCOMING in path.parts:
            raise OSError(errno.EIO, "Input/output error")
        return real(path, target)

    monkeypatch.setattr(Path, "rename", rename)
    with pytest.raises(PackError, match="Input/output error"):
        admit(store, seed=1, replace=True)
    monkeypatch.undo()
    assert snapshot() == before
    assert admit(store, seed=1, replace=True).id == "tiny"


def test_a_crash_in_the_middle_of_an_exchange_is_put_right(
    store: PackStore, packs_dir: Path, snapshot: Snapshot
) -> None:
    """Before the new pack was in its place the old one comes back; after that it goes."""
    admit(store)
    before = snapshot()
    (packs_dir / REPLACED).mkdir()
    (packs_dir / "tiny").rename(packs_dir / REPLACED / "tiny")
    with store.owned():
        assert snapshot() == before
    shutil.copytree(packs_dir / "tiny", packs_dir / REPLACED / "tiny")
    with store.owned():
        assert snapshot() == before


def test_what_a_crash_left_goes_and_a_download_stays(
    store: PackStore, packs_dir: Path, snapshot: Snapshot
) -> None:
    """Copies that nobody is making are deleted; a download waits for the next try; neither is ever taken for a pack."""
    admit(store)
    before = snapshot()
    make_pack(packs_dir / INCOMING / "x1", pack_id="half")
    make_pack(packs_dir / DOWNLOADS / "other", pack_id="other")
    found, broken = survey_packs(packs_dir)
    assert ([pack.id for pack in found], broken) == (["tiny"], [])
    with store.owned():
        pass
    left = {path for path in snapshot() if not path.startswith(DOWNLOADS)}
    assert left == set(before)
    assert (packs_dir / DOWNLOADS / "other/pack.json").is_file()


HOLD = """
import sys, time
from pathlib import Path
from bowerbird_engine.models.store import PackStore
with PackStore(Path(sys.argv[1]), threads=1).owned():
    print("held", flush=True)
    time.sleep(60)
"""


def test_two_processes_never_install_at_once(store: PackStore, packs_dir: Path) -> None:
    """The second is told so in words; when the first is killed, its lock is free."""
    with subprocess.Popen([sys.executable, "-c", HOLD, str(packs_dir)], stdout=subprocess.PIPE) as holder:
        assert holder.stdout is not None
        assert holder.stdout.readline() == b"held\n"
        with pytest.raises(LibraryBusyError, match="Another process is installing or removing a model"):
            admit(store)
        holder.kill()
    assert admit(store).id == "tiny"


def test_a_removed_pack_is_gone_with_its_bytes_told(
    store: PackStore, packs_dir: Path, snapshot: Snapshot
) -> None:
    """Nothing is left of it, and others stay."""
    admit(store, pack_id="other")
    before = snapshot()
    pack = admit(store)
    size = sum(path.stat().st_size for path in pack.folder.iterdir())
    with store.owned():
        assert store.remove(packs_dir / "tiny") == size
    assert snapshot() == before


@pytest.mark.parametrize("code", [errno.ENOSPC, errno.EDQUOT, errno.EFBIG])
def test_a_full_disk_is_named(code: int, tmp_path: Path) -> None:
    """However a system says that there is no room, the sentence tells how much was wanted; other faults are not that."""
    with pytest.raises(DiskFullError, match="needs 600 MB"), writing_pack(tmp_path, 600_000_000):
        raise OSError(code, os.strerror(code))
    with pytest.raises(PackError, match="Check the permissions"), writing_pack(tmp_path, 0):
        raise PermissionError(errno.EACCES, "Permission denied", "pack.json")


def test_room_is_measured_with_some_to_spare(tmp_path: Path) -> None:
    """What fits beside the spare room passes; more than there is does not."""
    demand_room(tmp_path, 1)
    with pytest.raises(DiskFullError, match="Free some space"):
        demand_room(tmp_path, shutil.disk_usage(tmp_path).total + SPARE_BYTES)


def test_a_disk_that_fills_up_leaves_nothing_behind(
    store: PackStore, snapshot: Snapshot, monkeypatch: pytest.MonkeyPatch
) -> None:
    """When the last bytes do not fit, the packs are as before."""
    admit(store)
    before = snapshot()

    def full(_: int) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(DiskFullError):
        admit(store, seed=1, replace=True)
    assert snapshot() == before


def test_the_lock_is_no_pack(store: PackStore, packs_dir: Path) -> None:
    """The store's own file beside the packs is passed over."""
    with store.owned():
        assert (packs_dir / LOCK_NAME).exists()
        assert survey_packs(packs_dir) == ([], [])


def test_names_that_differ_in_capitals_alone_are_not_both_taken(store: PackStore, snapshot: Snapshot) -> None:
    """Many disks take them for one folder, so the second is refused wherever it is."""
    admit(store)
    before = snapshot()
    with pytest.raises(PackInUseError, match="capitals alone"):
        admit(store, pack_id="Tiny", replace=True)
    assert snapshot() == before


def test_a_refusal_names_no_folder_that_is_gone(store: PackStore) -> None:
    """The place where a pack was put together means nothing to the one who reads the reason."""
    with pytest.raises(PackError) as refused, store.owned(), store.incoming() as folder:  # noqa: PT012  the state around it matters
        make_pack(folder)
        redescribe(folder, lambda told: told.update(dimension=17))
        store.admit(folder, read_pack(folder).description, replace=False)
    assert str(refused.value).startswith("image.onnx gives")
