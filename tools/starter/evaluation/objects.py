"""Name what is seen by class names, and clothes by kind and colour."""

from collections.abc import Sequence

import numpy as np
from PIL import Image

from .colour import NAMES, named, to_lab
from .pack import Pack
from .pictures import Held
from .ranking import BOOLS, FLOATS, average_precision, mean_percent, percent, precision_at

FEWEST_OF_A_CLASS, FEWEST_CLASSES = 3, 4
# How people call what clothing-dataset calls so.
SAID = {
    "t shirt": "t-shirt",
    "longsleeve": "long sleeve shirt",
    "outwear": "jacket",
    "body": "baby bodysuit",
    "top": "sleeveless top",
}
# Sets of single things, without people.
PRODUCTS = ("clothing", "grocery", "ikea", "textures")
# The part of a picture in which the garment lies, and which share of it must have the colour to be called so.
CENTRE = 0.4
COLOURED, UNCOLOURED = 0.45, 0.1


def own_class(each: Held) -> str:
    """Give a picture's class: the first label, of groceries the kind below fruit, vegetables and packages."""
    return (each.labels[1:] if each.source == "grocery" else each.labels)[:1][0]


def zero_shot(pack: Pack, held: Sequence[Held], rows: FLOATS) -> dict[str, float]:
    """Give how often the best class, or one of the best five, is right, in percent: by the name and in a sentence."""
    names = sorted({own_class(each) for each in held})
    right = np.array([[name in each.labels for name in names] for each in held])
    spoken = [SAID.get(name, name) for name in names]
    asked = {
        "": names,
        "a photo of: ": [f"a photo of {'an' if name[0] in 'aeiou' else 'a'} {name}" for name in spoken],
    }
    if spoken != names:
        asked["as said: "] = spoken
    found: dict[str, float] = {"pictures": len(held), "classes": len(names)}
    for way, texts in asked.items():
        order = np.argsort(-(rows @ pack.said(texts).T), axis=1, kind="stable")
        for limit in (1, 5):
            hit = np.take_along_axis(right, order[:, :limit], 1).any(1)
            found[f"{way}top {limit}"] = percent(float(hit.mean()))
    return found


def _name_queries(pack: Pack, source: str, held: Sequence[Held], rows: FLOATS) -> list[float]:
    """Give the average precision of each name of a set over all sets.

    Other sets' pictures that have the name as a label are right as well; those whose captions hold it are left out, as
    are, for clothes, all photos that may show people: nobody says all that they wear.
    """
    found = []
    for name in sorted({own_class(each) for each in held if each.source == source and each.labels}):
        right = np.array([name in each.labels for each in held])
        if right.sum() < FEWEST_OF_A_CLASS:
            continue
        keep = right | ~np.array([_unclear(name, source, each) for each in held])
        scores = rows[keep] @ pack.said([SAID.get(name, name)])[0]
        found.append(average_precision(scores, right[keep]))
    return found


def _unclear(name: str, source: str, each: Held) -> bool:
    if source == "clothing" and each.source not in PRODUCTS:
        return True
    return each.source != source and name.rstrip("s") in " ".join(each.captions).lower()


def by_class(pack: Pack, held: Sequence[Held], rows: FLOATS) -> dict[str, dict[str, float]]:
    """Judge each labelled set by its class names."""
    found: dict[str, dict[str, float]] = {}
    for source in sorted({each.source for each in held if each.labels and each.source != "drawn"}):
        at = [number for number, each in enumerate(held) if each.source == source and each.labels]
        if len({own_class(held[number]) for number in at}) < FEWEST_CLASSES:
            continue
        queries = _name_queries(pack, source, held, rows)
        found[source] = zero_shot(pack, [held[number] for number in at], rows[at])
        found[source] |= {"names over all sets": len(queries), "AP": mean_percent(queries)}
    return found


def garment_colours(picture: Image.Image) -> dict[str, float]:
    """Measure which share of a picture's centre has each colour.

    Indoors a white garment is no lighter than L* 75, and dark blue ones have little chroma left.
    """
    wide, high = (round(side * CENTRE) for side in picture.size)
    left, top = (picture.width - wide) // 2, (picture.height - high) // 2
    centre = picture.crop((left, top, left + wide, top + high)).resize((32, 32), Image.Resampling.BOX)
    lab = to_lab(np.asarray(centre))
    here = named(lab)
    here["white"] = (lab.light > 74) & (lab.chroma < 10)
    here["grey"] = (lab.light > 30) & (lab.light < 60) & (lab.chroma < 7)
    here["black"] = (lab.light < 22) & (lab.chroma < 9)
    here["blue"] |= (lab.light < 45) & (lab.chroma > 10) & (lab.hue > 240) & (lab.hue < 305)
    return {name: float(share.mean()) for name, share in here.items()}


def by_kind_and_colour(pack: Pack, held: Sequence[Held], rows: FLOATS) -> dict[str, object]:
    """Ask for clothes like "red t-shirt" among the held-out photos of products, none of which shows people.

    Right is a garment of the kind whose centre is mostly of the colour; one whose centre has some of it is left out.
    """
    rows = rows[np.array([each.source in PRODUCTS for each in held])]
    held = [each for each in held if each.source in PRODUCTS]
    clothes = [each.source == "clothing" for each in held]
    shares = [
        garment_colours(each.picture) if garment else {} for each, garment in zip(held, clothes, strict=True)
    ]
    found: dict[str, dict[str, float | int]] = {}
    for kind in sorted({each.labels[0] for each in held if each.source == "clothing"}):
        of_kind: BOOLS = np.array(
            [yes and kind in each.labels for each, yes in zip(held, clothes, strict=True)]
        )
        for name in NAMES:
            share = np.array([told.get(name, 0.0) for told in shares])
            right = of_kind & (share >= COLOURED)
            keep = right | ~of_kind | (share <= UNCOLOURED)
            if right.sum() >= FEWEST_OF_A_CLASS:
                query = f"{name} {SAID.get(kind, kind)}"
                scores = rows[keep] @ pack.said([query])[0]
                found[query] = {
                    "right": int(right.sum()),
                    "P@5": percent(precision_at(scores, right[keep], 5)),
                    "AP": percent(average_precision(scores, right[keep])),
                }
    return {
        "queries": len(found),
        "mean P@5": mean_percent(row["P@5"] / 100 for row in found.values()),
        "mean AP": mean_percent(row["AP"] / 100 for row in found.values()),
        "rows": found,
    }
