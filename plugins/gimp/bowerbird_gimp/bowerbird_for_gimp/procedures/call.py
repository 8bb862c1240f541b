"""One call of a procedure: what it was given, and how it tells what went wrong."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

Values = Sequence[Any]
"""What a procedure returns, in the order of its table."""


@dataclass(frozen=True)
class Call:
    """The image that it is for (None: none), its arguments, and whether a person called it and looks on."""

    image: Any
    config: Any
    interactive: bool = False

    def text(self, name: str) -> str:
        """Give an argument that is a text, without the blanks around it."""
        return (self.config.get_property(name) or "").strip()

    def number(self, name: str) -> int:
        """Give an argument that is a number."""
        return int(self.config.get_property(name))
