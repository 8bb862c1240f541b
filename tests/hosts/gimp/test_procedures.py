"""What scripts can call: every procedure through the PDB, with a real hub beside it."""

from __future__ import annotations

import json
from collections.abc import Generator
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from PIL import Image

from hosts.gimp.inside_gimp import GimpConsole, InsideGimp
from hosts.gimp.painting import Painter, Pixels, near, plain
from hosts.gimp.putting import activate, box, origin, select, stack
from hosts.harness.hubs import PersonsHub

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


SEARCHES = ("bowerbird-search-canvas", "bowerbird-search-selection", "bowerbird-search-layer")


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


def picture(pictures: Path, name: str) -> Pixels:
    """Read an original, as it should be seen."""
    (file,) = pictures.rglob(name)
    with Image.open(file) as opened:
        return np.asarray(opened.convert("RGBA"))


def id_of(gimp: InsideGimp, name: str) -> str:
    """Find a picture of the library by its name."""
    ids, names, _answer = gimp.call("bowerbird-search", words=name.partition(".")[0], limit=200).good
    return str(ids[names.index(name)])


def opened(painter: Painter, pictures: Path, name: str) -> int:
    """Open an original as an image, as a person does."""
    (file,) = pictures.rglob(name)
    return int(
        painter.gimp.run(
            "Gimp.file_load(Gimp.RunMode.NONINTERACTIVE, Gio.File.new_for_path(file)).get_id()",
            file=str(file),
        )
    )


def test_words_find_pictures(gimp: GimpConsole) -> None:
    """Words bring ids, names and the whole answer; folders, limits and words to avoid change it."""
    ids, names, answer = gimp.call("bowerbird-search", words="red mug", limit=7).good

    told = json.loads(answer)
    assert names[0].startswith("mug")
    assert len(ids) == len(names) == len(told["hits"]) == 7
    best = told["hits"][0]
    assert (best["id"], best["name"]) == (ids[0], names[0])
    assert 0 <= best["similarity"] <= 100
    assert best["reasons"]
    assert told["library_id"]
    fewer, _names, _answer = gimp.call("bowerbird-search", words="red mug", limit=3).good
    assert fewer == ids[:3]


@pytest.mark.parametrize("way", ["name", "path"])
def test_a_folder_narrows_the_search(gimp: GimpConsole, pictures: Path, way: str) -> None:
    """In a folder, called by its name or its path, only its pictures are found; anything else is told to be unknown."""
    rooms = pictures / "interiors"
    folder = {"name": rooms.name, "path": str(rooms)}[way]

    everywhere = gimp.call("bowerbird-search", words="red mug", limit=60).good[1]
    inside = gimp.call("bowerbird-search", words="red mug", folder=folder, limit=60).good[1]
    assert MUG in everywhere
    assert sorted(inside) == sorted(each.name for each in rooms.iterdir())
    unknown = gimp.call("bowerbird-search", words="red mug", folder=f"{folder}-not", limit=5)
    assert unknown.status == "calling-error"
    assert "folder" in unknown.error.lower()


def test_what_is_avoided_comes_last(gimp: GimpConsole) -> None:
    """With words to avoid, those pictures stand behind the others."""
    before = gimp.call("bowerbird-search", words="mug", limit=60).good[1]
    after = gimp.call("bowerbird-search", words="mug", avoid="red", limit=60).good[1]

    assert after != before
    assert after.index(MUG) > before.index(MUG)


@pytest.mark.parametrize("procedure", SEARCHES)
def test_what_is_seen_finds_itself(painter: Painter, pictures: Path, procedure: str) -> None:
    """Canvas, selection and layer of a picture of the library find that picture first, and the image stays as it was."""
    image = opened(painter, pictures, MUG)
    select(painter, image, 0, 0, 10_000, 10_000)
    painter.gimp.run("Gimp.Image.get_by_id(image_id).clean_all()", image_id=image)
    before = painter.standing(image)

    _ids, names, answer = painter.gimp.call(procedure, image, limit=5).good

    assert names[0] == MUG
    assert json.loads(answer)["hits"][0]["similarity"] > 90
    assert painter.standing(image) == before


def test_only_what_is_seen_is_searched_with(painter: Painter, pictures: Path) -> None:
    """A layer that hides the canvas changes the search with the canvas, and not that with the layer beneath."""
    image = opened(painter, pictures, MUG)
    (layer,) = painter.standing(image)[2]
    painter.layer(image, plain(2000, 2000, 255, 255, 255, 255), "cover", select=False)
    activate(painter, image, layer)

    assert painter.gimp.call("bowerbird-search-canvas", image, limit=5).good[1][0] != MUG
    assert painter.gimp.call("bowerbird-search-layer", image, limit=5).good[1][0] == MUG


def test_pixels_and_words_together(painter: Painter, pictures: Path) -> None:
    """Words beside the pixels change the order of what is found."""
    image = opened(painter, pictures, MUG)

    alone = painter.gimp.call("bowerbird-search-canvas", image, limit=30).good[1]
    both = painter.gimp.call("bowerbird-search-canvas", image, words="green plant", limit=30).good[1]

    assert alone[0] == MUG
    assert both != alone


