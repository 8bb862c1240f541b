"""Large edits of what stands before what: other grounds, shadows, empty space, light from behind, evening skies."""

import torch
from torch import Tensor
from torch.nn import functional

from .retouch import ASK, TONES, Given, each, one


def _smooth(mask: Tensor, width: int) -> Tensor:
    padded = functional.pad(mask, (width // 2,) * 4, mode="replicate")
    return functional.avg_pool2d(padded, width, 1)


def cut_out(pixels: Tensor) -> tuple[Tensor, Tensor]:
    """Give a soft mask of what stands out from a rim of one colour, [N,1,S,S], and where there is such a rim."""
    count, _, size, _ = pixels.shape
    edge = max(2, size // 16)
    sides = (pixels[:, :, :edge], pixels[:, :, -edge:], pixels[:, :, :, :edge], pixels[:, :, :, -edge:])
    rim = torch.cat([side.flatten(2) for side in sides], 2)
    ground = rim[:, :, ::3].median(2).values
    plain = ((rim - ground[:, :, None]).abs().amax(1) < 0.13).float().mean(1) > 0.8
    away = (pixels - ground[:, :, None, None]).abs().amax(1, keepdim=True)
    mask = ((away - 0.09) * 12).clamp(0, 1)
    # Holes where a thing has the colour of its ground are closed, crumbs are dropped.
    mask = -functional.max_pool2d(-functional.max_pool2d(mask, 7, 1, 3), 9, 1, 4)
    mask = _smooth(functional.max_pool2d(mask, 3, 1, 1), 3)
    covered = mask.mean((1, 2, 3))
    return mask, (plain & (covered > 0.05) & (covered < 0.9)).view(count, 1, 1, 1)


def _window(size: int, draw: torch.Generator) -> Tensor:
    """Give a soft mask from an ellipse to a rectangle, for pictures that nothing can be cut from."""
    axis = (
        torch.linspace(-1, 1, size).abs() ** (2.0, 4.0, 16.0)[int(torch.randint(0, 3, (1,), generator=draw))]
    )
    return (1.2 - (axis[:, None] + axis[None, :])).mul(6).clamp(0, 1)


def _grounds(count: int, size: int, draw: torch.Generator) -> tuple[Tensor, Given]:
    """Choose a ground for each picture: white, black, a plain colour, a soft gradient."""
    kind = torch.rand(count, generator=draw)
    white, black = kind < 0.42, (kind >= 0.42) & (kind < 0.58)
    tint = (torch.rand(count, 3, generator=draw) - 0.5) * 0.03
    pale = 0.97 - 0.08 * torch.rand(count, 1, generator=draw) + tint
    night = 0.05 + 0.06 * torch.rand(count, 1, generator=draw) + tint
    colour = torch.rand(count, 3, generator=draw) * 0.85 + 0.1
    chosen = torch.where(white[:, None], pale, torch.where(black[:, None], night, colour))
    rows = torch.linspace(0, 1, size).view(1, 1, size, 1)
    slope = torch.where(white | black, torch.full((count,), 0.06), torch.full((count,), 0.5))
    slope = slope.view(count, 1, 1, 1) * each(count, -0.7, 0.7, draw)
    ground = (chosen[:, :, None, None] * (1 + slope * (rows - 0.5))).expand(count, 3, size, size)
    return ground.clamp(0, 1), {
        "white background": torch.where(white, 1.0, ASK),
        "dark background": torch.where(black, 1.0, ASK),
        "plain background": 1.0,
    }


def replaced(pixels: Tensor, draw: torch.Generator) -> tuple[Tensor, Given]:
    """Show what each picture holds on another ground, with a soft shadow, a hard one or none, large or small."""
    count, _, size, _ = pixels.shape
    device = pixels.device
    small = one(0, 1, draw) < 0.4
    share = one(0.28, 0.5, draw) if small else one(0.55, 0.95, draw)
    inner = max(8, int(size * share))
    mask, usable = cut_out(pixels)
    mask = torch.where(usable, mask, _window(size, draw).to(device).expand_as(mask))
    object_, mask = (
        functional.interpolate(part, size=(inner, inner), mode="bilinear", antialias=True)
        for part in (pixels, mask)
    )
    top, left = (int(torch.randint(0, size - inner + 1, (1,), generator=draw)) for _ in range(2))
    if not small:
        top = left = (size - inner) // 2
    around = (left, size - inner - left, top, size - inner - top)
    object_, mask = functional.pad(object_, around), functional.pad(mask, around)
    ground, given = _grounds(count, size, draw)
    canvas = ground.to(device)
    kind = one(0, 1, draw)
    if kind < 0.75:
        down, aside = int(one(2, 7, draw)), int(one(-4, 5, draw))
        shade = mask.roll((down, aside), (2, 3))
        if kind < 0.55:
            width = 2 * int(one(3, 7, draw)) + 1
            shade = _smooth(_smooth(shade, width), width)
        depth = each(count, 0.25, 0.6, draw).to(device)
        canvas = canvas * (1 - depth * shade)
    # On a black ground no shadow is seen.
    seen = ground.mean((1, 2, 3)) > 0.25
    given |= {"soft shadow": torch.where(seen, 1.0, 0.0) if kind < 0.55 else 0.0}
    given |= {
        "minimal": 1.0 if small else ASK,
        "busy": 0.0 if small else ASK,
        "wide sky": 0.0,
        "vignette": 0.0,
    }
    return canvas * (1 - mask) + object_ * mask, TONES | given


SKIES = {
    # Top and foot of a glow: warm, cool, white.
    "warm": ((0.8, 0.42, 0.3), (1.0, 0.75, 0.35)),
    "cool": ((0.5, 0.66, 0.85), (0.85, 0.92, 0.97)),
    "white": ((0.85, 0.85, 0.85), (1.0, 1.0, 0.98)),
}


def _glow(count: int, size: int, sky: str, draw: torch.Generator) -> Tensor:
    top, foot = (torch.tensor(colour).view(1, 3, 1, 1) for colour in SKIES[sky])
    rows = (torch.linspace(0, 1, size) ** one(0.6, 1.6, draw)).view(1, 1, size, 1)
    shift = (torch.rand(count, 3, 1, 1, generator=draw) - 0.5) * 0.2
    return ((top * (1 - rows) + foot * rows) + shift) * each(count, 0.8, 1.08, draw)


def _against(pixels: Tensor, draw: torch.Generator, sky: str) -> tuple[Tensor, Given]:
    """Turn a part of each picture to a shape before a glow: what stands on its plain ground, or else what is dark."""
    count, _, size, _ = pixels.shape
    # The foot of a picture is dark more often than its top.
    rows = torch.linspace(-0.5, 0.5, size, device=pixels.device).view(1, 1, size, 1)
    shade = _smooth(pixels.mean(1, keepdim=True), 5) - one(0.0, 0.5, draw) * rows
    share = one(0.18, 0.55, draw)
    limit = shade[:, :, ::4, ::4].flatten(1).quantile(share, dim=1).view(count, 1, 1, 1)
    light = ((shade - limit) * one(8, 22, draw)).clamp(0, 1)
    mask, usable = cut_out(pixels)
    light = torch.where(usable, 1 - mask, light)
    left = one(0.0, 0.4, draw)
    glow = _glow(count, size, sky, draw).to(pixels.device)
    ground = (1 - left) * glow + left * pixels * 1.1
    # From a black outline to a face that one still sees.
    depth = one(0.0, 1.0, draw) ** 1.5 * 0.45
    edited = light * ground + (1 - light) * pixels * (0.03 + depth)
    outline = 1.0 if depth < 0.12 else -1.0
    return edited, TONES | {
        "silhouette": outline,
        "backlit": 1.0 if left < 0.3 else -1.0,
        "sunset": (1.0 if outline == 1 and left < 0.25 else -1.0) if sky == "warm" else 0.0,
    }


def backlit_warm(pixels: Tensor, draw: torch.Generator) -> tuple[Tensor, Given]:
    """Light each picture from behind, by an evening sun."""
    return _against(pixels, draw, "warm")


def backlit_cool(pixels: Tensor, draw: torch.Generator) -> tuple[Tensor, Given]:
    """Light each picture from behind, by a pale or a white sky."""
    return _against(pixels, draw, "cool" if one(0, 1, draw) < 0.5 else "white")


def evening(pixels: Tensor, draw: torch.Generator) -> tuple[Tensor, Given]:
    """Put an evening sky over the upper part and let the ground go dark; or only bathe the picture in such light."""
    count, _, size, _ = pixels.shape
    rows = torch.linspace(0, 1, size, device=pixels.device).view(1, 1, size, 1)
    horizon = one(0.45, 0.85, draw)
    shade = pixels.mean(1, keepdim=True)
    above = ((horizon - rows) * one(6, 30, draw) + 0.5).clamp(0, 1)
    # What is dark in the photo stands before the sky.
    sky = above * ((_smooth(shade, 5) - one(0.1, 0.35, draw)) * 8).clamp(0, 1)
    glow = _glow(count, size, "warm", draw).to(pixels.device)
    strength = one(0.35, 1.0, draw)
    bathed = (
        pixels * torch.tensor([1.1, 0.75, 0.5], device=pixels.device).view(1, 3, 1, 1) * one(0.2, 0.6, draw)
    )
    across = torch.linspace(0, 1, size, device=pixels.device).view(1, 1, 1, size)
    sun = torch.exp(
        -(((rows - horizon + 0.08) ** 2 + (across - one(0.1, 0.9, draw)) ** 2) / one(0.002, 0.02, draw))
    )
    shown = sky * (strength * glow + (1 - strength) * pixels) + (1 - sky) * bathed
    shown = shown + (sun * sky * one(0.0, 0.7, draw)) * torch.tensor(
        [1.0, 0.9, 0.6], device=pixels.device
    ).view(1, 3, 1, 1)
    sure = (sky.mean((1, 2, 3)) > 0.25) & torch.tensor(strength > 0.6, device=pixels.device)
    return shown, TONES | {"sunset": torch.where(sure, 1.0, -1.0), "warm": torch.where(sure, 1.0, ASK)}


def close_up(pixels: Tensor, draw: torch.Generator) -> tuple[Tensor, Given]:
    """Show a window of 15 to 25 % of each picture's area at full size.

    A smaller window of 112 pixels would be learned as a blur; sets of things that are seen from near bring the rest.
    """
    size = pixels.shape[-1]
    inner = max(8, round(size * one(0.39, 0.5, draw)))
    # The middle of a picture is where its things are.
    low, high = (size - inner) // 5, (size - inner) * 4 // 5
    top, left = torch.randint(low, high + 1, (2,), generator=draw).tolist()
    part = pixels[:, :, top : top + inner, left : left + inner]
    shown = functional.interpolate(part, size=(size, size), mode="bicubic", align_corners=False)
    unknown: Given = dict.fromkeys(("blurred", "grain", "shallow focus", "motion blur"), -1.0)
    return shown, unknown | {"close-up": 1.0, "wide sky": 0.0, "vignette": 0.0}
