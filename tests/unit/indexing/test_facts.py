"""Runs of the index that read what files say and how pictures look: with new pictures, and later for those of before."""

# A library of before is made by hand, for which there is no public way.
# pyright: reportPrivateUsage=false

from __future__ import annotations

import shutil
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
from PIL import Image

from bowerbird_engine.errors import Cancelled
from bowerbird_engine.facts import METADATA_VERSION, Facet
from bowerbird_engine.indexing import facts as facts_module
from bowerbird_engine.reports import Progress
from fakes.indexed import Library

SAID = ("2019-07-14T21:03:55", "Canon EOS 5D", "a quay")


def photograph(path: Path, colour: str, number: int) -> None:
    """Write a photo of one colour that says when it was taken, with what, and what it shows."""
    tags = Image.Exif()
    tags[0x010F], tags[0x0110], tags[0x010E] = "Canon", "Canon EOS 5D", "a quay"
    tags.get_ifd(0x8769)[0x9003] = "2019:07:14 21:03:55"
    path.parent.mkdir(parents=True, exist_ok=True)
    Image.new("RGB", (80 + number, 60), colour).save(path, quality=95, exif=tags)


@pytest.fixture
def pictures(tmp_path: Path) -> Path:
    """Make a folder of four photos."""
    folder = tmp_path / "pictures"
    for number, colour in enumerate(["red", "red", "blue", "white"]):
        photograph(folder / "Harbour" / f"{number}.jpg", colour, number)
    return folder


@pytest.fixture
def library(tmp_path: Path, pictures: Path) -> Iterator[Library]:
    """Make a library that holds the folder, not yet indexed."""
    with Library(tmp_path / "home") as library:
        library.add(pictures)
        yield library


def forget(library: Library, *, said: bool = True, seen: bool = True) -> None:
    """Make the library what an earlier version left."""
    database = library.catalogue._database
    if said and seen:
        database.execute("DELETE FROM content_facts")
    elif said:
        database.execute("UPDATE content_facts SET said = 0, taken = NULL, camera_id = NULL, caption = NULL")


def whole(library: Library) -> list[tuple[tuple[str | None, ...], list[str]]]:
    """Give what is known of each picture."""
    contents = library.catalogue.files.live_contents().tolist()
    found = [
        (library.catalogue.facts.metadata(key), library.catalogue.facts.colours(key)) for key in contents
    ]
    return [
        ((said.taken, said.camera, said.caption), [name for name, _ in colours]) for said, colours in found
    ]


def run(library: Library) -> list[Progress]:
    """Index, and give the steps of the pass over facts."""
    steps: list[Progress] = []
    library.index(progress=steps.append)
    return [step for step in steps if step.phase == "facts"]


def test_new_pictures_come_with_their_facts(library: Library) -> None:
    """Nothing is left for the later pass, and words find the folder and the caption."""
    assert run(library) == []
    assert sorted(whole(library), key=str) == sorted(
        [(SAID, [name]) for name in ("red", "red", "blue", "white")], key=str
    )
    contents = library.catalogue.files.live_contents()
    for source, word in (("folder", "harbour"), ("caption", "quay")):
        found = library.catalogue.texts.said_shares(source, (word,), 0.3, contents)  # type: ignore[arg-type]
        assert len(found) == 4
    assert library.catalogue.facts.facets(METADATA_VERSION, 10).cameras == (Facet("Canon EOS 5D", 4),)


def test_a_library_of_before_gains_them(library: Library) -> None:
    """The next run reads them, without learning anything anew, and the run after has nothing to do."""
    library.index()
    expected = whole(library)
    forget(library)
    assert whole(library) != expected
    steps = run(library)
    assert (steps[-1].done, steps[-1].total) == (8, 8)
    assert whole(library) == expected
    counter = library.catalogue.change_counter()
    assert run(library) == []
    assert library.catalogue.change_counter() == counter


def test_a_newer_reader_reads_again(library: Library, monkeypatch: pytest.MonkeyPatch) -> None:
    """What an older version read is asked once more, and how pictures look is left as it is."""
    library.index()
    monkeypatch.setattr(facts_module, "METADATA_VERSION", METADATA_VERSION + 1)
    assert run(library)[-1].total == 4
    assert run(library) == []


def test_without_thumbnails_the_file_is_looked_at(library: Library) -> None:
    """A cache that was cleared costs a decoding and no facts."""
    library.index()
    expected = whole(library)
    forget(library)
    shutil.rmtree(library.settings.cache_dir)
    run(library)
    assert whole(library) == expected


def test_a_disk_that_is_away_is_asked_when_it_is_back(library: Library, pictures: Path) -> None:
    """Its pictures' colours are known from their thumbnails meanwhile; what the files say waits."""
    library.index()
    expected = whole(library)
    forget(library)
    hidden = pictures.rename(pictures.with_name("unplugged"))
    assert run(library)[-1].total == 4
    assert [colours for _, colours in whole(library)] == [colours for _, colours in expected]
    assert {said for said, _ in whole(library)} == {(None, None, None)}
    assert run(library) == []
    hidden.rename(pictures)
    assert run(library)[-1].total == 4
    assert whole(library) == expected


def test_a_stop_loses_nothing_that_was_committed(library: Library, monkeypatch: pytest.MonkeyPatch) -> None:
    """What was read before stays, and the next run reads the rest."""
    library.index()
    expected = whole(library)
    forget(library)
    monkeypatch.setattr(facts_module, "_PER_TRANSACTION", 1)
    cancel = threading.Event()

    def stop(step: Progress) -> None:
        if step.phase == "facts" and step.done >= 2:
            cancel.set()

    with pytest.raises(Cancelled):
        library.index(progress=stop, cancel=cancel)
    rest = run(library)[-1].total
    assert rest is not None
    assert 0 < rest < 8
    assert whole(library) == expected


def test_a_file_that_changed_meanwhile_says_nothing_of_the_old_one(library: Library, pictures: Path) -> None:
    """Facts belong to bytes: those of other bytes at the same place are not taken for them."""
    library.index()
    old = {asset.path.name: asset.content_id for asset in library.assets().values()}
    forget(library)
    Image.new("RGB", (90, 90), "green").save(pictures / "Harbour" / "0.jpg")
    run(library)
    new = {asset.path.name: asset.content_id for asset in library.assets().values()}
    assert old["0.jpg"] != new["0.jpg"]
    said = library.catalogue.facts.metadata
    assert (said(new["0.jpg"]).camera, said(new["1.jpg"]).camera) == (None, "Canon EOS 5D")
