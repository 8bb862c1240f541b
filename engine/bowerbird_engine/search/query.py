"""From what the person asks to how it is searched: the clue decides the entry. Pure, and it says why."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Final

from bowerbird_engine.assets import AssetId, Region, SearchQuery, TextEntry
from bowerbird_engine.errors import EmptyQueryError, UsageError
from bowerbird_engine.search import wording
from bowerbird_engine.search.arguments import as_asset_id, checked
from bowerbird_engine.search.directions import directions_in

MAX_CHARACTERS: Final = 2000
"""A longer description says nothing more to any encoder (context 32 to 77 tokens) and would only cost time."""

MOST_THINGS: Final = 8
"""To avoid. Each costs what a description costs, and nobody names more."""

USUAL_WEIGHT: Final = 0.5
"""The say of words beside a picture, where the person set none."""

_BETWEEN_THINGS: Final = re.compile(r"[,;]")

_PREFIXES: Final = {
    "ocr": "letters", "letters": "letters", "text": "letters",
    "name": "name", "file": "name",
    "words": "words", "like": "like",
}  # fmt: skip
_PREFIX: Final = re.compile(rf"(?:^|(?<=\s))({'|'.join(_PREFIXES)}):", re.IGNORECASE)
_QUOTED: Final = re.compile(
    '["\u201c\u201d\u201e]([^"\u201c\u201d\u201e]+)["\u201c\u201d]'
    "|[\u2018\u201a]([^\u2018\u2019\u201a]+)[\u2018\u2019](?!\\w)"
    "|\u00ab([^\u00ab\u00bb]+)\u00bb"
    "|(?<!\\S)'([^']+)'(?!\\w)"
)

_CHOSEN: Final[dict[TextEntry, str]] = {
    "words": "You chose words: pictures that match the description, whatever is written in them.",
    "letters": "You chose letters: pictures that have them in them; file names with them follow, marked as such.",
    "name": "You chose file names: pictures that are called so.",
}
_TAKEN_FOR: Final[dict[TextEntry, str]] = {
    "words": "The text is taken for a description",
    "letters": "The text is taken for letters in the picture",
    "name": "The text is taken for a file name",
}


@dataclass(frozen=True, slots=True)
class Weights:
    """How much each signal says in the fusion of a query. Zero: the signal is not asked."""

    words: float = 0.0
    letters: float = 0.0
    name: float = 0.0
    picture: float = 0.0


_SUPPORTED: Final = Weights(words=1.0, letters=0.4, name=0.8)
"""Of a description. Letters and names support it but do not outvote it: a word on a poster is not what it shows."""


@dataclass(frozen=True, slots=True)
class Clue:
    """A query understood: which entry it takes, what goes to which signal, and why.

    `entry` joins the parts that the person gave, in the order picture, words, letters, name: `picture+words`.
    `words` go to the text encoder, `letters` to the letters read in pictures, `name` to file names; in an entry by
    words the same text may go to all three. `region` is the part of `like` that counts, None for all of it; `examples`
    are further pictures beside it, and `core` is the set that was locked. `directions` name in which ways the words ask
    for another picture than these. `avoid` are the things that pictures shall not look like, each once.
    """

    entry: str
    why: str
    weights: Weights
    words: str | None = None
    letters: str | None = None
    name: str | None = None
    like: Path | bytes | AssetId | None = None
    region: Region | None = None
    avoid: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()
    examples: tuple[Path | bytes | AssetId, ...] = ()
    core: tuple[AssetId, ...] = ()
    directions: tuple[str, ...] = ()

    @property
    def by_picture(self) -> bool:
        """Whether hits shall look like something that was given."""
        return self.like is not None or bool(self.examples or self.core)

    @property
    def by_vectors(self) -> bool:
        """Whether a model has a say in the list."""
        return self.words is not None or self.by_picture or bool(self.avoid)


@dataclass(frozen=True, slots=True)
class _Parts:
    words: str = ""
    letters: str = ""
    name: str = ""
    like: Path | bytes | AssetId | None = None
    region: Region | None = None
    examples: tuple[Path | bytes | AssetId, ...] = ()
    core: tuple[AssetId, ...] = ()
    weight: float | None = None
    as_words: bool = False

    @property
    def pictured(self) -> bool:
        return self.like is not None or bool(self.examples or self.core)


def parse(query: SearchQuery) -> Clue:
    """Decide how a query is searched.

    Raises EmptyQueryError when nothing is asked and UsageError when what is asked contradicts itself.
    """
    query = checked(query)
    text, text_notes = _clean(query.text)
    letters, letters_notes = _clean(query.letters)
    avoid, avoid_notes = _things(query.avoid)
    notes = text_notes + letters_notes + avoid_notes
    if query.entry is not None and query.entry not in _CHOSEN:
        raise UsageError(
            f"The text of a search is taken for one of {', '.join(_CHOSEN)}, or for what it looks like."
        )
    prefixed = _PREFIX.search(text) is not None
    parts = _split_prefixes(text, query.entry or "words")
    if query.like is not None and parts.like is not None:
        raise UsageError(
            "Give one picture to compare with: either `like:` in the text or a picture, not both."
        )
    if query.like is not None:
        parts = replace(parts, like=query.like)
    if query.region is not None and parts.like is None:
        raise UsageError("A region needs the picture that it is a part of.")
    parts = replace(
        parts,
        letters=f"{letters} {parts.letters}".strip(),
        region=query.region,
        examples=query.examples,
        core=query.core,
        weight=query.weight,
        as_words=query.entry == "words",
    )
    if not (parts.words or parts.letters or parts.name or parts.pictured):
        if avoid:
            raise EmptyQueryError(
                "Say what to look for, too: words, letters that stand in the picture, or a picture to compare with."
            )
        raise EmptyQueryError(
            "Say what to look for: words, letters that stand in the picture, or a picture to compare with."
        )
    chosen = _route(parts, explicit=prefixed or query.entry is not None)
    if query.entry is not None and _unprefixed(text):
        alone = chosen.entry == query.entry
        told = _CHOSEN[query.entry] if alone else f"{chosen.why} {_TAKEN_FOR[query.entry]}, as you chose."
        chosen = replace(chosen, why=told)
    return replace(chosen, avoid=avoid, notes=notes + chosen.notes)


def without_model(clue: Clue) -> Clue:
    """Send words that were for a model alone to letters and names: better than nothing while no model can answer."""
    if clue.words is None or clue.letters or clue.name:
        return clue
    return replace(clue, weights=_SUPPORTED, letters=clue.words, name=clue.words)


def _clean(text: str | None) -> tuple[str, tuple[str, ...]]:
    if text is None:
        return "", ()
    # Surrogates and control characters mean nothing to a reader and break encoders and SQLite alike.
    if not text.isprintable():
        text = "".join(" " if not (c.isprintable() or c.isspace()) or c == "\0" else c for c in text)
    kept = " ".join(text.split())
    if len(kept) <= MAX_CHARACTERS:
        return kept, ()
    return kept[:MAX_CHARACTERS].rsplit(" ", 1)[0], (
        f"Only the first {MAX_CHARACTERS:,} characters were used.",
    )


def _things(avoid: str | None) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Take apart what to avoid; each thing once."""
    text, notes = _clean(avoid)
    things = tuple(dict.fromkeys(filter(None, (part.strip() for part in _BETWEEN_THINGS.split(text)))))
    if len(things) <= MOST_THINGS:
        return things, notes
    return things[:MOST_THINGS], (*notes, f"Only the first {MOST_THINGS} things were avoided.")


