"""The keys of the window: one table, by which they work and from which their list is made."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from bowerbird_panel.words import _

from .guard import Guard
from .making import label, name
from .style import WIDE, classes
from .toolkit import Atk, Gdk, Gtk


@dataclass(frozen=True)
class Key:
    """What some keys do; without `act` they work where they are at home."""

    shown: str
    """Those that are listed, with blanks between them: accelerators as Gtk writes them, or signs."""
    does: str
    accelerators: tuple[str, ...] = ()
    act: Callable[[], object] | None = None
    in_text: bool = True
    """Whether they work while letters go into a text."""


class Keys:
    """The keys that work everywhere in the window."""

    def __init__(self, keys: tuple[Key, ...]) -> None:
        """Take the table."""
        self._known: dict[tuple[int, int], Key] = {}
        for key in keys:
            for accelerator in key.accelerators:
                found = Gtk.accelerator_parse(accelerator)
                self._known[found.accelerator_key, found.accelerator_mods] = key

    def pressed(self, event: Any, *, typing: bool) -> bool:
        """Do what a key does; tell whether it does something."""
        mods = event.state & Gtk.accelerator_get_default_mod_mask()
        for value in {event.keyval, Gdk.keyval_to_lower(event.keyval)}:
            for used in (mods, mods & ~Gdk.ModifierType.SHIFT_MASK):
                key = self._known.get((value, used))
                if key is None or key.act is None or (typing and not key.in_text):
                    continue
                if used != mods and chr(Gdk.keyval_to_unicode(value) or 97).isalnum():
                    continue
                if key.act() is not False:
                    return True
        return False


def key_name(accelerator: str) -> str:
    """Write a key as the person reads it on their keyboard; what is none stays as it is."""
    parsed = Gtk.accelerator_parse(accelerator)
    if not parsed.accelerator_key:
        return accelerator
    return str(Gtk.accelerator_get_label(parsed.accelerator_key, parsed.accelerator_mods))


def with_key(tip: str, accelerator: str) -> str:
    """Write a tip with the key that does the same."""
    return f"{tip} ({key_name(accelerator)})"


def show_keys(parent: Any, keys: tuple[Key, ...], guard: Guard) -> Any:
    """Show the list of keys."""
    window = Gtk.Dialog(title=_("Keyboard shortcuts"), transient_for=parent, destroy_with_parent=True)
    window.add_button(_("_Close"), Gtk.ResponseType.CLOSE)
    table = Gtk.Grid(column_spacing=WIDE, row_spacing=5, border_width=WIDE)
    name(table, _("Keyboard shortcuts"), role=Atk.Role.PANEL)
    for number, key in enumerate(key for key in keys if key.shown):
        cap = classes(label("  ".join(key_name(each) for each in key.shown.split())), "bowerbird-key")
        cap.set_halign(Gtk.Align.START)
        does = label(key.does)
        table.attach(cap, 0, number, 1, 1)
        table.attach(does, 1, number, 1, 1)
    window.get_content_area().add(table)
    guard.on(window, "response", lambda _response: window.destroy())
    window.show_all()
    return window
