"""Words for what can be measured in a picture, and the measuring.

Every training batch is measured after it was edited, so the labels are true of the pixels that the tower sees.
A measure gives yes, no, or "too close to say", which trains nothing.
"""

from collections.abc import Sequence

import torch
from torch import Tensor
from torch.nn import functional

COLOURS: dict[str, tuple[str, ...]] = {
    "red": ("red", "something red", "red colour", "a red object", "crimson", "scarlet"),
    "orange": ("orange colour", "something orange", "an orange object", "tangerine colour"),
    "yellow": ("yellow", "something yellow", "yellow colour", "a yellow object", "golden yellow"),
    "green": ("green", "something green", "green colour", "a green object", "lime green"),
    "teal": ("teal", "turquoise", "cyan", "something turquoise", "teal colour"),
    "blue": ("blue", "something blue", "blue colour", "a blue object", "navy blue"),
    "purple": ("purple", "violet", "something purple", "a purple object", "lilac"),
    "pink": ("pink", "something pink", "pink colour", "a pink object", "magenta"),
    "brown": ("brown", "something brown", "brown colour", "beige and brown", "tan"),
    "black": ("black", "something black", "black colour", "a black object"),
    "white": ("white", "something white", "white colour", "a white object"),
    "grey": ("grey", "gray", "something grey", "silver grey colour"),
}

ATTRIBUTES: dict[str, tuple[str, ...]] = {
    "white background": (
        "white background",
        "on a white background",
        "product shot on white",
        "isolated on white",
        "clean white backdrop",
    ),
    "dark background": ("dark background", "black background", "on a black background", "dark backdrop"),
    "plain background": ("plain background", "simple backdrop", "seamless background", "uniform background"),
    "low saturation": ("low saturation", "muted colours", "desaturated", "washed out colours", "faded"),
    "high saturation": ("high saturation", "vivid colours", "vibrant", "saturated colours", "colourful"),
    "black and white": (
        "black and white",
        "black and white photo",
        "monochrome",
        "greyscale",
        "grayscale photo",
    ),
    "bright": ("bright", "high key", "very bright light", "airy and light", "overexposed"),
    "dark": ("dark", "low key", "dim light", "night", "underexposed", "a dark photo"),
    "high contrast": ("high contrast", "strong contrast", "harsh light", "hard light"),
    "soft light": ("soft light", "low contrast", "flat light", "diffuse light", "misty"),
    "warm": ("warm light", "warm tones", "golden hour", "warm colours", "golden light"),
    "cool": ("cool light", "cold tones", "blue tones", "cool colours", "cold blue light"),
    "minimal": ("minimal", "minimalist", "simple", "empty space", "clean and minimal"),
    "busy": ("busy", "cluttered", "many details", "crowded and detailed", "complex pattern"),
    "blurred": ("blurred", "blurry", "out of focus", "soft focus", "unsharp"),
    "grain": ("film grain", "grainy", "noise", "noisy photo", "grainy film"),
    "silhouette": (
        "silhouette",
        "backlight",
        "silhouette against the light",
        "backlit silhouette",
        "dark figure against a bright sky",
    ),
    "sunset": ("sunset", "warm sunset", "sunset silhouette", "orange sky at dusk", "sunrise"),
    "wide sky": ("wide sky", "open sky", "big sky", "sky above the horizon"),
}

NAMES = (*COLOURS, *ATTRIBUTES)


def _say(value: Tensor, no_below: float, yes_above: float) -> Tensor:
    """Give 1 for yes, 0 for no, -1 in between; with the limits swapped, small values mean yes."""
    if yes_above > no_below:
        yes, no = value >= yes_above, value <= no_below
    else:
        yes, no = value <= yes_above, value >= no_below
    return torch.where(yes, 1.0, torch.where(no, 0.0, -1.0))


def _hsv(rgb: Tensor) -> tuple[Tensor, Tensor, Tensor]:
    high, low = rgb.amax(1), rgb.amin(1)
    chroma = high - low
    r, g, b = rgb.unbind(1)
    safe = chroma.clamp_min(1e-4)
    hue = torch.where(
        high == r, (g - b) / safe % 6, torch.where(high == g, (b - r) / safe + 2, (r - g) / safe + 4)
    )
    return hue * 60, chroma / high.clamp_min(1e-4), high


def _colours(hue: Tensor, saturation: Tensor, value: Tensor) -> list[Tensor]:
    strong = (saturation > 0.35) & (value > 0.2)
    brown = (hue < 48) & (saturation > 0.25) & (value > 0.15) & (value < 0.6)
    rose = (hue >= 290) & (hue < 345) | ((hue >= 345) | (hue < 12)) & (saturation < 0.6) & (value > 0.75)
    pink = rose & (saturation > 0.2) & (value > 0.4)
    return [
        strong & ((hue < 14) | (hue >= 345)) & ~pink & ~brown,
        strong & (hue >= 14) & (hue < 42) & ~brown & (saturation > 0.5),
        strong & (hue >= 42) & (hue < 70),
        strong & (hue >= 70) & (hue < 160),
        strong & (hue >= 160) & (hue < 198),
        strong & (hue >= 198) & (hue < 255),
        (saturation > 0.25) & (value > 0.2) & (hue >= 255) & (hue < 300),
        pink,
        brown,
        value < 0.14,
        (saturation < 0.1) & (value > 0.86),
        (saturation < 0.12) & (value >= 0.25) & (value <= 0.75),
    ]


