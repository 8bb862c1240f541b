"""Measure what a picture looks like: colours, ground, light, palette, focus, grain, sky.

Measures work on the picture at the side it is trained at (80 to 160) and on its 4x4 means, so that a limit means the
same for any photo. Each gives yes, no, or "too close to say", which trains nothing. Limits were set by looking at
sheets of 2,000 photos, the most-yes, just-yes and just-no of each.
"""

import torch
from torch import Tensor
from torch.nn import functional

from .words import NAMES

# The share of a picture, or of its middle, that makes it "red" and so on; colours that are everywhere ask for more.
SHARES = {"brown": 0.4, "grey": 0.45, "black": 0.3, "white": 0.3, "green": 0.25, "blue": 0.25}
SHARE, TRACE = 0.2, 0.035

# What a measure cannot see; edits and drawings say it.
UNSEEN = ("close-up",)

Columns = dict[str, Tensor]


def say(value: Tensor, no_below: float, yes_above: float) -> Tensor:
    """Give 1 for yes, 0 for no, -1 in between; with the limits swapped, small values mean yes."""
    if yes_above > no_below:
        yes, no = value >= yes_above, value <= no_below
    else:
        yes, no = value <= yes_above, value >= no_below
    return torch.where(yes, 1.0, torch.where(no, 0.0, -1.0))


def _unsure(said: Tensor, where: Tensor) -> Tensor:
    return torch.where(where & (said == 1), -1.0, said)


def hsv(rgb: Tensor) -> tuple[Tensor, Tensor, Tensor]:
    """Give hue in degrees, saturation and value of [N,3,...]."""
    high, low = rgb.amax(1), rgb.amin(1)
    chroma = high - low
    r, g, b = rgb.unbind(1)
    safe = chroma.clamp_min(1e-4)
    hue = torch.where(
        high == r, (g - b) / safe % 6, torch.where(high == g, (b - r) / safe + 2, (r - g) / safe + 4)
    )
    return hue * 60, chroma / high.clamp_min(1e-4), high


def luma(rgb: Tensor) -> Tensor:
    """Weigh the channels as the eye does (Rec. 601), [N,S,S]."""
    return 0.299 * rgb[:, 0] + 0.587 * rgb[:, 1] + 0.114 * rgb[:, 2]


def _top(values: Tensor, share: float) -> Tensor:
    """Give the value that this share of each row exceeds; much cheaper than a quantile, which sorts all."""
    return values.topk(max(1, round(values.shape[1] * share)), dim=1).values[:, -1]


def _share(which: Tensor) -> Tensor:
    return which.float().flatten(1).mean(1)


def _colours(hue: Tensor, saturation: Tensor, value: Tensor) -> Columns:
    strong = (saturation > 0.35) & (value > 0.2)
    brown = ((hue < 48) | (hue > 350)) & (saturation > 0.25) & (value > 0.15) & (value < 0.6)
    rose = (hue >= 290) & (hue < 345) | ((hue >= 345) | (hue < 12)) & (saturation < 0.6) & (value > 0.75)
    pink = rose & (saturation > 0.2) & (value > 0.4)
    red = strong & ((hue < 14) | (hue >= 345)) & ~pink & ((saturation > 0.6) | (value > 0.6))
    bins = {
        "red": red,
        "orange": strong & (hue >= 14) & (hue < 42) & (value >= 0.6) & (saturation > 0.5),
        "yellow": strong & (hue >= 42) & (hue < 70) & (value > 0.45),
        "green": strong & (hue >= 70) & (hue < 160),
        "teal": (saturation > 0.28) & (value > 0.2) & (hue >= 160) & (hue < 200),
        "blue": strong & (hue >= 200) & (hue < 255),
        "purple": (saturation > 0.22) & (value > 0.2) & (hue >= 255) & (hue < 300),
        "pink": pink,
        "brown": brown & ~red,
        "black": value < 0.15,
        "white": (saturation < 0.12) & (value > 0.82),
        "grey": (saturation < 0.12) & (value >= 0.25) & (value <= 0.75),
    }
    fifth = value.shape[-1] // 5
    found = {}
    for name, which in bins.items():
        here = which.float()
        middle = here[:, fifth:-fifth, fifth:-fifth].mean((1, 2))
        whole, needed = here.mean((1, 2)), SHARES.get(name, SHARE)
        found[name] = say(torch.maximum(whole, middle * 0.8), TRACE, needed)
    return found


