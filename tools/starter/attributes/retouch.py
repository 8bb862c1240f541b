"""Large edits of tone, colour and focus. Each takes [N,3,S,S] and gives it edited, with the labels that it is sure of.

A label is 1 yes, 0 no, -1 unknown, or ASK: what the measure says of the edited pixels.
"""

from collections.abc import Callable

import torch
from torch import Tensor
from torch.nn import functional

ASK = -2.0

Given = dict[str, Tensor | float]
Edit = Callable[[Tensor, torch.Generator], tuple[Tensor, Given]]

# Ways to make grey: even, Rec. 601, Rec. 709, and film behind a green or a red filter.
GREYS = (
    (0.333, 0.334, 0.333),
    (0.299, 0.587, 0.114),
    (0.213, 0.715, 0.072),
    (0.1, 0.8, 0.1),
    (0.6, 0.3, 0.1),
)

# What a change of tone may undo of an edit before it.
TONES: Given = dict.fromkeys(
    ("white background", "dark background", "black and white", "sepia", "silhouette", "one hue", "sunset"),
    ASK,
)


def one(low: float, high: float, draw: torch.Generator) -> float:
    """Draw one number."""
    return float(torch.rand(1, generator=draw)) * (high - low) + low


def each(count: int, low: float, high: float, draw: torch.Generator) -> Tensor:
    """Draw a number for each picture, [N,1,1,1]."""
    return torch.rand(count, 1, 1, 1, generator=draw) * (high - low) + low


def _greyed(pixels: Tensor, draw: torch.Generator) -> Tensor:
    weights = torch.tensor(GREYS)[torch.randint(0, len(GREYS), (len(pixels),), generator=draw)]
    return (pixels * weights.to(pixels.device)[:, :, None, None]).sum(1, keepdim=True)


def grey(pixels: Tensor, draw: torch.Generator) -> tuple[Tensor, Given]:
    """Take the colour out, through one of several filters and with more or less contrast."""
    shade = _greyed(pixels, draw)
    middle = shade.mean((2, 3), keepdim=True)
    shade = middle + (shade - middle) * each(len(pixels), 0.75, 1.4, draw).to(pixels.device)
    given: Given = {"black and white": 1.0, "low saturation": 1.0, "high saturation": 0.0}
    return shade.expand_as(pixels), TONES | given | {"sepia": 0.0, "one hue": 0.0}


def faded(pixels: Tensor, draw: torch.Generator) -> tuple[Tensor, Given]:
    """Take a part of the colour out, and sometimes lift the blacks as old prints do."""
    kept = each(len(pixels), 0.1, 0.5, draw).to(pixels.device)
    shade = _greyed(pixels, draw)
    lift = (each(len(pixels), -0.2, 0.2, draw)).clamp_min(0).to(pixels.device)
    edited = (shade + (pixels - shade) * kept) * (1 - lift) + lift
    sure = (kept < 0.3).flatten()
    return edited, TONES | {"low saturation": torch.where(sure, 1.0, ASK)}


def _toned(shade: Tensor, dark: Tensor, light: Tensor) -> Tensor:
    return dark + (light - dark) * shade


def sepia(pixels: Tensor, draw: torch.Generator) -> tuple[Tensor, Given]:
    """Tone a grey picture brown."""
    count = len(pixels)
    depth = each(count, 0.5, 1.2, draw)
    dark = torch.tensor([0.09, 0.05, 0.02]).view(1, 3, 1, 1) * each(count, 0.2, 2.0, draw)
    light = 1 - torch.tensor([0.03, 0.13, 0.32]).view(1, 3, 1, 1) * depth
    edited = _toned(_greyed(pixels, draw), dark.to(pixels.device), light.to(pixels.device))
    return edited, TONES | {"sepia": 1.0, "black and white": -1.0, "one hue": -1.0, "warm": 1.0}


