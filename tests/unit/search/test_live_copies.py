from __future__ import annotations

import threading
from collections.abc import Iterable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from bowerbird_engine.assets import ContentHash, Region
from bowerbird_engine.catalog.catalogue import Catalogue
from bowerbird_engine.catalog.visual_words import VisualWordTable
from bowerbird_engine.errors import CatalogueError
from bowerbird_engine.features.extraction import extract
from bowerbird_engine.features.local_features import to_bytes as features_to_bytes
from bowerbird_engine.features.postings import Postings, postings
from bowerbird_engine.features.visual_words import indexed, to_bytes
from bowerbird_engine.features.vocabulary import shipped_vocabulary
from bowerbird_engine.search import live_copies
from bowerbird_engine.search.live_copies import LiveCopies
from bowerbird_engine.search.reference import Reference
from fakes.drawings import drawing
from fakes.shelf import EVERYTHING, NUMBER, Shelf, crop, first, given, told

PATIENCE_S = 300.0


def test_a_crop_and_a_mirrored_copy_find_their_picture(
    shelf: Shelf, reader: Catalogue, tmp_path: Path
) -> None:
    """And a picture that is not there finds none that reads as a copy."""
    shelf.learn(*range(NUMBER))
    copies = LiveCopies(reader, tmp_path)
    mirrored = given(np.ascontiguousarray(drawing(5)[:, ::-1]))
    assert first(copies, crop(3)) == shelf.keys[3]
    assert first(copies, mirrored) == shelf.keys[5]
    stranger = copies(given(drawing(1000)), EVERYTHING)
    assert not len(stranger.keys) or stranger.percent[0] < 30


def test_a_picture_of_the_library_is_asked_by_its_own_words(
    shelf: Shelf, reader: Catalogue, tmp_path: Path
) -> None:
    """Nothing is decoded for it; before its words are known it has no votes to give."""
    shelf.learn(*range(NUMBER))
    copies = LiveCopies(reader, tmp_path)
    known = Reference(np.zeros(4, np.float32), ContentHash(b"0" * 32), content_id=shelf.keys[2])
    unknown = Reference(np.zeros(4, np.float32), ContentHash(b"1" * 32), content_id=77)
    assert first(copies, known) == shelf.keys[2]
    assert first(copies, unknown) is None


def test_a_picture_of_the_library_finds_its_mirrored_copy(
    shelf: Shelf, reader: Catalogue, tmp_path: Path
) -> None:
    """Its kept features ask for it mirrored as well; where they are gone or damaged its words ask as it is, as before."""
    shelf.learn(*range(NUMBER - 1))
    mirrored_copy = extract(np.ascontiguousarray(drawing(2)[:, ::-1]))
    words = to_bytes(indexed(mirrored_copy, shipped_vocabulary()))
    shelf.catalogue.visual_words.put(shipped_vocabulary().identity, [(shelf.keys[-1], words)])
    known = Reference(np.zeros(4, np.float32), ContentHash(b"0" * 32), content_id=shelf.keys[2])
    features = features_to_bytes(extract(drawing(2)))
    found = LiveCopies(reader, tmp_path, {known.hash: features}.get)(known, EVERYTHING)
    assert set(found.keys[found.percent > 50].tolist()) == {shelf.keys[2], shelf.keys[-1]}
    for kept in ({}, {known.hash: features[:-1]}):
        asked_by_words = LiveCopies(reader, tmp_path, kept.get)
        assert asked_by_words(known, EVERYTHING).keys.tolist()[:1] == [shelf.keys[2]]
        assert shelf.keys[-1] not in asked_by_words(known, EVERYTHING).keys


