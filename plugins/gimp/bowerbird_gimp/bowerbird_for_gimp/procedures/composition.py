"""The process that is the window: what it is made of, and its life from the first call to its closing."""

from __future__ import annotations

from collections.abc import Callable

from gi.repository import Gimp, GLib

from bowerbird_client import Session
from bowerbird_panel.panel import Panel

from ..host.changing import NamedChanges
from ..host.edge import GimpHost
from ..ui import gimp_window
from ..ui.clipboard import take_from_clipboard
from ..ui.toolkit import Gtk
from ..ui.window import PanelWindow
from .inbox import Receive
from .places import credential_file, data_folder, settings_file

SCOPES = ("search", "thumbnails", "originals", "curate")


def live(hand_to: Callable[[Receive], None]) -> None:
    """Show the window until the person closes it. `hand_to` gets the function that takes each request."""
    gimp_window.init()
    session = Session(_name(), credential_file(), scopes=SCOPES, deliver=GLib.idle_add)
    host = GimpHost(take_from_clipboard, NamedChanges(Gimp.get_plug_in()))
    panel = Panel(session, settings_file(), host, data_folder())
    window = PanelWindow(panel, session)
    try:
        window.open()
        hand_to(window.receive)
        Gtk.main()
    finally:
        window.close()


def _name() -> str:
    """Tell what the hub calls this plug-in: each GIMP has a profile of its own, and is connected by itself."""
    return "GIMP {}.{}".format(*Gimp.version().split("."))