def duotone(pixels: Tensor, draw: torch.Generator) -> tuple[Tensor, Given]:
    """Map dark to light onto two shades of one colour."""
    count = len(pixels)
    colour = torch.rand(count, 3, 1, 1, generator=draw)
    colour = colour / colour.amax(1, keepdim=True).clamp_min(0.1)
    dark = colour**3 * each(count, 0.05, 0.35, draw)
    light = 1 - (1 - colour) * each(count, 0.35, 0.9, draw)
    edited = _toned(_greyed(pixels, draw), dark.to(pixels.device), light.to(pixels.device))
    return edited, TONES | {"one hue": 1.0, "black and white": 0.0, "sepia": -1.0}


def vivid(pixels: Tensor, draw: torch.Generator) -> tuple[Tensor, Given]:
    """Push the colours apart."""
    shade = pixels.mean(1, keepdim=True)
    return shade + (pixels - shade) * each(len(pixels), 1.4, 2.6, draw).to(pixels.device), TONES


def darkened(pixels: Tensor, draw: torch.Generator) -> tuple[Tensor, Given]:
    """Expose too little, or bend the curve down."""
    count, device = len(pixels), pixels.device
    bent = pixels.clamp_min(0) ** each(count, 1.0, 2.6, draw).to(device)
    return bent * each(count, 0.3, 0.85, draw).to(device), TONES | {"bright": 0.0}


def lightened(pixels: Tensor, draw: torch.Generator) -> tuple[Tensor, Given]:
    """Expose too much, or bend the curve up."""
    count, device = len(pixels), pixels.device
    bent = pixels.clamp_min(0) ** each(count, 0.45, 1.0, draw).to(device)
    return 1 - (1 - bent) * each(count, 0.35, 0.85, draw).to(device), TONES | {"dark": 0.0}


def contrast(pixels: Tensor, draw: torch.Generator) -> tuple[Tensor, Given]:
    """Stretch or squeeze the range of light."""
    count, device = len(pixels), pixels.device
    harder = torch.rand(count, 1, 1, 1, generator=draw) < 0.5
    by = torch.where(harder, each(count, 1.4, 2.2, draw), each(count, 0.3, 0.65, draw)).to(device)
    middle = pixels.mean((1, 2, 3), keepdim=True)
    haze = torch.where(harder, torch.zeros(1), each(count, 0.0, 0.25, draw)).to(device)
    return middle + (pixels - middle) * by + haze, TONES


def tempered(warm: bool) -> Edit:
    """Shift the colour temperature, by little or much."""

    def edit(pixels: Tensor, draw: torch.Generator) -> tuple[Tensor, Given]:
        by = each(len(pixels), 0.08, 0.42, draw) * (1 if warm else -1)
        gains = torch.cat([by, each(len(pixels), -0.05, 0.05, draw), -1.2 * by], 1).exp()
        return pixels * (gains / gains.mean(1, keepdim=True)).to(pixels.device), TONES

    return edit


def vignette(pixels: Tensor, draw: torch.Generator) -> tuple[Tensor, Given]:
    """Darken the corners."""
    axis = torch.linspace(-1, 1, pixels.shape[-1], device=pixels.device)
    far = (axis[:, None] ** 2 + axis[None, :] ** 2).view(1, 1, len(axis), len(axis)) / 2
    depth = each(len(pixels), 0.3, 0.95, draw)
    bend = each(len(pixels), 0.8, 2.0, draw).to(pixels.device)
    sure = torch.where(depth.flatten() > 0.55, 1.0, -1.0)
    asked: Given = {"white background": ASK, "dark background": ASK}
    return pixels * (1 - depth.to(pixels.device) * far**bend), asked | {"vignette": sure}


