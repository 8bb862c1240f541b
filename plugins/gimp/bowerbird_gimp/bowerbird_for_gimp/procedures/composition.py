"""The process that is the window: what it is made of, and its life from the first call to its closing."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import gi

gi.require_version("Gtk", "3.0")
gi.require_version("GimpUi", "3.0")
from gi.repository import GimpUi, GLib, Gtk  # noqa: E402  versions come first

from bowerbird_client import Session  # noqa: E402

from ..host.edge import GimpHost  # noqa: E402
from ..model.panel import Panel  # noqa: E402
from ..ui.clipboard import read_clipboard  # noqa: E402
from ..ui.window import PanelWindow  # noqa: E402
from .places import credential_file, data_folder, settings_file  # noqa: E402

PROGRAM = "bowerbird"
NAME = "GIMP"
"""How the hub calls this plug-in."""
SCOPES = ("search", "thumbnails", "originals", "curate")


def live(requests: Callable[[Callable[[dict[str, Any], int | None], None]], None]) -> None:
    """Show the window until the person closes it. `requests` gets the function that takes each request."""
    GimpUi.init(PROGRAM)
    session = Session(NAME, credential_file(), scopes=SCOPES, deliver=GLib.idle_add)
    panel = Panel(session, settings_file(), GimpHost(read_clipboard), data_folder())
    window = PanelWindow(panel)
    try:
        GimpUi.window_set_transient(window)
        window.connect("destroy", lambda _window: Gtk.main_quit())

        def receive(request: dict[str, Any], image_id: int | None) -> None:
            window.present_with_time(Gtk.get_current_event_time())
            panel.receive(request, image_id)

        panel.connect()
        window.show()
        requests(receive)
        Gtk.main()
    finally:
        panel.close()
