"""GIMP as the window sees it: work in steps on a main loop that goes on turning, told once, and given up cleanly."""

from __future__ import annotations

from collections.abc import Generator
from itertools import pairwise
from pathlib import Path

import pytest
from PIL import Image

from hosts.gimp.inside_gimp import GimpConsole
from hosts.gimp.painting import Painter, colourful, plain
from hosts.gimp.putting import select

_INSIDE = """
    import contextlib
    import time
    from pathlib import Path
    import bowerbird_for_gimp.host.pixels as taking
    from bowerbird_for_gimp.host.edge import GimpHost
    from bowerbird_panel.host import HostTrouble
    from bowerbird_for_gimp.model.placing import Placing
    from bowerbird_panel.provenance import Provenance
    from bowerbird_for_gimp.model.sources import Source

    host = GimpHost()
    context = GLib.MainContext.default()
    told = []

    def done(value, trouble):
        assert (value is None) != (trouble is None)
        told.append(trouble.code if trouble else value if isinstance(value, str) else [value.width, value.height, value.title])

    @contextlib.contextmanager
    def noting(note):
        kept = taking.take

        def noted(*arguments):
            running = kept(*arguments)
            while True:
                note()
                try:
                    next(running)
                except StopIteration as ended:
                    return ended.value
                try:
                    yield
                except GeneratorExit:
                    running.close()
                    raise

        taking.take = noted
        try:
            yield
        finally:
            taking.take = kept

    def turn(seconds=5.0, until=lambda: told):
        ends = time.monotonic() + seconds
        while not until() and time.monotonic() < ends:
            context.iteration(False)
        return list(told)
"""


@pytest.fixture
def painter(gimp: GimpConsole, tmp_path: Path) -> Generator[Painter]:
    """Give a GIMP to paint in, with the edge in its names; it is empty afterwards."""
    painter = Painter(gimp, tmp_path)
    gimp.run(_INSIDE)
    yield painter
    painter.clear()


@pytest.fixture
def image(painter: Painter) -> int:
    """Make an image with a selection."""
    image = painter.image(64, 48)
    painter.layer(image, colourful(64, 48), "ground")
    select(painter, image, 5, 5, 20, 10)
    return image


@pytest.mark.parametrize(
    ("source", "size"), [("canvas", [64, 48]), ("selection", [20, 10]), ("layer", [64, 48])]
)
def test_pixels_come_later_and_once(painter: Painter, image: int, source: str, size: list[int]) -> None:
    """Nothing is told before the call has returned; then pixels are, exactly once."""
    at_once, later, after = painter.gimp.run(
        """
        cancel = host.take_pixels(Source(source), image_id, done)
        at_once = list(told)
        later = turn()
        after = turn(0.2, lambda: False)
        cancel()
        [at_once, later, after]
        """,
        source=source,
        image_id=image,
    )

    assert at_once == []
    assert [each[:2] for each in later] == [size]
    assert after == later


def test_the_screen_is_painted_first_and_in_between(painter: Painter, image: int) -> None:
    """Before the first step there is time to paint, and between the steps what is waiting has its turn."""
    beats, first = painter.gimp.run(
        """
        beats = []
        tick = GLib.timeout_add(1, lambda: beats.append(1) or True)
        began = time.monotonic()
        steps = []
        with noting(lambda: steps.append([time.monotonic(), len(beats)])):
            host.take_pixels(Source.SELECTION, image_id, done)
            turn()
        GLib.source_remove(tick)
        [[count for _when, count in steps], steps[0][0] - began]
        """,
        image_id=image,
    )

    assert first >= 0.02
    assert len(beats) >= 3
    assert all(one < other for one, other in pairwise(beats))


def test_giving_up_is_silent(painter: Painter, image: int) -> None:
    """After the Cancel nothing is told, whatever was under way, and no image stays behind."""
    before = painter.standing(image)

    told = painter.gimp.run(
        """
        steps = []
        with noting(lambda: steps.append(1)):
            for stop in range(4):
                steps.clear()
                cancel = host.take_pixels(Source.SELECTION, image_id, done)
                turn(5, lambda: len(steps) >= stop)
                cancel()
                cancel()
            turn(0.3, lambda: False)
        len(told)
        """,
        image_id=image,
    )

    assert told == 0
    assert painter.standing(image) == before


def test_the_last_image_is_taken_where_none_is_named(painter: Painter, image: int) -> None:
    """Without a number it is the image that was opened last; where none is open, that is said."""
    other = painter.image(10, 10)
    painter.layer(other, plain(10, 10, 255, 0, 0, 255))
    assert painter.gimp.run("host.take_pixels(Source.CANVAS, None, done); turn()")[0][:2] == [10, 10]

    painter.clear()

    assert painter.gimp.run("told.clear(); host.take_pixels(Source.CANVAS, None, done); turn()") == [
        "no_image"
    ]
    assert painter.gimp.run("told.clear(); host.take_pixels(Source.CANVAS, image_id, done); turn()", image_id=image) == [
        "image_closed"
    ]  # fmt: skip
    assert painter.gimp.run("told.clear(); host.take_pixels(Source.CLIPBOARD, None, done); turn()") == [
        "not_available"
    ]


def test_an_error_of_ours_is_told_too(painter: Painter, image: int) -> None:
    """Whatever goes wrong inside, the window is told, and can go on."""
    told = painter.gimp.run(
        """
        kept = taking.thumbnail
        def fail(*_arguments): raise ZeroDivisionError("by zero")
        taking.thumbnail = fail
        try:
            host.take_pixels(Source.CANVAS, image_id, done)
            turn()
        finally:
            taking.thumbnail = kept
        host.take_pixels(Source.CANVAS, image_id, done)
        turn(5, lambda: len(told) == 2)
        """,
        image_id=image,
    )

    assert told == ["gimp_failed", [64, 48, told[1][2]]]


