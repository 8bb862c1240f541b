"""Where a hit matched: boxes over the picture, the same in words, and a switch for those who want to see the picture."""

from __future__ import annotations

from typing import Any

from bowerbird_client import Hit
from bowerbird_panel.whereabouts import Corners, boxes_of, points_of, where_it_matched
from bowerbird_panel.words import _

from .guard import Guard
from .keys import with_key
from .making import button, label, row
from .toolkit import Gtk, has_cairo

KEY = "b"
_HALO, _HALO_WIDTH = (1.0, 1.0, 1.0, 0.9), 5.0
_EDGE, _EDGE_WIDTH = (0x2B / 255, 0x3F / 255, 0xD0 / 255, 1.0), 2.5
"""They lie on pictures, not on the theme: the colours and widths are those of the hub's page."""


class Outlines:
    """The boxes on one picture, which its widget shows in the middle. Without cairo the words stand alone."""

    def __init__(self, guard: Guard, *, is_on: bool) -> None:
        """Say whether boxes are to be seen."""
        self.is_on = is_on
        self._boxes: tuple[Corners, ...] = ()
        self._size = (0.0, 0.0)
        self.over = Gtk.DrawingArea(no_show_all=True)
        """What is put over the widget of the picture."""
        self.over.set_has_window(False)
        self._words = label("", wrap=True)
        self._switch = button(
            _("Boxes"), tip=with_key(_("Show the boxes on the picture"), KEY), kind=Gtk.ToggleButton
        )
        # Space closes the window; it must not press this instead.
        self._switch.set_can_focus(False)
        self._switch.set_valign(Gtk.Align.START)
        self._switch.set_active(is_on)
        self.line = row(self._words, self._switch, grow=self._words)
        """What is put below it."""
        self.line.show_all()
        self.line.set_no_show_all(True)
        guard.on(self._switch, "toggled", self._switched)
        if has_cairo():
            guard.on(self.over, "draw", self._draw, False)

    def tell(self, hit: Hit) -> str:
        """Take the boxes of a hit; give what is said of them."""
        self._boxes, said = boxes_of(hit), where_it_matched(hit)
        self._words.set_text(said)
        self._switch.set_visible(has_cairo())
        self.line.set_visible(bool(said))
        self._show()
        return said

    def lie_on(self, width: float, height: float) -> None:
        """Say how large the picture is shown, in the window's pixels; nothing is drawn where it is not there."""
        self._size = width, height
        self._show()

    def switch(self) -> None:
        """Show the boxes or hide them, where there are any."""
        if self._boxes:
            self._switch.set_active(not self.is_on)

    def _switched(self) -> None:
        self.is_on = self._switch.get_active()
        self._show()

    def _show(self) -> None:
        self.over.set_visible(bool(self._boxes) and self.is_on and all(self._size))
        self.over.queue_draw()

    def _draw(self, context: Any) -> bool:
        width, height = self._size
        context.translate(
            (self.over.get_allocated_width() - width) / 2, (self.over.get_allocated_height() - height) / 2
        )
        for corners in self._boxes:
            for x, y in points_of(corners, width, height):
                context.line_to(_inside(x, width), _inside(y, height))
            context.close_path()
        context.set_source_rgba(*_HALO)
        context.set_line_width(_HALO_WIDTH)
        context.stroke_preserve()
        context.set_source_rgba(*_EDGE)
        context.set_line_width(_EDGE_WIDTH)
        context.stroke()
        return False


def _inside(at: float, length: float) -> float:
    """Keep a line as a whole on the picture: at its edge half of it would be cut off."""
    return min(max(at, _HALO_WIDTH / 2), length - _HALO_WIDTH / 2)
