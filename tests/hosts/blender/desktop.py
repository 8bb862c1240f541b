"""A person in front of Blender: its real window on a screen of the tests' own, seen as pixels and used by hand.

Blender draws its windows itself and tells no screen reader what is in them: what stands where is asked of Blender (areas
and regions), seen by its colour, or read as letters.
"""

from __future__ import annotations

import contextlib
import re
import secrets
import socket
import time
from collections.abc import Callable, Generator
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar

from PIL import Image

from fakes.served import Person
from hosts.blender.inside_blender import WAIT_S, BlenderConsole, InsideBlender
from hosts.blender.reading import Page, read
from hosts.blender.seeing import Box, Spot, spots_of
from hosts.harness.screen import Screen
from hosts.harness.systems import System

SIZE = (1400, 860)
_LOOK_EVERY_S = 0.1

T = TypeVar("T")

PREFERENCES = """
preferences = bpy.context.preferences
preferences.view.show_splash = False
preferences.view.ui_scale = 1.0
preferences.view.smooth_view = 0
preferences.view.show_tooltips = False
preferences.view.show_statusbar_memory = False
preferences.view.use_save_prompt = False
preferences.system.use_region_overlap = False
preferences.use_preferences_save = False
bpy.ops.wm.save_userpref()
"""
"""Nothing asks, nothing moves by itself, and nothing lies over something else."""


@dataclass
class Pulse:
    """How long Blender's main loop let things wait, in seconds, once the block is over."""

    worst: float = 0.0
    net: float = 0.0
    """The longest without what it had to wait for a processor itself."""
    second: float = 0.0
    """The longest of these but for one."""
    beats: int = 0


