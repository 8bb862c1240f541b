"""What a menu or a shortcut hands over to a window that is open already: a few words of JSON between two processes."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from enum import Enum

from .foreign import is_id, is_whole
from .placing import Placing
from .sources import Source

_MOST = 2000
"""Letters of one field."""


class Wish(Enum):
    """What is wanted of the window. Each brings it to the front."""

    OPEN = "open"
    SEARCH = "search"
    CANVAS = "search-canvas"
    SELECTION = "search-selection"
    LAYER = "search-layer"
    CLIPBOARD = "search-clipboard"
    INSERT = "insert"
    INSERT_LAST = "insert-last"

    @property
    def source(self) -> Source | None:
        """What to search with, where it is pixels."""
        return {
            Wish.CANVAS: Source.CANVAS,
            Wish.SELECTION: Source.SELECTION,
            Wish.LAYER: Source.LAYER,
            Wish.CLIPBOARD: Source.CLIPBOARD,
        }.get(self)


@dataclass(frozen=True)
class Request:
    """One wish. A field that is empty says nothing: what stands in the window stays."""

    wish: Wish = Wish.OPEN
    words: str = ""
    letters: str = ""
    """Words that must stand in the picture."""
    avoid: str = ""
    folder: str = ""
    asset: str = ""
    placing: Placing | None = None

    @property
    def text(self) -> str:
        """The words as a person types them: letters stand in quotes."""
        letters = self.letters.replace('"', " ").strip()
        return f'{self.words} "{letters}"'.strip() if letters else self.words

    def to_fields(self) -> dict[str, object]:
        """Write it for JSON."""
        placing = None if self.placing is None else self.placing.value
        return {**asdict(self), "wish": self.wish.value, "placing": placing}

    @classmethod
    def of_fields(cls, fields: Mapping[str, object]) -> Request:
        """Read it; what cannot be understood is as if it had not been said."""
        texts = {name: _text(fields.get(name)) for name in ("words", "letters", "avoid", "folder", "asset")}
        if not is_id(texts["asset"]):
            texts["asset"] = ""
        return cls(_wish(fields.get("wish")), placing=_placing(fields.get("placing")), **texts)


def _text(value: object) -> str:
    return value if isinstance(value, str) and len(value) <= _MOST and is_whole(value) else ""


def _wish(value: object) -> Wish:
    try:
        return Wish(value)
    except ValueError:
        return Wish.OPEN


def _placing(value: object) -> Placing | None:
    try:
        return Placing(value)
    except ValueError:
        return None