def _unprefixed(text: str) -> str:
    """Give what stands before the first prefix: only this is taken for what the person chose."""
    return _PREFIX.split(text, maxsplit=1)[0].strip()


def _split_prefixes(text: str, target: str) -> _Parts:
    """Cut `TARGET ocr:LETTERS name:NAME`: a prefix holds for all that follows it, up to the next one."""
    parts: dict[str, list[str]] = {"words": [], "letters": [], "name": [], "like": []}
    start = 0
    for match in _PREFIX.finditer(text):
        parts[target].append(text[start : match.start()])
        target, start = _PREFIXES[match.group(1).lower()], match.end()
    parts[target].append(text[start:])
    joined = {key: " ".join(" ".join(values).split()) for key, values in parts.items()}
    like = joined["like"].strip("\"'\u201c\u201d")
    return _Parts(joined["words"], _unquoted(joined["letters"]), _unquoted(joined["name"]), _reference(like))


def _reference(like: str) -> Path | AssetId | None:
    if not like:
        return None
    return as_asset_id(like) or Path(like)


def _unquoted(text: str) -> str:
    return " ".join(_QUOTED.sub(lambda match: f" {match.group(match.lastindex or 0)} ", text).split())


def _quotations(text: str) -> str:
    """Join what stands in quotes of any kind."""
    inside = (match.group(match.lastindex or 0) for match in _QUOTED.finditer(text))
    return " ".join(" ".join(inside).split())


def _route(parts: _Parts, *, explicit: bool) -> Clue:
    if parts.pictured:
        return _with_picture(parts)
    if parts.letters or parts.name:
        return _asked_for_letters_or_name(parts)
    if explicit:
        why = "You asked for words: pictures that match the description, whatever is written in them."
        return Clue("words", why, Weights(words=1.0), words=parts.words)
    return _from_text(parts.words)


