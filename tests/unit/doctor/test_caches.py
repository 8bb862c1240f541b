"""The caches: whole and of this library, or exactly what is wrong with them."""

from __future__ import annotations

import os
import subprocess
import time
from dataclasses import replace
from pathlib import Path

import pytest

from bowerbird_engine import Engine
from bowerbird_engine.assets import ContentHash
from bowerbird_engine.doctor.cache_checks import leftovers, thumbnails, vectors
from bowerbird_engine.features import postings_file
from bowerbird_engine.imaging.renditions import Renditions
from bowerbird_engine.search.live_copies import postings_place
from fakes.indexed import make_picture

from .conftest import Patient, codes

HOUR = 3600


@pytest.fixture
def vector_file(patient: Patient) -> Path:
    """Give the one cache file of vectors, made if the index has not left one."""
    with Engine(patient.settings) as engine:
        engine.index(ocr=False)
    (found,) = (patient.settings.cache_dir / "vectors").glob("*.vectors")
    return found


def test_whole_caches_are_fine(patient: Patient, vector_file: Path) -> None:
    """The control of the others: what the index made is as it should be."""
    assert vector_file.is_file()
    assert codes(vectors(patient.catalogue, patient.settings)) == []
    assert codes(thumbnails(patient.settings)) == []
    assert codes(leftovers(patient.settings)) == []


def test_a_cut_or_changed_vector_file_is_damaged(patient: Patient, vector_file: Path) -> None:
    """Each byte counts, the first as the last."""
    whole = vector_file.read_bytes()
    flipped = bytearray(whole)
    flipped[-1] ^= 1
    for broken in (whole[:-1], whole[:20], b"", bytes(flipped), b"x" + whole[1:]):
        vector_file.write_bytes(broken)
        assert codes(vectors(patient.catalogue, patient.settings)) == ["vector_cache_damaged"]
    vector_file.write_bytes(whole)
    assert codes(vectors(patient.catalogue, patient.settings)) == []


def test_a_damaged_graph_is_found(patient: Patient, vector_file: Path) -> None:
    """No library of this size has one: whatever lies in its place is not what was saved."""
    vector_file.with_suffix(".graph").write_bytes(vector_file.read_bytes())
    assert codes(vectors(patient.catalogue, patient.settings)) == ["graph_damaged"]


def test_another_generation_is_told_apart_from_damage(patient: Patient, vector_file: Path) -> None:
    """A file of an older state is how every index leaves it; one of a newer state is worth a word."""
    assert vector_file.is_file()
    patient.write("UPDATE space SET generation = generation + 1")
    assert codes(vectors(patient.catalogue, patient.settings)) == []
    patient.write("UPDATE space SET generation = generation - 2")
    assert codes(vectors(patient.catalogue, patient.settings)) == ["vector_cache_ahead"]


def test_another_librarys_file_is_not_taken_for_ours(patient: Patient, vector_file: Path) -> None:
    """The same file under the same name in a library with another id is of no use to it."""
    assert vector_file.is_file()
    patient.write("UPDATE library SET id = 'another'")
    assert "vector_cache_damaged" in codes(vectors(patient.catalogue, patient.settings))


def test_files_of_no_model_are_named(patient: Patient, vector_file: Path) -> None:
    """What a removed model left takes room, and can be deleted."""
    (vector_file.parent / "gone-semantic-0123456789abcdef.vectors").write_bytes(b"old")
    (found,) = (check for check in vectors(patient.catalogue, patient.settings) if check.state != "ok")
    assert found.code == "vector_cache_foreign"
    assert "gone-semantic" in found.detail


def test_a_damaged_file_of_copies_is_found(patient: Patient) -> None:
    """The inverted index has a file too, which is judged as a start judges it."""
    place = postings_place(patient.settings.cache_dir)
    place.parent.mkdir(parents=True, exist_ok=True)
    place.write_bytes(b"no index")
    assert "copies_cache_damaged" in codes(vectors(patient.catalogue, patient.settings))
    assert postings_file.load(place, newest=1, owner="") is None


def test_thumbnails_that_are_cut_short_are_found(patient: Patient) -> None:
    """All of a small library are read, a sample of a large one."""
    for path in list((patient.settings.cache_dir / "renditions").rglob("*.webp")):
        path.write_bytes(path.read_bytes()[:-1])
    assert codes(thumbnails(patient.settings)) == ["thumbnails_damaged"]


def test_thumbnails_beyond_their_budget_are_told_until_the_next_index(own_pictures: Patient) -> None:
    """They are as many as the index made, in a budget that is smaller by a byte; the one after a new picture deletes some."""
    size = sum(path.stat().st_size for path in (own_pictures.settings.cache_dir / "renditions").rglob("*.*"))
    assert codes(thumbnails(replace(own_pictures.settings, thumbnail_budget_bytes=size))) == []
    tight = replace(own_pictures.settings, thumbnail_budget_bytes=size - 1, details=False)
    (found,) = thumbnails(tight)
    assert (found.code, found.state) == ("thumbnails_over_budget", "note")
    assert "takes in new pictures" in found.advice
    make_picture(own_pictures.pictures / "new.png", 1)
    with Engine(tight) as engine:
        engine.index(ocr=False)
    assert codes(thumbnails(tight)) == []


def test_what_kills_left_is_found_once_it_is_old(patient: Patient) -> None:
    """A file that is being written now is nothing to tell of."""
    renditions = Renditions(patient.settings.cache_dir, 1 << 30)
    renditions.put(ContentHash(bytes(32)), "thumbnail", b"RIFF\x04\0\0\0WEBP")
    (patient.settings.cache_dir / "renditions" / "00" / ".abc.part").write_bytes(b"half")
    assert "thumbnail_leftovers" in codes(thumbnails(patient.settings))
    unfinished = patient.settings.state_dir / "catalogue.schema-3.sqlite.unfinished"
    unfinished.write_bytes(b"half")
    assert codes(leftovers(patient.settings)) == []
    long_ago = time.time() - 2 * HOUR
    os.utime(unfinished, (long_ago, long_ago))
    assert codes(leftovers(patient.settings)) == ["unfinished_files"]


def test_a_link_to_nowhere_among_what_kills_left_is_counted(patient: Patient) -> None:
    """It is looked at itself, and not what it leads to."""
    link = patient.settings.state_dir / "x.tmp"
    link.symlink_to("nowhere")
    assert codes(leftovers(patient.settings)) == []
    long_ago = time.time() - 2 * HOUR
    os.utime(link, (long_ago, long_ago), follow_symlinks=False)
    assert codes(leftovers(patient.settings)) == ["unfinished_files"]


def test_the_command_that_deletes_what_kills_left_takes_any_name(patient: Patient) -> None:
    """It is run as it is told, in a cache whose name holds what a shell would take apart."""
    cache = patient.settings.state_dir / "it's a cache; echo $HOME"
    patient.settings.cache_dir.rename(cache)
    settings = replace(patient.settings, cache_dir=cache)
    assert codes(thumbnails(settings)) == []
    part = next((cache / "renditions").iterdir()) / ".abc.part"
    part.write_bytes(b"half")
    (found,) = (check for check in thumbnails(settings) if check.state != "ok")
    subprocess.run(["sh", "-c", found.advice.split(": ", 1)[1]], check=True)
    assert codes(thumbnails(settings)) == []
    assert not part.exists()
