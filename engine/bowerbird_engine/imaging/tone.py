"""From light without an upper bound to the 256 steps of a screen: one exposure and one curve for the whole picture. Pure."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from bowerbird_engine.imaging.light import BRIGHTEST, Plane

KEY: Final = 0.18
"""Where the average of a picture goes: the grey card of photography, and Reinhard's "normal key".

Reinhard, Stark, Shirley and Ferwerda, Photographic Tone Reproduction for Digital Images, SIGGRAPH 2002.
"""

_LUMINANCE: Final = (0.2126, 0.7152, 0.0722)
"""ITU-R BT.709."""

_PEAK_PERCENT: Final = 99.9
"""What counts as the brightest: the sun of a panorama covers 0.001 % of it, and a few hot pixels are no highlights."""

_FULL_RANGE_STOPS: Final = 4.0
"""From so many stops above the white of a screen the exposure is chosen for the picture; below, less and less of it.

A picture that fits the screen must look like itself, and one that exceeds it by a hair must not look otherwise.
"""

_FAINT: Final = 1e-4
"""Of the peak: 13 stops below it is black that says nothing about the exposure, such as an empty background."""

_SAMPLES: Final = 1 << 20
"""A percentile of a million pixels is that of all."""

_DATA_PERCENTS: Final = (1.0, 99.0)


@dataclass(frozen=True, slots=True)
class Tone:
    """A factor for the light, and the light (after it) that becomes white: 1 leaves everything as it is."""

    exposure: float
    white: float


def tone_of(colours: tuple[Plane, ...]) -> Tone:
    """Choose how a picture is shown, from its one or three planes of linear light."""
    planes = [_sample(plane) for plane in colours]
    brightest = np.maximum.reduce(planes)
    peak = float(np.percentile(brightest, _PEAK_PERCENT)) if brightest.size else 0.0
    if peak <= 0:
        return Tone(1.0, 1.0)
    if peak <= 1:
        # Light in a unit of its own, the brightest of which would be darker than a grey card, is raised to that.
        return Tone(max(1.0, KEY / peak), 1.0)
    luminance = _luminance(planes)
    seen = luminance[luminance > _FAINT * peak]
    average = float(np.exp(np.mean(np.log(seen, dtype=np.float64)))) if seen.size else peak
    share = min(1.0, math.log2(peak) / _FULL_RANGE_STOPS)
    exposure = (KEY / average) ** share
    return Tone(exposure, max(1.0, peak * exposure))


def shown(plane: Plane, tone: Tone) -> NDArray[np.uint8]:
    """Expose, compress and encode a plane of linear light in place, and give its steps of 0..255."""
    plane *= np.float32(tone.exposure)
    np.clip(plane, 0, tone.white, out=plane)
    if tone.white > 1:
        # Reinhard's curve with a white point (equation 4 of the paper); with the white at 1 it is the identity.
        compressed = plane / np.float32(tone.white**2)
        compressed += 1
        compressed *= plane
        plane += 1
        np.divide(compressed, plane, out=plane)
    return _encoded(plane)


def stretched(plane: Plane, low: float, high: float) -> NDArray[np.uint8]:
    """Spread values that are no light between black and white, in place."""
    span = high - low
    if not span > 0:
        return np.full(plane.shape, 128, np.uint8)
    plane -= np.float32(low)
    plane *= np.float32(255 / span)
    np.clip(plane, 0, 255, out=plane)
    plane += 0.5
    return plane.astype(np.uint8)


def data_range(planes: tuple[Plane, ...]) -> tuple[float, float]:
    """Find between which values data are spread: nearly all of them, without those that stand for nothing."""
    values = np.concatenate([_sample(plane) for plane in planes])
    # Renderers write 1e10 or infinity as the distance of what is not there.
    there = values[np.abs(values) < BRIGHTEST]
    if not there.size:
        return 0.0, 0.0
    low, high = np.percentile(there, _DATA_PERCENTS)
    return float(low), float(high)


def _luminance(planes: list[Plane]) -> Plane:
    if len(planes) == 1:
        return planes[0]
    return np.tensordot(np.array(_LUMINANCE, np.float32), np.stack(planes), axes=1).astype(np.float32)


def _sample(plane: Plane) -> Plane:
    flat = plane.reshape(-1)
    return flat[:: max(1, flat.size // _SAMPLES)]


def _encoded(plane: Plane) -> NDArray[np.uint8]:
    """Encode 0..1 as sRGB does (IEC 61966-2-1), by a table: a power of each pixel takes ten times as long."""
    steps = np.float32(len(_curve()) - 1)
    np.clip(plane, 0, 1, out=plane)
    # Square roots spread the dark values, where sRGB is steep, over enough of the table.
    np.sqrt(plane, out=plane)
    plane *= steps
    plane += 0.5
    return _curve()[plane.astype(np.uint16)]


def _curve() -> NDArray[np.uint8]:
    linear = (np.arange(4096) / 4095) ** 2
    encoded = np.where(linear <= 0.0031308, 12.92 * linear, 1.055 * linear ** (1 / 2.4) - 0.055)  # noqa: PLR2004
    return (encoded * 255 + 0.5).astype(np.uint8)
