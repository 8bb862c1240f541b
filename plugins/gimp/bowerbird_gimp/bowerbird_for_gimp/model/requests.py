"""What a menu or a shortcut hands over to a window that is open already: a word of JSON between two processes."""

from __future__ import annotations

from collections.abc import Mapping
from enum import Enum

from bowerbird_panel.panel import Panel

from .sources import Source


class Wish(Enum):
    """What is wanted of the window. Each brings it to the front."""

    OPEN = "open"
    CANVAS = "search-canvas"
    SELECTION = "search-selection"
    LAYER = "search-layer"
    INSERT_LAST = "insert-last"

    @property
    def source(self) -> Source | None:
        """What to search with, where it is pixels."""
        return {
            Wish.CANVAS: Source.CANVAS,
            Wish.SELECTION: Source.SELECTION,
            Wish.LAYER: Source.LAYER,
        }.get(self)

    def to_fields(self) -> dict[str, object]:
        """Write it for JSON."""
        return {"wish": self.value}

    @classmethod
    def of_fields(cls, fields: Mapping[str, object]) -> Wish:
        """Read it; what cannot be understood opens the window, and no more."""
        try:
            return cls(fields.get("wish"))
        except ValueError:
            return cls.OPEN


def carry_out(panel: Panel, request: Mapping[str, object], image_id: int | None) -> None:
    """Have the panel do what a menu or a shortcut asks of the window: a `Wish` as fields."""
    panel.came_from(image_id)
    wish = Wish.of_fields(request)
    if wish.source is not None:
        panel.search_with(wish.source, image_id)
    elif wish is Wish.INSERT_LAST:
        panel.insert_last()
