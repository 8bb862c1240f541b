"""What GIMP gives to windows of plug-ins: its theme and font, and a place above its own windows."""

from __future__ import annotations

import logging
from typing import Any

import gi

from bowerbird_panel.host import HostTrouble
from bowerbird_panel.words import _

from .style import dress
from .toolkit import Gdk, Gtk

_log = logging.getLogger(__name__)


def init(program: str = "bowerbird") -> None:
    """Take GIMP's theme, font and settings. Call it once, before the first window. Raises HostTrouble."""
    if not Gtk.init_check([])[0]:
        # GIMP's own way to begin would end the process at once.
        raise HostTrouble(
            "not_available",
            _("There is no screen here for Bowerbird's window."),
            _("In a script, call this with the run mode NONINTERACTIVE."),
            is_fault=True,
        )
    _gimp_ui().init(program)
    dress(None)
    Gtk.Window.set_default_icon_name("gimp-tool-zoom")


def stay_above(window: Any) -> None:
    """Keep a window above GIMP's; where the desktop cannot, it is a window like others."""
    try:
        _gimp_ui().window_set_transient(window)
    except Exception:  # noqa: BLE001  a window like others is better than none
        _log.exception("The window does not stay above GIMP's.")


def newest_time(window: Any) -> int:
    """Give the time that the desktop believes when a window comes to the front by itself."""
    try:
        gi.require_version("GdkX11", "3.0")
        from gi.repository import GdkX11  # noqa: PLC0415  not every desktop has it
    except (ImportError, ValueError):
        return int(Gdk.CURRENT_TIME)
    own = window.get_window()
    return int(GdkX11.x11_get_server_time(own) if isinstance(own, GdkX11.X11Window) else Gdk.CURRENT_TIME)


def _gimp_ui() -> Any:
    gi.require_version("GimpUi", "3.0")
    from gi.repository import GimpUi  # noqa: PLC0415  the version comes first

    return GimpUi
