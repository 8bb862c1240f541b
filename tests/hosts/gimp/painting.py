"""Images made of known pixels inside GIMP, their pixels read back, and what the plug-in takes of them."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from hosts.gimp.inside_gimp import InsideGimp

Pixels = npt.NDArray[np.uint8]
"""Rows, columns, and four bytes: sRGB and alpha."""

_INSIDE = """
    import sys
    if plugin not in sys.path:
        sys.path.insert(0, plugin)
    Gimp.get_plug_in().set_pdb_error_handler(Gimp.PDBErrorHandler.PLUGIN)

    def paint(drawable, file, width, height, format="R'G'B'A u8"):
        buffer = drawable.get_buffer()
        buffer.set(Gegl.Rectangle.new(0, 0, width, height), format, open(file, "rb").read())
        buffer.flush()
        drawable.update(0, 0, width, height)

    def save(image, file):
        return Gimp.file_save(Gimp.RunMode.NONINTERACTIVE, image, Gio.File.new_for_path(file), None)

    def tree(layers):
        return [
            [layer.get_name(), layer.get_visible(), tree(layer.get_children()) if layer.is_group() else None]
            for layer in layers
        ]

    def standing(image):
        bounds = Gimp.Selection.bounds(image)
        return [
            image.is_dirty(),
            [bounds.non_empty, bounds.x1, bounds.y1, bounds.x2, bounds.y2],
            [layer.get_id() for layer in image.get_selected_layers()],
            [channel.get_id() for channel in image.get_selected_channels()],
            tree(image.get_layers()),
            [image.get_width(), image.get_height()],
            sorted(each.get_id() for each in Gimp.get_images()),
            Gimp.context_get_foreground().get_rgba()[:3],
            Gimp.context_get_interpolation().value_nick
            if hasattr(Gimp.context_get_interpolation(), "value_nick")
            else str(Gimp.context_get_interpolation()),
            Gimp.context_get_opacity(),
        ]
"""


@dataclass
class Painter:
    """One GIMP to paint in. Arrays go there and come back through files in a folder that both sides see."""

    gimp: InsideGimp
    folder: Path

    def __post_init__(self) -> None:
        """Bring the plug-in's modules and our own functions into the names there."""
        self.gimp.run(_INSIDE, plugin=str(self.gimp.profile / "plug-ins" / "bowerbird_gimp"))

    def image(self, width: int, height: int, base: str = "RGB", precision: str = "U8_NON_LINEAR") -> int:
        """Make an empty image; gives its id."""
        return int(
            self.gimp.run(
                """
                Gimp.Image.new_with_precision(
                    width, height, getattr(Gimp.ImageBaseType, base), getattr(Gimp.Precision, precision)
                ).get_id()
                """,
                width=width,
                height=height,
                base=base,
                precision=precision,
            )
        )

    def layer(
        self,
        image: int,
        pixels: Pixels,
        name: str = "layer",
        at: tuple[int, int] = (0, 0),
        *,
        kind: str = "RGBA_IMAGE",
        opacity: float = 100,
        visible: bool = True,
        parent: int | None = None,
        select: bool = True,
    ) -> int:
        """Put a layer of known pixels on top; gives its id."""
        height, width = pixels.shape[:2]
        file = self.folder / "layer.raw"
        file.write_bytes(pixels.tobytes())
        made = self.gimp.run(
            """
            image = Gimp.Image.get_by_id(image_id)
            before = image.get_selected_layers()
            made = Gimp.Layer.new(
                image, name, width, height, getattr(Gimp.ImageType, kind), opacity, Gimp.LayerMode.NORMAL
            )
            image.insert_layer(made, None if parent is None else Gimp.Layer.get_by_id(parent), 0)
            made.set_offsets(*at)
            paint(made, file, width, height)
            made.set_visible(visible)
            if not select:
                image.set_selected_layers(before)
            made.get_id()
            """,
            image_id=image,
            name=name,
            width=width,
            height=height,
            kind=kind,
            opacity=opacity,
            parent=parent,
            at=at,
            visible=visible,
            select=select,
            file=str(file),
        )
        return int(made)

    def mask(self, layer: int, cover: npt.NDArray[np.uint8]) -> int:
        """Give a layer a mask of known values."""
        file = self.folder / "mask.raw"
        file.write_bytes(cover.tobytes())
        made = self.gimp.run(
            """
            layer = Gimp.Layer.get_by_id(layer_id)
            mask = layer.create_mask(Gimp.AddMaskType.WHITE)
            layer.add_mask(mask)
            paint(mask, file, layer.get_width(), layer.get_height(), "Y u8")
            mask.get_id()
            """,
            layer_id=layer,
            file=str(file),
        )
        return int(made)

    def pixels(self, drawable: int, format_: str = "R'G'B'A u8", channels: int = 4) -> Pixels:
        """Read the pixels of a layer or a mask."""
        file = self.folder / "read.raw"
        width, height = self.gimp.run(
            """
            drawable = Gimp.Item.get_by_id(drawable_id)
            width, height = drawable.get_width(), drawable.get_height()
            data = drawable.get_buffer().get(
                Gegl.Rectangle.new(0, 0, width, height), 1.0, format_, Gegl.AbyssPolicy.NONE
            )
            open(file, "wb").write(data)
            [width, height]
            """,
            drawable_id=drawable,
            format_=format_,
            file=str(file),
        )
        return np.frombuffer(file.read_bytes(), np.uint8).reshape(height, width, channels)

    def seen(self, image: int) -> Pixels:
        """Compose all that is visible of an image, on a copy, in its full size."""
        merged = self.gimp.run(
            """
            copy = Gimp.Image.get_by_id(image_id).duplicate()
            merged = copy.merge_visible_layers(Gimp.MergeType.CLIP_TO_IMAGE)
            merged.resize(copy.get_width(), copy.get_height(), *[-each for each in merged.get_offsets()[1:]])
            merged.get_id()
            """,
            image_id=image,
        )
        pixels = self.pixels(merged)
        self.gimp.run("copy.delete()")
        return pixels

    def standing(self, image: int) -> Any:
        """Tell everything about an image that a person would notice, and which images there are."""
        return self.gimp.run("standing(Gimp.Image.get_by_id(image_id))", image_id=image)

    def clear(self) -> None:
        """Close all images."""
        self.gimp.run("for each in Gimp.get_images(): each.delete()")


