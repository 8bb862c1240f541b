"""Laws of collections that hold for every history of adding, taking out, losing and finding again."""

# Durability is switched off here, for which there is no public way.
# pyright: reportPrivateUsage=false

from __future__ import annotations

import shutil
import tempfile
from datetime import timedelta
from pathlib import Path

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from bowerbird_engine.assets import AssetId, ScanDelta
from bowerbird_engine.catalog.catalogue import Catalogue
from bowerbird_engine.errors import CollectionNameError, UnknownAssetError
from unit.catalog.builders import add_root, find, index_file, lose, walked

FILES = tuple(f"{letter}.jpg".encode() for letter in "abcdef")
NAMES = st.sampled_from(["Lamps", "lamps", "Chairs", "CHAIRS ", "x"])
PICKS = st.lists(st.sampled_from(FILES), max_size=4)


class Shelf(RuleBasedStateMachine):
    """Compare what the catalogue keeps with plain lists."""

    def __init__(self) -> None:
        super().__init__()
        self.folder = Path(tempfile.mkdtemp(prefix="bowerbird-property-"))
        self.catalogue = Catalogue.open(self.folder / "catalogue.sqlite")
        # These laws are not about power cuts, and hundreds of histories would wait for the disk.
        self.catalogue._database.execute("PRAGMA synchronous = OFF")
        self.root = add_root(self.catalogue)
        self.model: dict[str, tuple[str, list[bytes]]] = {}
        self.missing: set[bytes] = set()
        self.forgotten: set[bytes] = set()
        self.places: dict[bytes, bytes] = {}
        self.ids: dict[bytes, AssetId] = {}

    @initialize()
    def index(self) -> None:
        """Begin with a few pictures."""
        for name in FILES:
            self.ids[name] = index_file(self.catalogue, self.root.id, name).asset_id
            self.places[name] = name

    def teardown(self) -> None:
        """Leave nothing behind."""
        assert self.catalogue.integrity_problems() == []
        self.catalogue.close()
        shutil.rmtree(self.folder)

    @rule(name=NAMES)
    def create(self, name: str) -> None:
        """Make a collection unless there is one of this name."""
        taken = name.casefold() in {known.casefold() for known, _ in self.model.values()}
        try:
            made = self.catalogue.collections.create(name)
        except CollectionNameError:
            assert taken
        else:
            assert not taken
            self.model[made.id] = (name, [])

    @precondition(lambda self: self.model)
    @rule(data=st.data(), picks=PICKS)
    def add(self, data: st.DataObject, picks: list[bytes]) -> None:
        """Add pictures, all or none."""
        collection_id = data.draw(st.sampled_from(sorted(self.model)))
        members = self.model[collection_id][1]
        new = [pick for pick in dict.fromkeys(picks) if pick not in members]
        try:
            added = self.catalogue.collections.add(collection_id, [self.ids[pick] for pick in picks])
        except UnknownAssetError:
            assert (self.missing | self.forgotten) & set(picks)
        else:
            assert not (self.missing | self.forgotten) & set(picks)
            assert added == len(new)
            members.extend(new)

    @precondition(lambda self: self.model)
    @rule(data=st.data(), picks=PICKS)
    def take_out(self, data: st.DataObject, picks: list[bytes]) -> None:
        """Take pictures out."""
        collection_id = data.draw(st.sampled_from(sorted(self.model)))
        members = self.model[collection_id][1]
        removed = self.catalogue.collections.remove(collection_id, [self.ids[pick] for pick in picks])
        assert removed == len(set(picks) & set(members))
        members[:] = [member for member in members if member not in picks]

    @precondition(lambda self: self.model)
    @rule(data=st.data())
    def delete(self, data: st.DataObject) -> None:
        """Forget a collection."""
        collection_id = data.draw(st.sampled_from(sorted(self.model)))
        self.catalogue.collections.delete(collection_id)
        del self.model[collection_id]

    @rule(name=st.sampled_from(FILES))
    def lose(self, name: bytes) -> None:
        """Let a scan miss a picture."""
        if name not in self.missing | self.forgotten:
            lose(self.catalogue, self.root.id, self.places[name])
            self.missing.add(name)

    @rule(name=st.sampled_from(FILES), number=st.integers(0, 10**6))
    def find_again(self, name: bytes, number: int) -> None:
        """Let a scan meet a missing picture at another place, where its content tells which one it is."""
        if name in self.missing:
            place = b"%d/%s" % (number, name)
            recorded = index_file(self.catalogue, self.root.id, place, name)
            assert recorded.asset_id == self.ids[name]
            self.places[name] = place
            self.missing.remove(name)

    @rule(name=st.sampled_from(FILES), number=st.integers(0, 10**6))
    def move(self, name: bytes, number: int) -> None:
        """Move a picture."""
        if name not in self.missing | self.forgotten:
            place = b"moved/%d/%s" % (number, name)
            stored = find(self.catalogue, self.root.id, self.places[name])
            moved = ScanDelta(moved=((stored, walked(place, number)),))
            self.catalogue.files.apply(self.root.id, moved)
            self.places[name] = place

    @rule()
    def purge(self) -> None:
        """Forget for good what is missing."""
        self.catalogue.files.purge_missing(timedelta(0))
        for _, members in self.model.values():
            members[:] = [member for member in members if member not in self.missing]
        self.forgotten |= self.missing
        self.missing.clear()

    @invariant()
    def lists_are_equal(self) -> None:
        """Each collection shows its pictures that are there, in their order, and counts just these."""
        known = {collection.id: collection for collection in self.catalogue.collections.all()}
        assert known.keys() == self.model.keys()
        for collection_id, (name, members) in self.model.items():
            shown = [self.ids[member] for member in members if member not in self.missing]
            found = self.catalogue.collections.members(collection_id, 100)
            assert [member.asset_id for member in found] == shown
            assert (known[collection_id].name, known[collection_id].pictures) == (name, len(shown))


TestShelf = Shelf.TestCase
TestShelf.settings = settings(
    max_examples=40, stateful_step_count=30, suppress_health_check=[HealthCheck.too_slow]
)
