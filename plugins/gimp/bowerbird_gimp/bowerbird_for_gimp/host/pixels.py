"""What is seen of an image, as pixels to search with. The image itself is only read.

Everything comes from GIMP's thumbnails: one call that composes what is visible, scales it and converts it to sRGB,
which takes milliseconds where the image is on the screen, because GIMP has it composed already. What is not on the
screen like that (a selection in full resolution, a group, several layers) is taken from a copy that nobody sees.

The functions are generators: they yield before each call that may take long, so that the window lives in between.
"""

from __future__ import annotations

from collections.abc import Generator, Sequence
from typing import Any

from gi.repository import Gimp

from bowerbird_panel.host import HostTrouble
from bowerbird_panel.pixels import Pixels
from bowerbird_panel.words import _

from ..model.placing import Box
from ..model.sources import Source
from . import images
from .calls import needed, passing
from .rasters import Raster, masked
from .thumbnails import coverage, thumbnail

Steps = Generator[None, None, Raster]


def take(source: Source, image: Any) -> Generator[None, None, Pixels]:
    """Take the pixels of an image's canvas, selection or active layers. Raises HostTrouble."""
    with images.while_open(image):
        if source is Source.CANVAS:
            title, steps = images.title(image), _canvas(image)
        elif source is Source.SELECTION:
            title, steps = images.title(image), _selection(image)
        else:
            layers = images.needed_layers(image)
            title, steps = layers[0].get_name(), _layers(image, layers)
        raster = yield from steps
    if raster.is_blank:
        raise HostTrouble(
            "nothing_to_see",
            _("There is nothing to see there: it is all transparent."),
            _("Make a layer visible, or choose another part."),
        )
    return Pixels(raster.width, raster.height, raster.rgba, source, title)


def _canvas(image: Any) -> Steps:
    yield
    return thumbnail(image, image)


def _selection(image: Any) -> Steps:
    floating = image.get_floating_sel()
    if floating is not None and images.selection_box(image) is None:
        # What was selected floats above its layer now, and nothing else is selected.
        return (yield from _layer(floating))
    box = images.needed_selection(image)
    if box == Box(0, 0, *images.size_of(image)):
        raster = yield from _canvas(image)
        return (yield from _cut_out(raster, image.get_selection()))
    yield
    images.check_open(image)
    with passing(image.duplicate()) as copy:
        yield
        # The selection is cut along with it.
        needed(copy.resize(box.width, box.height, -box.x, -box.y))
        yield
        raster = thumbnail(copy, copy)
        return (yield from _cut_out(raster, copy.get_selection()))


def _cut_out(raster: Raster, mask: Any) -> Steps:
    """Keep what a mask or a selection covers."""
    cover = yield from coverage(mask, raster.width, raster.height)
    yield
    return masked(raster, cover)


def _layers(image: Any, layers: Sequence[Any]) -> Steps:
    if len(layers) == 1:
        return (yield from _layer(layers[0]))
    return (yield from _several(image, layers))


def _layer(layer: Any) -> Steps:
    """Take one layer with its mask and its effects, as if it were opaque, visible and alone."""
    if layer.is_group() or layer.get_filters():
        return (yield from _composed(layer))
    image = layer.get_image()
    mask = layer.get_mask() if layer.get_apply_mask() else None
    yield
    images.check_open(image)
    raster = thumbnail(layer, image)
    return raster if mask is None else (yield from _cut_out(raster, mask))


def _composed(layer: Any) -> Steps:
    """Take one layer that GIMP has to compose first, in an image of its own."""
    image = layer.get_image()
    yield
    images.check_open(image)
    box = images.box_of(layer)
    with passing(_image_like(image, box)) as alone:
        copy = needed(Gimp.Layer.new_from_drawable(layer, alone))
        needed(alone.insert_layer(copy, None, 0))
        copy.set_visible(True)
        copy.set_opacity(100)
        copy.set_mode(Gimp.LayerMode.NORMAL)
        copy.set_offsets(0, 0)
        yield
        return thumbnail(alone, alone)


def _image_like(image: Any, box: Box) -> Any:
    """Make an empty image of another size that treats colours in the same way."""
    grey_one = image.get_base_type() == Gimp.ImageBaseType.GRAY
    base = Gimp.ImageBaseType.GRAY if grey_one else Gimp.ImageBaseType.RGB
    made = needed(Gimp.Image.new_with_precision(box.width, box.height, base, image.get_precision()))
    profile = image.get_color_profile()
    if profile is not None:
        made.set_color_profile(profile)
    return made


def _several(image: Any, layers: Sequence[Any]) -> Steps:
    """Take several layers as they are seen together, without the others."""
    ways = [_way_to(layer) for layer in layers]
    boxes = [images.box_of(layer) for layer in layers]
    left, top = min(box.x for box in boxes), min(box.y for box in boxes)
    right, bottom = max(box.x + box.width for box in boxes), max(box.y + box.height for box in boxes)
    yield
    images.check_open(image)
    with passing(image.duplicate()) as copy:
        yield
        _keep_only(copy.get_layers(), ways)
        needed(copy.resize(right - left, bottom - top, -left, -top))
        yield
        return thumbnail(copy, copy)


def _way_to(layer: Any) -> tuple[int, ...]:
    """Give the positions that lead from the top of the stack to a layer."""
    way: list[int] = []
    while layer is not None:
        parent, position = images.place_in_stack(layer)
        way.insert(0, position)
        layer = parent
    return tuple(way)


def _keep_only(layers: Sequence[Any], ways: Sequence[tuple[int, ...]]) -> None:
    """Hide every layer that leads to none of the chosen ones."""
    for position, layer in enumerate(layers):
        further = [way[1:] for way in ways if way[0] == position]
        if not further:
            layer.set_visible(False)
        elif () not in further:
            _keep_only(layer.get_children(), further)