def test_parts_of_one_picture_are_asked_each_by_itself(
    shelf: Shelf, reader: Catalogue, tmp_path: Path
) -> None:
    """A page with two pictures is one file: what was asked of the whole of it says nothing of a part."""
    shelf.learn(*range(NUMBER))
    copies = LiveCopies(reader, tmp_path)
    page = np.concatenate([drawing(3), drawing(5)], axis=1)
    whole = given(page)
    left, right = (
        replace(given(np.ascontiguousarray(half)), hash=whole.hash, region=Region(x, 0.0, 0.5, 1.0))
        for x, half in ((0.0, drawing(3)), (0.5, drawing(5)))
    )
    assert {int(key) for key in copies(whole, EVERYTHING).keys[:2]} == {shelf.keys[3], shelf.keys[5]}
    assert first(copies, left) == shelf.keys[3]
    assert first(copies, right) == shelf.keys[5]
    assert shelf.keys[5] not in copies(left, EVERYTHING).keys
    assert shelf.keys[3] not in copies(right, EVERYTHING).keys


def test_what_is_learned_meanwhile_is_found(shelf: Shelf, reader: Catalogue, tmp_path: Path) -> None:
    """The index follows the catalogue commit by commit."""
    copies = LiveCopies(reader, tmp_path)
    assert first(copies, crop(1)) is None
    shelf.learn(0, 1, 2)
    assert first(copies, crop(1)) == shelf.keys[1]
    assert first(copies, crop(4)) is None
    shelf.learn(4)
    assert first(copies, crop(4)) == shelf.keys[4]
    assert first(copies, crop(1)) == shelf.keys[1]


def test_what_was_found_is_kept_until_something_changes(
    shelf: Shelf, reader: Catalogue, tmp_path: Path
) -> None:
    """A set of pictures grows one by one: those that were in it before are not looked for again."""
    shelf.learn(*range(4))
    copies = LiveCopies(reader, tmp_path)
    found = copies(crop(1), EVERYTHING)
    assert copies(crop(1), EVERYTHING) is found
    assert copies(crop(2), EVERYTHING) is not found
    elsewhere = np.array([shelf.keys[2]], np.int64)
    assert shelf.keys[1] not in copies(crop(1), elsewhere).keys.tolist()
    found = copies(crop(1), EVERYTHING)
    shelf.learn(5)
    assert copies(crop(1), EVERYTHING) is not found


def test_words_of_another_vocabulary_are_not_asked(shelf: Shelf, reader: Catalogue, tmp_path: Path) -> None:
    """They are as good as none, and wanted again."""
    shelf.learn(1, identity="visual-words-0-of-old")
    assert first(LiveCopies(reader, tmp_path), crop(1)) is None
    identity = shipped_vocabulary().identity
    assert shelf.keys[1] in shelf.catalogue.visual_words.lacking(identity, [1], 100)
    shelf.learn(1)
    assert first(LiveCopies(reader, tmp_path), crop(1)) == shelf.keys[1]
    assert shelf.keys[1] not in shelf.catalogue.visual_words.lacking(identity, [1], 100)


def test_only_allowed_contents_are_found(shelf: Shelf, reader: Catalogue, tmp_path: Path) -> None:
    """So what was deleted since the index was made is not either."""
    shelf.learn(*range(NUMBER))
    copies = LiveCopies(reader, tmp_path)
    others = np.array([key for key in shelf.keys if key != shelf.keys[3]], np.int64)
    assert len(copies(crop(3), EVERYTHING).keys)
    assert shelf.keys[3] not in copies(crop(3), others).keys


