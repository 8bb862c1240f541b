"""Reading a picture's file into an image that nobody sees: upright, and as one layer."""

from __future__ import annotations

from collections.abc import Generator
from pathlib import Path
from typing import Any

from gi.repository import Gimp, Gio

from bowerbird_panel.foreign import quoted
from bowerbird_panel.host import HostTrouble
from bowerbird_panel.words import _

from .calls import needed, quiet

_COMPOSED = (b"gimp xcf", b"8BPS")
"""How files begin whose layers belong together. Those of other files are pages or frames, the first one at the bottom."""
_ZIPPED = b"PK\x03\x04"
"""OpenRaster and Krita's files, which hold layers too."""


def load(file: Path) -> Any:
    """Read a file into a new image, upright, with all its layers or pages. Raises HostTrouble `cannot_load`."""
    with quiet():
        image = Gimp.file_load(Gimp.RunMode.NONINTERACTIVE, Gio.File.new_for_path(str(file)))
    if image is None:
        raise HostTrouble(
            "cannot_load",
            _("GIMP cannot read {name}.").format(name=quoted(file.name)),
            _("It may be damaged, or of a kind that this GIMP does not know."),
        )
    # GIMP asks a person whether to turn a photograph that was taken upright; the library shows it turned.
    image.policy_rotate(False)
    return image


def load_one_layer(file: Path) -> Generator[None, None, tuple[Any, Any]]:
    """Read a file into an image that has one layer; give both. Who asks deletes the image."""
    image = load(file)
    try:
        image.undo_disable()
        yield
        return image, _only_layer(image, belongs_together=_is_composed(file))
    except BaseException:
        image.delete()
        raise


def _is_composed(file: Path) -> bool:
    with file.open("rb") as opened:
        head = opened.read(8)
    return head.startswith((*_COMPOSED, _ZIPPED))


def _only_layer(image: Any, *, belongs_together: bool) -> Any:
    layers = image.get_layers()
    if not layers:
        raise HostTrouble("cannot_load", _("There is no picture in that file."))
    if len(layers) == 1 and not layers[0].is_group() and layers[0].get_mask() is None:
        return layers[0]
    if belongs_together:
        if not any(layer.get_visible() for layer in layers):
            raise HostTrouble("cannot_load", _("All layers of that file are hidden."))
        return needed(image.merge_visible_layers(Gimp.MergeType.CLIP_TO_IMAGE))
    return layers[-1]
