"""Laws of the catalogue that hold for every history of a folder."""

# Durability is switched off here, for which there is no public way.
# pyright: reportPrivateUsage=false

from __future__ import annotations

import itertools
import shutil
import tempfile
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule

from bowerbird_engine.assets import AssetId, FileStatus, StoredFile, WalkedFile
from bowerbird_engine.catalog.catalogue import Catalogue
from bowerbird_engine.catalog.codes import fold_code
from bowerbird_engine.catalog.records import FolderScope
from bowerbird_engine.scanning.delta import compare
from unit.catalog.builders import SPACE, add_root, facts, index_file, keys, lines, unit_vectors

NAMES = st.sampled_from([b"a.jpg", b"b.jpg", b"c\xff.jpg", b"d/a.jpg", b"d/e/f.jpg", b"da.jpg", b"z"])
SLOW = [HealthCheck.too_slow, HealthCheck.data_too_large]
CONTENTS = st.sampled_from([b"A", b"B", b"C"])


class FolderHistory(RuleBasedStateMachine):
    """Change a made-up folder at random, scan and decode now and then, and compare with what the catalogue says."""

    def __init__(self) -> None:
        super().__init__()
        self.folder = Path(tempfile.mkdtemp(prefix="bowerbird-property-"))
        self.catalogue = Catalogue.open(self.folder / "catalogue.sqlite")
        # These laws are not about power cuts, and hundreds of histories would wait for the disk.
        self.catalogue._database.execute("PRAGMA synchronous = OFF")
        self.root = add_root(self.catalogue)
        self.space_id = self.catalogue.vectors.space(SPACE)
        self.disk: dict[bytes, tuple[bytes, WalkedFile]] = {}
        self.counter = itertools.count(1)
        self.row_of: dict[AssetId, int] = {}
        self.gone: set[AssetId] = set()
        self.known_generation = -1
        self.replica: dict[int, bytes] = {}

    def teardown(self) -> None:
        """Leave nothing behind."""
        self.catalogue.close()
        shutil.rmtree(self.folder)

    @rule(path=NAMES, content=CONTENTS)
    def write(self, path: bytes, content: bytes) -> None:
        """Put a file there, or overwrite one."""
        number = next(self.counter)
        self.disk[path] = (content, WalkedFile(path, 100 + number, number, number))

    @rule(path=NAMES)
    def delete(self, path: bytes) -> None:
        """Take a file away."""
        self.disk.pop(path, None)

    @rule(source=NAMES, goal=NAMES)
    def move(self, source: bytes, goal: bytes) -> None:
        """Move a file, which keeps its inode, size and time."""
        if source in self.disk and source != goal:
            content, seen = self.disk.pop(source)
            self.disk[goal] = (content, WalkedFile(goal, seen.size, seen.mtime_ns, seen.inode))

    @rule(hold=st.booleans())
    def scan(self, hold: bool) -> None:
        """Walk the folder, and have what is gone dropped, or held."""
        stored = self.catalogue.files.of_root(self.root.id)
        delta = compare(stored, [seen for _, seen in self.disk.values()])
        if hold:
            held = tuple(file for file in delta.missing if file.status is FileStatus.INDEXED)
            others = tuple(file for file in delta.missing if file not in held)
            delta = replace(delta, missing=others, held=held)
        self.catalogue.files.apply(self.root.id, delta)
        present = self._present()
        assert {path: (f.size, f.mtime_ns, f.inode) for path, f in present.items()} == {
            path: (seen.size, seen.mtime_ns, seen.inode) for path, (_, seen) in self.disk.items()
        }

    @rule(folder=st.sampled_from([b"", b"d", b"d/e"]))
    def let_go(self, folder: bytes) -> None:
        """Say that what is held is gone."""
        before = self.catalogue.gone.held_count()
        dropped = self.catalogue.gone.drop([(self.root.id, folder)], 5)
        assert self.catalogue.gone.held_count() == before - dropped

    @rule()
    def bring_back(self) -> None:
        """Have all that was dropped held again."""
        before = self.catalogue.gone.held_count()
        brought_back = self.catalogue.gone.bring_back(None)
        assert self.catalogue.gone.held_count() == before + brought_back
        assert self.catalogue.gone.dropped() == []

    @rule()
    def put_aside_and_back(self) -> None:
        """Remove the folder, which leaves nothing of it to be found, and add it again, which changes nothing."""
        before = self.catalogue.files.of_root(self.root.id)
        self.catalogue.roots.put_aside(self.root.id, 7)
        assert not self.catalogue.files.live_contents().tolist()
        self.catalogue.roots.bring_back(self.root.id)
        assert self.catalogue.files.of_root(self.root.id) == before

    @rule(limit=st.integers(min_value=1, max_value=4), fail=st.booleans())
    def decode(self, limit: int, fail: bool) -> None:
        """Decode some of the files that wait, as their bytes are now."""
        batch = self.catalogue.files.pending([self.root.id], limit)
        self.catalogue.files.begin([file.id for file in batch])
        for file in batch:
            if file.path not in self.disk or (fail and file.id % 3 == 0):
                self.catalogue.files.fail(file.id, FileStatus.UNREADABLE, "vanished", "It is gone.")
                continue
            with self.catalogue.transaction():
                recorded = self.catalogue.files.record(file.id, facts(self.disk[file.path][0]))
                vector = unit_vectors(1, seed=recorded.content_id)
                self.catalogue.vectors.put(self.space_id, keys(recorded.content_id), vector)
                self.catalogue.texts.put(recorded.content_id, "reader", lines("SKU 4471"))

    @rule()
    def follow(self) -> None:
        """Let a search process catch up with the vectors by the changes alone."""
        changes = self.catalogue.vectors.since(self.space_id, self.known_generation)
        if changes.full:
            self.replica.clear()
        for key in changes.removed.tolist():
            self.replica.pop(key, None)
        rows = zip(changes.keys.tolist(), changes.vectors, strict=True)
        self.replica.update({key: vector.tobytes() for key, vector in rows})
        self.known_generation = changes.generation
        loaded, vectors = self.catalogue.vectors.load(self.space_id)
        assert self.replica == {
            key: vector.tobytes() for key, vector in zip(loaded.tolist(), vectors, strict=True)
        }

    @rule()
    def purge(self) -> None:
        """Forget what is missing, and the contents that nothing holds."""
        self.catalogue.files.purge_missing(timedelta(0))
        assert not any(file.missing for file in self.catalogue.files.of_root(self.root.id))

    @invariant()
    def counts_add_up(self) -> None:
        """Every present file has exactly one status."""
        counts = self.catalogue.files.counts([self.root.id])
        assert sum(counts.values()) == len(self._present())

    @invariant()
    def what_is_found_is_there(self) -> None:
        """Names, letters and live contents speak of the same indexed files, those that are held among them."""
        files = self.catalogue.files.of_root(self.root.id)
        indexed = [file for file in files if not file.missing and file.status is FileStatus.INDEXED]
        live = set(self.catalogue.files.live_contents().tolist())
        assert {match.content_id for match in self.catalogue.texts.match_code("4471", 99)} == live
        assert len(live) <= len(indexed)
        placed = self.catalogue.files.places(sorted(live))
        assert sorted(place.path for where in placed.values() for place in where) == sorted(
            file.path for file in indexed
        )

    @invariant()
    def ids_never_change_hands(self) -> None:
        """Keep each id with its row as long as it is there, and never see it again once it is gone."""
        now = {file.asset_id: file.id for file in self.catalogue.files.of_root(self.root.id)}
        assert not self.gone & now.keys()
        for asset_id, row in now.items():
            assert self.row_of.setdefault(asset_id, row) == row
        self.gone |= self.row_of.keys() - now.keys()

    def _present(self) -> dict[bytes, StoredFile]:
        files = [file for file in self.catalogue.files.of_root(self.root.id) if file.present]
        present = {file.path: file for file in files}
        assert len(present) == len(files)
        return present