@pytest.mark.parametrize("harm", ["none", "cut", "changed", "gone", "folder"])
def test_whatever_becomes_of_the_cache_file_the_same_is_found(
    shelf: Shelf, reader: Catalogue, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, harm: str
) -> None:
    """It is taken as it is or made again; what was learned after it was written is found, too."""
    monkeypatch.setattr(live_copies, "_WORTH_SAVING", 1)
    shelf.learn(*range(6))
    writing = LiveCopies(reader, tmp_path)
    writing.save()
    writing.close()
    (path,) = (tmp_path / "vectors").glob("*.postings")
    whole = path.read_bytes()
    if harm == "cut":
        path.write_bytes(whole[: len(whole) // 2])
    elif harm == "changed":
        path.write_bytes(whole[:-1] + bytes([whole[-1] ^ 1]))
    elif harm in {"gone", "folder"}:
        path.unlink()
        if harm == "folder":
            path.mkdir()
    shelf.learn(*range(6, NUMBER))
    again = LiveCopies(reader, tmp_path)
    for number in (2, 8):
        assert first(again, crop(number)) == shelf.keys[number]
    again.save()
    again.close()
    if harm != "folder":
        assert len(path.read_bytes()) > len(whole)


def test_what_was_made_anew_is_kept_for_the_next_start(
    shelf: Shelf, reader: Catalogue, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A search that found no file leaves one, and reads the words in parts; a few that came later write none."""
    monkeypatch.setattr(live_copies, "_WORTH_SAVING", 1)
    monkeypatch.setattr(live_copies, "_PART", 5)
    read: list[int] = []
    of_contents = VisualWordTable.of_contents

    def noted(table: VisualWordTable, identity: str, content_ids: Iterable[int]) -> dict[int, bytes]:
        found = of_contents(table, identity, content_ids)
        read.append(len(found))
        return found

    shelf.learn(*range(11))
    searching = LiveCopies(reader, tmp_path)
    with monkeypatch.context() as patched:
        patched.setattr(VisualWordTable, "of_contents", noted)
        assert first(searching, crop(3)) == shelf.keys[3]
    assert read[:3] == [5, 5, 1]
    searching.close()
    (path,) = (tmp_path / "vectors").glob("*.postings")
    whole = path.read_bytes()
    shelf.learn(11)
    assert first(searching, crop(11)) == shelf.keys[11]
    searching.close()
    assert path.read_bytes() == whole


class Gate:
    """Hold up what is read in the background, part by part of two contents, until it is told to go on."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        """Make a library of more than three contents a large one."""
        self.came, self.go_on, self.parts, self.fails = threading.Event(), threading.Event(), 0, False
        of_contents, asking = VisualWordTable.of_contents, threading.current_thread()

        def held(table: VisualWordTable, identity: str, content_ids: Iterable[int]) -> dict[int, bytes]:
            if threading.current_thread() is not asking:
                self.came.set()
                assert self.go_on.wait(PATIENCE_S)
                self.parts += 1
                if self.fails:
                    raise CatalogueError("The disk is away.")
            return of_contents(table, identity, content_ids)

        monkeypatch.setattr(VisualWordTable, "of_contents", held)
        monkeypatch.setattr(live_copies, "_AT_ONCE", 3)
        monkeypatch.setattr(live_copies, "_PART", 2)
        monkeypatch.setattr(live_copies, "_WORTH_SAVING", 1)


@pytest.mark.parametrize("file", ["none", "damaged"])
def test_a_large_library_is_read_while_searches_go_on(
    shelf: Shelf, reader: Catalogue, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, file: str
) -> None:
    """They find no copies until all is read, and then those that a library finds that was read at once; a file is left."""
    gate = Gate(monkeypatch)
    path = live_copies.postings_place(tmp_path)
    if file == "damaged":
        path.parent.mkdir()
        path.write_bytes(b"no index")
    shelf.learn(*range(NUMBER - 2))
    copies = LiveCopies(reader, tmp_path)
    assert told(copies, crop(3)) == ([], [], {}, True)
    assert gate.came.wait(PATIENCE_S)
    shelf.learn(NUMBER - 2)
    assert told(copies, crop(3)) == ([], [], {}, True)
    assert not copies.wait(lambda: True)

    gate.go_on.set()
    assert copies.wait(lambda: False)
    at_once = LiveCopies(reader, tmp_path / "elsewhere", complete=True)
    for number in (3, 8, NUMBER - 2):
        found = told(copies, crop(number))
        assert found == told(at_once, crop(number))
        assert found[0][0] == shelf.keys[number]
    assert gate.parts == (NUMBER - 2) // 2
    for each in (copies, at_once):
        each.close()
    again = LiveCopies(reader, tmp_path)
    assert told(again, crop(3)) == told(at_once, crop(3))
    assert gate.parts == (NUMBER - 2) // 2


def test_what_is_known_is_asked_while_much_is_read(
    shelf: Shelf, reader: Catalogue, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A few pictures are read at once; many that came later are found once they are read, each of them once."""
    gate = Gate(monkeypatch)
    shelf.learn(0, 1, 2)
    copies = LiveCopies(reader, tmp_path)
    assert told(copies, crop(1))[0][0] == shelf.keys[1]
    assert not told(copies, crop(1))[3]
    shelf.learn(*range(3, NUMBER))
    assert told(copies, crop(1))[0][0] == shelf.keys[1]
    assert told(copies, crop(1))[3]
    assert shelf.keys[7] not in told(copies, crop(7))[0]
    gate.go_on.set()
    assert copies.wait(lambda: False)
    at_once = LiveCopies(reader, tmp_path / "elsewhere", complete=True)
    for number in (1, 7):
        assert told(copies, crop(number)) == told(at_once, crop(number))
    for each in (copies, at_once):
        each.close()


def test_closing_ends_what_is_being_read(
    shelf: Shelf, reader: Catalogue, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Even what would never end; no file is left, and whoever waits is told that nothing came of it."""

    def endless(_catalogue: Catalogue, content_ids: Sequence[int]) -> Iterator[Postings]:
        assert len(content_ids) == NUMBER
        while True:
            yield postings(np.empty(0, np.int64), [])

    gate = Gate(monkeypatch)
    shelf.learn(*range(NUMBER))
    place = live_copies.postings_place(tmp_path)
    with ThreadPoolExecutor(1) as pool:
        copies = LiveCopies(reader, tmp_path)
        with monkeypatch.context() as patched:
            patched.setattr(live_copies, "_postings_of", endless)
            assert told(copies, crop(3))[3]
        waiting = pool.submit(copies.wait, lambda: False)
        copies.close()
        assert not waiting.result(PATIENCE_S)
        assert "bowerbird-copies" not in {thread.name for thread in threading.enumerate()}
        assert not place.exists()

        control = LiveCopies(reader, tmp_path)
        assert told(control, crop(3))[3]
        gate.go_on.set()
        assert pool.submit(control.wait, lambda: False).result(PATIENCE_S)
        control.save()
        control.close()
        assert place.exists()


def test_what_could_not_be_read_is_read_by_the_next_search(
    shelf: Shelf, reader: Catalogue, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A failure in the background is no failure of a search, and leaves things as they were."""
    gate = Gate(monkeypatch)
    gate.fails = True
    gate.go_on.set()
    shelf.learn(*range(NUMBER))
    copies = LiveCopies(reader, tmp_path)
    for _ in range(2):
        assert told(copies, crop(3)) == ([], [], {}, True)
        assert not copies.wait(lambda: False)
    assert gate.parts == 2
    gate.fails = False
    assert told(copies, crop(3)) == ([], [], {}, True)
    assert copies.wait(lambda: False)
    assert told(copies, crop(3))[0][0] == shelf.keys[3]
    copies.close()


def test_a_small_library_is_read_before_the_answer(
    shelf: Shelf, reader: Catalogue, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """And so is a large one where somebody needs all of it."""
    Gate(monkeypatch)
    shelf.learn(0, 1, 2)
    assert told(LiveCopies(reader, tmp_path), crop(1))[0][0] == shelf.keys[1]
    shelf.learn(3)
    complete = LiveCopies(reader, tmp_path / "elsewhere", complete=True)
    assert told(complete, crop(3))[0][0] == shelf.keys[3]
    assert not told(complete, crop(3))[3]
    complete.close()
