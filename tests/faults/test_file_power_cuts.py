"""What a power cut leaves of the files beside the catalogue: the old version or the new one, whole."""

from __future__ import annotations

import os
import random
import sys
from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

import numpy as np
import pytest

from bowerbird_engine.backup.checking import check_backup
from bowerbird_engine.backup.exchange import complete_restore
from bowerbird_engine.backup.making import make_backup
from bowerbird_engine.backup.restoring import restore_backup
from bowerbird_engine.backup.shelf import list_backups
from bowerbird_engine.catalog.catalogue import Catalogue
from bowerbird_engine.catalog.connection import open_database
from bowerbird_engine.curation.destination import opened_folder
from bowerbird_engine.durability import replace_file, sync_folder
from bowerbird_engine.encoding.packs import read_pack
from bowerbird_engine.features import postings_file
from bowerbird_engine.features.postings import postings
from bowerbird_engine.features.visual_words import VisualWords
from bowerbird_engine.models.ledger import Entry, Ledger
from bowerbird_engine.models.store import PackStore
from bowerbird_engine.settings import Settings
from bowerbird_engine.vectors import flatfile, graph_file
from bowerbird_engine.vectors.graph import Graph
from bowerbird_engine.vectors.quantising import Quantiser
from fakes.packs import make_pack
from faults.lossy_disk import LossyDisk
from unit.catalog.builders import add_files, add_root

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="folders are synchronised on POSIX alone")

CUTS = 300
OLD, NEW, NONE, DAMAGED = 1, 2, 0, -1


class Saved(NamedTuple):
    """How a version of something is saved in a folder, and which one is read from it."""

    save: Callable[[Path, int], object]
    read: Callable[[Path], int]
    begins_with: int = OLD


def data_of(version: int) -> bytes:
    """Give some sectors."""
    return np.random.default_rng(version).bytes(3000)


def read_data(folder: Path) -> int:
    """Tell which version lies in a file."""
    path = folder / "file"
    found = path.read_bytes() if path.exists() else None
    return next((v for v in (OLD, NEW) if found == data_of(v)), NONE if found is None else DAMAGED)


def save_file(folder: Path, version: int) -> None:
    """Replace a file as the product does."""
    data = data_of(version)
    replace_file(folder / "file", [data[:1000], data[1000:]])


def save_vectors(folder: Path, version: int) -> None:
    """Save a cache of vectors."""
    keys, vectors = np.arange(80, dtype=np.int64), np.full((80, 16), version, np.float16)
    assert flatfile.save(folder / "v", version, keys, vectors)


def read_vectors(folder: Path) -> int:
    """Tell of which version a cache is; one that is damaged counts as absent."""
    found = [version for version in (OLD, NEW) if flatfile.load(folder / "v", version) is not None]
    return found[0] if found else NONE


def save_postings(folder: Path, version: int) -> None:
    """Save an inverted index."""
    some = np.arange(300)
    words = VisualWords(
        some.astype(np.uint16),
        some.astype(np.uint64),
        np.zeros((300, 4), np.float32),
        some.astype(np.uint16),
        mirrored_from=300,
    )
    assert postings_file.save(folder / "p", version, postings(np.array([1], np.int64), [words]), owner="")


def read_postings(folder: Path) -> int:
    """Tell of which version an index is."""
    found = postings_file.load(folder / "p", newest=NEW, owner="")
    return NONE if found is None else found[0]


def save_ledger(folder: Path, version: int) -> None:
    """Record one more file."""
    digest = f"{version}" * 64
    Ledger(folder / "ledger").record([Entry("a/b", f"{version}", "c" * 40, 10, digest, f"sha256:{digest}")])


def read_ledger(folder: Path) -> int:
    """Count the files that are recorded."""
    return len(Ledger(folder / "ledger").entries())


