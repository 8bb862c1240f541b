"""Thumbnails inside Blender: as the hub gives them, what is looked at first, bounded, and none left at the end."""

from __future__ import annotations

import time
from collections.abc import Generator
from typing import Any

import numpy as np
import pytest

from bowerbird_client import Client, CredentialFile
from fakes.client_hub import ClientHub, Reply, Seen, a_hit, as_json
from hosts.blender.inside_blender import BlenderConsole
from hosts.blender.panel import BlenderPanel, open_panel
from hosts.blender.profiles import token_file
from hosts.harness.hubs import PersonsHub
from hosts.harness.misbehaving import another_hub

MANY = 200
SIZE = (160, 107)

FAKE = """
import importlib
thumbnails = importlib.import_module("bl_ext.user_default.bowerbird.host.thumbnails")
client = importlib.import_module("bowerbird_client")

class Source:
    def __init__(self):
        self.asked, self.waiting = [], {}
    def thumbnail_pixels(self, asset, done, *, size=320):
        self.asked.append([asset.id, size])
        ticket = client.Ticket(len(self.asked), "")
        self.waiting[asset.id, size] = (ticket, done)
        return ticket
    def answer(self, name, size=160):
        ticket, done = self.waiting.pop((name, size))
        if not ticket.cancelled:
            done(client.Outcome(client.RawPixels(2, 1, bytes([1, 2, 3, 255, 4, 5, 6, 255])), None))
    def fail(self, name, size=160):
        ticket, done = self.waiting.pop((name, size))
        done(client.Outcome(None, client.TimedOutError("It takes too long.")))

def asset(name):
    fields = dict.fromkeys(client.Asset.__dataclass_fields__)
    return client.Asset(**{**fields, "id": name, "folder": client.FolderName(None, None), "online": True})

now, redrawn = [0.0], []
source = Source()
made = thumbnails.Thumbnails(source, lambda: redrawn.append(1), clock=lambda: now[0])

def draw(*names, pixels=160):
    now[0] += 1
    return [made.icon(asset(name), pixels) for name in names]
"""


@pytest.fixture
def faked(blender: BlenderConsole) -> Generator[BlenderConsole]:
    """Give a Blender with thumbnails from a source that answers when the test says so."""
    blender.run(FAKE)
    yield blender
    blender.run("made.close()")


def test_they_are_as_the_hub_gives_them(panel: BlenderPanel) -> None:
    """The pixels of an icon are those of the hub's thumbnail, the right way up, in the size that was wanted."""
    panel.search("red mug")
    for pixels, side in ((100, 160), (160, 160), (161, 320), (500, 320)):
        panel.blender.run("desk.thumbnails.icon(panel.state.hits[0], pixels)", pixels=pixels)
        panel.until("desk.thumbnails.has(panel.state.hits[0], pixels)", pixels=pixels)
        size, values = panel.blender.run(
            """
            content = panel.state.hits[0].content
            preview = desk.thumbnails._ready[content, side]
            [list(preview.image_size), list(preview.image_pixels)]
            """,
            side=side,
        )
        credential = CredentialFile(token_file(panel.blender.profile)).load()
        assert credential is not None
        with Client(credential, place=panel.blender.person.place) as client:
            expected = client.thumbnail_pixels(panel.seen.ids[0], size=side)
        assert expected is not None
        assert size == [expected.width, expected.height]
        assert max(size) == side
        rows = np.array(values, "<i4").view(np.uint8).reshape(expected.height, expected.width, 4)
        assert rows[::-1].tobytes() == expected.rgba
        assert rows.tobytes() != expected.rgba


def test_each_is_asked_for_once(faked: BlenderConsole) -> None:
    """However often it is drawn, a thumbnail is asked for once; when it has come, what shows it is drawn again."""
    for _ in range(5):
        faked.run("draw('a', 'b')")
    assert faked.run("source.asked") == [["a", 160], ["b", 160]]
    assert faked.run("[made.has(asset('a')), len(redrawn)]") == [False, 0]
    faked.run("source.answer('a'); draw('a', 'b')")
    assert faked.run("[made.has(asset('a')), made.has(asset('b')), len(redrawn)]") == [True, False, 1]
    assert faked.run("len(source.asked)") == 2


def test_what_is_drawn_now_comes_first(faked: BlenderConsole) -> None:
    """A few are asked for at a time; then those of the page that is seen, in its order, before those of one that was left."""
    faked.run("draw(*'abcdefgh')")
    first = faked.run("[name for name, size in source.asked]")
    assert first == ["a", "b", "c", "d"]
    faked.run("draw(*'pqrs')")
    for name in first:
        faked.run("source.answer(name)", name=name)
    assert faked.run("[name for name, size in source.asked[4:]]") == ["p", "q", "r", "s"]
    faked.run("[source.answer(name) for name in 'pqrs']")
    assert faked.run("[name for name, size in source.asked[8:]]") == ["e", "f", "g", "h"]


def test_what_nobody_looks_for_is_given_up(faked: BlenderConsole) -> None:
    """When the results change, what had not come is cancelled and not asked for any more; what stays comes."""
    faked.run("draw(*'abcdef'); tickets = [ticket for ticket, done in source.waiting.values()]")
    faked.run("made.keep_only([asset('b'), asset('f'), asset('z')])")
    assert faked.run("[ticket.cancelled for ticket in tickets]") == [True, False, True, True]
    assert faked.run("[name for name, size in source.asked]") == ["a", "b", "c", "d", "f"]


