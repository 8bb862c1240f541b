"""Under which circumstances a list was found: the model, the versions, the settings, and what the library held. Pure."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final, Literal

from bowerbird_engine.replay.documents import Members

Json = dict[str, object]
Kind = Literal["model", "version", "recognizer", "settings", "library", "index"]

_MEMBERS: Final = frozenset(
    {"model", "bowerbird", "schema", "recognizer", "letters", "ignored", "library", "learned", "letters_read"}
)
_MOST: Final = 1 << 53


@dataclass(frozen=True, slots=True)
class UsedModel:
    """A model pack by its id, its title, and the digest of all that decides its vectors."""

    id: str
    title: str
    digest: str


@dataclass(frozen=True, slots=True)
class Circumstances:
    """What decides a list beside its query.

    `letters` is the preference, `ignored` names the person's rules of what is left out of the index, `contents` counts
    the different pictures and `library` names all of them together; `learned` and `letters_read` tell how far the index
    was. `newest` is the highest number that a content had: it means something in its own library alone.
    """

    model: UsedModel | None
    bowerbird: str
    schema: int
    recognizer: str | None
    letters: bool
    ignored: str
    contents: int
    library: str
    learned: int
    letters_read: int
    newest: int | None = None


@dataclass(frozen=True, slots=True)
class Difference:
    """One of them that is another now, in a plain sentence without an end."""

    kind: Kind
    says: str


def differences(then: Circumstances, now: Circumstances) -> tuple[Difference, ...]:
    """Name what differs, the most telling first."""
    return tuple(_differences(then, now))


def _differences(then: Circumstances, now: Circumstances) -> Iterator[Difference]:
    if _digest(then.model) != _digest(now.model):
        yield Difference("model", f"another model answers: {_title(now.model)}, then {_title(then.model)}")
    if then.bowerbird != now.bowerbird or then.schema != now.schema:
        was, is_now = then.bowerbird, now.bowerbird
        if was == is_now:
            was, is_now = f"{was}, catalogue {then.schema}", f"{is_now}, catalogue {now.schema}"
        yield Difference("version", f"another version of Bowerbird: {is_now}, then {was}")
    if then.recognizer != now.recognizer:
        yield Difference(
            "recognizer",
            f"letters are read by {now.recognizer or 'nothing'}, then by {then.recognizer or 'nothing'}",
        )
    if then.letters != now.letters:
        yield Difference("settings", f"reading letters by itself is {'on' if now.letters else 'off'} now")
    if then.ignored != now.ignored:
        yield Difference("settings", "the rules of what is left out of the index were changed")
    if then.library != now.library:
        yield Difference(
            "library", f"the library holds other pictures: {now.contents:,}, then {then.contents:,}"
        )
    elif (then.learned, then.letters_read) != (now.learned, now.letters_read):
        yield Difference("index", "the index has gone on since, or begun anew")


def write_circumstances(what: Circumstances) -> Json:
    """Write them as JSON, without what means something in one library alone."""
    return {
        "model": None
        if what.model is None
        else {"id": what.model.id, "title": what.model.title, "digest": what.model.digest},
        "bowerbird": what.bowerbird,
        "schema": what.schema,
        "recognizer": what.recognizer,
        "letters": what.letters,
        "ignored": what.ignored,
        "library": {"pictures": what.contents, "digest": what.library},
        "learned": what.learned,
        "letters_read": what.letters_read,
    }


def read_circumstances(told: object, path: str = "circumstances") -> Circumstances:
    """Read them. Raises RecipeError."""
    members = Members(told, _MEMBERS, path)
    library = Members(members.value("library"), frozenset({"pictures", "digest"}), members.where("library"))
    return Circumstances(
        model=_read_model(members.value("model"), members.where("model")) if members.has("model") else None,
        bowerbird=_printable(members.text("bowerbird", 100)),
        schema=members.whole("schema", 0, _MOST),
        recognizer=members.maybe("recognizer", lambda key: _printable(members.text(key, 200))),
        letters=members.flag("letters"),
        ignored=members.digest("ignored"),
        contents=library.whole("pictures", 0, _MOST),
        library=library.digest("digest"),
        learned=members.whole("learned", 0, _MOST),
        letters_read=members.whole("letters_read", 0, _MOST),
    )


def _read_model(told: object, path: str) -> UsedModel:
    members = Members(told, frozenset({"id", "title", "digest"}), path)
    return UsedModel(
        _printable(members.text("id", 200)),
        _printable(members.text("title", 200)),
        _printable(members.text("digest", 200)),
    )


def _digest(model: UsedModel | None) -> str | None:
    return None if model is None else model.digest


def _title(model: UsedModel | None) -> str:
    return "none" if model is None else f"\u2018{model.title}\u2019"


def _printable(text: str) -> str:
    # It is shown in a terminal, and somebody else may have written it.
    return "".join(sign if sign.isprintable() else "?" for sign in text)
