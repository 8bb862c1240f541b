"""Widgets as this window makes them: text is plain text, and each control has a name for those who do not see it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from bowerbird_panel.phrases import plain

from .style import GAP, classes
from .toolkit import Atk, Gtk, Pango


def name(widget: Any, called: str, description: str = "", role: Any = None) -> Any:
    """Tell a screen reader what something is called."""
    accessible = widget.get_accessible()
    accessible.set_name(plain(called))
    if description:
        accessible.set_description(plain(description))
    if role is not None:
        accessible.set_role(role)
    return widget


def label(text: str = "", *styles: str, wrap: bool = False, lines: int = 0) -> Any:
    """Make a text, at the start of its line; what does not fit is cut with dots, or wraps."""
    made = Gtk.Label(label=plain(text), xalign=0.0)
    made.set_use_markup(False)
    if wrap:
        made.set_line_wrap(True)
        made.set_line_wrap_mode(Pango.WrapMode.WORD_CHAR)
        made.set_max_width_chars(30)
        if lines:
            made.set_lines(lines)
            made.set_ellipsize(Pango.EllipsizeMode.END)
    else:
        made.set_ellipsize(Pango.EllipsizeMode.END)
        made.set_single_line_mode(True)
    return classes(made, *styles)


def icon(called: str, size: Any = None) -> Any:
    """Make a picture of the theme; it says nothing that words do not say."""
    made = Gtk.Image.new_from_icon_name(called, Gtk.IconSize.BUTTON if size is None else size)
    made.get_accessible().set_role(Atk.Role.ICON)
    return made


def row(*children: Any, gap: int = GAP, grow: Any | None = None, vertical: bool = False) -> Any:
    """Put widgets beside each other, or with `vertical` below each other; `grow` takes what room is left."""
    made = Gtk.Box(
        orientation=Gtk.Orientation.VERTICAL if vertical else Gtk.Orientation.HORIZONTAL, spacing=gap
    )
    for child in children:
        made.pack_start(child, child is grow, child is grow, 0)
    return made


def icon_button(icon_name: str, called: str, tip: str = "", kind: Any = None) -> Any:
    """Make a button that shows an icon alone; its name and its tip say what it does."""
    made = (Gtk.Button if kind is None else kind)()
    made.add(icon(icon_name))
    made.set_tooltip_text(tip or called)
    return name(made, called, tip if tip != called else "")


def button(text: str, icon_name: str = "", tip: str = "", kind: Any = None) -> Any:
    """Make a button with words, which may hold a mnemonic, and an icon before them."""
    made = (Gtk.Button if kind is None else kind)()
    words = label("")
    words.set_text_with_mnemonic(text)
    words.set_mnemonic_widget(made)
    words.set_xalign(0.5)
    inner = row(icon(icon_name), words, gap=5) if icon_name else words
    if icon_name:
        inner.set_halign(Gtk.Align.CENTER)
    made.add(inner)
    if tip:
        made.set_tooltip_text(tip)
    return name(made, words.get_text(), tip)


def labelled(text: str, control: Any) -> Any:
    """Make the label of a control, with its mnemonic and the relation that a screen reader follows."""
    made = label("")
    made.set_text_with_mnemonic(text)
    made.set_mnemonic_widget(control)
    relate(control, Atk.RelationType.LABELLED_BY, made)
    name(control, made.get_text())
    return made


def relate(widget: Any, relation: Any, *others: Any) -> None:
    """Tell a screen reader how widgets belong together."""
    for other in others:
        widget.get_accessible().add_relationship(relation, other.get_accessible())


def fill(combo: Any, entries: Sequence[tuple[str, str]], chosen: str) -> None:
    """Put ids and texts into a combo box."""
    combo.remove_all()
    for each, text in entries:
        combo.append(each, plain(text))
    combo.set_active_id(chosen)


def combo() -> Any:
    """Make a combo box for texts that others wrote, as long as they may be."""
    made = Gtk.ComboBoxText()
    for renderer in made.get_cells():
        renderer.set_property("ellipsize", Pango.EllipsizeMode.MIDDLE)
    return made


def clear(container: Any) -> None:
    """Take everything out of a container, for good."""
    for child in container.get_children():
        child.destroy()
