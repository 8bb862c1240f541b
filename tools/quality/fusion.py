"""A mixed set: what is asked stands in what a picture shows, in the letters in it, or in its file's name.

The same queries are written five times: `truth.json` types them into the one box, `truth-words.json`,
`truth-letters.json` and `truth-name.json` force one entry. So one run of `benchmarks.quality` for each tells whether the
one box is as good as the best single entry on each part (`fusion/words`, `fusion/letters`, `fusion/name`).
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Final

import numpy as np
from tools.quality.codes import codes
from tools.quality.grounds import Photos
from tools.quality.labels import Label, ground_size, photograph

_PHRASES: Final = (
    "Summer Clearance", "Fresh Bagels Daily", "No Parking After Six", "Grand Piano Recital", "Lost Cat Named Otto",
    "Garage Sale Sunday", "Beware of the Dog", "Slippery When Wet", "Employees Must Wash Hands", "Please Ring the Bell",
    "Back in Five Minutes", "Harvest Festival", "Blue Heron Bakery", "Cedar Street Books", "Old Mill Brewery",
    "Farewell to Winter", "The Silent Harbour", "Night Train to Lisbon", "Property of the Library", "Platform Seven",
    "Wet Paint", "Cash Only", "Organic Honey", "Smoked Paprika", "Lemon Verbena Soap", "Dark Roast Espresso",
    "Vintage Vinyl Fair", "Emergency Exit Only", "Mind the Gap", "Handle With Care", "Wildflower Meadow Walk",
    "Open Kitchen Night", "Quarterly Report", "Meeting Room Three", "Lifeguard on Duty", "Swimming Prohibited",
    "Delivery Entrance", "Two for One Pizza", "Hand Thrown Pottery", "Maple Syrup Grade A",
)  # fmt: skip
_NAMES: Final = (
    "aunt-marta-garden", "kitchen_before_renovation", "passport-scan-lena", "moodboard_spring_v2", "board-minutes-june",
    "insurance claim bathroom", "cover_draft_final", "ZH-office-floorplan", "wedding_anna_tom_0231", "bike for sale ad",
    "roof-damage-north", "client-acme-hero", "thumbnail_episode_14", "grandpa 80th birthday", "receipt_paris_hotel",
    "sofa-walnut-render-03", "texture_concrete_worn", "logo-proposal-kestrel", "workshop-whiteboard", "yoga_flyer_back",
    "IMG_20190714_scan", "menu-autumn-draft", "parking-permit-2024", "lena first day school", "driveway_dji_pano",
    "catalogue-page-48", "mug_red_front", "packshot-serum-30ml", "team_offsite_lisbon", "scan_contract_meier",
    "storyboard-shot-12", "banner_blackfriday_wide", "portrait-novak-crop", "vaccination card rex", "tilework-hamam",
    "server-room-cabling", "lamp_brass_detail", "opening-night-seats", "hike_rax_august", "plant-id-mystery",
)  # fmt: skip
_SPLIT: Final = re.compile(r"[-_ ]+")


def build(data: Path, to: Path, *, seed: int = 9, size: int = 150) -> None:
    """Write the library and the truth files: `size` questions by what is shown, up to 80 by letters and 40 by name."""
    rng = np.random.default_rng(seed)
    shown, others = Photos(data), Photos(data, "train")
    library = to / "library"
    library.mkdir(parents=True, exist_ok=True)
    for photo in shown.all:
        (library / photo.name).write_bytes(shown.read(photo.name))
    queries = list(_by_words(shown, rng, size))
    queries += _by_letters(library, others, rng, size)
    queries += _by_name(library, others, rng, size)
    for entry in ("box", "words", "letters", "name"):
        file = "truth.json" if entry == "box" else f"truth-{entry}.json"
        told = {"library": "library", "queries": [query | {"kind": entry} for query in queries]}
        (to / file).write_text(json.dumps(told, indent=1, ensure_ascii=False) + "\n", "utf-8")


def _by_words(shown: Photos, rng: np.random.Generator, size: int) -> Iterator[dict[str, object]]:
    places: list[int] = rng.choice(len(shown.all), min(size, len(shown.all)), replace=False).tolist()
    for place in places:
        photo = shown.all[place]
        caption = photo.captions[int(rng.integers(len(photo.captions)))]
        text = caption.replace(" .", "").replace(" ,", ",").strip()
        yield {"group": "fusion/words", "text": text, "right": [photo.name]}


def _by_letters(
    library: Path, others: Photos, rng: np.random.Generator, most: int
) -> Iterator[dict[str, object]]:
    # What is typed does not decide what is drawn.
    typing = np.random.default_rng(len(_PHRASES))
    stand = [(code, code) for code in codes(rng, min(most, 40))]
    stand += [(phrase, _as_typed(phrase, typing)) for phrase in _PHRASES[:most]]
    for number, (printed, asked) in enumerate(stand):
        name = f"shot{rng.integers(10**6):06d}{number:02d}.jpg"
        lines = _as_printed(printed) if " " in printed and rng.random() < 0.3 else (printed,)
        picture = photograph(Label(lines), others.ground(rng, ground_size(rng)), rng)
        (library / name).write_bytes(picture)
        yield {"group": "fusion/letters", "text": asked, "right": [name]}


def _as_printed(text: str) -> tuple[str, ...]:
    head, _, tail = text.partition(" ")
    return head, tail


def _by_name(
    library: Path, others: Photos, rng: np.random.Generator, most: int
) -> Iterator[dict[str, object]]:
    typing = np.random.default_rng(len(_NAMES))
    places: list[int] = rng.choice(len(others.all), len(_NAMES), replace=False).tolist()
    for stem, place in zip(_NAMES[:most], places[:most], strict=True):
        name = f"{stem}.jpg"
        (library / name).write_bytes(others.read(others.all[place].name))
        asked = _as_remembered(stem, typing)
        yield {"group": "fusion/name", "text": asked, "right": [name]}


def _as_typed(phrase: str, rng: np.random.Generator) -> str:
    """Type a phrase as it stands, in small letters, in quotes, or two words or the longest one of it."""
    how, words = rng.random(), phrase.lower().split()
    if how < 0.3:
        return phrase.lower()
    if how < 0.45:
        return f'"{phrase}"'
    if how < 0.65:
        return " ".join(words[-2:])
    if how < 0.8:
        return max(words, key=len)
    return phrase.upper() if how < 0.9 else phrase


def _as_remembered(stem: str, rng: np.random.Generator) -> str:
    """Type a name as a file's, as words, in another order, or without one of its words."""
    how, words = rng.random(), _SPLIT.split(stem)
    if how < 0.3:
        return stem if how < 0.15 else f"{stem}.jpg"
    if how < 0.45:
        return " ".join(reversed(words))
    if how < 0.65 and len(words) > 2:
        del words[int(rng.integers(len(words)))]
    return " ".join(words)
