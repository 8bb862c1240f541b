"""GIMP as the window sees it: work in steps on the main loop, so that the screen is painted in between."""

from __future__ import annotations

from collections.abc import Callable, Generator
from pathlib import Path
from typing import Any, TypeVar

from gi.repository import Gimp, GLib

from ..model.edge import Cancel, GimpTrouble, Inserted, PixelsTaken
from ..model.placing import Placing
from ..model.provenance import Provenance
from ..model.sources import Pixels, Source
from ..model.state import Target
from ..model.words import _
from . import images, inserting, pixels
from .calls import delete_abandoned
from .changing import Change, at_once

T = TypeVar("T")

_PAINT_MS = 30
"""Before the first step: two frames of a screen, so that the busy state is seen before a call that takes long."""


class GimpHost:
    """Implements `GimpEdge`, but for the clipboard, which is Gtk's business."""

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

    def take_pixels(self, source: Source, image_id: int | None, done: PixelsTaken) -> Cancel:
        """Take what is seen of an image, in steps."""
        if source is Source.CLIPBOARD and self._clipboard is not None:
            return self._clipboard(done)

        def steps() -> Generator[None, None, Pixels]:
            if source is Source.CLIPBOARD:
                raise GimpTrouble("not_available", _("The clipboard cannot be read here."))
            return (yield from pixels.take(source, images.image_of(image_id)))

        return self._run(steps(), done)

    def insert(
        self,
        file: Path,
        placing: Placing,
        image_id: int | None,
        provenance: Provenance,
        done: Inserted,
    ) -> Cancel:
        """Put a picture's file into an image, or open it as an image of its own."""

        def steps() -> Generator[None, None, str]:
            if placing is Placing.NEW_IMAGE:
                image = yield from inserting.open_as_image(file, provenance, shown=True)
                return images.title(image)
            image = images.image_of(image_id)
            layer = yield from inserting.insert(file, placing, image, provenance, self._change)
            return layer.get_name()

        return self._run(steps(), done)

    def _run(
        self, steps: Generator[None, None, T], done: Callable[[T | None, GimpTrouble | None], None]
    ) -> Cancel:
        """Do one step at a time, and let the screen be painted in between."""
        waiting: list[Cancel] = []
        self._begin()

        def go_on() -> None:
            waiting.clear()
            try:
                next(steps)
            except StopIteration as ended:
                self._end()
                done(ended.value, None)
            except GimpTrouble as trouble:
                self._end()
                done(None, trouble)
            except Exception as error:  # noqa: BLE001  whatever it was: the window stays, and says so
                self._end()
                done(None, _unexpected(error))
            else:
                # When nothing that the person does is waiting.
                waiting.append(self.after(1, go_on))

        def cancel() -> None:
            while waiting:
                waiting.pop()()
                steps.close()
                self._end()

        waiting.append(self.after(0, go_on))
        return cancel

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


def run_through(steps: Generator[None, None, T]) -> T:
    """Do all steps at once, for scripts: nobody looks at a screen."""
    given: list[T] = []

    def all_of_them() -> Generator[None, None, None]:
        given.append((yield from steps))

    for _step in all_of_them():
        pass
    return given[0]


def _unexpected(error: Exception) -> GimpTrouble:
    reason: Any = Gimp.get_pdb().get_last_error()
    return GimpTrouble("gimp_failed", _("GIMP could not do that."), f"{error} {reason or ''}".strip())
