"""Who inserts into a material or the world is told how to see it, where no view shows it."""

from __future__ import annotations

from pathlib import Path

from hosts.blender.desktop import BlenderDesktop
from hosts.blender.placing import corners, place

MATERIALS = ["To see it, choose the viewport shading Material Preview or Rendered."]
WORLD = ["To see it, choose the viewport shading Rendered."]
CASES: tuple[tuple[str, str, list[str]], ...] = (
    ("TEXTURE", "SOLID", MATERIALS),
    ("TEXTURE", "MATERIAL", []),
    ("PLANE", "WIREFRAME", MATERIALS),
    ("PLANE", "MATERIAL", []),
    ("WORLD", "MATERIAL", WORLD),
    ("REFERENCE", "SOLID", []),
)


def test_how_to_see_it_is_told(desktop: BlenderDesktop, tmp_path: Path) -> None:
    """Solid shading shows no texture and Material Preview no world; what shows it needs no words."""
    picture = corners(tmp_path / "panorama.png", (80, 40))
    for way, shading, remarks in CASES:
        desktop.run("area('VIEW_3D').spaces.active.shading.type = shading", shading=shading)
        assert place(desktop, picture, way)[1] == remarks, (way, shading)
