"""Give whole pictures a property by retouching them at full size, as a person would with a photo editor.

Nothing is shared with the training's edits, which work on small squares: other means, other strengths.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

import numpy as np
from PIL import Image, ImageEnhance, ImageFilter, ImageOps

from .colour import PAIRS
from .cutouts import CANVAS, RGB, Cutout, before, ground
from .ranking import FLOATS

Random = np.random.Generator


@dataclass(frozen=True, slots=True)
class Material:
    """Hold what is retouched: all held-out photos, the everyday ones among them, and things to set elsewhere."""

    photos: Sequence[Image.Image]
    everyday: Sequence[Image.Image]
    cutouts: Sequence[Cutout]

    def photo(self, draw: Random) -> Image.Image:
        """Choose any photo."""
        return self.photos[int(draw.integers(len(self.photos)))]

    def scene(self, draw: Random) -> Image.Image:
        """Choose an everyday photo."""
        return self.everyday[int(draw.integers(len(self.everyday)))]

    def thing(self, draw: Random) -> Cutout:
        """Choose a thing."""
        return self.cutouts[int(draw.integers(len(self.cutouts)))]


Retouch = Callable[[Material, Random], Image.Image]

# Several paints for each colour's name, as things have them.
PAINTS: dict[str, tuple[RGB, ...]] = {
    "red": ((198, 24, 34), (168, 28, 40), (215, 50, 45)),
    "orange": ((240, 125, 25), (232, 106, 14), (245, 150, 50)),
    "yellow": ((246, 216, 44), (235, 200, 30), (250, 228, 95)),
    "green": ((40, 140, 62), (24, 96, 48), (112, 182, 70)),
    "teal": ((8, 130, 128), (30, 160, 162), (60, 196, 188)),
    "blue": ((30, 72, 182), (22, 42, 116), (66, 128, 222)),
    "purple": ((112, 40, 142), (140, 76, 184), (86, 36, 110)),
    "pink": ((240, 132, 176), (250, 172, 192), (232, 92, 150)),
    "brown": ((110, 66, 32), (86, 52, 28), (134, 86, 48)),
    "black": ((20, 20, 22), (28, 27, 28), (14, 14, 16)),
    "white": ((244, 244, 242), (250, 250, 250), (240, 240, 244)),
    "grey": ((128, 128, 130), (98, 98, 100), (160, 160, 162)),
}

PASTELS: tuple[RGB, ...] = (
    (250, 190, 205),
    (190, 215, 250),
    (195, 240, 205),
    (250, 235, 175),
    (220, 200, 250),
)


def _bytes(values: np.ndarray) -> Image.Image:
    return Image.fromarray(np.clip(values + 0.5, 0, 255).astype(np.uint8))


def _floats(picture: Image.Image) -> FLOATS:
    return np.asarray(picture, np.float32)


def recoloured(name: str) -> Retouch:
    """Dye a thing in its own photo."""
    return lambda material, draw: dyed(material.thing(draw), name, draw)


def dyed(cut: Cutout, name: str, draw: Random) -> Image.Image:
    """Dye the thing; its folds and shades stay."""
    paint = np.array(PAINTS[name][int(draw.integers(len(PAINTS[name])))], np.float32)
    grey = _floats(cut.picture.convert("L"))
    mask = _floats(cut.mask)[..., None] / 255
    level = float((grey * mask[..., 0]).sum() / max(mask.sum(), 1))
    shade = np.clip((grey / max(level, 8)) ** 0.7, 0.45, 1.25)[..., None]
    return _bytes(_floats(cut.picture) * (1 - mask) + paint * shade * mask)


def _two_colours(one: str, two: str) -> Retouch:
    """Set a thing of one colour before a ground of another, either way round."""

    def retouch(material: Material, draw: Random) -> Image.Image:
        thing, back = (one, two) if draw.uniform() < 0.5 else (two, one)
        cut = material.thing(draw)
        canvas = ground(draw, PAINTS[back][int(draw.integers(len(PAINTS[back])))])
        return before(
            replace(cut, picture=dyed(cut, thing, draw)), canvas, draw, shadow=draw.uniform() < 0.5
        )[0]

    return retouch


def _before_plain(
    low: RGB, high: RGB, shadow: float = 0.0, share: tuple[float, float] = (0.5, 0.8)
) -> Retouch:
    def retouch(material: Material, draw: Random) -> Image.Image:
        mix = draw.uniform()
        paint = tuple(a + (b - a) * mix for a, b in zip(low, high, strict=True))
        canvas = ground(draw, (paint[0], paint[1], paint[2]))
        return before(material.thing(draw), canvas, draw, share=share, shadow=draw.uniform() < shadow)[0]

    return retouch


def any_paint(draw: Random) -> RGB:
    """Mix a soft ground colour of any hue."""
    paint = np.array(PAINTS[list(PAINTS)[int(draw.integers(9))]][0]) * 0.5 + draw.uniform(70, 125)
    return (float(paint[0]), float(paint[1]), float(paint[2]))


def _on_plain(material: Material, draw: Random) -> Image.Image:
    return before(material.thing(draw), ground(draw, any_paint(draw)), draw, shadow=draw.uniform() < 0.5)[0]


def _with_soft_shadow(material: Material, draw: Random) -> Image.Image:
    level = draw.uniform(205, 250)
    return before(material.thing(draw), ground(draw, (level, level, level)), draw, shadow=True)[0]


def _minimal(material: Material, draw: Random) -> Image.Image:
    """Set one small thing into much empty space."""
    canvas = ground(draw, any_paint(draw) if draw.uniform() < 0.6 else (238, 236, 232))
    return before(material.thing(draw), canvas, draw, share=(0.2, 0.36), shadow=draw.uniform() < 0.5)[0]


def _busy(material: Material, draw: Random) -> Image.Image:
    """Heap up turned photos and things without leaving a gap."""
    canvas = material.photo(draw).resize((CANVAS, CANVAS))
    for _ in range(26):
        size = int(draw.integers(56, 96))
        piece = ImageOps.fit(material.photo(draw), (size, size)).convert("RGBA")
        piece = piece.rotate(draw.uniform(-40, 40), expand=True, resample=Image.Resampling.BICUBIC)
        at = tuple(int(value) for value in draw.integers(-30, CANVAS - 40, 2))
        canvas.paste(piece, (at[0], at[1]), piece)
    return canvas


def _saturation(low: float, high: float) -> Retouch:
    return lambda material, draw: ImageEnhance.Color(material.photo(draw)).enhance(draw.uniform(low, high))


def _grey(material: Material, draw: Random) -> Image.Image:
    grey = ImageOps.grayscale(material.photo(draw))
    return (
        ImageOps.autocontrast(grey, cutoff=1).convert("RGB") if draw.uniform() < 0.5 else grey.convert("RGB")
    )


def _gamma(low: float, high: float) -> Retouch:
    """Bend the tones down, as too short an exposure does."""

    def retouch(material: Material, draw: Random) -> Image.Image:
        bend = draw.uniform(low, high)
        return _bytes(225 * (_floats(material.photo(draw)) / 255) ** bend)

    return retouch


def _overexposed(material: Material, draw: Random) -> Image.Image:
    lit = 255 * (_floats(material.photo(draw)) / 255) ** draw.uniform(0.35, 0.6)
    return _bytes(lit * draw.uniform(1.05, 1.2))


def _contrasty(material: Material, draw: Random) -> Image.Image:
    values = _floats(ImageOps.autocontrast(material.photo(draw), cutoff=2)) / 255
    return _bytes(255 / (1 + np.exp(-draw.uniform(7, 11) * (values - 0.5))))


def _hazy(material: Material, draw: Random) -> Image.Image:
    photo = ImageEnhance.Contrast(material.photo(draw)).enhance(draw.uniform(0.3, 0.5))
    return Image.blend(photo, Image.new("RGB", photo.size, (208, 208, 210)), draw.uniform(0.1, 0.3))


def _white_balance(warm: bool) -> Retouch:
    """Shift the colour temperature: red and blue go opposite ways, more in the lights than in the shadows."""

    def retouch(material: Material, draw: Random) -> Image.Image:
        values, by = _floats(material.photo(draw)), draw.uniform(0.25, 0.4)
        gains = [1 + by * 0.6, 1.0, 1 - by * 1.3] if warm else [1 - by * 1.1, 0.98, 1 + by * 0.8]
        return _bytes(values * np.array(gains, np.float32))

    return retouch


def _blurred(material: Material, draw: Random) -> Image.Image:
    photo = material.photo(draw)
    return photo.filter(ImageFilter.GaussianBlur(min(photo.size) * draw.uniform(0.016, 0.04)))


def grained(picture: Image.Image, draw: Random, strength: float) -> Image.Image:
    """Add film grain: light alone, strongest in the middle tones, a little soft."""
    values = _floats(picture)
    noise = draw.normal(0, 1, values.shape[:2]).astype(np.float32)
    grain = noise + 0.3 * (np.roll(noise, 1, 0) + np.roll(noise, 1, 1))
    middle = 1 - np.abs(values.mean(2) / 127.5 - 1) * 0.6
    return _bytes(values + (grain / max(float(grain.std()), 1e-6) * middle * strength)[..., None])


def _grain(material: Material, draw: Random) -> Image.Image:
    return grained(material.photo(draw), draw, draw.uniform(20, 38))


def _mapped(stops: Sequence[RGB], kept: float) -> Retouch:
    """Colour a photo by its lightness; a share of its own colour is kept."""

    def retouch(material: Material, draw: Random) -> Image.Image:
        values = _floats(material.photo(draw))
        grey = values.mean(2)
        places = np.linspace(0, 255, len(stops))
        toned = np.stack([np.interp(grey, places, [stop[part] for stop in stops]) for part in range(3)], 2)
        return _bytes(toned * (1 - kept) + values * kept)

    return retouch


def _pastel(material: Material, draw: Random) -> Image.Image:
    """Lift a photo towards pale colours: its own, and a pale tint over each of two halves of its tones."""
    values = _floats(ImageEnhance.Color(ImageOps.autocontrast(material.photo(draw), cutoff=2)).enhance(1.7))
    tints = [np.array(PASTELS[int(at)], np.float32) for at in draw.choice(len(PASTELS), 2, replace=False)]
    level = values.mean(2, keepdims=True) / 255
    return _bytes(values * 0.22 + (tints[0] * level + tints[1] * (1 - level)) * 0.78)


def sky(draw: Random, top: RGB, foot: RGB, clouds: float, side: int = CANVAS) -> Image.Image:
    """Paint a sky with clouds of several sizes."""
    down = np.linspace(0, 1, side, dtype=np.float32)[:, None, None]
    painted = np.array(top, np.float32) * (1 - down) + np.array(foot, np.float32) * down
    cloud = np.zeros((side, side), np.float32)
    for cells in (3, 6, 12, 24):
        noise = Image.fromarray(draw.normal(0, 1, (cells, cells)).astype(np.float32))
        cloud += (
            np.asarray(noise.resize((side, side // 2), Image.Resampling.BICUBIC).resize((side, side))) / cells
        )
    cover = np.clip(cloud / max(float(cloud.std()), 1e-6) * 0.5, 0, 1)[..., None] * clouds
    return _bytes(painted * (1 - cover) + (painted * 0.3 + 255 * 0.68) * cover)


def _evening(draw: Random) -> Image.Image:
    return sky(
        draw,
        (draw.uniform(60, 190), draw.uniform(50, 100), draw.uniform(70, 120)),
        (255, draw.uniform(140, 190), draw.uniform(40, 90)),
        draw.uniform(0, 0.35),
    )


def _day(draw: Random) -> Image.Image:
    return sky(
        draw, (70, draw.uniform(120, 150), draw.uniform(190, 225)), (190, 212, 235), draw.uniform(0.1, 0.9)
    )


def _feet(canvas: Image.Image, draw: Random) -> Image.Image:
    """Blacken the foot of a picture along a hilly line."""
    side = canvas.width
    x = np.linspace(0, 6, side)
    line = side * draw.uniform(0.76, 0.88) + side * 0.02 * (
        np.sin(x * draw.uniform(0.5, 2)) + np.sin(x * 3.7)
    )
    black = np.arange(canvas.height)[:, None] > line[None, :]
    values = _floats(canvas).copy()
    values[black] = (14, 11, 13)
    return _bytes(values)


def silhouette(material: Material, draw: Random, canvas: Image.Image) -> Image.Image:
    """Set a black shape before a bright sky, on black land."""
    _, mask = before(material.thing(draw), canvas, draw, share=(0.3, 0.6))
    made, low = canvas.copy(), round(canvas.height * 0.12)
    shape = Image.new("L", mask.size, 0)
    shape.paste(mask, (0, low))
    made.paste((13, 11, 13), mask=shape)
    return _feet(made, draw).filter(ImageFilter.GaussianBlur(0.7))


def evening_silhouette(material: Material, draw: Random) -> Image.Image:
    """Set a black shape before an evening sky."""
    return silhouette(material, draw, _evening(draw))


def _day_silhouette(material: Material, draw: Random) -> Image.Image:
    bright: RGB = (255, 252, 246)
    pale = sky(draw, (196, 214, 235), bright, 0.4)
    return silhouette(material, draw, pale if draw.uniform() < 0.7 else _evening(draw))


def _sunset(material: Material, draw: Random) -> Image.Image:
    """Give an everyday photo an evening: it turns dark below, and the sky above it glows."""
    if draw.uniform() < 0.4:
        return evening_silhouette(material, draw)
    photo = ImageOps.fit(material.scene(draw), (CANVAS, CANVAS))
    land = _floats(photo) * np.array([0.3, 0.2, 0.19], np.float32)
    return _joined(_floats(_evening(draw)), land, draw.uniform(0.5, 0.66))


def _joined(above: FLOATS, below: FLOATS, horizon: float) -> Image.Image:
    side = above.shape[0]
    cover = np.clip((np.arange(side) / side - horizon) * 24 + 0.5, 0, 1)[:, None, None]
    squeezed = Image.fromarray(np.clip(below, 0, 255).astype(np.uint8))
    high = round(side * (1 - horizon)) + 6
    foot = np.zeros_like(above)
    foot[side - high :] = _floats(squeezed.crop((0, side // 3, side, side)).resize((side, high)))
    return _bytes(above * (1 - cover) + foot * cover)


def _wide_sky(material: Material, draw: Random) -> Image.Image:
    """Lay the lower part of an everyday photo under a large sky."""
    photo = _floats(ImageOps.fit(material.scene(draw), (CANVAS, CANVAS)))
    above = _day(draw) if draw.uniform() < 0.8 else _evening(draw)
    return _joined(_floats(above), photo, draw.uniform(0.58, 0.74))


def _backlit(material: Material, draw: Random) -> Image.Image:
    """Darken a thing before a burnt-out, blurred ground whose light creeps over its edge."""
    cut, scene = material.thing(draw), ImageOps.fit(material.scene(draw), (CANVAS, CANVAS))
    soft = _floats(scene.filter(ImageFilter.GaussianBlur(9)))
    glow = np.clip(soft * 0.35 + np.array([190, draw.uniform(170, 188), draw.uniform(120, 180)]), 0, 255)
    made, mask = before(cut, _bytes(glow), draw, share=(0.55, 0.85))
    shape = _floats(mask)[..., None] / 255
    creep = _floats(mask.filter(ImageFilter.GaussianBlur(7)))[..., None] / 255
    dark = _floats(made) * draw.uniform(0.16, 0.3)
    return _bytes((dark * creep + glow * (1 - creep)) * shape + glow * (1 - shape))


RETOUCHES: dict[str, Retouch] = {
    **{name: recoloured(name) for name in PAINTS},
    **{f"{one} and {two}": _two_colours(one, two) for one, two in PAIRS},
    "pastel": _pastel,
    "earth tones": _mapped(((38, 26, 18), (112, 74, 40), (150, 118, 66), (206, 182, 140)), 0.15),
    "white background": _before_plain((246, 246, 246), (255, 255, 255), shadow=0.5),
    "dark background": _before_plain((8, 8, 10), (42, 42, 46)),
    "plain background": _on_plain,
    "soft shadow": _with_soft_shadow,
    "low saturation": _saturation(0.18, 0.4),
    "high saturation": _saturation(1.9, 2.8),
    "black and white": _grey,
    "bright": _overexposed,
    "dark": _gamma(2.4, 3.6),
    "high contrast": _contrasty,
    "soft light": _hazy,
    "warm light": _white_balance(warm=True),
    "cool light": _white_balance(warm=False),
    "minimal": _minimal,
    "busy": _busy,
    "blurred": _blurred,
    "grain": _grain,
    "silhouette": _day_silhouette,
    "backlit": _backlit,
    "sunset": _sunset,
    "wide sky": _wide_sky,
}
