"""What can be chosen in Blender, as a person reads it."""

from __future__ import annotations

from dataclasses import fields

import pytest

from bowerbird.model.choices import (
    ICONS,
    OPTIONS,
    SOURCE_ICONS,
    SOURCES,
    Editor,
    absence_icon,
    insert_name,
    picture_kind,
    source_name,
    source_tip,
)
from bowerbird.model.shrinking import small
from bowerbird.model.sources import Source
from bowerbird.model.ways import Insertion, Role, Way
from bowerbird_panel.pixels import Pixels
from bowerbird_panel.state import Clue
from fakes.panel_hub import hit


def test_every_way_has_all_that_is_drawn_of_it() -> None:
    """A way that is added has a name for its button, an icon, and options that an insertion has."""
    names = {insert_name(Insertion(way)) for way in Way}
    known = {field.name for field in fields(Insertion)}

    assert len(names) == len(Way)
    assert set(ICONS) == set(OPTIONS) == set(Way)
    assert all(set(options) <= known for options in OPTIONS.values())


def test_the_button_says_what_a_texture_is_for() -> None:
    """Each use of a texture has its own words, and no other way has."""
    assert len({insert_name(Insertion(Way.TEXTURE, role=role)) for role in Role}) == len(Role)
    assert len({insert_name(Insertion(Way.PLANE, role=role)) for role in Role}) == 1


def test_every_source_can_be_reached() -> None:
    """Each is offered in one of the editors, each once, and has a name, a tip without a full stop, and an icon."""
    assert set(SOURCES) == set(Editor)
    assert {source for offered in SOURCES.values() for source in offered} == set(Source)
    for offered in SOURCES.values():
        assert len(set(offered)) == len(offered)
    for source in Source:
        assert source_name(source)
        assert not source_tip(source).endswith(".")
        assert SOURCE_ICONS[source]


def test_what_is_not_here_has_an_icon_that_tells_why() -> None:
    """A disk to plug in, or a warning where no disk helps; what is here has none."""
    icons = [
        absence_icon(hit("a", online=online, disk=disk))
        for online, disk in ((True, "Archive"), (False, "Archive"), (False, None))
    ]
    assert icons == ["NONE", "DISK_DRIVE", "ERROR"]


@pytest.mark.parametrize("source", list(Source))
def test_a_picture_that_is_searched_with_is_named(source: Source) -> None:
    """It is said what of Blender it is; without one, nothing."""
    pixels = Pixels(1, 1, bytes(4), source.value, "view")

    assert picture_kind(Clue(pixels=pixels))
    assert picture_kind(Clue("words")) == ""


def test_a_small_picture_of_it_is_made() -> None:
    """The sides shrink alike, no pixel comes from the wrong place, and a small one stays as it is."""
    width, height = 300, 100
    rgba = b"".join(bytes((column % 256, row, 0, 255)) for row in range(height) for column in range(width))
    made = small(Pixels(width, height, rgba, "render", "render"), 100)

    assert (made.width, made.height) == (100, 34)
    assert made.rgba[:4] == bytes((0, 0, 0, 255))
    assert made.rgba[4 * 99 : 4 * 100] == bytes((297 % 256, 0, 0, 255))
    assert made.rgba[4 * 100 * 33 : 4 * 100 * 33 + 4] == bytes((0, 99, 0, 255))
    same = small(Pixels(2, 1, bytes(range(8)), "render", "render"), 100)
    assert (same.width, same.height, same.rgba) == (2, 1, bytes(range(8)))
