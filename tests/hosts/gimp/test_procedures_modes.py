"""How a procedure is called: by a script, by a person, or once more with the values of the last time."""

from __future__ import annotations

import json
from collections.abc import Generator
from pathlib import Path

import pytest

from hosts.gimp.inside_gimp import GimpConsole
from hosts.gimp.painting import Painter
from hosts.gimp.profiles import token_file
from hosts.harness.hubs import PersonsHub

MUG = "mug-red-front.jpg"
RECORDER = """
import json


def live(hand_to):
    with open({file!r}, "a") as record:
        hand_to(lambda request, image: record.write(json.dumps([request, image]) + chr(10)))
"""
AGAIN = "WITH_LAST_VALS"


@pytest.fixture
def image(gimp: GimpConsole, pictures: Path, tmp_path: Path) -> Generator[int]:
    """Open a picture of the library; GIMP is empty afterwards."""
    (file,) = pictures.rglob(MUG)
    yield int(
        gimp.run(
            "Gimp.file_load(Gimp.RunMode.NONINTERACTIVE, Gio.File.new_for_path(file)).get_id()",
            file=str(file),
        )
    )
    Painter(gimp, tmp_path).clear()


def layers(gimp: GimpConsole, image: int) -> int:
    """Count the layers of an image."""
    return int(gimp.run("len(Gimp.Image.get_by_id(number).get_layers())", number=image))


def test_a_search_that_is_repeated_without_a_screen_answers_as_for_a_script(
    gimp: GimpConsole, image: int
) -> None:
    """With the last values and no window to be had, what is found comes back; asked for by a person, it does not."""
    repeated = gimp.call("bowerbird-search-canvas", image, mode=AGAIN)
    asked = gimp.call("bowerbird-search-canvas", image, mode="INTERACTIVE")

    assert repeated.good[1][0] == MUG
    assert asked.status == "execution-error"
    assert "NONINTERACTIVE" in asked.error


def test_an_interactive_call_brings_no_words_of_an_earlier_one(
    gimp: GimpConsole, image: int, tmp_path: Path
) -> None:
    """GIMP keeps what a script gave and gives it to every later click: the window hears the wish and the image alone."""
    record = tmp_path / "record"
    (window,) = gimp.profile.glob("plug-ins/bowerbird_gimp/bowerbird_for_gimp/procedures/composition.py")
    before = window.read_text()
    window.write_text(RECORDER.format(file=str(record)))
    try:
        gimp.call("bowerbird-search-canvas", image, mode="INTERACTIVE", words="red mug", avoid="blue").good  # noqa: B018
        gimp.call("bowerbird-search-canvas", image, mode="INTERACTIVE").good  # noqa: B018  it must have gone well
    finally:
        window.write_text(before)

    first, second = (json.loads(line) for line in record.read_text().splitlines())
    assert first == second
    assert first == [{"wish": "search-canvas"}, image]


def test_what_inserts_is_repeated_straight_away(gimp: GimpConsole, hub: PersonsHub, image: int) -> None:
    """Insert Last Result and Relink Originals ask for no window when they are repeated."""
    assert hub.process is not None
    found = gimp.call("bowerbird-search", words="red mug", limit=1).good[0][0]
    settings = token_file(gimp.profile).with_name("settings.json")
    library = gimp.run("json.load(open(path))['library_id']", path=str(token_file(gimp.profile)))
    gimp.run(
        "open(path, 'w').write(json.dumps({'last': last}))",
        path=str(settings),
        last={"asset": found, "name": MUG, "library_id": library, "placing": "centred"},
    )

    layer, inside = gimp.call("bowerbird-insert-last", image, mode=AGAIN).good

    assert (inside, layers(gimp, image)) == (image, 2)
    assert layer is not None
    assert gimp.call("bowerbird-relink", image, mode=AGAIN).good == [0]
    settings.unlink()
