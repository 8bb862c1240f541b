"""Say which properties people ask for, in which words, and how well the pack answers: edited, real, drawn.

Three parts. Edited: photos retouched for the purpose among photos that clearly lack the property, so that only the
property tells them apart. Real: photos as they are, judged by a measure. Kinds: screens, diagrams, textures and the
like among photos.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from PIL import Image

from .colour import NAMES, PAIRS
from .cutouts import Cutout, cut_out
from .measures import LIMITS, Measured, measure
from .pack import Pack
from .pictures import Held
from .ranking import BOOLS, FLOATS, average_precision, mean_percent, percent, within
from .retouch import RETOUCHES, Material
from .sketches import SKETCHES, sketch

# An edited mix has 10 % positives: a photo that the edit could not change enough is replaced by another, so often.
EDITED = 110
TRIES = 5
NEGATIVES = 1000
FROM_OTHER_EDITS = 15
# Fewer real examples than this say nothing; more than 15 % are thinned to the clearest.
FEWEST = 10
USUAL_PREVALENCE = 0.15
DRAWN_KIND = 110
# Which of the others are left out where few photos have a property.
SEED_OF_REAL = 8
# Properties of light out of doors are measured where there is light out of doors: a striped shirt is no silhouette.
OUTDOORS = ("flickr8k", "scenes")


@dataclass(frozen=True, slots=True)
class Attribute:
    """Name a property, how people ask for it, and which other properties a picture with it may have as well.

    `real` says among which sets it is measured on real photos: everywhere when empty, nowhere where `unreal` says why.
    """

    queries: tuple[str, ...]
    also: tuple[str, ...] = ()
    real: tuple[str, ...] = ()
    unreal: str = ""


ATTRIBUTES: dict[str, Attribute] = {
    **{name: Attribute((name, f"{name} item", f"something in {name}")) for name in NAMES},
    **{
        f"{one} and {two}": Attribute(
            (f"{one} and {two}", f"{two} and {one} colours", f"palette of {one} and {two}")
        )
        for one, two in PAIRS
    },
    "pastel": Attribute(("pastel", "pastel colours", "soft pastel palette"), ("bright", "soft light")),
    "earth tones": Attribute(
        ("earth tones", "earthy colours", "brown and beige palette"), ("brown", "warm light")
    ),
    "white background": Attribute(
        ("white background", "isolated on white", "product on a plain white backdrop"),
        ("plain background", "minimal"),
    ),
    "dark background": Attribute(
        ("dark background", "black background", "on black"), ("plain background", "minimal")
    ),
    "plain background": Attribute(
        ("plain background", "plain backdrop", "single colour background"),
        ("white background", "dark background", "minimal", "soft shadow"),
    ),
    "soft shadow": Attribute(
        ("soft shadow", "with a soft shadow", "object casting a soft shadow"),
        ("white background", "plain background", "minimal"),
        unreal="no simple measure tells a shadow from a dark patch",
    ),
    "low saturation": Attribute(
        ("low saturation", "muted colours", "desaturated photo"), ("black and white",)
    ),
    "high saturation": Attribute(("high saturation", "vivid colours", "very colourful")),
    "black and white": Attribute(
        ("black and white", "black and white photo", "monochrome"), ("low saturation",)
    ),
    "bright": Attribute(("bright", "bright photo", "high key"), ("pastel",)),
    "dark": Attribute(("dark", "dark photo", "low key"), ("dark background",)),
    "high contrast": Attribute(("high contrast", "strong contrast", "harsh contrast")),
    "soft light": Attribute(("soft light", "low contrast", "hazy"), ("pastel",)),
    "warm light": Attribute(("warm light", "warm tones", "warm colours"), ("sunset", "earth tones")),
    "cool light": Attribute(("cool light", "cold tones", "bluish light")),
    "minimal": Attribute(
        ("minimal", "minimalist", "lots of empty space"),
        ("white background", "dark background", "plain background"),
    ),
    "busy": Attribute(("busy", "cluttered", "lots of things")),
    "blurred": Attribute(("blurred", "blurry photo", "out of focus")),
    "grain": Attribute(
        ("film grain", "grainy", "grainy photo"), unreal="a measure of noise takes grass and stone for it"
    ),
    "silhouette": Attribute(
        ("silhouette", "dark silhouette", "silhouette against the sky"), ("backlit", "sunset"), OUTDOORS
    ),
    "backlit": Attribute(("backlit", "backlight", "against the light"), ("silhouette", "sunset"), OUTDOORS),
    "sunset": Attribute(
        ("sunset", "warm sunset", "evening sky"), ("silhouette", "wide sky", "warm light"), OUTDOORS
    ),
    "wide sky": Attribute(("wide sky", "big open sky", "lots of sky"), ("sunset", "silhouette"), OUTDOORS),
}

COLOURS = frozenset((*NAMES, *(f"{one} and {two}" for one, two in PAIRS)))

KINDS: dict[str, tuple[str, ...]] = {
    "illustration": ("illustration", "flat illustration", "cartoon drawing"),
    "screenshot": ("screenshot", "screenshot of an app", "user interface"),
    "diagram": ("diagram", "chart", "technical diagram"),
    "text-heavy": ("text", "lots of text", "document full of words"),
    "texture": ("texture", "surface texture", "texture of a material"),
    "pattern": ("pattern", "repeating pattern", "geometric pattern"),
    "painting": ("painting", "painted artwork", "oil painting"),
    "sketch": ("sketch", "line drawing", "pencil sketch"),
    "close-up": ("close-up", "macro photo", "extreme close up"),
}
# How a caption or a label of a drawn picture tells its kind.
DRAWN_SAY = {
    "illustration": ("illustration", "emoji", "flat icon", "clip art", "cartoon"),
    "screenshot": ("screenshot",),
    "diagram": ("diagram", "chart"),
    "text-heavy": ("page of text", "printed words", "large letters", "receipt"),
    "pattern": (" pattern",),
    "painting": ("painting",),
    "sketch": ("sketch",),
}
REGULAR_TEXTURES = ("banded", "chequered", "crosshatched", "braided")

Row = dict[str, float | int | str]
Mix = tuple[FLOATS, BOOLS]


def answer(pack: Pack, queries: Sequence[str], mix: Mix) -> Row:
    """Give the mean average precision of several ways to ask, the worst of them and the prevalence, in percent."""
    rows, right = mix
    scores = pack.said(list(queries)) @ rows.T
    each = [average_precision(line, right) for line in scores]
    return {
        "AP": mean_percent(each),
        "worst query": percent(min(each)),
        "prevalence": percent(float(right.mean())),
        "pictures": len(right),
    }


def summary(rows: dict[str, Row]) -> dict[str, object]:
    """Put the means before the rows: of all, and of those that are no names of colours."""
    scored = [float(row["AP"]) for row in rows.values() if "AP" in row]
    mean = round(float(np.mean(scored)), 1) if scored else 0.0
    found: dict[str, object] = {"mean AP": mean, "scored": len(scored)}
    other = [float(row["AP"]) for name, row in rows.items() if "AP" in row and name not in COLOURS]
    if len(other) < len(scored):
        found["mean AP without colours"] = round(float(np.mean(other)), 1)
    return found | {"rows": rows}


def find_cutouts(held: Sequence[Held]) -> list[Cutout]:
    """Cut things out of the held-out pictures of clothes and of other single things."""
    plain = [each.picture for each in held if each.source in ("clothing", "ikea")]
    return [cut for cut in (cut_out(picture) for picture in plain) if cut is not None]


class Mixes:
    """Retouch and embed the pictures of every edit once, and mix them for each attribute."""

    def __init__(
        self, pack: Pack, photos: Sequence[Held], embedded: FLOATS, measured: Measured, seed: int
    ) -> None:
        self._embedded, self._measured, self._seed = embedded, measured, seed
        things = find_cutouts(photos)
        pictures = [each.picture for each in photos]
        everyday = [each.picture for each in photos if each.source in OUTDOORS]
        self.material = Material(pictures, everyday, things)
        self._edited: dict[str, tuple[FLOATS, Measured]] = {}
        for number, name in enumerate(RETOUCHES):
            made = [self._made(name, number, at) for at in range(EDITED)]
            self._edited[name] = pack.pictures(made), Measured(made)

    def _made(self, name: str, number: int, at: int) -> Image.Image:
        """Edit one photo; one that the measure puts nearer to no than to yes is replaced."""
        draw = np.random.default_rng((self._seed, 3, number, at))
        made = RETOUCHES[name](self.material, draw)
        for _ in range(TRIES):
            if name not in LIMITS or measure(made)[name] > LIMITS[name].half:
                break
            made = RETOUCHES[name](self.material, draw)
        return made

    def _lacking(self, name: str, measured: Measured) -> BOOLS:
        """Tell which pictures clearly lack a property; what no measure can tell lacks it unless edited to have it."""
        return measured.no(name) if name in LIMITS else np.ones(measured.count, bool)

    def edited(self, name: str) -> Mix:
        """Mix the pictures edited to have a property among 1,000 others that clearly lack it.

        Of every other edit that does not bring the property along, a few pictures are among the negatives, and more
        where the unedited ones do not make 1,000.
        """
        rows, measured = self._edited[name]
        right = rows[measured.values[name] > LIMITS[name].half] if name in LIMITS else rows
        first, spare = [], [self._embedded[self._lacking(name, self._measured)]]
        for other, (others, told) in self._edited.items():
            if other != name and other not in ATTRIBUTES[name].also:
                lacking = others[self._lacking(name, told)]
                first.append(lacking[:FROM_OTHER_EDITS])
                spare.append(lacking[FROM_OTHER_EDITS:])
        draw = np.random.default_rng((self._seed, 4))
        wrong = np.concatenate([*first, draw.permutation(spare[0]), *spare[1:]])[:NEGATIVES]
        return _mix(right[: within(len(right), len(wrong))[0]], wrong)


def _mix(right: FLOATS, wrong: FLOATS) -> Mix:
    return np.concatenate([right, wrong]), np.arange(len(right) + len(wrong)) < len(right)


def on_edited(pack: Pack, mixes: Mixes) -> dict[str, object]:
    """Answer every attribute on its edited mix."""
    return summary(
        {name: answer(pack, told.queries, mixes.edited(name)) for name, told in ATTRIBUTES.items()}
    )


def real_mix(name: str, photos: Sequence[Held], embedded: FLOATS, measured: Measured) -> Mix:
    """Give unedited photos and which of them have a property; those too close to say are left out.

    Where more than 15 % have it, the clearest are kept and the others left out, so that no figure is high for being
    easy; where fewer than 5 % have it, some of the others are left out, so that figures can be compared.
    """
    sets = ATTRIBUTES[name].real
    among = np.array([not sets or each.source in sets for each in photos])
    yes, no = np.flatnonzero(measured.yes(name) & among), np.flatnonzero(measured.no(name) & among)
    clearest = yes[np.argsort(-measured.values[name][yes], kind="stable")]
    kept, left = within(len(clearest), len(no), high=USUAL_PREVALENCE)
    others = np.random.default_rng((SEED_OF_REAL, len(no))).permutation(no)[:left]
    return _mix(embedded[clearest[:kept]], embedded[np.sort(others)])


def on_real(pack: Pack, photos: Sequence[Held], embedded: FLOATS, measured: Measured) -> dict[str, object]:
    """Answer every attribute that can be measured on unedited photos."""
    rows: dict[str, Row] = {}
    for name, told in ATTRIBUTES.items():
        if told.unreal:
            rows[name] = {"not measured": told.unreal}
            continue
        mix = real_mix(name, photos, embedded, measured)
        if int(mix[1].sum()) < FEWEST:
            rows[name] = {"not measured": f"{int(mix[1].sum())} photos have it"}
        else:
            rows[name] = answer(pack, told.queries, mix)
    return summary(rows)


def _rows_of(held: Sequence[Held], embedded: FLOATS, chosen: Sequence[bool]) -> FLOATS:
    return embedded[np.flatnonzero(np.array(chosen, bool))] if len(held) else embedded[:0]


def on_kinds(
    pack: Pack, held: Sequence[Held], embedded: FLOATS, screenshots: Sequence[Image.Image], seed: int
) -> dict[str, object]:
    """Answer the kinds of pictures: drawn for this, drawn for the training but held out, and real."""
    found: dict[str, Row] = {}

    def rows(chosen: Sequence[bool]) -> FLOATS:
        return _rows_of(held, embedded, chosen)

    photos = rows([each.photo and each.source != "textures" for each in held])
    everyday = rows([each.everyday and not each.says(("close up", "close-up", "closeup")) for each in held])

    def add(kind: str, origin: str, right: FLOATS, wrong: FLOATS) -> None:
        if len(right) >= FEWEST:
            kept = within(len(right), len(wrong))[0]
            left = max(9 * kept, min(19 * kept, NEGATIVES))
            order = np.random.default_rng((seed, 5)).permutation(len(wrong))[:left]
            found[f"{kind}, {origin}"] = answer(pack, KINDS[kind], _mix(right[:kept], wrong[order]))

    others = {kind: pack.pictures([sketch(kind, at, seed) for at in range(DRAWN_KIND)]) for kind in SKETCHES}
    for kind, made in others.items():
        # Among photos a drawing gives itself away: the other kinds of drawings are negatives too.
        strange = [rows_[:20] for other, rows_ in others.items() if other != kind]
        if kind == "illustration":
            strange = []
        add(kind, "drawn for this", made, np.concatenate([photos, *strange]))
    for kind, words in DRAWN_SAY.items():
        drawn = [not each.photo and each.says(words) for each in held]
        for source in sorted({each.source for each, yes in zip(held, drawn, strict=True) if yes}):
            of_set = [yes and each.source == source for each, yes in zip(held, drawn, strict=True)]
            add(kind, f"held-out {source}", rows(of_set), photos)
    textures = [each.source == "textures" for each in held]
    add("screenshot", "real", pack.pictures(list(screenshots)), photos)
    add("texture", "real", rows(textures), photos)
    regular = [each.source == "textures" and each.says(REGULAR_TEXTURES) for each in held]
    add("pattern", "real", rows(regular), photos)
    packages = [each.source == "grocery" and each.says(("packages",)) for each in held]
    add("text-heavy", "real packages", rows(packages), everyday)
    close = [each.photo and each.says(("close up", "close-up", "closeup")) and each.everyday for each in held]
    near = [yes or flag for yes, flag in zip(textures, close, strict=True)]
    add("close-up", "real textures and captions", rows(near), everyday)
    flowers = [each.source == "flowers" for each in held]
    add("close-up", "real flowers", rows(flowers), everyday)
    return summary(found)
