"""Blender as the panel sees it: work in steps on Blender's timer, so that the screen is painted in between."""

from __future__ import annotations

import shutil
from collections import deque
from collections.abc import Callable, Generator
from pathlib import Path
from typing import Any, TypeVar

import bpy

from bowerbird_client import StorageError
from bowerbird_panel.fetched import FetchFolder
from bowerbird_panel.foreign import is_whole
from bowerbird_panel.host import Cancel, HostTrouble, Inserted, PixelsTaken, Program
from bowerbird_panel.pixels import Pixels
from bowerbird_panel.provenance import Provenance
from bowerbird_panel.state import Target
from bowerbird_panel.steps import in_steps
from bowerbird_panel.words import _

from ..model.program import BLENDER, failed, has_inserted
from ..model.sources import Source
from ..model.ways import Insertion
from . import pixels
from .pump import Pump
from .upright import stand_up
from .whereabouts import Spot, scene_in_view, spot_of, standing_in

T = TypeVar("T")

_PLACED = "placed"
_REPEATABLE = 32
"""Operators that Blender remembers, to do them once more or otherwise."""


class BlenderHost:
    """Implements `Host`."""

    def __init__(self, pump: Pump, data_folder: Path) -> None:
        """Say what calls later, and where pictures are kept for as long as an insertion may be adjusted."""
        self._pump = pump
        self._placed = FetchFolder(data_folder / _PLACED)
        self._files: deque[Path] = deque()
        self._spot: Spot | None = None
        self._made: tuple[str, tuple[str, ...]] | None = None
        self._trouble: HostTrouble | None = None
        self._remarks: tuple[str, ...] = ()

    # What the panel calls.

    @property
    def program(self) -> Program:
        """Tell what the panel says and keeps of Blender."""
        return BLENDER

    def lacks(self, placing: str) -> HostTrouble | None:  # noqa: ARG002  the protocol's
        """Tell that nothing is missing: there is always a scene."""
        return None

    def lacks_for(self, source: str) -> HostTrouble | None:  # noqa: ARG002  the protocol's
        """Tell that nothing is missing: what a source needs is found out when it is looked at."""
        return None

    def has_inserted(self, placing: str, name: str, target: str) -> str:  # noqa: ARG002  the protocol's
        """Say what was done."""
        return has_inserted(placing, name, self._remarks)

    def after(self, milliseconds: int, call: Callable[[], None]) -> Cancel:
        """Call once, after a while; 0 means when the screen has been painted."""
        return self._pump.after(milliseconds, call)

    def targets(self) -> tuple[Target, ...]:
        """Give the scene that the person sees."""
        scene = scene_in_view(self._spot)
        return (Target(scene.session_uid, scene.name),)

    def take_pixels(self, source: str, target: int | None, done: PixelsTaken) -> Cancel:  # noqa: ARG002  the protocol's
        """Take what is seen, in steps."""

        def steps() -> Generator[None, None, Pixels]:
            return (yield from pixels.take(Source(source), self._spot))

        return self._run(steps(), done)

    def insert(
        self,
        file: Path,
        placing: str,
        target: int | None,
        provenance: Provenance,
        done: Inserted,
    ) -> Cancel:
        """Put a picture's file to use in the scene, by the operator that a person can adjust afterwards."""
        spot = self._spot

        def steps() -> Generator[None, None, str]:
            kept = yield from stand_up(self._keep(file))
            yield
            if scene_in_view(spot).session_uid != target:
                raise HostTrouble(
                    "scene_left", _("Another scene is open now."), _("Insert the picture once more.")
                )
            with standing_in(spot):
                name, self._remarks = self._place(kept, Insertion.of_text(placing), provenance)
            return name

        return self._run(steps(), done)

    def place(self, file: Path, insertion: Insertion, provenance: Provenance) -> tuple[str, tuple[str, ...]]:
        """Do the same at once for a script, where it stands; gives the name of what was made, and what to remark.

        Raises HostTrouble.
        """
        return self._place(self._keep(file), insertion, provenance)

    # What operators tell.

    def came_from(self, context: Any) -> None:
        """Note where the person clicked: what they want there, they get there."""
        spot = spot_of(context)
        if spot is not None:
            self._spot = spot

    def has_made(self, name: str, remarks: tuple[str, ...] = ()) -> None:
        """Hear from the operator what it has made."""
        self._made = (name, remarks)

    def has_failed(self, trouble: HostTrouble) -> None:
        """Hear from the operator why it has made nothing: Blender passes a sentence on, and nothing else."""
        self._trouble = trouble

    def close(self) -> None:
        """Let go of what was kept."""
        self._placed.close()
        self._files.clear()

    def _keep(self, file: Path) -> Path:
        """Put the file where it stays: the operator reads it again when the person adjusts what it did."""
        try:
            kept = self._placed.room_for(file.name)
            shutil.move(file, kept)
        except (OSError, StorageError) as error:
            raise HostTrouble(
                "cannot_keep", _("The picture's file cannot be kept."), str(error), is_fault=True
            ) from error
        self._files.append(kept)
        while len(self._files) > _REPEATABLE:
            self._placed.remove(self._files.popleft())
        return kept

    def _place(self, file: Path, insertion: Insertion, provenance: Provenance) -> tuple[str, tuple[str, ...]]:
        self._heard()
        said = ""
        try:
            bpy.ops.bowerbird.place(
                "EXEC_DEFAULT",
                # One step of undo, which nothing that a timer calls is else. Without a window there is nothing to keep
                # steps in before a script pushes the first one, and Blender crashes.
                bpy.ops.ed.undo_history.poll(),
                file=str(file),
                source=provenance.to_bytes().decode("ascii"),
                # A name that is no whole text is none of Blender's: the picture itself came all the same.
                original=provenance.path if is_whole(provenance.path) else "",
                **operator_options(insertion),
            )
        except RuntimeError as error:
            said = str(error).removeprefix("Error: ").strip()
        made, trouble = self._heard()
        if trouble is not None:
            raise trouble
        if made is None:
            raise failed(said)
        return made

    def _heard(self) -> tuple[tuple[str, tuple[str, ...]] | None, HostTrouble | None]:
        """Give what the operator has told, once."""
        heard = self._made, self._trouble
        self._made = self._trouble = None
        return heard

    def _run(
        self, steps: Generator[None, None, T], done: Callable[[T | None, HostTrouble | None], None]
    ) -> Cancel:
        return in_steps(steps, done, after=self.after, unexpected=failed)


def operator_options(insertion: Insertion) -> dict[str, Any]:
    """Give what the operator `bowerbird.place` is told of an insertion."""
    options: dict[str, Any] = {
        "way": insertion.way.name,
        "facing": insertion.facing.name,
        "role": insertion.role.name,
        "mapping": insertion.mapping.name,
        "storing": insertion.storing.name,
        "shading": insertion.shading.name,
        "onto": insertion.onto,
        "slot": insertion.slot,
    }
    if insertion.at is not None:
        options |= {"at": insertion.at, "is_at": True}
    return options