TestFolderHistory = FolderHistory.TestCase
TestFolderHistory.settings = settings(max_examples=40, stateful_step_count=25, suppress_health_check=SLOW)


@pytest.fixture(scope="module", name="catalogue")
def _catalogue(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Catalogue]:
    """Give one catalogue to all examples: each makes a folder of its own in it and takes it away again."""
    with Catalogue.open(tmp_path_factory.mktemp("library") / "catalogue.sqlite") as opened:
        opened._database.execute("PRAGMA synchronous = OFF")
        yield opened


PATHS = st.lists(
    st.lists(st.sampled_from([b"a", b"b", b"ab", b"a.b", b"\xff", b"0"]), min_size=1, max_size=3).map(
        b"/".join
    ),
    unique=True,
    max_size=8,
)
FOLDERS = st.lists(
    st.lists(st.sampled_from([b"a", b"b", b"ab", b"a.b", b"\xff", b"0"]), max_size=2).map(b"/".join),
    max_size=2,
)


@given(paths=PATHS, inside=FOLDERS, outside=FOLDERS)
@settings(max_examples=40, suppress_health_check=SLOW)
def test_a_scope_is_what_lies_below_its_folders(
    catalogue: Catalogue, paths: list[bytes], inside: list[bytes], outside: list[bytes]
) -> None:
    """A content is in a scope when a path of it begins with one of the folders and a slash, and with none outside."""

    def below(path: bytes, folders: list[bytes]) -> bool:
        return any(not folder or path.startswith(folder + b"/") for folder in folders)

    root = add_root(catalogue)
    ids = {path: index_file(catalogue, root.id, path).content_id for path in paths}
    scope = FolderScope(
        inside=tuple((root.id, one) for one in inside), outside=tuple((root.id, one) for one in outside)
    )
    expected = sorted(
        content_id
        for path, content_id in ids.items()
        if (not inside or below(path, inside)) and not below(path, outside)
    )
    try:
        assert catalogue.files.live_contents(scope).tolist() == expected
    finally:
        catalogue.roots.remove(root.id)


@given(
    texts=st.lists(st.text(alphabet="aB1-O0 é#", max_size=12), max_size=6),
    asked=st.text(alphabet="ab10oé", min_size=1, max_size=5),
)
@settings(max_examples=40, suppress_health_check=SLOW)
def test_a_code_is_found_wherever_its_folded_form_stands(
    catalogue: Catalogue, texts: list[str], asked: str
) -> None:
    """Codes of two characters and more are found in exactly the lines whose folded text holds them."""
    folded = fold_code(asked)
    root = add_root(catalogue)
    content_id = index_file(catalogue, root.id, b"#.jpg").content_id
    catalogue.texts.put(content_id, "reader", lines(*texts))

    found = {match.region for match in catalogue.texts.match_code(folded, 99)}

    catalogue.roots.remove(root.id)
    codes = [fold_code(text) for text in texts]
    assert found == {
        at
        for at, code in enumerate(codes)
        if folded and (folded in code if len(folded) > 1 else folded == code)
    }