def copy_catalogue(folder: Path, version: int) -> None:
    """Copy a catalogue of so many files."""
    source = folder.parent / "source.sqlite"
    with Catalogue.open(source) as catalogue:
        root = catalogue.roots.all()[0] if version == NEW else add_root(catalogue)
        add_files(catalogue, root.id, b"%d.jpg" % version)
        catalogue.copy_to(folder / "copy.sqlite")


def read_catalogue(folder: Path) -> int:
    """Count the files in a copy."""
    with Catalogue.open(folder / "copy.sqlite") as catalogue:
        return len(catalogue.files.of_root(1)) if catalogue.integrity_problems() == [] else DAMAGED


def copy_picture(folder: Path, version: int) -> None:
    """Put a picture into a folder of the curated ones, which is made for it."""
    with (
        opened_folder(folder, ()) as best,
        best.inner("mugs", make=True) as inner,
        inner.unfinished() as (unfinished, file),
    ):
        file.write(data_of(version))
        os.fsync(file.fileno())
        file.close()
        assert inner.place(unfinished, "file")


def read_picture(folder: Path) -> int:
    """Tell whether the copy is there."""
    return read_data(folder / "mugs")


def install(folder: Path, version: int) -> None:
    """Install a pack in place of the one before."""
    store = PackStore(folder, threads=1)
    with store.owned(), store.incoming() as incoming:
        pack = make_pack(incoming, seed=version)
        store.admit(pack, read_pack(pack).description, replace=True)


def read_installed(folder: Path) -> int:
    """Tell which pack is there, once a crash has been put right."""
    store = PackStore(folder, threads=1)
    with store.owned():
        whole = store.whole("tiny")
    digests = {read_pack(make_pack(folder.parent / f"tiny-{v}", seed=v)).digest: v for v in (OLD, NEW)}
    return NONE if whole is None else digests.get(whole.digest, DAMAGED)


def save_graph(folder: Path, version: int) -> None:
    """Save a graph."""
    vectors = np.random.default_rng(version).standard_normal((60, 16))
    rows = (vectors / np.linalg.norm(vectors, axis=1, keepdims=True)).astype(np.float16)
    graph = Graph(Quantiser.fitted(rows))
    graph.add(np.arange(60, dtype=np.int64) + version, rows)
    assert graph_file.save(folder / "g", graph.image(), owner="")


def read_graph(folder: Path) -> int:
    """Tell of which version a graph is; one that is damaged counts as absent."""
    graph = graph_file.load(folder / "g", dimension=16, owner="")
    return NONE if graph is None else int(graph.keys[0])


def library(home: Path, files: int) -> Settings:
    """Make a library of so many files, all of it on the disk; what is there already stays."""
    settings = Settings(state_dir=home, cache_dir=home.parent / "cache")
    with Catalogue.open(settings.catalogue_path) as catalogue:
        root = (catalogue.roots.all() or [add_root(catalogue)])[0]
        known = len(catalogue.files.of_root(root.id))
        add_files(catalogue, root.id, *(b"%d.jpg" % number for number in range(known, files)))
    database = open_database(settings.catalogue_path)
    database.alone_in_one_file()
    database.close()
    return settings


def files_in(catalogue_path: Path) -> int:
    """Count the files of a library."""
    with Catalogue.open(catalogue_path) as catalogue:
        return len(catalogue.files.of_root(1)) if catalogue.integrity_problems() == [] else DAMAGED


def save_backup(folder: Path, version: int) -> None:
    """Make a backup in the place of the one before."""
    make_backup(library(folder.parent / "home", version), folder, keep=1)


def read_backups(folder: Path) -> int:
    """Tell of which version the latest backup is; whatever has the name of one is whole."""
    settings = Settings(state_dir=folder.parent / "home", cache_dir=folder.parent / "cache")
    found, broken = list_backups(folder)
    if broken:
        return DAMAGED
    files = [check_backup(settings, backup.path).manifest.files for backup in found]
    return max(files, default=NONE)


