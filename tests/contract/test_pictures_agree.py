"""What can be searched with is written down in the engine; whoever sends pictures says the same in its own words."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from bowerbird_bridge.v1.query_images import PICTURES
from bowerbird_client import Picture
from bowerbird_engine.imaging.formats import PictureFormat, sniff
from fakes import light_files, pictures

ROOT = Path(__file__).parents[2]
KINDS = ROOT / "plugins" / "vscode" / "src" / "core" / "picture_kinds.ts"
PAGE = ROOT / "bridge" / "bowerbird_bridge" / "web" / "given_pictures.js"

SENT_AS = {suffix.removeprefix("."): kind.media_type for kind in PictureFormat for suffix in kind.suffixes}
FILES: dict[PictureFormat, bytes] = {
    **{
        kind: pictures.encoded(pictures.two_halves(), kind.name)
        for kind in PictureFormat
        if kind not in {PictureFormat.HEIF, PictureFormat.RADIANCE, PictureFormat.OPENEXR}
    },
    PictureFormat.HEIF: pictures.HEIC,
    PictureFormat.RADIANCE: light_files.radiance(light_files.two_lights()),
    PictureFormat.OPENEXR: light_files.openexr(light_files.rgb(light_files.two_lights())),
}


def types_by_ending(text: str, name: str) -> dict[str, str]:
    """Read a table of media types by ending out of a script."""
    table = re.search(rf"\bconst {name}\b[^=]*= {{(.*?)}};", text, re.DOTALL)
    return dict(re.findall(r'(\w+): "(image/[\w.-]+)"', table[1])) if table else {}


def test_the_route_takes_every_format() -> None:
    """Each format has its media type in the route's list, and raw pixels come beside them."""
    assert set(PICTURES) == {*SENT_AS.values(), "application/octet-stream"}


@pytest.mark.parametrize("kind", PictureFormat, ids=lambda kind: kind.name)
def test_the_client_tells_formats_as_the_engine_does(kind: PictureFormat) -> None:
    """The plug-ins' client names a real file of each format by the media type of the engine."""
    assert sniff(FILES[kind][:64]) is kind
    assert Picture.file(FILES[kind]).media_type == kind.media_type


def test_the_extension_for_vs_code_knows_each_ending() -> None:
    """The endings under which VS Code offers a file to search with are those of the engine, with its media types."""
    rows = re.findall(
        r'{ mediaType: "(.+?)", endings: \[(.+?)\], use: "(?:both|searched)" }',
        KINDS.read_text(encoding="utf-8"),
    )
    assert {ending: kind for kind, endings in rows for ending in re.findall(r'"(\w+)"', endings)} == SENT_AS


def test_the_page_sends_every_format() -> None:
    """What browsers show goes by its type, the rest by the endings of the engine, and together they are all formats."""
    text = PAGE.read_text(encoding="utf-8")
    shown = re.search(r"const SHOWN = new Set\(\[(.*?)\]\)", text, re.DOTALL)
    assert shown is not None
    types = set(re.findall(r'"(image/[\w.-]+)"', shown[1]))
    unseen = types_by_ending(text, "UNSEEN")
    assert types | set(unseen.values()) == set(SENT_AS.values())
    assert unseen == {ending: kind for ending, kind in SENT_AS.items() if kind not in types}
