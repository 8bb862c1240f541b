"""One photograph in the studio: what is built, from where, in which light, on which paper."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

import bpy
import studio
from PIL import Image, ImageEnhance
from studio import View

WHITE, GREY, NIGHT = "#f6f6f7", "#dcdee1", "#101216"
LANDSCAPE, PORTRAIT, SQUARE = (640, 480), (480, 640), (560, 560)


@dataclass(frozen=True, slots=True)
class Shot:
    """One photograph in the studio."""

    build: Callable[[Path], None]
    view: View = field(default_factory=View)
    rig: str = "soft"
    paper: str = WHITE
    size: tuple[int, int] = LANDSCAPE
    samples: int = 28
    stage: float = 0.0  # degrees by which lights and backdrop turn, for views from behind

    def take(self, name: str, work: Path) -> Image.Image:
        """Render the shot, or read it back where it is rendered already."""
        path = work / "renders" / f"{name}.png"
        if not path.exists():
            studio.empty_scene()
            self.build(work)
            subjects = [
                o for o in bpy.context.scene.objects if o.type in ("MESH", "CURVE") and not o.hide_render
            ]
            bpy.context.view_layer.update()
            studio.frame(self.view, subjects, self.size[0] / self.size[1])
            size = 1.2 * max(
                max(abs(c) for c in o.matrix_world @ studio.Vector(corner))
                for o in subjects
                for corner in o.bound_box
            )
            studio.light_rig(self.rig, size)
            studio.backdrop(self.paper, size)
            studio.turn_stage(self.stage)
            studio.render(path, self.size, self.samples, exposure=0.16 if self.rig == "soft" else 0.0)
        picture = Image.open(path).convert("RGB")
        # White surroundings wash colours out a little; a print would be lifted in the same way.
        return ImageEnhance.Color(picture).enhance(1.16) if self.rig == "soft" else picture