def restore(folder: Path, version: int) -> None:
    """Make a library, or restore another one in its place."""
    backups = folder.parent / "backups"
    if version == OLD:
        make_backup(library(folder.parent / "other", NEW), backups)
        library(folder, OLD)
    else:
        settings = Settings(state_dir=folder, cache_dir=folder.parent / "cache")
        restore_backup(settings, list_backups(backups)[0][0].path, replace=True)


def read_restored(folder: Path) -> int:
    """Tell which library is there once somebody opens it; the restored one has the other one beside it."""
    settings = Settings(state_dir=folder, cache_dir=folder.parent / "cache")
    complete_restore(settings)
    version = files_in(settings.catalogue_path)
    kept = [files_in(path) for path in folder.glob("catalogue.before-restore-*.sqlite")]
    return DAMAGED if version == NEW and kept != [OLD] else version


SAVED = {
    "a file": Saved(save_file, read_data),
    "vectors": Saved(save_vectors, read_vectors),
    "graph": Saved(save_graph, read_graph),
    "postings": Saved(save_postings, read_postings),
    "ledger": Saved(save_ledger, read_ledger),
    "copy of the catalogue": Saved(copy_catalogue, read_catalogue),
    "curated copy": Saved(copy_picture, read_picture, NONE),
    "pack": Saved(install, read_installed),
    "backup": Saved(save_backup, read_backups),
    "restored library": Saved(restore, read_restored),
}
SLOW = {"pack": 40, "backup": 60, "restored library": 60}


def outcomes(saved: Saved, base: Path, cuts: int = CUTS) -> tuple[set[int], set[int]]:
    """Tell what is read after power cuts while the new version is saved, and after some when it is said to be saved."""
    folder = base / "folder"
    folder.mkdir()
    if saved.begins_with:
        saved.save(folder, saved.begins_with)
    disk = LossyDisk(folder)
    with disk.watching():
        saved.save(folder, NEW)
    assert saved.read(folder) == NEW
    chance = random.Random(4471)
    found = set[int](), set[int]()
    for number in range(cuts):
        after = number % 4 == 0
        left = base / f"cut-{number}"
        left.mkdir()
        moment = disk.moments[-1] if after else chance.choice(disk.moments)
        moment.cut(left, chance)
        found[after].add(saved.read(left))
    return found


@pytest.mark.parametrize("what", SAVED)
def test_a_power_cut_leaves_the_old_or_the_new_version(tmp_path: Path, what: str) -> None:
    """Whenever the power goes, one of the two is there; once it was said to be saved, it is the new one."""
    saved = SAVED[what]
    meanwhile, afterwards = outcomes(saved, tmp_path, SLOW.get(what, CUTS))

    assert meanwhile == {saved.begins_with, NEW}
    assert afterwards == {NEW}


def save_in_place(folder: Path, version: int) -> None:
    """Overwrite a file, and synchronise it."""
    with (folder / "file").open("wb") as file:
        file.write(data_of(version))
        file.flush()
        os.fsync(file.fileno())


def rename_unsynchronised(folder: Path, version: int) -> None:
    """Replace a file by one that is not on the disk."""
    (folder / "new").write_bytes(data_of(version))
    (folder / "new").replace(folder / "file")
    sync_folder(folder)


def forget_the_folder(folder: Path, version: int) -> None:
    """Replace a file by one that is on the disk, whose name is not."""
    with (folder / "new").open("wb") as file:
        file.write(data_of(version))
        file.flush()
        os.fsync(file.fileno())
    (folder / "new").replace(folder / "file")


@pytest.mark.parametrize("save", [save_in_place, rename_unsynchronised, forget_the_folder])
def test_the_cuts_would_show_a_loss(tmp_path: Path, save: Callable[[Path, int], None]) -> None:
    """The control: saved in any lesser way, a file comes out damaged, or as it was although it was said to be saved."""
    meanwhile, afterwards = outcomes(Saved(save, read_data), tmp_path)

    assert DAMAGED in meanwhile or afterwards != {NEW}