def _filtered(pixels: Tensor, kernel: Tensor) -> Tensor:
    high, wide = kernel.shape
    padded = functional.pad(pixels, (wide // 2, wide // 2, high // 2, high // 2), mode="replicate")
    weight = (kernel / kernel.sum()).to(pixels.device).expand(3, 1, high, wide).contiguous()
    return functional.conv2d(padded, weight, groups=3)


def soften(pixels: Tensor, spread: float, draw: torch.Generator) -> Tensor:
    """Blur by this deviation in pixels: a Gaussian, a box twice over, or the disc of an open lens."""
    kind = int(torch.randint(0, 3, (1,), generator=draw))
    if kind == 2:
        reach = max(1, round(2 * spread))
        axis = torch.arange(-reach, reach + 1).float()
        away = (axis[:, None] ** 2 + axis[None, :] ** 2).sqrt()
        return _filtered(pixels, (2 * spread + 0.5 - away).clamp(0, 1))
    reach = max(1, round((2.5 if kind == 0 else 2.1) * spread))
    axis = torch.arange(-reach, reach + 1).float()
    line = torch.exp(-(axis**2) / (2 * spread**2)) if kind == 0 else (reach + 1 - axis.abs())
    return _filtered(_filtered(pixels, line[None]), line[:, None])


def blurred(pixels: Tensor, draw: torch.Generator) -> tuple[Tensor, Given]:
    """Blur by 0.5 to 4 pixels of 112; what is under one pixel, people call nothing."""
    spread = one(0.5, 2.0, draw) ** 2 * pixels.shape[-1] / 112
    sure = 1.0 if spread >= 1.0 else -1.0
    still: Given = {"motion blur": 0.0, "shallow focus": 0.0 if sure == 1 else -1.0}
    return soften(pixels, spread, draw), still | {"blurred": sure, "grain": 0.0}


def moved(pixels: Tensor, draw: torch.Generator) -> tuple[Tensor, Given]:
    """Smear along a line."""
    reach = int(torch.randint(3, 8, (1,), generator=draw))
    turn = torch.tensor(one(0, 3.1416, draw))
    axis = torch.arange(-reach, reach + 1).float()
    off = (axis[None, :] * turn.sin() - axis[:, None] * turn.cos()).abs()
    kernel = (1 - off).clamp(0, 1) * ((axis[None, :] ** 2 + axis[:, None] ** 2) <= reach**2)
    return _filtered(pixels, kernel), {"motion blur": 1.0, "blurred": 1.0, "grain": 0.0}


def focused(pixels: Tensor, draw: torch.Generator) -> tuple[Tensor, Given]:
    """Blur all but the middle, or all but the foot, of a picture."""
    size = pixels.shape[-1]
    axis = torch.linspace(-1, 1, size)
    x, y = one(-0.35, 0.35, draw), one(-0.2, 0.4, draw)
    wide, high = one(0.35, 0.6, draw), one(0.4, 0.8, draw)
    away = (((axis[None, :] - x) / wide) ** 2 + ((axis[:, None] - y) / high) ** 2).sqrt()
    sharp = ((1.35 - away) / 0.5).clamp(0, 1).to(pixels.device)
    lost = soften(pixels, one(1.4, 3.2, draw) * size / 112, draw)
    return pixels * sharp + lost * (1 - sharp), {"shallow focus": 1.0, "blurred": -1.0, "motion blur": 0.0}


def grained(pixels: Tensor, draw: torch.Generator) -> tuple[Tensor, Given]:
    """Add noise: of light or of colour, fine or coarse, even or as film has it, weak to strong.

    Noise that is added to a photo of 400 pixels and then shown at 112 keeps a third of its strength, so the weak end
    matters; under 0.018 nobody would call it grain.
    """
    count, _, size, _ = pixels.shape
    strength = (each(count, -4.3, -2.1, draw)).exp()
    channels = 3 if one(0, 1, draw) < 0.35 else 1
    noise = torch.randn(count, channels, size, size, generator=draw)
    if one(0, 1, draw) < 0.4:
        noise = functional.avg_pool2d(functional.pad(noise, (1, 0, 1, 0), mode="circular"), 2, 1) * 2
        noise = (
            noise
            if one(0, 1, draw) < 0.6
            else functional.avg_pool2d(functional.pad(noise, (1, 1, 1, 1), mode="circular"), 3, 1) * 1.8
        )
    noise = noise * strength
    if one(0, 1, draw) < 0.5:
        shade = pixels.mean(1, keepdim=True).cpu().clamp(0, 1)
        noise = noise * (0.45 + 2.4 * shade * (1 - shade))
    sure = torch.where(strength.flatten() >= 0.018, 1.0, -1.0)
    given: Given = {"grain": sure, "blurred": ASK}
    return pixels + noise.to(pixels.device), given | ({"black and white": -1.0} if channels == 3 else {})