def _steps(grey: Tensor) -> Tensor:
    """Give how much neighbours differ on average, [N]."""
    down = (grey[:, 1:] - grey[:, :-1]).abs().mean((1, 2))
    return down + (grey[:, :, 1:] - grey[:, :, :-1]).abs().mean((1, 2))


def _ground(small: Tensor, grey: Tensor, saturation: Tensor) -> list[Tensor]:
    """Tell white, dark and plain backgrounds by the rim of the picture."""
    side = grey.shape[-1]
    edge = max(1, side // 10)
    ring = torch.ones(side, side, dtype=torch.bool, device=grey.device)
    ring[edge:-edge, edge:-edge] = False
    rim = grey[:, ring]
    white = (rim > 0.84) & (saturation[:, ring] < 0.12)
    return [
        _say(white.float().mean(1), 0.4, 0.85),
        _say((rim < 0.2).float().mean(1), 0.4, 0.85),
        _say(small[:, :, ring].std(2).mean(1), 0.12, 0.05),
    ]


def _tone(small: Tensor, grey: Tensor, strength: Tensor) -> list[Tensor]:
    """Tell saturation, light, contrast and warmth."""
    chroma = (small.amax(1) - small.amin(1)).flatten(1).quantile(0.98, dim=1)
    light, contrast = grey.mean((1, 2)), grey.flatten(1).std(1)
    warmth = (small[:, 0] - small[:, 2]).mean((1, 2))
    return [
        _say(strength, 0.16, 0.08),
        _say(strength, 0.25, 0.36),
        _say(chroma, 0.1, 0.03),
        _say(light, 0.58, 0.72),
        _say(light, 0.38, 0.24),
        _say(contrast, 0.22, 0.29),
        _say(contrast, 0.2, 0.12),
        _say(warmth, 0.08, 0.2),
        _say(warmth, 0.0, -0.09),
    ]


def _detail(pixels: Tensor, grey: Tensor) -> list[Tensor]:
    """Tell minimal and busy, blurred and grainy."""
    fine = pixels.mean(1, keepdim=True)
    smooth = functional.avg_pool2d(functional.pad(fine, (1, 1, 1, 1), mode="replicate"), 3, 1)
    detail = functional.avg_pool2d((fine - smooth).abs(), 8).flatten(1)
    return [
        _say(_steps(grey), 0.07, 0.04),
        _say(_steps(grey), 0.11, 0.15),
        _say(detail.quantile(0.95, dim=1), 0.03, 0.012),
        _say(detail.quantile(0.1, dim=1), 0.012, 0.025),
    ]


def _sky(small: Tensor, grey: Tensor) -> list[Tensor]:
    """Tell silhouettes, sunsets and wide skies."""
    side = grey.shape[-1]
    black = (grey < 0.16).float().mean((1, 2))
    glow = (grey > 0.45).float().mean((1, 2))
    middle = ((grey > 0.2) & (grey < 0.4)).float().mean((1, 2))
    backlit = torch.minimum(torch.minimum(black / 0.15, glow / 0.25), 0.25 / middle.clamp_min(1e-3))
    orange = ((small[:, 0] - small[:, 2]) > 0.2)[:, : side * 3 // 4].float().mean((1, 2))
    above, below = grey[:, : side // 2], grey[:, side // 2 :]
    smooth = 0.035 / _steps(above).clamp_min(1e-3)
    lighter = (above.mean((1, 2)) - below.mean((1, 2)) + 0.25) / 0.3
    return [
        _say(backlit, 0.6, 1.0),
        _say(torch.minimum(orange / 0.5, backlit), 0.4, 1.0),
        _say(torch.minimum(smooth, lighter), 0.6, 1.0),
    ]


def measure(pixels: Tensor) -> Tensor:
    """Measure pictures, float 0..1 [N,3,S,S]; give [N,len(NAMES)] of 1 yes, 0 no, -1 too close to say."""
    small = functional.avg_pool2d(pixels, 4)
    hue, saturation, value = _hsv(small)
    grey = small.mean(1)
    fifth = grey.shape[-1] // 5
    columns: list[Tensor] = []
    for bins in _colours(hue, saturation, value):
        here = bins.float()
        centre = here[:, fifth:-fifth, fifth:-fifth].mean((1, 2))
        columns.append(_say(torch.maximum(here.mean((1, 2)), centre), 0.04, 0.22))
    columns += _ground(small, grey, saturation)
    columns += _tone(small, grey, (saturation * value).mean((1, 2)))
    columns += _detail(pixels, grey)
    columns += _sky(small, grey)
    return torch.stack(columns, 1)


def phrases(labels: Sequence[str]) -> list[tuple[str, ...]]:
    """Give the ways to say each measured concept, then each label of the sets."""
    said = [*COLOURS.values(), *ATTRIBUTES.values()]
    said.extend(
        (label, f"a photo of {label}", f"a picture of {label}", f"a close-up photo of {label}")
        for label in labels
    )
    return said