def _ring(side: int, device: torch.device) -> Tensor:
    edge = max(1, side // 10)
    ring = torch.ones(side, side, dtype=torch.bool, device=device)
    ring[edge:-edge, edge:-edge] = False
    return ring


def _evenness(small: Tensor, ring: Tensor) -> Tensor:
    """Give the share of the rim that is of one colour, or of one soft gradient."""
    rim = small[:, :, ring]
    one = ((rim - rim.median(2, keepdim=True).values).abs().amax(1) < 0.09).float().mean(1)
    rows, columns = torch.nonzero(ring, as_tuple=True)
    flat = torch.stack([torch.ones(len(rows)), rows / len(ring) - 0.5, columns / len(ring) - 0.5], 1)
    flat = flat.to(small.device)
    fitted = rim @ (flat @ torch.linalg.pinv(flat))
    slope = ((rim - fitted).abs().amax(1) < 0.045).float().mean(1)
    return torch.maximum(one, slope)


def _ground(small: Tensor, grey: Tensor, saturation: Tensor, fine: Tensor) -> Columns:
    """Tell white, dark and plain backgrounds by the rim of the picture, vignettes by its corners."""
    side = grey.shape[-1]
    ring = _ring(side, grey.device)
    rim, pale = grey[:, ring], saturation[:, ring]
    rough = functional.interpolate(fine[:, None], size=(side, side), mode="area")[:, 0][:, ring].mean(1)
    even = _evenness(small, ring)
    corner = side // 6
    corners = torch.stack(
        [
            grey[:, y, x]
            for y in (slice(0, corner), slice(-corner, None))
            for x in (slice(0, corner), slice(-corner, None))
        ]
    ).mean((2, 3))
    middle = grey[:, corner:-corner, corner:-corner].mean((1, 2))
    shaded = (corners.amax(0) + 0.02) / (middle + 0.02)
    plain = say(even, 0.62, 0.88)
    return {
        "white background": say(((rim > 0.79) & (pale < 0.14)).float().mean(1), 0.5, 0.82),
        "dark background": say((rim < 0.2).float().mean(1), 0.45, 0.85),
        "plain background": _unsure(plain, rough > 0.02),
        # A dark rim has many causes, so a yes comes from edits alone; so does that of soft shadows.
        "vignette": torch.where(shaded > 0.75, 0.0, -1.0),
        "soft shadow": torch.where(even < 0.6, 0.0, -1.0),
    }


def _palette(small: Tensor, hue: Tensor, saturation: Tensor, value: Tensor) -> Columns:
    """Tell saturation, greys, toned pictures and palettes."""
    chroma = small.amax(1) - small.amin(1)
    firm = chroma / value.clamp_min(0.15)
    strength = 0.5 * firm.mean((1, 2)) + 0.5 * chroma.mean((1, 2)) * 1.6
    most = _top(chroma.flatten(1), 0.02)
    angle, weight = torch.deg2rad(hue), chroma.clamp_min(1e-4)
    total = weight.mean((1, 2))
    across, along = (weight * angle.cos()).mean((1, 2)) / total, (weight * angle.sin()).mean((1, 2)) / total
    agreed = (across**2 + along**2).sqrt()
    mean_hue = torch.rad2deg(torch.atan2(along, across)) % 360
    # In a toned picture every grey has its tint; a photo of wood still has true greys and other hues.
    tinted = (firm > 0.06).float().mean((1, 2))
    toned = torch.where((tinted > 0.85) & (total > 0.04), agreed, torch.zeros_like(agreed))
    brownish = (mean_hue > 18) & (mean_hue < 52) & (total < 0.3)
    coloured = (saturation > 0.1) & (saturation < 0.45) & (value > 0.7)
    earth = (
        (hue > 12) & (hue < 60) & (saturation > 0.2) & (saturation < 0.7) & (value > 0.18) & (value < 0.75)
    )
    glowing = (saturation > 0.75) & (value > 0.75) & (hue > 70) & (hue < 340)
    black = _share(value < 0.25)
    return {
        "low saturation": _unsure(say(strength, 0.24, 0.13), most > 0.6),
        "high saturation": say(strength, 0.33, 0.47),
        "black and white": say(most, 0.085, 0.035),
        "sepia": _unsure(say(torch.where(brownish, toned, 0 * toned), 0.985, 0.997), most < 0.06),
        "one hue": say(torch.where(total > 0.08, toned, 0 * toned), 0.975, 0.996),
        "pastel": _unsure(say(_share(coloured), 0.25, 0.55), agreed > 0.97),
        "earth tones": say(_share(earth), 0.3, 0.6),
        "neon": say(torch.minimum(_share(glowing) / 0.1, black / 0.35), 0.2, 1.0),
    }


def _light(small: Tensor, grey: Tensor) -> Columns:
    """Tell brightness, contrast and warmth."""
    light, contrast = grey.mean((1, 2)), grey.flatten(1).std(1)
    # Warmth beside the light there is, so that a dark picture can be warm too.
    warmth = (small[:, 0] - small[:, 2]).mean((1, 2)) / (light + 0.25)
    return {
        "bright": say(light, 0.58, 0.7),
        "dark": say(light, 0.36, 0.25),
        "high contrast": say(contrast, 0.23, 0.29),
        "soft light": say(contrast, 0.2, 0.125),
        "warm": say(warmth, 0.13, 0.3),
        "cool": say(warmth, 0.0, -0.1),
    }


def _steps(grey: Tensor) -> Tensor:
    """Give how much each pixel differs from its right and lower neighbours, [N,S-1,S-1]."""
    right = (grey[:, :-1, 1:] - grey[:, :-1, :-1]).abs()
    return torch.maximum(right, (grey[:, 1:, :-1] - grey[:, :-1, :-1]).abs())


def _noise(luminance: Tensor) -> Tensor:
    """Give the second difference both ways, which shading and straight edges leave at nothing, [N,S-2,S-2]."""
    twice = luminance[:, 2:] - 2 * luminance[:, 1:-1] + luminance[:, :-2]
    # Divided by 6 it is the deviation of white noise (Immerkaer 1996); 1.25 turns mean into deviation.
    return (twice[:, :, 2:] - 2 * twice[:, :, 1:-1] + twice[:, :, :-2]).abs() * (1.2533 / 6)


def _detail(luminance: Tensor, grey: Tensor, noise: Tensor) -> Columns:
    """Tell minimal and busy, blurred, grainy and out-of-focus grounds."""
    steps, coarse = _steps(luminance), _steps(grey)
    flat = _share(coarse < 0.04)
    cells = functional.avg_pool2d(noise[:, None], 8).flatten(1)
    quiet = cells.quantile(0.2, dim=1)
    # Fine stuff looks like noise at this size, so a yes comes from edits alone.
    grain = torch.where(quiet < 0.013, 0.0, -1.0)
    # Edges are lines: at four times the side they cover a quarter of the share.
    edges = _top(steps.flatten(1)[:, ::2], 0.005)
    reach = _top(coarse.flatten(1), 0.02)
    sharp = (edges - 2.5 * quiet).clamp_min(0) / reach.clamp_min(0.02)
    blurred = _unsure(say(sharp, 0.72, 0.56), reach < 0.06)
    side = steps.shape[-1]
    fifth = side // 5
    middle = _top(steps[:, fifth:-fifth, fifth:-fifth].flatten(1)[:, ::5], 0.03)
    ring = _ring(side, steps.device)
    rim = _top(steps[:, ring][:, ::5], 0.05)
    around = _top(coarse[:, _ring(coarse.shape[-1], coarse.device)], 0.1)
    lost = torch.where((around > 0.035) & (middle > 0.25), rim / middle.clamp_min(0.02), torch.ones_like(rim))
    active = _share(coarse > 0.07)
    return {
        "minimal": _unsure(say(flat, 0.5, 0.74), ((sharp < 0.56) & (reach < 0.1)) | (quiet > 0.015)),
        "busy": say(active, 0.4, 0.66),
        "blurred": blurred,
        "motion blur": torch.where(blurred == 0, 0.0, -1.0),
        # Prints on plain clothes look the same to this, so a yes comes from edits alone.
        "shallow focus": torch.where(lost > 0.45, 0.0, -1.0),
        "grain": grain,
    }


def _sky(small: Tensor, grey: Tensor, white: Tensor) -> Columns:
    """Tell silhouettes, backlight, sunsets and wide skies."""
    side = grey.shape[-1]
    half, third = side // 2, side * 2 // 5
    steps = _steps(grey)
    calm = _share(steps > 0.07) < 0.4
    above = grey[:, :third].mean((1, 2)) - grey[:, side * 3 // 4 :].mean((1, 2))
    subject = grey[:, third:, side // 5 : -(side // 5)].mean((1, 2))
    lit = grey[:, : side // 4].mean((1, 2)) - subject
    black, glow = _share(grey < 0.13), _share(grey > 0.5)
    middle = _share((grey > 0.2) & (grey < 0.42))
    outline = torch.minimum(torch.minimum(black / 0.15, glow / 0.25), 0.15 / middle.clamp_min(1e-3))
    dim, light = _share(grey < 0.25), _share(grey > 0.6)
    between = _share((grey > 0.3) & (grey < 0.55))
    against = torch.minimum(torch.minimum(dim / 0.25, light / 0.25), 0.3 / between.clamp_min(1e-3))
    orange = ((small[:, 0] - small[:, 2]) > 0.16) & (small[:, 1] > small[:, 2]) & (grey > 0.3)
    dusk = _share(orange[:, : side * 3 // 4])
    dark_foot = _share(grey[:, side * 2 // 3 :] < 0.25)
    smooth = _share(steps[:, :half] < 0.04)
    evening = torch.minimum(torch.minimum(dusk / 0.4, dark_foot / 0.35), (smooth / 0.7) ** 2)
    # A sky is even across, and what lies under it is of another colour: a plain ground has no horizon.
    top, foot = small[:, :, :third], small[:, :, side * 3 // 4 :]
    spread = top.mean(2).std(2).mean(1)
    other = (top.mean((2, 3)) - foot.mean((2, 3))).abs().amax(1)
    open_sky = torch.where(above > -0.05, smooth - 2 * (spread - 0.05).clamp_min(0), 0 * smooth)
    # Black clothes on a floor have light corners below; who stands before the light stands on dark ground.
    edge = side // 6
    corners = torch.stack([grey[:, -edge:, :edge], grey[:, -edge:, -edge:]]).mean((0, 2, 3))
    bare, level = white == 1, (other < 0.15) | (corners > 0.38)
    return {
        "silhouette": _unsure(say(outline, 0.5, 1.0), bare | ~calm | (lit < 0.1) | level),
        "backlit": _unsure(say(against, 0.5, 1.0), bare | ~calm | (lit < 0.2) | level),
        "sunset": _unsure(say(evening, 0.35, 0.7), (above < 0.1) | level),
        "wide sky": _unsure(say(open_sky, 0.5, 0.76), (other < 0.12) | bare),
    }


def measure(pixels: Tensor) -> Tensor:
    """Measure pictures, float 0..1 [N,3,S,S]; give [N,len(NAMES)] of 1 yes, 0 no, -1 too close to say."""
    small = functional.avg_pool2d(pixels, 4)
    hue, saturation, value = hsv(small)
    grey, luminance = luma(small), luma(pixels)
    noise = _noise(luminance)
    found = _colours(hue, saturation, value)
    found |= _ground(small, grey, saturation, noise)
    found |= _palette(small, hue, saturation, value)
    found |= _light(small, grey)
    found |= _detail(luminance, grey, noise)
    found |= _sky(small, grey, found["white background"])
    unknown = torch.full_like(found["bright"], -1.0)
    found |= dict.fromkeys(UNSEEN, unknown)
    return torch.stack([found[name] for name in NAMES], 1)
