"""GIMP as the window sees it: work in steps on the main loop, so that the screen is painted in between."""

from __future__ import annotations

from collections.abc import Callable, Generator
from pathlib import Path
from typing import Any, TypeVar

from gi.repository import Gimp, GLib

from bowerbird_panel.host import Cancel, HostTrouble, Inserted, PixelsTaken, Program
from bowerbird_panel.pixels import Pixels
from bowerbird_panel.provenance import Provenance
from bowerbird_panel.state import Target
from bowerbird_panel.steps import in_steps
from bowerbird_panel.words import _

from ..model.placing import Placing
from ..model.program import GIMP, has_inserted, lacks, lacks_for
from ..model.sources import Source
from . import images, inserting, pixels
from .calls import delete_abandoned
from .changing import Change, at_once

T = TypeVar("T")

_PAINT_MS = 30
"""Before the first step: two frames of a screen, so that the busy state is seen before a call that takes long."""


class GimpHost:
    """Implements `Host`, but for the clipboard, which is Gtk's business."""

    def __init__(
        self, clipboard: Callable[[PixelsTaken], Cancel] | None = None, change: Change = at_once
    ) -> None:
        """Say how the clipboard is read, where it can be, and by what images are changed.

        What a window that was killed has left in GIMP is cleared away.
        """
        self._clipboard = clipboard
        self._change = change
        self._running = 0
        self._seen: frozenset[int] | None = None
        """While we work: the images that the person sees."""
        delete_abandoned()

    @property
    def program(self) -> Program:
        """Tell what the panel says and keeps of GIMP."""
        return GIMP

    def lacks(self, placing: str) -> HostTrouble | None:
        """Tell that there is nothing to insert into."""
        return lacks(placing)

    def lacks_for(self, source: str) -> HostTrouble | None:
        """Tell that there is nothing to be seen in GIMP."""
        return lacks_for(source)

    def has_inserted(self, placing: str, name: str, target: str) -> str:
        """Say what was done."""
        return has_inserted(placing, name, target)

    def after(self, milliseconds: int, call: Callable[[], None]) -> Cancel:
        """Call once, after a while; 0 means when the screen has been painted."""
        due: list[int] = []

        def run() -> bool:
            due.clear()
            call()
            return GLib.SOURCE_REMOVE

        def cancel() -> None:
            while due:
                GLib.source_remove(due.pop())

        due.append(GLib.timeout_add(milliseconds or _PAINT_MS, run, priority=GLib.PRIORITY_DEFAULT_IDLE))
        return cancel

    def targets(self) -> tuple[Target, ...]:
        """List the images that are open."""
        return images.targets(self._seen)

    def take_pixels(self, source: str, target: int | None, done: PixelsTaken) -> Cancel:
        """Take what is seen of an image, in steps."""
        if source == Source.CLIPBOARD and self._clipboard is not None:
            return self._clipboard(done)

        def steps() -> Generator[None, None, Pixels]:
            if source == Source.CLIPBOARD:
                raise HostTrouble("not_available", _("The clipboard cannot be read here."), is_fault=True)
            return (yield from pixels.take(Source(source), images.image_of(target)))

        return self._run(steps(), done)

    def insert(
        self,
        file: Path,
        placing: str,
        target: int | None,
        provenance: Provenance,
        done: Inserted,
    ) -> Cancel:
        """Put a picture's file into an image, or open it as an image of its own."""

        def steps() -> Generator[None, None, str]:
            if placing == Placing.NEW_IMAGE:
                image = yield from inserting.open_as_image(file, provenance, shown=True)
                return images.title(image)
            image = images.image_of(target)
            layer = yield from inserting.insert(file, Placing(placing), image, provenance, self._change)
            return layer.get_name()

        return self._run(steps(), done)

    def _run(
        self, steps: Generator[None, None, T], done: Callable[[T | None, HostTrouble | None], None]
    ) -> Cancel:
        self._begin()
        return in_steps(steps, done, after=self.after, unexpected=_unexpected, ended=self._end)

    def _begin(self) -> None:
        self._running += 1
        if self._running == 1:
            self._seen = images.open_ids()

    def _end(self) -> None:
        self._running -= 1
        if self._running == 0:
            self._seen = None
            # What GIMP tells in its windows of reading and scaling would stay there for as long as this process lives.
            Gimp.progress_end()


def _unexpected(error: Exception) -> HostTrouble:
    reason: Any = Gimp.get_pdb().get_last_error()
    return HostTrouble(
        "gimp_failed",
        _("{program} could not do that.").format(program=GIMP.name),
        f"{error} {reason or ''}".strip(),
        is_fault=True,
    )
