"""Previews and originals, the last result, and what must not happen, through the PDB with a real hub."""

from __future__ import annotations

import json
import time
from collections.abc import Generator
from contextlib import contextmanager
from pathlib import Path

import numpy as np
import pytest

from hosts.gimp.inside_gimp import GimpConsole, InsideGimp
from hosts.gimp.painting import Painter, plain
from hosts.gimp.putting import box, origin, select, stack

MUG = "mug-red-front.jpg"


PLACINGS = (
    "centred",
    "original-size",
    "fit-canvas",
    "at-selection",
    "fit-selection",
    "masked",
    "replace",
)


@pytest.fixture
def painter(gimp: GimpConsole, tmp_path: Path) -> Generator[Painter]:
    """Give a GIMP to paint in; it is empty afterwards, and nothing that was fetched lies about."""
    painter = Painter(gimp, tmp_path)
    yield painter
    painter.clear()
    assert leftovers(gimp) == []


def leftovers(gimp: GimpConsole) -> list[str]:
    """List what was fetched for GIMP and not removed, and what lies in the temporary folder."""
    fetched = gimp.profile / "bowerbird" / "fetched"
    mine = [str(each) for each in fetched.rglob("*")] if fetched.exists() else []
    return mine + [str(each) for each in gimp.temporary.rglob("*") if "bowerbird" in str(each).lower()]


@contextmanager
def unplugged(folder: Path) -> Generator[None]:
    """Take the disk away that the pictures lie on."""
    away = folder.with_name("taken away")
    folder.rename(away)
    try:
        yield
    finally:
        away.rename(folder)


def id_of(gimp: InsideGimp, name: str) -> str:
    """Find a picture of the library by its name."""
    ids, names, _answer = gimp.call("bowerbird-search", words=name.partition(".")[0], limit=200).good
    return str(ids[names.index(name)])


def relinked(gimp: InsideGimp, image: int, least: int = 1) -> int:
    """Relink until so many layers have their originals: the hub looks after disks once in a while."""
    until = time.monotonic() + 15
    done = 0
    while done < least and time.monotonic() < until:
        done += gimp.call("bowerbird-relink", image).good[0]
    return done


def test_the_disk_is_away_and_comes_back(painter: Painter, pictures: Path) -> None:
    """A preview stands in for a picture whose disk is away; `relink` puts the original in its place, box and mask."""
    gimp = painter.gimp
    asset = id_of(gimp, MUG)
    image = painter.image(300, 200)
    painter.layer(image, plain(300, 200, 255, 255, 255, 255), "ground")
    select(painter, image, 50, 40, 90, 100)
    with unplugged(pictures):
        layer, _image = gimp.call("bowerbird-insert", image, asset=asset, placing="masked").good
        told = origin(painter, layer)[1]
        assert (told["rendition"], told["relink"], told["name"]) == ("proxy", True, MUG)
        was, seen = box(painter, layer), painter.seen(image)
        assert gimp.call("bowerbird-relink", image).good == [0]
        assert stack(painter, image) == [MUG, "ground"]
        painter.gimp.run("Gimp.Layer.get_by_id(layer).set_opacity(80)", layer=layer)

    assert relinked(gimp, image) == 1

    (new,) = painter.standing(image)[2]
    assert stack(painter, image) == [MUG, "ground"]
    assert new != layer
    assert box(painter, new) == was
    told = origin(painter, new)[1]
    assert (told["rendition"], told["relink"], told["asset"]) == ("original", False, asset)
    assert painter.gimp.run("new = Gimp.Layer.get_by_id(made); [new.get_opacity(), new.get_mask() is None]", made=new) == [
        80,
        False,
    ]  # fmt: skip
    painter.gimp.run("new.set_opacity(100)")
    assert np.abs(painter.seen(image).astype(float) - seen).mean() < 4
    assert gimp.call("bowerbird-relink", image).good == [0]


def test_relinking_leaves_what_the_person_has_reshaped(painter: Painter, pictures: Path) -> None:
    """A preview that was turned or cut stays: the original would undo that. The others are relinked all at once."""
    gimp = painter.gimp
    asset = id_of(gimp, MUG)
    image = painter.image(300, 200)
    with unplugged(pictures):
        layers = [
            gimp.call("bowerbird-insert", image, asset=asset, placing="centred").good[0]
            for _number in range(3)
        ]
    gimp.run(
        """
        Gimp.Layer.get_by_id(layer).resize(60, 100, 0, 0)
        """,
        layer=layers[1],
    )

    assert relinked(gimp, image, least=2) == 2

    renditions = gimp.run(
        """
        [
            json.loads(bytes(layer.get_parasite("bowerbird-source").get_data()))["rendition"]
            for layer in Gimp.Image.get_by_id(image).get_layers()
        ]
        """,
        image=image,
    )
    assert renditions == ["original", "proxy", "original"]


def test_the_last_result_once_more(painter: Painter) -> None:
    """What the window inserted last is inserted again, the same way or another; another library's is refused."""
    gimp = painter.gimp
    asset = id_of(gimp, MUG)
    settings = gimp.profile / "bowerbird" / "settings.json"
    library = json.loads((gimp.profile / "bowerbird" / "token.json").read_text())["library_id"]
    last = {"asset": asset, "name": MUG, "library_id": library, "placing": "original-size"}
    image = painter.image(50, 40)
    try:
        settings.write_text(json.dumps({"last": last}))
        layer, _image = gimp.call("bowerbird-insert-last", image).good
        assert box(painter, layer)[2] > 50
        fitted, _image = gimp.call("bowerbird-insert-last", image, placing="centred").good
        assert box(painter, fitted)[2] <= 50
        settings.write_text(json.dumps({"last": {**last, "library_id": "another"}}))
        refused = gimp.call("bowerbird-insert-last", image)
        assert refused.status == "execution-error"
        assert "library" in refused.error
    finally:
        settings.unlink()


def test_a_token_that_was_never_confirmed_is_not_used(painter: Painter) -> None:
    """Where the person has not said that Bowerbird showed the code, no search and no picture goes out."""
    settings = painter.gimp.profile / "bowerbird" / "settings.json"
    try:
        settings.write_text(json.dumps({"unconfirmed": True}))
        refused = painter.gimp.call("bowerbird-search", words="mug")
    finally:
        settings.unlink()

    assert refused.status == "execution-error"
    assert "connect" in refused.error
    assert painter.gimp.call("bowerbird-search", words="mug", limit=1).good


def test_originals_are_only_read(painter: Painter, pictures: Path) -> None:
    """Inserting and opening, in every way, changes no original."""
    (file,) = pictures.rglob(MUG)
    before = file.read_bytes(), file.stat().st_mtime_ns, file.stat().st_mode
    asset = id_of(painter.gimp, MUG)
    image = painter.image(300, 200)
    painter.layer(image, plain(300, 200, 255, 255, 255, 255), "old")
    select(painter, image, 50, 40, 90, 100)

    for placing in (*PLACINGS, "new-image"):
        assert painter.gimp.call("bowerbird-insert", image, asset=asset, placing=placing).good

    assert (file.read_bytes(), file.stat().st_mtime_ns, file.stat().st_mode) == before
