"""The panel inside a real Blender, as a test uses it: asked for things as buttons do, and looked at as state."""

from __future__ import annotations

from collections.abc import Generator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from hosts.blender.inside_blender import WAIT_S, InsideBlender

PARTS = """
import importlib, json

def part(name):
    return importlib.import_module("bl_ext.user_default.bowerbird." + name)

def seen():
    state = part("desk").desk().panel.state
    notice = state.notice
    return {
        "connection": state.connection.value, "activity": state.activity.value, "words": state.clue.words,
        "source": "" if state.clue.pixels is None else state.clue.pixels.source,
        "hits": [hit.name for hit in state.hits], "ids": [hit.id for hit in state.hits], "said": state.said,
        "notice": "" if notice is None else notice.sentence, "details": "" if notice is None else notice.details,
        "code": "" if state.pairing is None else state.pairing.code, "size": state.library_size,
    }
"""
"""Names for the code of tests: `part` gives a module of the extension, `seen` what the panel shows."""


@dataclass(frozen=True)
class Seen:
    """What the panel shows."""

    connection: str
    activity: str
    words: str
    source: str
    hits: list[str]
    ids: list[str]
    said: str
    notice: str
    details: str
    code: str
    size: int | None


class BlenderPanel:
    """The panel of one Blender."""

    def __init__(self, blender: InsideBlender) -> None:
        """Say which Blender."""
        self.blender = blender
        blender.run(PARTS)

    def run(self, code: str, **values: object) -> Any:
        """Run code with `panel`, `desk`, `part` and `seen`."""
        self.blender.run("desk = part('desk').desk(); panel = desk.panel")
        return self.blender.run(code, **values)

    def open(self) -> BlenderPanel:
        """Open it anew, have it look for the hub, and wait until it has found it."""
        self.close()
        self.run("desk.attend()")
        self.until("seen()['connection'] == 'ready'")
        return self

    def close(self) -> None:
        """Close it."""
        self.blender.run("part('desk').close_desk()")

    @property
    def seen(self) -> Seen:
        """What it shows now."""
        return Seen(**self.blender.run("seen()"))

    def until(self, expression: str, seconds: float = WAIT_S, **values: object) -> Seen:
        """Let Blender's time go by until an expression is true, and give what is shown then."""
        self.blender.until(expression, seconds, **values)
        return self.seen

    def search(self, words: str) -> Seen:
        """Search, and wait for results."""
        self.run("panel.set_words(words); panel.search()", words=words)
        return self.until("seen()['activity'] == 'idle' and seen()['hits']")


@contextmanager
def open_panel(blender: InsideBlender) -> Generator[BlenderPanel]:
    """Give the panel, connected, for the length of the block."""
    panel = BlenderPanel(blender)
    try:
        yield panel.open()
    finally:
        panel.close()