@pytest.mark.parametrize("placing", ["centred", "masked", "new-image"])
def test_a_file_is_inserted(painter: Painter, image: int, placing: str) -> None:
    """The name of the new layer is told; a file that cannot be read is told as that."""
    file, broken = painter.folder / "mug.png", painter.folder / "broken.png"
    Image.new("RGB", (30, 20), "red").save(file)
    broken.write_bytes(b"no picture")

    told = painter.gimp.run(
        """
        origin = Provenance("a", "l", "mug.png")
        host.insert(Path(file), Placing(placing), image_id, origin, done)
        turn()
        host.insert(Path(broken), Placing(placing), image_id, origin, done)
        turn(5, lambda: len(told) == 2)
        """,
        file=str(file),
        broken=str(broken),
        placing=placing,
        image_id=image,
    )

    assert told[1] == "cannot_load"
    assert told[0] == "mug.png" if placing != "new-image" else isinstance(told[0], str)


def test_open_images_have_names(painter: Painter) -> None:
    """In the order of their opening; those with the same name get GIMP's number, and our own copies are not listed."""
    first, second = painter.image(10, 10), painter.image(20, 20)
    painter.layer(first, plain(10, 10, 255, 0, 0, 255))
    file = painter.folder / "poster.xcf"
    named = painter.gimp.run(
        """
        image = Gimp.Image.new(30, 30, Gimp.ImageBaseType.RGB)
        image.set_file(Gio.File.new_for_path(file))
        image.get_id()
        """,
        file=str(file),
    )
    plain_name = painter.gimp.run("Gimp.Image.get_by_id(first).get_name()", first=first)

    targets = painter.gimp.run("[[each.id, each.name] for each in host.targets()]")

    assert targets == [
        [first, f"{plain_name}-{first}"],
        [second, f"{plain_name}-{second}"],
        [named, targets[2][1]],
    ]
    assert "poster" in targets[2][1]
    during = painter.gimp.run(
        """
        seen = []
        select = Gimp.Image.get_by_id(first)
        select.select_rectangle(Gimp.ChannelOps.REPLACE, 1, 1, 5, 5)
        host.take_pixels(Source.SELECTION, first, done)
        while not told:
            context.iteration(False)
            seen.append([len(host.targets()), len(Gimp.get_images())])
        seen
        """,
        first=first,
    )
    assert {listed for listed, _all in during} == {3}
    assert max(everything for _listed, everything in during) == 4


def test_timers_can_be_cancelled(painter: Painter) -> None:
    """A call comes once and not before its time; a cancelled one never does, and cancelling late does nothing."""
    soon, later, called = painter.gimp.run(
        """
        calls = []
        host.after(0, lambda: calls.append("painted"))
        cancel = host.after(60, lambda: calls.append("late"))
        never = host.after(20, lambda: calls.append("never"))
        never()
        turn(0.045, lambda: False)
        soon = list(calls)
        turn(0.15, lambda: False)
        cancel()
        never()
        [soon, list(calls), len(calls)]
        """
    )

    assert soon == ["painted"]
    assert later == ["painted", "late"]
    assert called == 2


def test_what_a_killed_window_left_is_cleared_away(painter: Painter, image: int) -> None:
    """Its image is nothing to insert into, and goes with the next window. One that is worked with now stays."""
    listed, left = painter.gimp.run(
        """
        import os
        import subprocess
        from bowerbird_for_gimp.host import calls
        ended = subprocess.Popen(["/bin/true"])
        ended.wait()
        numbers = {"killed": ended.pid, "at work": os.getppid()}
        kept, made = os.getpid, {}
        for name, number in numbers.items():
            made[name] = Gimp.Image.new(10, 10, Gimp.ImageBaseType.RGB)
            os.getpid = lambda: number
            try:
                calls.hide(made[name])
            finally:
                os.getpid = kept
        made["sent"] = made["killed"].duplicate()
        listed = [target.id for target in host.targets()]
        host.insert(Path(file), Placing("centred"), None, Provenance("a", "l", "mug.png"), done)
        turn()
        GimpHost()
        [
            [listed == [image_id, made["sent"].get_id()], len(made["sent"].get_layers()), told],
            [name for name, each in made.items() if each.is_valid()],
        ]
        """,
        image_id=image,
        file=str(picture(painter.folder)),
    )

    assert listed == [True, 1, ["mug.png"]]
    assert left == ["at work", "sent"]


def test_an_image_that_was_opened_is_the_persons_own(painter: Painter) -> None:
    """It bears no mark of what is worked with, and the person can undo in it."""
    opened = painter.gimp.run(
        """
        from bowerbird_for_gimp.host import inserting
        from bowerbird_panel.steps import run_through
        opened = run_through(inserting.open_as_image(Path(file), Provenance("a", "l", "mug.png"), shown=False))
        [opened.get_parasite_list(), opened.undo_is_enabled(), opened.is_dirty(), len(host.targets())]
        """,
        file=str(picture(painter.folder)),
    )

    assert opened == [["bowerbird-source"], True, False, 1]


def picture(folder: Path) -> Path:
    """Write a picture."""
    file = folder / "mug.png"
    Image.fromarray(colourful(20, 10)).save(file)
    return file
