"""What the window needs of GIMP, as a protocol: `host` implements it, tests fake it."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Literal, Optional, Protocol

from .placing import Placing
from .provenance import Provenance
from .sources import Pixels, Source
from .state import Target

TroubleCode = Literal[
    "no_image",
    "image_closed",
    "no_layer",
    "several_layers",
    "layer_group",
    "floating_selection",
    "nothing_selected",
    "nothing_to_see",
    "cannot_load",
    "clipboard_empty",
    "not_available",
    "gimp_failed",
]
"""What can be amiss in GIMP; `gimp_failed` for what nobody has thought of."""


class GimpTrouble(Exception):  # noqa: N818  it is told to a person, and most are no fault of anybody
    """Say what GIMP could not do: a stable `code`, a plain `sentence`, and in `advice` what to do next."""

    def __init__(self, code: TroubleCode, sentence: str, advice: str = "") -> None:
        """Say what happened, and what to do about it."""
        super().__init__(code, sentence, advice)
        self.code: TroubleCode = code
        self.sentence = sentence
        self.advice = advice

    def __str__(self) -> str:
        return f"{self.sentence} {self.advice}".strip()


Cancel = Callable[[], None]
PixelsTaken = Callable[[Optional[Pixels], Optional[GimpTrouble]], None]
"""Exactly one of the two is given."""
Inserted = Callable[[Optional[str], Optional[GimpTrouble]], None]
"""The name of the new layer or image, or what went wrong: exactly one of the two is given."""


class GimpEdge(Protocol):
    """GIMP, as the panel sees it. Everything is called, and calls back, on the main thread.

    `done` is called exactly once, never before the method has returned. After the Cancel it is not called any more, and
    GIMP is left as it was; a Cancel that comes too late does nothing.
    """

    def after(self, milliseconds: int, call: Callable[[], None]) -> Cancel:
        """Call once, after a while; 0 means when the screen has been painted."""
        ...

    def targets(self) -> tuple[Target, ...]:
        """List the images that are open, named as the person sees them, in the order of their opening."""
        ...

    def take_pixels(self, source: Source, image_id: int | None, done: PixelsTaken) -> Cancel:
        """Take what is seen of an image, in steps between which the screen is painted.

        Without an image: the one that was opened last. The clipboard needs none.
        """
        ...

    def insert(
        self,
        file: Path,
        placing: Placing,
        image_id: int | None,
        provenance: Provenance,
        done: Inserted,
    ) -> Cancel:
        """Put a picture's file into an image, or open it as an image of its own, in one undo step.

        The file is read before `done` and not needed afterwards. `Placing.NEW_IMAGE` needs no image.
        """
        ...