@dataclass(frozen=True)
class Taken:
    """What the plug-in took: pixels or trouble, and the number of its steps."""

    pixels: Pixels
    title: str
    steps: int
    code: str
    told: str


def take(painter: Painter, image: int, source: str, between: str = "") -> Taken:
    """Take pixels as the plug-in's window does, step by step; `between` is run after the first step."""
    file = painter.folder / "taken.raw"
    told = painter.gimp.run(
        """
        from bowerbird_for_gimp.host import images, pixels as taking
        from bowerbird_panel.host import HostTrouble
        from bowerbird_for_gimp.model.sources import Source
        running = taking.take(Source(source), Gimp.Image.get_by_id(image_id))
        count, result, code, told = 0, None, "", ""
        try:
            while True:
                next(running)
                count += 1
                if count == 1:
                    exec(between)
        except StopIteration as ended:
            result = ended.value
        except HostTrouble as trouble:
            code, told = trouble.code, str(trouble)
        if result is not None:
            open(file, "wb").write(result.rgba)
        [count, code, told, *(("", 0, 0) if result is None else (result.title, result.width, result.height))]
        """,
        image_id=image,
        source=source,
        between=between,
        file=str(file),
    )
    count, code, said, title, width, height = told
    pixels = np.zeros((0, 0, 4), np.uint8)
    if not code:
        pixels = np.frombuffer(file.read_bytes(), np.uint8).reshape(height, width, 4)
    return Taken(pixels, title, count, code, said)


def plain(width: int, height: int, *rgba: int) -> Pixels:
    """One colour everywhere."""
    return np.full((height, width, 4), rgba, np.uint8)


def colourful(width: int, height: int, seed: int = 7) -> Pixels:
    """Opaque pixels of which no two neighbours are alike."""
    made = np.random.default_rng(seed).integers(0, 256, (height, width, 4), np.uint8)
    made[..., 3] = 255
    return made


def linear(values: npt.NDArray[Any]) -> npt.NDArray[np.float64]:
    """Undo the curve of sRGB: 0..255 to light."""
    part = np.asarray(values, np.float64) / 255
    return np.where(part <= 0.04045, part / 12.92, ((part + 0.055) / 1.055) ** 2.4)


def curved(light: npt.NDArray[np.float64]) -> npt.NDArray[np.float64]:
    """Apply the curve of sRGB: light to 0..255."""
    part = np.clip(light, 0, 1)
    return 255 * np.where(part <= 0.0031308, part * 12.92, 1.055 * part ** (1 / 2.4) - 0.055)


def over(top: npt.NDArray[Any], under: npt.NDArray[Any], opacity: float = 1.0) -> npt.NDArray[np.float64]:
    """Lay pixels over others as light does, which is what GIMP's normal mode does."""
    above = top[..., 3:] / 255 * opacity
    below = under[..., 3:] / 255
    alpha = above + below * (1 - above)
    light = linear(top[..., :3]) * above + linear(under[..., :3]) * below * (1 - above)
    colour = np.divide(light, alpha, out=np.zeros_like(light), where=alpha > 0)
    return np.concatenate([curved(colour), 255 * alpha], axis=2)


def near(one: npt.NDArray[Any], other: npt.NDArray[Any], most: float = 1.0) -> bool:
    """Tell whether two pictures are the same, but for rounding; what is transparent has no colour."""
    if one.shape != other.shape:
        return False
    seen = (one[..., 3:] > 0) & (other[..., 3:] > 0)
    apart = np.abs(one.astype(float) - other.astype(float))
    return bool((apart[..., :3] * seen).max() <= most and apart[..., 3].max() <= most)
