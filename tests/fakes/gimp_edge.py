"""GIMP, as the panel sees it, without GIMP: images that open and close, and a clock that the test turns."""

from __future__ import annotations

import heapq
import itertools
import stat
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

from bowerbird_for_gimp.model.placing import Placing
from bowerbird_for_gimp.model.program import GIMP, has_inserted, lacks, lacks_for
from bowerbird_for_gimp.model.sources import Source
from bowerbird_panel.host import Cancel, HostTrouble, Inserted, PixelsTaken, Program
from bowerbird_panel.pixels import Pixels
from bowerbird_panel.provenance import Provenance
from bowerbird_panel.state import Target

STEP_MS = 30
"""How long taking or inserting takes."""


@dataclass(frozen=True)
class Insertion:
    """What came into GIMP."""

    name: str
    data: bytes
    placing: str
    image_id: int | None
    provenance: Provenance


@dataclass
class FakeGimp:
    """Images and a main loop. Nothing calls back before `advance`."""

    images: dict[int, str] = field(default_factory=lambda: {1: "poster.xcf"})
    loads: Callable[[str], bool] = lambda _name: True
    """Which files it can open, by their name."""
    trouble: HostTrouble | None = None
    """What goes wrong with everything."""
    size: tuple[int, int] = (4, 3)
    now: float = 0.0
    """Seconds."""
    inserted: list[Insertion] = field(default_factory=list[Insertion])
    taken: list[tuple[str, int | None]] = field(default_factory=list[tuple[str, int | None]])
    closed: bool = False
    """Whether the window is gone: nothing may be asked any more."""
    _due: list[tuple[float, int, Callable[[], None]]] = field(
        default_factory=list[tuple[float, int, Callable[[], None]]]
    )
    _numbers: itertools.count[int] = field(default_factory=itertools.count)
    _given_up: set[int] = field(default_factory=set[int])

    @property
    def program(self) -> Program:
        return GIMP

    @property
    def waiting(self) -> int:
        """How many calls are still to come."""
        return sum(number not in self._given_up for _, number, _ in self._due)

    def clock(self) -> float:
        """Give the time in seconds."""
        return self.now

    def advance(self, milliseconds: int) -> None:
        """Let time pass, and call what is due, in its order."""
        ends = self.now + milliseconds / 1000
        while self._due and self._due[0][0] <= ends:
            due, number, call = heapq.heappop(self._due)
            self.now = max(self.now, due)
            if number not in self._given_up:
                call()
        self.now = max(self.now, ends)

    def after(self, milliseconds: int, call: Callable[[], None]) -> Cancel:
        assert not self.closed
        number = next(self._numbers)
        heapq.heappush(self._due, (self.now + milliseconds / 1000, number, call))

        def cancel() -> None:
            self._given_up.add(number)

        return cancel

    def targets(self) -> tuple[Target, ...]:
        assert not self.closed
        return tuple(Target(image_id, name) for image_id, name in self.images.items())

    def lacks(self, placing: str) -> HostTrouble | None:
        return lacks(placing)

    def lacks_for(self, source: str) -> HostTrouble | None:
        return lacks_for(source)

    def has_inserted(self, placing: str, name: str, target: str) -> str:
        return has_inserted(placing, name, target)

    def take_pixels(self, source: str, target: int | None, done: PixelsTaken) -> Cancel:
        def take() -> None:
            self.taken.append((source, target))
            trouble = self.trouble or self._missing(target, needed=source != Source.CLIPBOARD)
            if trouble is not None:
                done(None, trouble)
                return
            width, height = self.size
            title = "the clipboard" if target is None else self.images.get(target, "the clipboard")
            done(Pixels(width, height, bytes(width * height * 4), source, title), None)

        return self.after(STEP_MS, take)

    def insert(
        self,
        file: Path,
        placing: str,
        target: int | None,
        provenance: Provenance,
        done: Inserted,
    ) -> Cancel:
        def put() -> None:
            data = file.read_bytes()
            assert not stat.S_IMODE(file.stat().st_mode) & 0o077
            assert not stat.S_IMODE(file.parent.stat().st_mode) & 0o077
            trouble = self.trouble or self._missing(target, needed=placing != Placing.NEW_IMAGE)
            if trouble is None and not self.loads(file.name):
                trouble = HostTrouble("cannot_load", "GIMP cannot load it.")
            if trouble is not None:
                done(None, trouble)
                return
            self.inserted.append(Insertion(file.name, data, placing, target, provenance))
            if placing == Placing.NEW_IMAGE:
                self.images[max(self.images, default=0) + 1] = file.name
            done(file.name, None)

        return self.after(STEP_MS, put)

    def _missing(self, image_id: int | None, *, needed: bool) -> HostTrouble | None:
        if not needed:
            return None
        if not self.images:
            return HostTrouble("no_image", "No image is open.")
        if image_id is not None and image_id not in self.images:
            return HostTrouble("image_closed", "The image was closed.")
        return None