class BlenderDesktop(InsideBlender):
    """A Blender with its window on a screen of its own."""

    def __init__(self, system: System, person: Person, profile: Path, folder: Path, screen: Screen) -> None:
        """Say which Blender, whose, with which profile, the folder that it and the tests share, and the screen."""
        super().__init__(system, person, profile, folder)
        self.screen = screen
        self._window = ""
        self._origin = (0, 0)
        self._height = 0

    @property
    def environment(self) -> dict[str, str]:
        """All variables that Blender has."""
        more = {
            "DISPLAY": self.screen.name,
            "LIBGL_ALWAYS_SOFTWARE": "1",
            "XDG_RUNTIME_DIR": str(self.temporary),
        }
        return {**super().environment, **more}

    def open(self) -> None:
        """Start it, and wait for its window."""
        secret = secrets.token_hex(16)
        program = str(self.lay_out())
        with socket.create_server(("127.0.0.1", 0)) as listener:
            words = ("attend", str(listener.getsockname()[1]), secret)
            window = ["--window-geometry", "0", "0", *map(str, SIZE), "--gpu-backend", "opengl"]
            command = ["blender", *window, "--python", program, "--", *words]
            self.start(command, listener, secret)
        self._window = self.wait(self._first_window, "Blender's window")
        self.screen.do("windowmove", self._window, "0", "0")
        self.bring()
        self.settle()
        told = self.screen.run("xwininfo", "-id", self._window)
        found = dict(re.findall(r"(Absolute upper-left [XY]|Height): +(\d+)", told))
        self._origin = (int(found["Absolute upper-left X"]), int(found["Absolute upper-left Y"]))
        self._height = int(found["Height"])

    def _first_window(self) -> str:
        found = self.screen.do("search", "--onlyvisible", "--name", "Blender").split()
        return found[0] if found else ""

    def bring(self) -> None:
        """Bring the window to the front, and give it the keyboard."""

        def active() -> bool:
            if self.screen.do("getactivewindow").strip() != self._window:
                self.screen.do("windowactivate", self._window)
                time.sleep(0.1)
            return self.screen.do("getactivewindow").strip() == self._window

        self.wait(active, "the keyboard")

    def clear(self) -> None:
        """Open a new file as Blender ships it, with its cube and its layout, in the middle of nothing."""
        self.screen.press("Escape")
        self.run("bpy.ops.wm.read_homefile(use_factory_startup=True)")
        self.settle()

    # What stands where

    @property
    def whole(self) -> Box:
        """Tell where its window is on the screen, without what the window manager puts around it."""
        return Box(*self._origin, SIZE[0], self._height)

    def box(self, area: str = "VIEW_3D", part: str = "WINDOW") -> Box:
        """Tell where a region of the first area of a kind is on the screen: left, top, width, height."""
        left, bottom, width, height = self.run(
            "there = region(kind, part_); [there.x, there.y, there.width, there.height]",
            kind=area,
            part_=part,
        )
        x, y = self._origin
        return Box(x + left, y + self._height - bottom - height, width, height)

    def show_tab(self, tab: str = "Bowerbird", area: str = "VIEW_3D") -> Box:
        """Open an area's sidebar with one of its tabs in front, and tell where it is."""
        self.run("area(kind).spaces.active.show_region_ui = True", kind=area)
        # The sidebar knows its tabs once it was drawn.
        self.until("region(kind, 'UI').width > 1", kind=area)

        def chosen() -> bool:
            return bool(
                self.run(
                    """
                    there = region(kind, "UI")
                    try:
                        there.active_panel_category = tab
                    except (AttributeError, TypeError):
                        pass
                    there.tag_redraw()
                    there.active_panel_category == tab
                    """,
                    kind=area,
                    tab=tab,
                )
            )

        self.wait(chosen, f"the tab {tab}")
        self.settle()
        return self.box(area, "UI")

    def become(self, kind: str, instead_of: str = "VIEW_3D") -> None:
        """Make the first area of a kind one of another kind, such as "IMAGE_EDITOR" or "ShaderNodeTree"."""
        self.run("area(before).ui_type = kind", before=instead_of, kind=kind)
        self.settle()

    def picture(self, box: Box | None = None) -> Image.Image:
        """Take a picture of the screen or of a part of it."""
        return self.screen.picture(None if box is None else box.as_tuple)

    def spots(
        self, colour: tuple[int, int, int], box: Box | None = None, *, most: int = 24, least: int = 30
    ) -> list[Spot]:
        """Find where a colour is seen on the screen or in a part of it: the largest spots first."""
        seen = self.picture(box)
        left, top = (0, 0) if box is None else (box.left, box.top)
        return [spot.moved(left, top) for spot in spots_of(seen, colour, most=most, least=least)]

    def await_spot(
        self,
        colour: tuple[int, int, int],
        box: Box | None = None,
        *,
        most: int = 24,
        least: int = 30,
        seconds: float = WAIT_S,
    ) -> Spot:
        """Wait until a colour is seen, and give the largest spot of it."""
        return self.wait(
            lambda: self.spots(colour, box, most=most, least=least), f"the colour {colour}", seconds
        )[0]

    def read(self, box: Box | None = None) -> Page:
        """Read what is written on the screen or in a part of it; the smaller the part, the quicker and the surer."""
        return read(self.picture(box), *((0, 0) if box is None else (box.left, box.top)))

    def await_text(self, *texts: str, box: Box | None = None, seconds: float = WAIT_S) -> Page:
        """Wait until all these texts are to be read."""
        last = Page(())

        def written() -> bool:
            nonlocal last
            last = self.read(box)
            return all(last.says(text) for text in texts)

        self.wait(written, f"the texts {texts}", seconds, lambda: last.text)
        return last

    def click_text(self, text: str, box: Box | None = None) -> None:
        """Wait until a text is to be read, such as that of a button, and click it: the shortest line that holds it."""
        page = self.await_text(text, box=box)
        lines = page.find(text)
        assert lines, f"{text!r} goes over several lines: {page.text}"
        self.click(min(lines, key=lambda line: len(line.text)).box.centre)

    def settle(self, seconds: float = WAIT_S) -> Image.Image:
        """Wait until the picture stays as it is, and give it."""
        before = self.picture()
        end = time.monotonic() + seconds
        while time.monotonic() < end:
            time.sleep(0.25)
            now = self.picture()
            if now.tobytes() == before.tobytes():
                break
            before = now
        return before

    def wait(
        self,
        condition: Callable[[], T | None],
        what: str,
        seconds: float = WAIT_S,
        instead: Callable[[], str] = lambda: "",
    ) -> T:
        """Wait until a condition gives something, and give that."""
        until = time.monotonic() + seconds
        while not (found := condition()):
            if time.monotonic() > until:
                picture = self.profile.parent / "failed.png"
                self.picture().save(picture)
                raise AssertionError(
                    f"{what} did not come within {seconds:g} s ({picture}). There was:\n{instead()}"
                    f"\nBlender said:\n{self.last_words()}"
                )
            time.sleep(_LOOK_EVERY_S)
        return found

    # Hands

    def click(self, spot: Spot | tuple[int, int], button: int = 1, times: int = 1) -> None:
        """Click somewhere."""
        x, y = spot.centre if isinstance(spot, Spot) else spot
        self.screen.click(x, y, button=button, times=times)

    def point(self, area: str = "VIEW_3D", part: str = "WINDOW") -> None:
        """Move the pointer over the middle of a region: keys go to what is below the pointer."""
        self.screen.move(*self.box(area, part).centre)

    def press(self, *keys: str, area: str = "VIEW_3D", part: str = "WINDOW") -> None:
        """Press keys with the pointer over a region."""
        self.point(area, part)
        self.screen.press(*keys)

    def undo(self) -> None:
        """Press Ctrl+Z over the 3D view."""
        self.press("ctrl+z")

    @contextlib.contextmanager
    def pulse(self) -> Generator[Pulse]:
        """Measure for the length of the block how long Blender's main loop lets things wait."""
        pulse = Pulse()
        self.run("beats.clear()")
        yield pulse
        beats = self.run("beats")
        pulse.beats = len(beats)
        pulse.worst = max(gross for gross, _net in beats)
        *_, pulse.second, pulse.net = sorted([0.0, *(net for _gross, net in beats)])

    def close(self) -> None:
        """End it, whatever it does."""
        if self._process is not None and self._process.poll() is None:
            self._process.terminate()
        super().close()


def settle_in(system: System, person: Person, profile: Path, folder: Path, extension: Path | None) -> None:
    """Start Blender once without a window, with a person's preferences and the extension, for the next start."""
    with BlenderConsole(system, person, profile, folder) as console:
        console.open()
        if extension is not None:
            console.install(extension)
        console.run(PREFERENCES)
