"""Words that ask for another picture than the one that was given: cleaner, warmer, closer. Pure but for the encoder.

Beside a picture such words describe nothing by themselves. They are directions in the space of the model: the way from texts
that describe the one end to texts that describe the other. How far along it a picture lies is standardised within the
pool that the picture built, as its likeness to words is. The figures are in docs/adr/0032-directions-and-several-pictures.md.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
import numpy.typing as npt

from bowerbird_engine.assets import Float32Array

Float64Array = npt.NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Direction:
    """A way to go: its name, the plain words that `more` may stand before, and texts that describe where it ends.

    `phrases` mean it as they stand. `opposite` is the name of the way back, which texts of its own describe.
    """

    name: str
    opposite: str
    plain: tuple[str, ...]
    phrases: tuple[str, ...]
    texts: tuple[str, ...]


DIRECTIONS: Final[dict[str, Direction]] = {
    direction.name: direction
    for direction in (
        Direction(
            "cleaner", "dirtier", ("clean", "tidy", "neat"), ("cleaner", "tidier", "neater", "less messy"),
            ("a clean tidy picture", "a neat arrangement on a clean background", "clean smooth surfaces"),
        ),
        Direction(
            "dirtier", "cleaner", ("dirty", "messy", "grungy"), ("dirtier", "messier", "grungier"),
            ("a messy dirty picture", "clutter on a dirty background", "stains, rubbish and worn surfaces"),
        ),
        Direction(
            "simpler", "busier", ("simple", "plain", "minimal", "minimalist", "minimalistic", "empty"),
            ("simpler", "plainer", "emptier", "minimal", "minimalist", "minimalistic", "less cluttered"),
            ("a plain simple picture", "one object on a plain background", "an empty background", "minimal"),
        ),
        Direction(
            "busier", "simpler", ("busy", "crowded", "complex", "cluttered"), ("busier",),
            ("a busy cluttered picture", "many objects and details", "a crowded scene", "a dense pattern"),
        ),
        Direction(
            "warmer", "cooler", ("warm", "golden", "orange"), ("warmer",),
            ("warm colours", "a picture in warm orange and golden light", "a warm red, orange and yellow scene"),
        ),
        Direction(
            "cooler", "warmer", ("cool", "cold", "bluish"), ("cooler", "colder"),
            ("cold colours", "a picture in cold blue light", "a cold blue and grey scene"),
        ),
        Direction(
            "brighter", "darker", ("bright", "light", "airy"), ("brighter", "lighter", "airier", "sunnier"),
            ("a bright picture", "a bright white scene", "bright daylight"),
        ),
        Direction(
            "darker", "brighter", ("dark", "gloomy", "moody"), ("darker", "gloomier", "moodier"),
            ("a dark picture", "a dark black scene", "night"),
        ),
        Direction(
            "more colourful", "muted", ("colourful", "colorful", "saturated", "vivid", "vibrant"), (),
            ("a colourful picture", "vivid saturated colours", "many bright colours"),
        ),
        Direction(
            "muted", "more colourful", ("muted", "pale", "desaturated", "faded"), ("muted", "paler", "duller"),
            ("a black and white photo", "muted grey colours", "a pale desaturated picture"),
        ),
        Direction(
            "softer light", "harder light", ("soft", "diffuse"), ("softer", "more diffuse light"),
            ("soft light", "soft diffuse light on a cloudy day", "gentle light without shadows"),
        ),
        Direction(
            "harder light", "softer light", ("harsh",), ("harder", "harsher"),
            ("hard light", "harsh sunlight with hard shadows", "a spotlight with black shadows"),
        ),
        Direction(
            "higher contrast", "lower contrast", ("contrast", "contrasty"),
            ("higher contrast", "stronger contrast", "high contrast", "punchier"),
            ("a high contrast picture", "strong shadows and bright light", "black and white contrast"),
        ),
        Direction(
            "lower contrast", "higher contrast", ("hazy",), ("lower contrast", "low contrast", "hazier"),
            ("a low contrast picture", "a flat hazy picture", "fog"),
        ),
        Direction(
            "closer", "wider", ("zoomed in", "close up", "close-up"), ("closer", "nearer", "zoomed in"),
            ("a close-up of an object", "a macro photo", "one object that fills the picture"),
        ),
        Direction(
            "wider", "closer", ("zoomed out", "distant"), ("wider", "farther away", "further away", "zoomed out"),
            ("a wide view of a landscape", "a panorama seen from far away", "small things in a wide scene"),
        ),
        Direction(
            "sharper", "blurrier", ("sharp", "crisp", "in focus"), ("sharper", "crisper"),
            ("a sharp picture in focus", "crisp fine details", "sharp edges"),
        ),
        Direction(
            "blurrier", "sharper", ("blurry", "blurred", "out of focus"), ("blurrier",),
            ("a blurry picture out of focus", "motion blur", "a soft blurred background"),
        ),
        Direction(
            "more vintage", "more modern", ("vintage", "retro", "old-fashioned", "rustic"), (),
            ("an old vintage photo", "a retro picture in sepia", "antique worn things"),
        ),
        Direction(
            "more modern", "more vintage", ("modern", "contemporary", "futuristic"), (),
            ("a modern photo", "a contemporary design", "new things of glass and steel"),
        ),
    )
}  # fmt: skip

MOST: Final = 6
"""More ways at once cancel each other out."""

_SAID_OF: Final = "light|lighting|colours?|colors?|tones?|background|focus|look|style|mood|composition|contrast|view|shot|one|ones"
"""What such words are said of; without them it describes nothing."""

_HOW_MUCH: Final = r"(?:(?:a\s+(?:bit|little|lot)|much|slightly|somewhat|even|far|way)\s+)?"

_LIKE_THIS: Final = re.compile(
    r"\W*(?:(?:something|ones?|pictures?|photos?|images?)\s+)?(?:just\s+|more\s+|the\s+)?"
    r"(?:like|similar\s+to|same\s+as|same|similar)(?:\s+(?:this|that|it|these|those|ones?|pictures?|photos?|images?|thing))*(?!\w)",
    re.IGNORECASE,
)
"""How people begin: the picture that was given says it already."""

_BEFORE: Final = frozenset({"and", "but", "only", "just", "or", "please"})
_BEHIND: Final = _BEFORE | {"with", "a", "an", "the", "in", "make", "it", "of"}
"""Words that join a direction to the rest and are left over at its edges."""


def _spellings() -> dict[str, str]:
    known: dict[str, str] = {}
    for direction in DIRECTIONS.values():
        known |= dict.fromkeys((direction.name, *direction.phrases), direction.name)
        known |= {f"more {word}": direction.name for word in direction.plain}
    for direction in DIRECTIONS.values():
        known = {f"less {word}": direction.opposite for word in direction.plain} | known
    return known


_NAMED: Final = _spellings()
_ASKED: Final = re.compile(
    rf"(?<![\w-]){_HOW_MUCH}({'|'.join(re.escape(one) for one in sorted(_NAMED, key=len, reverse=True))})"
    rf"(?:\s+(?:{_SAID_OF}))?(?![\w-])",
    re.IGNORECASE,
)


def directions_in(text: str) -> tuple[tuple[str, ...], str]:
    """Take the directions out of words that stand beside a picture: their names, each once, and the words that are left.

    `like this but cleaner and in blue` gives `cleaner` and `in blue`.
    """
    text = " ".join(text.split())
    begun = _LIKE_THIS.match(text)
    rest = text[begun.end() :] if begun else text
    named = tuple(dict.fromkeys(_NAMED[match.group(1).lower()] for match in _ASKED.finditer(rest)))
    if not named and not begun:
        return (), text
    pieces = (_without_joints(piece) for piece in re.split(r"[,;]", _ASKED.sub(",", rest)))
    return named[:MOST], ", ".join(filter(None, pieces))


def _without_joints(piece: str) -> str:
    words = piece.split()
    while words and words[0].lower() in _BEFORE:
        del words[0]
    while words and words[-1].lower() in _BEHIND:
        del words[-1]
    return " ".join(words)


def direction_of(name: str, encode: Callable[[Sequence[str]], Float32Array]) -> Float32Array:
    """Give a direction in the space of a model as a unit vector [dimension]; `encode` turns texts into unit vectors."""
    towards, away = DIRECTIONS[name].texts, DIRECTIONS[DIRECTIONS[name].opposite].texts
    vectors = encode([*towards, *away]).astype(np.float64)
    ends = [_unit(part.mean(axis=0)) for part in (vectors[: len(towards)], vectors[len(towards) :])]
    return _unit(ends[0] - ends[1]).astype(np.float32)


def _unit(vector: Float64Array) -> Float64Array:
    length = float(np.sqrt(np.add.reduce(vector * vector)))
    # Two ends that a model cannot tell apart give a vector of no length, that says nothing of any picture.
    return vector / length if length > 0 else vector