def test_what_failed_is_asked_for_when_the_hub_is_back(faked: BlenderConsole) -> None:
    """A thumbnail that did not come is not asked for at each drawing, but when the hub was away and is there again."""
    faked.run("draw('a', 'b'); source.fail('a'); draw('a', 'b'); draw('a', 'b')")
    assert faked.run("[made.has_failed(asset('a')), made.has_failed(asset('b'))]") == [True, False]
    assert len(faked.run("source.asked")) == 2
    faked.run("made.allow(fetching=False); draw('c')")
    assert len(faked.run("source.asked")) == 2
    faked.run("made.allow(fetching=True)")
    assert sorted(name for name, _size in faked.run("source.asked[2:]")) == ["a", "c"]


def test_they_are_bounded(faked: BlenderConsole) -> None:
    """However many are looked at, Blender keeps a few hundred: those that were looked at last."""
    faked.run(
        """
        for number in range(400):
            draw(str(number))
            source.answer(str(number))
        """
    )
    kept = faked.run("[len(made._icons), [number for number in range(400) if made.has(asset(str(number)))]]")
    assert kept == [300, list(range(100, 400))]


def test_what_is_still_drawn_stays(faked: BlenderConsole) -> None:
    """One that is drawn again and again is kept, however old it is; its neighbour, the control, has to go."""
    faked.run(
        """
        for number in range(400):
            draw("seen", str(number))
            for name in [name for name, _size in source.waiting]:
                source.answer(name)
        """
    )
    assert faked.run("[made.has(asset(name)) for name in ('seen', '0')]") == [True, False]
    assert faked.run("source.asked.count(['seen', 160])") == 1


def test_another_size_stands_in(faked: BlenderConsole) -> None:
    """While the large one is awaited, the small one is shown."""
    faked.run("draw('a'); source.answer('a')")
    faked.run("made._ready['a', 160] = type('Icon', (), {'icon_id': 7})()")
    assert faked.run("draw('a', pixels=320)") == [7]
    assert faked.run("source.asked") == [["a", 160], ["a", 320]]


def test_none_is_left(faked: BlenderConsole) -> None:
    """Files that are opened and steps of undo leave the icons; closing leaves none, and what comes then goes nowhere."""
    before = faked.run("sorted(bpy.utils.previews._uuid_open)")
    faked.run("draw('a', 'b'); source.answer('a')")
    assert len(faked.run("sorted(bpy.utils.previews._uuid_open)")) == len(before) + 1
    faked.run(
        "bpy.ops.ed.undo_push(message='one'); bpy.ops.ed.undo_push(message='two'); bpy.ops.ed.undo(); fresh()"
    )
    assert faked.run("[list(made._ready['a', 160].image_size), made.has(asset('a'))]") == [[2, 1], True]
    faked.run("made.close()")
    assert faked.run("sorted(bpy.utils.previews._uuid_open)") == before
    faked.run("source.answer('b'); draw('c')")
    assert faked.run("[len(source.asked), sorted(bpy.utils.previews._uuid_open)]") == [2, before]


class Pictures(dict[tuple[str, str], Any]):
    """The answers of a hub with many hits, and thumbnails of a real size."""

    def get(self, key: tuple[str, str], default: Any = None) -> Any:
        """Answer for any thumbnail."""
        if key[1].endswith("/thumbnail"):
            return self.thumbnail
        return super().get(key, default)

    @staticmethod
    def thumbnail(seen: Seen) -> Reply:
        """Give noise."""
        width, height = SIZE
        pixels = np.random.default_rng(len(seen.path)).integers(0, 256, width * height * 4, dtype=np.uint8)
        size = {"Bowerbird-Width": str(width), "Bowerbird-Height": str(height)}
        return 200, {"Content-Type": "application/octet-stream", **size}, pixels.tobytes()


def many(fake: ClientHub) -> None:
    """Have a hub find many pictures."""
    hits = [a_hit(f"A{number}") for number in range(MANY)]
    answer = {"entry": "words", "why": "", "hits": hits, "notes": [], "next": None}
    fake.overrides = Pictures(fake.overrides)

    def found(_seen: Seen) -> Reply:
        return as_json({**answer, "library_id": fake.library_id, "model": "m"})

    fake.overrides["POST", "/v1/search"] = found


@pytest.mark.parametrize(("budget", "most"), [(0.008, 8), (60.0, MANY)])
def test_turns_stay_short_when_many_arrive(
    blender: BlenderConsole, hub: PersonsHub, budget: float, most: int
) -> None:
    """Two hundred thumbnails that have all come, and take a millisecond each to be shown, are shown over many turns.

    Without a budget, the control, they are shown in one.
    """
    with another_hub(token_file(blender.profile), hub) as fake, open_panel(blender) as panel:
        many(fake)
        panel.search("red mug")
        blender.run(
            """
            import time
            thumbnails = part("host.thumbnails")
            at_once, thumbnails._AT_ONCE = thumbnails._AT_ONCE, wanted
            desk.pump._budget, shown = budget, [0]
            def keep(key, pixels, keep=desk.thumbnails._keep):
                shown[0] += 1
                time.sleep(0.001)
                keep(key, pixels)
            desk.thumbnails._keep = keep
            for hit in panel.state.hits:
                desk.thumbnails.icon(hit)
            """,
            budget=budget,
            wanted=MANY,
        )
        until = time.monotonic() + 30
        # They wait for a turn of the timer, of which there is none.
        while blender.run("len(desk.session._worker._results)") < MANY and time.monotonic() < until:
            time.sleep(0.05)
        turns = blender.run(
            """
            turns = []
            while sum(turns) < wanted:
                before = shown[0]
                desk.pump.tick()
                turns.append(shown[0] - before)
            thumbnails._AT_ONCE = at_once
            turns
            """,
        )

    assert sum(turns) == MANY
    assert max(turns) <= most
    assert (max(turns) > 100) is (most == MANY)
