"""How a model wants its pictures, out of the settings that the hubs keep beside it."""

from __future__ import annotations

from typing import Final, Literal, cast

from bowerbird_engine.assets import Interpolation, Preprocessing
from bowerbird_engine.encoding.description import INTERPOLATIONS, MAX_PICTURE_SIDE
from bowerbird_engine.errors import PackError
from bowerbird_engine.models.hub_settings import HubSettings

_LEVELS = 255

# Pillow's numbers of its filters, which preprocessor_config.json holds.
_RESAMPLES: Final[dict[int, Interpolation]] = {1: "lanczos", 2: "bilinear", 3: "bicubic"}


def transformers_recipe(settings: HubSettings) -> Preprocessing:
    """Read a preprocessor_config.json. Raises PackError with the field that is missing or asks for something else."""
    if settings.flag("do_resize") is False:
        raise PackError(
            f"{settings.name} says that pictures are not resized. Use another export of the model."
        )
    size, resize = _size(settings)
    resample = settings.whole("resample")
    if resample is not None and resample not in _RESAMPLES:
        raise PackError(
            f"{settings.name} asks for the filter {resample}; 1 (lanczos), 2 (bilinear) and 3 (bicubic) can be used. "
            "Use another export of the model."
        )
    scale: float | None = 1.0
    if settings.flag("do_rescale") is not False:
        scale = settings.number("rescale_factor")
    mean, std = (0.0, 0.0, 0.0), (1.0, 1.0, 1.0)
    if settings.flag("do_normalize") is not False:
        mean, std = _required(settings, "image_mean"), _spread(settings, "image_std")
    return Preprocessing(
        size=size,
        resize=resize,
        scale=1 / _LEVELS if scale is None else scale,
        mean=mean,
        std=std,
        interpolation="bicubic" if resample is None else _RESAMPLES[resample],
    )


def open_clip_recipe(settings: HubSettings) -> Preprocessing:
    """Read a preprocess_cfg.json. Raises PackError with the field that is missing or asks for something else."""
    mode = settings.text("mode") or "RGB"
    if mode != "RGB":
        raise PackError(
            f"{settings.name} asks for pictures in {mode}; only RGB can be used. Use another model."
        )
    how = settings.text("resize_mode") or "shortest"
    if how not in {"shortest", "squash"}:
        raise PackError(
            f"{settings.name} asks for the resizing '{how}'; 'shortest' and 'squash' can be used. Use another model."
        )
    filter_name = settings.text("interpolation") or "bicubic"
    known: dict[str, Interpolation] = {name: name for name in INTERPOLATIONS}
    if filter_name not in known:
        raise PackError(
            f"{settings.name} asks for the filter '{filter_name}'; {', '.join(INTERPOLATIONS)} can be used. "
            "Use another model."
        )
    return Preprocessing(
        size=_square(settings, "size"),
        resize="crop" if how == "shortest" else "squash",
        scale=1 / _LEVELS,
        mean=_required(settings, "mean"),
        std=_spread(settings, "std"),
        interpolation=known[filter_name],
    )


def _size(settings: HubSettings) -> tuple[int, Literal["crop", "squash"]]:
    """Find the side of the square that the model sees, and how a picture becomes it."""
    told = settings.any("size")
    crops = settings.flag("do_center_crop")
    if isinstance(told, dict) and not settings.inner("size").has("shortest_edge"):
        square = _square(settings, "size")
        if crops and settings.has("crop_size") and _square(settings, "crop_size") != square:
            raise _two_sizes(settings)
        return square, "squash"
    side = settings.inner("size").whole("shortest_edge") if isinstance(told, dict) else settings.whole("size")
    if side is None:
        raise PackError(f"{settings.name} lacks 'size'. Fetch the file again, or use another export.")
    if crops is False:
        raise PackError(
            f"{settings.name} resizes pictures without making them square. Use another export of the model."
        )
    if settings.has("crop_size") and _square(settings, "crop_size") != side:
        raise _two_sizes(settings)
    return _checked(settings, "size", side), "crop"


def _two_sizes(settings: HubSettings) -> PackError:
    return PackError(
        f"{settings.name} resizes pictures to one size and crops them to another, which Bowerbird does not do. "
        "Use another model."
    )


def _square(settings: HubSettings, key: str) -> int:
    """Read a side that is told once, or as height and width, or as a list of both."""
    told = settings.any(key)
    pair = settings.inner(key) if isinstance(told, dict) else settings
    if isinstance(told, list):
        listed = dict(enumerate(cast("list[object]", told)))
        pair = HubSettings({"height": listed.get(0), "width": listed.get(1)}, settings.name)
    keys = (key, key) if pair is settings else ("height", "width")
    height, width = (pair.whole(each) for each in keys)
    if height is None or height != width:
        raise PackError(
            f"'{key}' in {settings.name} must tell the side of a square. Fetch the file again, or use another model."
        )
    return _checked(settings, key, height)


def _checked(settings: HubSettings, key: str, side: int) -> int:
    if not 1 <= side <= MAX_PICTURE_SIDE:
        raise settings.wrong(key, f"from 1 to {MAX_PICTURE_SIDE} pixels")
    return side


def _required(settings: HubSettings, key: str) -> tuple[float, float, float]:
    value = settings.triple(key)
    if value is None:
        raise PackError(f"{settings.name} lacks '{key}'. Fetch the file again, or use another export.")
    return value


def _spread(settings: HubSettings, key: str) -> tuple[float, float, float]:
    value = _required(settings, key)
    if min(value) <= 0.0:
        raise settings.wrong(key, "above zero")
    return value
