"""The process that is the window: what it is made of, and its life from the first call to its closing."""

from __future__ import annotations

from collections.abc import Callable

from gi.repository import GLib

from bowerbird_client import Session

from ..host.edge import GimpHost
from ..model.panel import Panel
from ..ui import gimp_window
from ..ui.clipboard import take_from_clipboard
from ..ui.toolkit import Gtk
from ..ui.window import PanelWindow
from .inbox import Receive
from .places import credential_file, data_folder, settings_file

NAME = "GIMP"
"""What the hub calls this plug-in."""
SCOPES = ("search", "thumbnails", "originals", "curate")


def live(hand_to: Callable[[Receive], None]) -> None:
    """Show the window until the person closes it. `hand_to` gets the function that takes each request."""
    gimp_window.init()
    session = Session(NAME, credential_file(), scopes=SCOPES, deliver=GLib.idle_add)
    panel = Panel(session, settings_file(), GimpHost(take_from_clipboard), data_folder())
    window = PanelWindow(panel, session)
    try:
        window.open()
        hand_to(window.receive)
        Gtk.main()
    finally:
        window.close()
