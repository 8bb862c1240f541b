"""What the window remembers from one day to the next, in a file of the owner alone."""

from __future__ import annotations

import contextlib
import json
import os
import stat
import tempfile
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, cast

from .foreign import is_id, is_whole
from .history import MOST, MOST_LETTERS
from .host import Program
from .state import Clue

_MOST = 1024 * 1024
"""Bytes; ours are below 200 KiB, with thirty searches of the longest words."""
_MOST_TEXT = 500
_FARTHEST = 100_000
"""Pixels: no screen is so far away."""


@dataclass(frozen=True)
class LastResult:
    """What was inserted last, and how, so that it can be inserted again."""

    asset: str
    name: str
    library_id: str
    placing: str


@dataclass(frozen=True)
class Settings:
    """All that is remembered."""

    similarity: int = 0
    folder: str | None = None
    placing: str = ""
    x: int | None = None
    y: int | None = None
    width: int | None = None
    height: int | None = None
    history: tuple[Clue, ...] = ()
    last: LastResult | None = None
    unconfirmed: bool = False
    """Whether the token that is kept came from a hub of which the person has not said that it showed the code. It must
    not be used then."""


class SettingsFile:
    """One file, mode 0600, exchanged in one step. A damaged one is put aside, and the usual settings hold."""

    def __init__(self, path: Path, program: Program) -> None:
        """Name the place, and whose settings they are. Nothing is read or written yet."""
        self.path = path
        self._program = program

    def load(self) -> Settings:
        """Read what is kept; what cannot be understood is as if it were not there."""
        data = _content(self.path)
        if data is None:
            return self._usual
        try:
            value = json.loads(data.decode("utf-8")) if len(data) <= _MOST else None
        except (ValueError, RecursionError):
            value = None
        if not isinstance(value, dict):
            with contextlib.suppress(OSError):
                os.replace(self.path, self.path.with_suffix(".damaged"))  # noqa: PTH105  replaces on Windows too
            return self._usual
        return _read(cast("Mapping[str, Any]", value), self._program)

    @property
    def _usual(self) -> Settings:
        return Settings(placing=self._program.usual_placing)

    def save(self, settings: Settings) -> bool:
        """Keep them, and tell whether that was possible. Nothing here is worth waiting until a disk has it."""
        try:
            self.path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
            # mkstemp opens with O_EXCL and mode 0600; the rename replaces a link instead of following it.
            descriptor, name = tempfile.mkstemp(
                prefix=f".{self.path.name}.", suffix=".tmp", dir=self.path.parent
            )
        except OSError:
            return False
        try:
            with open(descriptor, "wb") as file:  # noqa: PTH123  a descriptor, not a path
                file.write(json.dumps(_written(settings), indent=1).encode("utf-8"))
            os.replace(name, self.path)  # noqa: PTH105  a plain name from mkstemp
        except OSError:
            return False
        finally:
            with contextlib.suppress(OSError):
                os.unlink(name)  # noqa: PTH108  a plain name from mkstemp; gone when all went well
        return True


class Kept:
    """The settings as they stand, and what of them the file does not know yet.

    The file may have been changed by another window meanwhile: only what was changed here is written into it.
    """

    def __init__(self, file: SettingsFile) -> None:
        """Read what is kept."""
        self._file = file
        self.settings = file.load()
        self._changes: list[Callable[[Settings], Settings]] = []

    def change(self, change: Callable[[Settings], Settings]) -> bool:
        """Change something, here and with the next `save` in the file; tell whether that makes a difference."""
        changed = change(self.settings)
        if changed == self.settings:
            return False
        self.settings = changed
        self._changes.append(change)
        return True

    def save(self) -> None:
        """Bring the file up to date. What cannot be written now is tried again the next time."""
        if self._changes and self._file.save(self._up_to_date()):
            self._changes.clear()

    def unconfirmed_now(self) -> bool:
        """Tell whether the token must not be used yet, as the file says now: another window may have got or settled it.

        Only what was settled is taken over; `settings` goes on to say what this window has to see to itself.
        """
        unconfirmed = self._up_to_date().unconfirmed
        if not unconfirmed:
            self.settings = replace(self.settings, unconfirmed=False)
        return unconfirmed

    def _up_to_date(self) -> Settings:
        """Give what the file says, with what was changed here."""
        settings = self._file.load()
        for change in self._changes:
            settings = change(settings)
        return settings


def _content(path: Path) -> bytes | None:
    try:
        # O_NONBLOCK: a pipe that somebody put there must not hold us.
        found = os.open(path, os.O_RDONLY | getattr(os, "O_NONBLOCK", 0))
        try:
            regular = stat.S_ISREG(os.fstat(found).st_mode)
        except OSError:
            regular = False
        if not regular:
            os.close(found)
            return None
        with open(found, "rb") as file:  # noqa: PTH123  a descriptor, not a path
            return file.read(_MOST + 1)
    except OSError:
        return None


def _written(settings: Settings) -> Mapping[str, object]:
    last = settings.last
    return {
        "similarity": settings.similarity,
        "folder": settings.folder,
        "placing": settings.placing,
        "window": {"x": settings.x, "y": settings.y, "width": settings.width, "height": settings.height},
        "history": [{"words": clue.words, "avoid": clue.avoid} for clue in settings.history],
        "last": None
        if last is None
        else {
            "asset": last.asset,
            "name": last.name,
            "library_id": last.library_id,
            "placing": last.placing,
        },
        "unconfirmed": settings.unconfirmed,
    }


def _read(value: Mapping[str, Any], program: Program) -> Settings:
    window = _mapping(value.get("window"))
    similarity = value.get("similarity")
    return Settings(
        similarity=min(100, max(0, similarity)) if type(similarity) is int else 0,
        folder=_text(value.get("folder")),
        placing=_placing(value.get("placing"), program),
        x=_pixels(window.get("x"), -_FARTHEST),
        y=_pixels(window.get("y"), -_FARTHEST),
        width=_pixels(window.get("width"), 1),
        height=_pixels(window.get("height"), 1),
        history=_history(value.get("history")),
        last=_last(_mapping(value.get("last")), program),
        unconfirmed=value.get("unconfirmed") is True,
    )


def _history(value: object) -> tuple[Clue, ...]:
    entries = [_mapping(each) for each in cast("list[object]", value)] if isinstance(value, list) else []
    clues = (Clue(_text(each.get("words")) or "", _text(each.get("avoid")) or "") for each in entries)
    return tuple(
        clue for clue in clues if clue.words.strip() and len(clue.words) + len(clue.avoid) <= MOST_LETTERS
    )[:MOST]


def _last(value: Mapping[str, Any], program: Program) -> LastResult | None:
    asset, name, library = (_text(value.get(field)) for field in ("asset", "name", "library_id"))
    if not asset or not is_id(asset) or not library:
        return None
    return LastResult(asset, name or "", library, _placing(value.get("placing"), program))


def _mapping(value: object) -> Mapping[str, Any]:
    return cast("Mapping[str, Any]", value) if isinstance(value, dict) else {}


def _text(value: object) -> str | None:
    return value if isinstance(value, str) and 0 < len(value) <= _MOST_TEXT and is_whole(value) else None


def _pixels(value: object, least: int) -> int | None:
    return value if type(value) is int and least <= value <= _FARTHEST else None


def _placing(value: object, program: Program) -> str:
    placing = _text(value)
    return placing if placing is not None and program.knows_placing(placing) else program.usual_placing
