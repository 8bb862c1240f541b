"""Ask whether words that mean one thing find the same pictures."""

import gzip
import re
from collections.abc import Sequence
from pathlib import Path

import numpy as np

from .pack import Pack
from .ranking import FLOATS, mean_percent

# Written for this measurement..
PAIRS: tuple[tuple[str, str], ...] = (
    ("couch", "sofa"),
    ("photo of a dog", "puppy"),
    ("car", "automobile"),
    ("kid", "child"),
    ("bike", "bicycle"),
    ("picture of the sea", "ocean"),
    ("plane", "aircraft"),
    ("garbage can", "trash bin"),
    ("lawnmower", "grass cutter"),
    ("doctor", "physician"),
    ("movie theatre", "cinema"),
    ("autumn", "fall season"),
    ("film", "motion picture"),
    ("house", "dwelling"),
    ("shop", "boutique"),
    ("street", "avenue"),
    ("forest", "woodland"),
    ("rock", "boulder"),
    ("wristwatch", "timepiece"),
    ("rabbit", "bunny"),
    ("cat", "feline"),
    ("horse", "stallion"),
    ("cow", "cattle"),
    ("ship", "vessel"),
    ("truck", "lorry"),
    ("motorbike", "motorcycle"),
    ("train", "locomotive"),
    ("t-shirt", "tee"),
    ("trousers", "slacks"),
    ("sweater", "pullover"),
    ("sneakers", "trainers"),
    ("spectacles", "eyeglasses"),
    ("cellphone", "mobile phone"),
    ("tv", "television"),
    ("laptop", "notebook computer"),
    ("wardrobe", "closet"),
    ("drapes", "curtains"),
    ("cup of coffee", "espresso"),
    ("soccer", "football match"),
    ("eggplant", "aubergine"),
    ("courgette", "zucchini"),
    ("dawn", "sunrise"),
    ("dusk", "twilight"),
    ("skyscraper", "high-rise building"),
)
TYPED: tuple[tuple[str, str], ...] = (
    ("dgo", "dog"),
    ("photgraph", "photograph"),
    ("moutain", "mountain"),
    ("bycicle", "bicycle"),
    ("beatch", "beach"),
    ("snowbord", "snowboard"),
    ("guittar", "guitar"),
    ("chidren", "children"),
    ("balck dress", "black dress"),
    ("tshirt", "t-shirt"),
)
# Only reported: a pack that adds up words gives 1.0 to the first ones.
ORDERED: tuple[tuple[str, str], ...] = (
    ("a dog bites a man", "a man bites a dog"),
    ("a red shirt and blue trousers", "a blue shirt and red trousers"),
    ("a child left of a horse", "a horse left of a child"),
    ("a street with cars", "a street without cars"),
    ("a dog", "no dog"),
)
COMMON_WORDS = 2000
TOP = 10


def common_words(data: Path) -> list[str]:
    """List the 2,000 commonest whole words of CLIP's merges, which stand in the order of how common they are."""
    with gzip.open(data / "clip" / "bpe_simple_vocab_16e6.txt.gz", "rt", encoding="utf-8") as opened:
        merges = [line.strip().replace(" ", "") for line in opened]
    whole = (line.removesuffix("</w>") for line in merges if line.endswith("</w>"))
    words = dict.fromkeys(word for word in whole if re.fullmatch(r"[a-z]{3,}", word))
    return list(words)[:COMMON_WORDS]


def known_in(captions: Sequence[str], pairs: Sequence[tuple[str, str]]) -> int:
    """Count the pairs of which both sides stand in the captions."""
    told = " ".join(captions).lower()
    held = set(re.findall(r"[a-z-]+", told))

    def stands(text: str) -> bool:
        return text in held if " " not in text else text in told

    return sum(stands(one) and stands(other) for one, other in pairs)


def nearness(one: FLOATS, other: FLOATS, common: FLOATS) -> int:
    """Count (from 1) where the other text stands among common words by its cosine to the first."""
    return int((common @ one > float(one @ other)).sum()) + 1


def overlap(one: FLOATS, other: FLOATS, pictures: FLOATS) -> float:
    """Give the share of the first ten pictures that two texts have in common."""
    tops = [set(np.argsort(-(pictures @ text), kind="stable")[:TOP].tolist()) for text in (one, other)]
    return len(tops[0] & tops[1]) / TOP


def _judged(
    pack: Pack, pairs: Sequence[tuple[str, str]], pictures: FLOATS, words: Sequence[str]
) -> dict[str, object]:
    rows: dict[str, dict[str, float | int]] = {}
    common = pack.said(list(words))
    for one, other in pairs:
        said = pack.said([one, other])
        apart = np.array([word not in (one, other) for word in words])
        places = [nearness(said[a], said[b], common[apart]) for a, b in ((0, 1), (1, 0))]
        rows[f"{one} / {other}"] = {
            "cosine": round(float(said[0] @ said[1]), 2),
            "rank": max(places),
            "top 10 in common": round(overlap(said[0], said[1], pictures), 1),
        }
    worse = np.array([row["rank"] for row in rows.values()])
    return {
        "top 10 in common": mean_percent(float(row["top 10 in common"]) for row in rows.values()),
        f"worse rank among {len(words)} words, median": float(np.median(worse)),
        "within the first 10": mean_percent((worse <= TOP).astype(float).tolist()),
        "rows": rows,
    }


def judge(pack: Pack, pictures: FLOATS, words: Sequence[str], captions: Sequence[str]) -> dict[str, object]:
    """Judge synonyms and typing errors; report word order and negation."""
    return {
        "synonyms": {
            "pairs": len(PAIRS),
            "both sides in the captions": known_in(captions, PAIRS),
            **_judged(pack, PAIRS, pictures, words),
        },
        "typing errors": _judged(pack, TYPED, pictures, words),
        "word order, cosine": {
            f"{one} / {other}": round(float(np.prod(pack.said([one, other]), axis=0).sum()), 2)
            for one, other in ORDERED
        },
    }