@pytest.mark.parametrize("placing", PLACINGS)
def test_a_picture_is_inserted(painter: Painter, pictures: Path, placing: str) -> None:
    """Every way to insert by an id gives a layer with the picture's name, mark and pixels."""
    image = painter.image(300, 200)
    old = painter.layer(image, plain(300, 200, 255, 255, 255, 255), "old")
    select(painter, image, 50, 40, 90, 100)
    asset = id_of(painter.gimp, MUG)

    layer, inside = painter.gimp.call("bowerbird-insert", image, asset=asset, placing=placing).good

    assert inside == image
    assert stack(painter, image) == ([MUG] if placing == "replace" else [MUG, "old"])
    flags, told = origin(painter, layer)
    assert flags & 3 == 3
    assert (told["asset"], told["name"], told["rendition"]) == (asset, MUG, "original")
    assert (
        told["library"]
        == json.loads(painter.gimp.call("bowerbird-search", words="mug").good[2])["library_id"]
    )
    assert len(told["content"]) == 64
    assert str(pictures) not in json.dumps(told)
    width, height = box(painter, layer)[2:]
    original = Image.fromarray(picture(pictures, MUG))
    expected = np.asarray(original.resize((width, height), Image.Resampling.LANCZOS), float)
    assert np.abs(painter.pixels(layer) - expected).mean() < 4
    assert np.abs(painter.pixels(layer) - expected[::-1]).mean() > 10
    assert old


def test_a_picture_is_opened(painter: Painter, pictures: Path) -> None:
    """As an image of its own, it needs no image, and has no file that could be overwritten."""
    layer, image = painter.gimp.call(
        "bowerbird-insert", asset=id_of(painter.gimp, MUG), placing="new-image"
    ).good

    assert layer is None
    assert near(painter.seen(image), picture(pictures, MUG), 3)
    assert painter.gimp.run(
        "opened = Gimp.Image.get_by_id(image); [opened.get_file() is None, opened.is_dirty()]", image=image
    ) == [True, False]


BAD: dict[str, tuple[str, bool, dict[str, Any], str, str]] = {
    "no words": ("bowerbird-search", False, {}, "calling-error", "words"),
    "blank words": ("bowerbird-search", False, {"words": "  "}, "calling-error", "words"),
    "no limit": ("bowerbird-search", False, {"words": "mug", "limit": 0}, "calling-error", "limit"),
    "a vast limit": ("bowerbird-search", False, {"words": "mug", "limit": 201}, "calling-error", "limit"),
    "limit of pixels": ("bowerbird-search-canvas", True, {"limit": -1}, "calling-error", "limit"),
    "no selection": ("bowerbird-search-selection", True, {}, "execution-error", "selected"),
    "no asset": ("bowerbird-insert", True, {}, "calling-error", "asset"),
    "unknown asset": ("bowerbird-insert", True, {"asset": "nothing"}, "calling-error", "picture"),
    "a path as asset": ("bowerbird-insert", True, {"asset": "../../etc/passwd"}, "calling-error", "no id"),
    "nowhere to insert": ("bowerbird-insert", False, {"asset": "nothing"}, "calling-error", "image"),
    "nothing inserted yet": ("bowerbird-insert-last", True, {}, "calling-error", "inserted"),
    "no image": ("bowerbird-search-canvas", False, {}, "calling-error", "image"),
    "no image to relink": ("bowerbird-relink", False, {}, "calling-error", "image"),
}


@pytest.mark.parametrize("case", BAD)
def test_bad_arguments_get_a_sentence(painter: Painter, case: str) -> None:
    """What cannot be done is refused with the status for it and a sentence, and the image stays as it was."""
    procedure, with_image, arguments, status, word = BAD[case]
    image = painter.image(20, 10)
    painter.layer(image, plain(20, 10, 255, 0, 0, 255))
    painter.gimp.run("Gimp.Image.get_by_id(image_id).clean_all()", image_id=image)
    before = painter.standing(image)

    called = painter.gimp.call(procedure, image if with_image else None, (), **arguments)

    assert called.status == status, called.error
    # GIMP itself refuses a call without an image, and says so in the values alone.
    assert word in f"{called.error} {called.values}"
    assert painter.standing(image) == before


@pytest.mark.parametrize("procedure", [*SEARCHES, "bowerbird-insert", "bowerbird-search"])
def test_without_a_hub_there_is_a_sentence(painter: Painter, hub: PersonsHub, procedure: str) -> None:
    """With the hub's process stopped nothing comes, and it is said what to do; the image stays as it was."""
    image = painter.image(20, 10)
    painter.layer(image, plain(20, 10, 255, 0, 0, 255))
    select(painter, image, 2, 2, 9, 5)
    arguments = {"asset": "x"} if procedure == "bowerbird-insert" else {"words": "mug"}
    before = painter.standing(image)
    hub.stop()

    called = painter.gimp.call(procedure, image, (), **arguments)

    assert called.status == "execution-error"
    assert "bowerbird serve" in called.error
    assert painter.standing(image) == before


def test_every_procedure_says_what_it_is(gimp: GimpConsole) -> None:
    """Each has a blurb, a help and an attribution; those for people have a menu entry with a mnemonic of its own."""
    told = gimp.run(
        """
        names = Gimp.get_pdb().query_procedures("bowerbird-.*", *[""] * 7)
        [
            [name, p.get_blurb(), p.get_help(), p.get_authors(), p.get_menu_label(), list(p.get_menu_paths())]
            for name in names for p in [Gimp.get_pdb().lookup_procedure(name)]
        ]
        """
    )

    procedures = {each[0]: each[1:] for each in told}
    assert set(procedures) == {
        "bowerbird-search",
        *SEARCHES,
        "bowerbird-insert",
        "bowerbird-insert-last",
        "bowerbird-relink",
    }
    for blurb, text, authors, _label, _paths in procedures.values():
        assert all((blurb, text, authors))
    labels = [label for _blurb, _help, _authors, label, paths in procedures.values() if paths]
    assert {tuple(each[4]) for each in procedures.values() if each[4]} == {("<Image>/Tools/Bowerbird",)}
    assert len(labels) == 6
    keys = [label[label.index("_") + 1].lower() for label in labels]
    assert len(set(keys)) == len(keys), labels
