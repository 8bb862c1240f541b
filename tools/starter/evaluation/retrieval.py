"""Find everyday photos by words, and pictures by changed copies of themselves."""

import io
import re
from collections.abc import Callable, Sequence

import numpy as np
from PIL import Image, ImageDraw, ImageEnhance, ImageOps

from .pack import Pack
from .pictures import Held
from .ranking import FLOATS, INTS, percent, ranks, recall

Change = Callable[[Image.Image], Image.Image]
DISTRACTORS = 1000
ASKED = 400

# Words that nobody types into a search box.
_STOPPED = (
    "a an and are as at be being by for from has have her him his in into is it its of off on or out over she he "
    "some that the their them there these they this through to two up down was were which while who with very "
    "one another other each others himself herself itself about around along across near next onto"
)
STOP_WORDS = frozenset(_STOPPED.split())
SHORT_WORDS = (2, 4)


def content_words(caption: str) -> list[str]:
    """Give the words of a caption that carry its meaning, each once."""
    words = re.findall(r"[a-z][a-z'-]+", caption.lower())
    return list(dict.fromkeys(word for word in words if word not in STOP_WORDS))


def short_query(caption: str, draw: np.random.Generator) -> str:
    """Choose two to four content words of a caption, in their order; empty where it has fewer than two."""
    words = content_words(caption)
    if len(words) < SHORT_WORDS[0]:
        return ""
    count = min(len(words), int(draw.integers(SHORT_WORDS[0], SHORT_WORDS[1] + 1)))
    return " ".join(words[at] for at in sorted(draw.choice(len(words), count, replace=False)))


def _asked(pack: Pack, texts: Sequence[str], owners: Sequence[int], photos: FLOATS) -> dict[str, float]:
    scores = pack.said(list(texts)) @ photos.T
    return recall(ranks(scores, np.asarray(owners, np.int64)), (1, 5, 10))


def by_captions(pack: Pack, everyday: Sequence[Held], photos: FLOATS) -> dict[str, float]:
    """Give recall over whole captions."""
    said = [(text, at) for at, held in enumerate(everyday) for text in held.captions]
    return _asked(pack, [text for text, _ in said], [at for _, at in said], photos)


def by_short_queries(pack: Pack, everyday: Sequence[Held], photos: FLOATS, seed: int) -> dict[str, float]:
    """Give recall over two to four words of each caption, which often fit several photos."""
    draw = np.random.default_rng((seed, 1))
    said = [(short_query(text, draw), at) for at, held in enumerate(everyday) for text in held.captions]
    said = [(text, at) for text, at in said if text]
    return _asked(pack, [text for text, _ in said], [at for _, at in said], photos)


def _cropped(share: float, across: float, down: float) -> Change:
    """Keep a share of the area; 0.5 is the centre."""

    def change(picture: Image.Image) -> Image.Image:
        wide, high = (max(8, round(side * share**0.5)) for side in picture.size)
        left, top = round((picture.width - wide) * across), round((picture.height - high) * down)
        return picture.crop((left, top, left + wide, top + high))

    return change


def _stored(form: str, quality: int) -> Change:
    def change(picture: Image.Image) -> Image.Image:
        kept = io.BytesIO()
        picture.save(kept, form, quality=quality)
        return Image.open(io.BytesIO(kept.getvalue())).convert("RGB")

    return change


def _gains(red: float, green: float, blue: float) -> Change:
    def change(picture: Image.Image) -> Image.Image:
        shifted = np.asarray(picture, np.float32) * np.array([red, green, blue], np.float32)
        return Image.fromarray(np.clip(shifted + 0.5, 0, 255).astype(np.uint8))

    return change


def _brightness(by: float) -> Change:
    return lambda picture: ImageEnhance.Brightness(picture).enhance(by)


def _contrast(by: float) -> Change:
    return lambda picture: ImageEnhance.Contrast(picture).enhance(by)


def _halved(picture: Image.Image) -> Image.Image:
    return picture.resize((picture.width // 2, picture.height // 2), Image.Resampling.LANCZOS)


def _with_caption_bar(picture: Image.Image) -> Image.Image:
    """Lay a white bar with words over the foot, as on pictures that go round."""
    changed, high = picture.copy(), round(picture.height * 0.16)
    pen = ImageDraw.Draw(changed)
    pen.rectangle((0, picture.height - high, picture.width, picture.height), fill="white")
    pen.text((8, picture.height - high + 4), "when it is Monday again", fill="black", font_size=high * 0.45)
    return changed


CHANGES: dict[str, Change] = {
    "centre crop of half the area": _cropped(0.5, 0.5, 0.5),
    "off-centre crop of half the area": _cropped(0.5, 0.1, 0.85),
    "crop of a quarter of the area": _cropped(0.25, 0.5, 0.5),
    "JPEG quality 20": _stored("JPEG", 20),
    "WebP quality 40": _stored("WEBP", 40),
    "half size": _halved,
    "mirrored": ImageOps.mirror,
    "brighter by 30 %": _brightness(1.3),
    "darker by 30 %": _brightness(0.7),
    "contrast up by 40 %": _contrast(1.4),
    "contrast down by 40 %": _contrast(0.6),
    "colours shifted warm": _gains(1.18, 1.0, 0.82),
    "colours shifted cool": _gains(0.82, 1.0, 1.18),
    "grey": lambda picture: ImageOps.grayscale(picture).convert("RGB"),
    "caption bar": _with_caption_bar,
}
# Harder than what a search must do: told, but in no mean.
FOR_INFORMATION = ("crop of a quarter of the area",)


def by_changed_copies(
    pack: Pack, held: Sequence[Held], embedded: FLOATS, seed: int
) -> tuple[dict[str, INTS], int]:
    """Give the rank (from 0) of each asked original among 1,000 distractors, for each change, and the gallery's size.

    Photos come first: of drawings only as many are among the distractors as photos are missing.
    """
    draw = np.random.default_rng((seed, 2))
    order = sorted(draw.permutation(len(held)).tolist(), key=lambda at: not held[at].photo)
    gallery = embedded[order[: DISTRACTORS + 1]]
    asked = order[: min(ASKED, len(gallery))]
    found = {}
    for name, change in CHANGES.items():
        changed = pack.pictures([change(held[at].picture) for at in asked])
        found[name] = ranks(changed @ gallery.T, np.arange(len(asked)))
    return found, len(gallery)


def copies_table(found: dict[str, INTS], limit: int) -> dict[str, float]:
    """Give recall at a limit for each change."""
    return {name: percent(float((places < limit).mean())) for name, places in found.items()}
