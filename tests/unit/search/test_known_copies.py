"""What is kept of the index of details: in its file, and in memory for more than one."""

from __future__ import annotations

from pathlib import Path

import pytest

from bowerbird_engine.catalog.catalogue import Catalogue
from bowerbird_engine.search import live_copies
from bowerbird_engine.search.live_copies import LiveCopies
from fakes.shelf import Shelf, crop, first, told


def test_the_file_is_written_again_for_many_pictures_alone(
    shelf: Shelf, reader: Catalogue, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Each run of the index asks for it: a few more pictures are read by the next start from the catalogue."""
    monkeypatch.setattr(live_copies, "_WORTH_SAVING", 3)
    path = live_copies.postings_place(tmp_path)

    def saved(*numbers: int) -> bytes:
        shelf.learn(*numbers)
        copies, before = LiveCopies(reader, tmp_path), path.read_bytes() if path.exists() else b""
        behind = copies.is_behind()
        copies.save()
        assert copies.is_behind() is False
        copies.close()
        assert behind is (path.exists() and path.read_bytes() != before)
        return path.read_bytes() if path.exists() else b""

    assert not saved(0, 1)
    whole = saved(2)
    assert whole
    assert saved(3) == saved(4) == whole
    assert len(saved(5)) > len(whole)
    assert saved() == path.read_bytes()
    for number in range(6):
        assert first(LiveCopies(reader, tmp_path), crop(number)) == shelf.keys[number]


def test_what_somebody_else_knows_is_in_memory_once(
    shelf: Shelf, reader: Catalogue, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """And what comes later is found by both. The control reads the file by itself."""
    monkeypatch.setattr(live_copies, "_WORTH_SAVING", 1)
    shelf.learn(*range(8))
    searching = LiveCopies(reader, tmp_path)
    searching.save()
    with Catalogue.open(shelf.catalogue.path, read_only=True) as other:
        comparing = LiveCopies(other, tmp_path, complete=True, known=searching.known)
        control = LiveCopies(other, tmp_path, complete=True)
        shelf.learn(8)
        for number in (3, 8):
            assert (
                told(comparing, crop(number)) == told(searching, crop(number)) == told(control, crop(number))
            )
            assert told(comparing, crop(number))[0][0] == shelf.keys[number]
        (whole, *_), (alike, *_) = searching.known().parts, control.known().parts
        assert comparing.known().parts[0] is whole
        assert alike is not whole
    searching.close()


@pytest.mark.parametrize("data", [b"", b"no index", b"no index".ljust(100)])
def test_what_is_no_file_of_details_is_behind(
    shelf: Shelf, reader: Catalogue, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, data: bytes
) -> None:
    """And so is one of a later time than the catalogue, which was put back from a copy."""
    monkeypatch.setattr(live_copies, "_WORTH_SAVING", 1)
    shelf.learn(0, 1)
    path = live_copies.postings_place(tmp_path)
    path.parent.mkdir()
    path.write_bytes(data)
    copies = LiveCopies(reader, tmp_path)
    assert copies.is_behind()
    copies.save()
    copies.close()
    monkeypatch.setattr(live_copies, "_WORTH_SAVING", 1000)
    assert not LiveCopies(reader, tmp_path).is_behind()

    def of_old(_identity: str) -> int:
        return 1

    with Catalogue.open(shelf.catalogue.path, read_only=True) as older:
        monkeypatch.setattr(older.visual_words, "generation", of_old)
        assert LiveCopies(older, tmp_path).is_behind()