def _with_picture(parts: _Parts) -> Clue:
    quoted = _quotations(parts.words)
    words = _unquoted(_QUOTED.sub(" ", parts.words)) if quoted else parts.words
    letters = " ".join(f"{parts.letters} {quoted}".split())
    directions, words = ((), words) if parts.as_words else directions_in(words)
    picture, shown = _pictures(parts)
    asked = [*(["by your words"] if words else []), *([_towards(directions)] if directions else [])]
    given = [
        ("picture", f"looks like {shown}"),
        *([("words", f"sorted {' and '.join(asked)}")] if asked else []),
        *([("letters", "pictures with these letters come first")] if letters else []),
        *([("name", "pictures with this name come first")] if parts.name else []),
    ]
    why = picture
    if len(given) > 1:
        why = _sentence(given).replace(",", ";", 1)
    return Clue(
        entry="+".join(name for name, _ in given),
        why=why,
        weights=Weights(
            words=(USUAL_WEIGHT if parts.weight is None else parts.weight) if asked else 0.0,
            letters=1.0 if letters else 0.0,
            name=1.0 if parts.name else (0.5 if letters else 0.0),
            picture=1.0,
        ),
        words=words or None,
        letters=letters or None,
        name=parts.name or letters or None,
        like=parts.like,
        region=parts.region,
        examples=parts.examples,
        core=parts.core,
        directions=directions,
    )


def _towards(directions: tuple[str, ...]) -> str:
    """Name directions in a sentence."""
    return f"towards {', '.join(f'“{name}”' for name in directions)}"


def _pictures(parts: _Parts) -> tuple[str, str]:
    """Say what was given, as a sentence of its own, and what hits look like then."""
    given = len(parts.examples) + (parts.like is not None)
    if parts.core and given:
        return (
            "Pictures and a locked set were given: it stays on top, and what is like both follows.",
            "the pictures and the locked set",
        )
    if parts.core:
        return (
            "A set was locked: it stays on top, and what is like the middle of it follows.",
            "the locked set",
        )
    if given > 1:
        return f"{given} pictures were given: pictures that look like all of them.", "the pictures"
    if parts.region is not None:
        return "A part of a picture was given: pictures that look like it.", "that part of the picture"
    return "A picture was given: pictures that look like it.", "the picture"


def _sentence(given: list[tuple[str, str]]) -> str:
    text = ", ".join(clause for _, clause in given)
    return f"{text[0].upper()}{text[1:]}."


def _asked_for_letters_or_name(parts: _Parts) -> Clue:
    given = [
        *(["words"] if parts.words else []),
        *(["letters"] if parts.letters else []),
        *(["name"] if parts.name else []),
    ]
    if parts.words:
        why = "Words for the description, and letters or a name that should be there: those come first."
    elif parts.letters and parts.name:
        why = "You asked for letters in the picture and for a file name."
    elif parts.letters:
        why = "You asked for letters in the picture; file names with them follow, marked as such."
    else:
        why = "You asked for a file name."
    return Clue(
        entry="+".join(given),
        why=why,
        weights=Weights(
            words=1.0 if parts.words else 0.0,
            letters=1.0 if parts.letters else 0.0,
            name=1.0 if parts.name else 0.9,
        ),
        words=parts.words or None,
        letters=parts.letters or None,
        name=parts.name or parts.letters,
    )


def _from_text(text: str) -> Clue:
    quoted = _quotations(text)
    if quoted:
        return _quoted_part(text, quoted)
    if wording.is_file_name(text):
        weights = Weights(letters=0.5, name=1.0)
        return Clue("name", "It looks like a file name.", weights, letters=text, name=text)
    if wording.is_code(text):
        why = "It looks like a code: pictures that have it in them, then file names with it."
        return Clue("letters", why, Weights(letters=1.0, name=0.9), letters=text, name=text)
    words, code = wording.split_code(text)
    if code:
        why = f"\u201c{code}\u201d looks like a code: pictures with it come first; the rest is a description."
        return _words_and_letters(why, words=words, letters=code, name=0.5)
    if wording.is_title(text):
        why = "It looks like a title: letters in the picture, file names and the description all count."
        return _words_and_letters(why, words=text, letters=text, name=0.7)
    return _description(text, "It reads like a description: pictures that match it.")


def _quoted_part(text: str, quoted: str) -> Clue:
    rest = " ".join(_QUOTED.sub(" ", text).split())
    if rest:
        why = "What stands in quotes is looked for as letters in the picture, the rest as a description."
        return _words_and_letters(why, words=rest, letters=quoted, name=0.5)
    why = "It stands in quotes: pictures that have these letters in them."
    return Clue("letters", why, Weights(letters=1.0, name=0.9), letters=quoted, name=quoted)


def _words_and_letters(why: str, *, words: str, letters: str, name: float) -> Clue:
    weights = Weights(words=1.0, letters=1.0, name=name)
    return Clue("words+letters", why, weights, words=words, letters=letters, name=letters)


def _description(text: str, why: str) -> Clue:
    return Clue("words", why, _SUPPORTED, words=text, letters=text, name=text)
