"""Photographs as the camera was held, in real Blenders: upright in every format, with their colours, and in steps."""

from __future__ import annotations

import io
from pathlib import Path
from typing import Any

import pytest
from PIL import Image

from hosts.blender.inside_blender import BlenderConsole
from hosts.blender.placing import BLUE, GREEN, RED, WHITE, corners, place
from hosts.blender.rendering import colour_at, is_near, look_from, render


@pytest.mark.parametrize("ending", ["jpg", "png", "webp", "tif"])
@pytest.mark.parametrize("orientation", [1, 2, 3, 4, 5, 6, 7, 8])
def test_photographs_stand_upright(
    blender: BlenderConsole, tmp_path: Path, ending: str, orientation: int
) -> None:
    """However the camera was held: the datablock has the size and the corners of the picture as it is seen upright."""
    file = tmp_path / f"photo.{ending}"
    exif = Image.Exif()
    exif[0x0112] = orientation
    upright = tmp_path / "upright.png"
    corners(upright)
    with Image.open(upright) as opened:
        turned = {
            2: Image.Transpose.FLIP_LEFT_RIGHT,
            3: Image.Transpose.ROTATE_180,
            4: Image.Transpose.FLIP_TOP_BOTTOM,
            5: Image.Transpose.TRANSPOSE,
            8: Image.Transpose.ROTATE_270,
            7: Image.Transpose.TRANSVERSE,
            6: Image.Transpose.ROTATE_90,
        }.get(orientation)
        picture = opened if turned is None else opened.transpose(turned)
        save: dict[str, Any] = {"lossless": True} if ending == "webp" else {"quality": 95}
        picture.save(file, exif=exif, **save)

    place(blender, file, "IMAGE")
    size, seen = blender.run(
        """
        image = bpy.data.images["photo." + ending]
        width, height = image.size
        def at(x, y):
            start = 4 * (int(y * height) * width + int(x * width))
            return [round(255 * each) for each in image.pixels[start:start + 3]]
        [[width, height], [at(.25, .75), at(.75, .75), at(.75, .25), at(.25, .25)]]
        """,
        ending=ending,
    )
    assert size == [60, 40]
    assert all(
        is_near(tuple(one), other, 12) for one, other in zip(seen, (RED, GREEN, BLUE, WHITE), strict=True)
    ), seen


def test_a_turned_photograph_is_seen_upright(blender: BlenderConsole, tmp_path: Path) -> None:
    """A plane of a photograph that was taken on end is higher than wide, and is seen so."""
    file = tmp_path / "photo.jpg"
    corners(tmp_path / "upright.png", (40, 60))
    exif = Image.Exif()
    exif[0x0112] = 6
    with Image.open(tmp_path / "upright.png") as opened:
        opened.transpose(Image.Transpose.ROTATE_90).save(file, exif=exif, quality=95)
    before = file.read_bytes()
    name, _remarks = place(
        blender, file, "PLANE", facing="TOP", shading="EMISSION", storing="LINK", original=str(file)
    )
    assert blender.run("[round(each, 3) for each in bpy.data.objects[name].dimensions]", name=name) == [
        0.667,
        1,
        0,
    ]
    look_from(blender, (0, 0, 3))
    seen = render(blender, tmp_path / "seen.png")
    for x, y, colour in ((0.46, 0.42, RED), (0.54, 0.42, GREEN), (0.54, 0.58, BLUE), (0.46, 0.58, WHITE)):
        assert is_near(colour_at(seen, x, y), colour, 20)
    assert file.read_bytes() == before


@pytest.mark.parametrize("mode", ["I;16", "RGBA", "L"])
def test_turning_changes_no_colour(blender: BlenderConsole, tmp_path: Path, mode: str) -> None:
    """Greys of 16 bits, what can be seen through, and plain greys are turned as they are: nothing gets darker or solid."""
    exif = Image.Exif()
    exif[0x0112] = 6
    value: Any = {"I;16": 128 * 257, "RGBA": (200, 100, 50, 128), "L": 128}[mode]
    Image.new(mode, (30, 20), value).save(tmp_path / "photo.png", exif=exif)
    place(blender, tmp_path / "photo.png", "IMAGE")

    with Image.open(
        io.BytesIO(bytes.fromhex(blender.run("bpy.data.images[0].packed_file.data.hex()")))
    ) as seen:
        assert seen.size == (20, 30)
        assert seen.convert("RGBA").getpixel((9, 9)) == (value if mode == "RGBA" else (128, 128, 128, 255))
        assert seen.mode == ("RGBA" if mode == "RGBA" else "L")


TURN = """
upright = __import__("sys").modules["bl_ext.user_default.bowerbird.host.upright"]
before, left = len(bpy.data.images), []
steps = upright.stand_up(Path(file))
folders = lambda: len([each for each in Path(bpy.app.tempdir).glob("bowerbird-*")])
others = folders()
"""


def test_turning_lets_the_screen_be_painted(blender: BlenderConsole, tmp_path: Path) -> None:
    """A photograph is turned in steps, between which no datablock of ours is there; given up, it leaves nothing."""
    exif = Image.Exif()
    exif[0x0112] = 6
    file = tmp_path / "photo.JPEG"
    corners(tmp_path / "photo.png", (60, 40))
    with Image.open(tmp_path / "photo.png") as opened:
        opened.save(file, "JPEG", exif=exif)
    was = file.read_bytes()
    blender.run(TURN + "next(steps); next(steps); kept = folders(); steps.close()", file=str(file))
    assert blender.run("[kept - others, folders() - others, len(bpy.data.images) - before]") == [1, 0, 0]
    assert file.read_bytes() == was

    blender.run(TURN, file=str(file))
    blender.run(
        """
        while True:
            try:
                next(steps)
            except StopIteration as ended:
                there = ended.value
                break
            left.append(len(bpy.data.images) - before)
        """
    )
    assert blender.run("[str(there), left, folders() - others]") == [
        str(tmp_path / "photo.jpg"),
        [0] * 8,
        0,
    ]
    assert not file.exists()
    with Image.open(tmp_path / "photo.jpg") as opened:
        assert (opened.size, opened.getexif().get(0x0112, 1)) == ((40, 60), 1)
