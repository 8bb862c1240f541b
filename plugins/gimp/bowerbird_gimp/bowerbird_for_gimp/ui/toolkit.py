"""Gtk and what belongs to it, as everything here imports it: the versions are chosen in one place."""

from __future__ import annotations

import gi

gi.require_version("Atk", "1.0")
gi.require_version("Gdk", "3.0")
gi.require_version("GdkPixbuf", "2.0")
gi.require_version("Gtk", "3.0")
gi.require_version("Pango", "1.0")

from gi.repository import Atk, Gdk, GdkPixbuf, GLib, Gtk, Pango  # noqa: E402  the versions come first

__all__ = ["Atk", "GLib", "Gdk", "GdkPixbuf", "Gtk", "Pango", "has_cairo"]


def has_cairo() -> bool:
    """Tell whether cairo's Python part is there, which draws, and hands pictures over at the pixels of the screen."""
    try:
        gi.require_foreign("cairo")
    except ImportError:
        return False
    return True
