"""How the window looks beyond GIMP's theme: spaces, weights and borders; every colour is the theme's own."""

from __future__ import annotations

from typing import Any

from .toolkit import Gdk, Gtk

GAP = 6
WIDE = 12

CSS = b"""
.bowerbird-soft { opacity: 0.72; }
.bowerbird-small { font-size: 0.9em; }
.bowerbird-title { font-size: 1.25em; font-weight: bold; }
.bowerbird-strong { font-weight: bold; }
.bowerbird-code { font-family: monospace; font-size: 2.1em; font-weight: bold; letter-spacing: 3px; }
.bowerbird-panel { padding: 8px; }
.bowerbird-chip { border: 1px solid alpha(currentColor, 0.28); border-radius: 6px; padding: 3px 3px 3px 4px; }
.bowerbird-entry { border: 1px solid alpha(currentColor, 0.35); border-radius: 9px; padding: 0 7px;
    font-size: 0.9em; font-weight: bold; }
.bowerbird-card { border: 1px solid alpha(currentColor, 0.22); border-radius: 8px; padding: 10px 12px; }
.bowerbird-example { border: 1px solid alpha(currentColor, 0.35); border-radius: 14px; padding: 3px 11px; }
.bowerbird-source { padding: 3px 4px; min-width: 0; }
.bowerbird-bar { border-top: 1px solid alpha(currentColor, 0.2); padding: 8px; }
.bowerbird-main { font-weight: bold; border: 1px solid alpha(currentColor, 0.6); padding: 4px 8px; }
.bowerbird-main label.bowerbird-small { font-weight: normal; }
.bowerbird-notice { border: 1px solid alpha(currentColor, 0.3); border-left-width: 4px; border-radius: 4px;
    padding: 6px 6px 6px 8px; }
.bowerbird-notice.error { border-color: alpha(currentColor, 0.75); }
.bowerbird-cell { padding: 3px; margin: 0; min-width: 0; min-height: 0; border: 2px solid transparent;
    border-radius: 8px; background: none; box-shadow: none; outline-width: 0; }
.bowerbird-cell:hover { background-color: alpha(currentColor, 0.08); }
.bowerbird-cell:checked { border-color: currentColor; background-color: alpha(currentColor, 0.14); }
.bowerbird-cell:focus { border-style: dashed; border-color: alpha(currentColor, 0.75); }
.bowerbird-cell:checked:focus { border-style: solid; border-color: currentColor;
    outline: 1px dashed currentColor; outline-offset: 1px; -gtk-outline-radius: 8px; }
.bowerbird-waiting { background-color: alpha(currentColor, 0.07); border-radius: 6px; }
.bowerbird-badge { background-color: rgba(0, 0, 0, 0.78); border-radius: 5px; padding: 1px 6px; margin: 5px; }
.bowerbird-badge, .bowerbird-badge * { color: white; font-size: 0.95em; }
.bowerbird-key { border: 1px solid alpha(currentColor, 0.35); border-radius: 4px; padding: 0 6px;
    font-family: monospace; }
.bowerbird-grid { background-color: transparent; }
"""
"""Badges lie on pictures, not on the theme: they bring a ground of their own."""


def dress(screen: Any) -> None:
    """Put the style over the theme, on one screen."""
    provider = Gtk.CssProvider()
    provider.load_from_data(CSS)
    Gtk.StyleContext.add_provider_for_screen(screen or Gdk.Screen.get_default(), provider, 650)


def classes(widget: Any, *names: str, on: bool = True) -> Any:
    """Give a widget style classes, or take them away; gives the widget."""
    context = widget.get_style_context()
    for name in names:
        if on:
            context.add_class(name)
        else:
            context.remove_class(name)
    return widget
