"""Reaching the one window of this GIMP: the process that has it, or this one, which becomes it."""

from __future__ import annotations

import json
import os
import time
from typing import Any

from gi.repository import Gimp, GLib, GObject

from bowerbird_panel.words import _

from ..model.requests import Wish
from .call import Call
from .inbox import Inbox
from .places import turn_file
from .turn import Turn, has_come

WINDOW = "bowerbird-window"
"""The temporary procedure that is there for as long as the window is."""

_HUNG_S = 1.0


def ask_window(plug_in: Any, wish: Wish, call: Call) -> None:
    """Have the window do something for an image; open it first where it is not there.

    Returns at once where another process has it, else when the person has closed it. What a script may have given to
    an interactive call is passed over: GIMP keeps it, and would give it again to each click that comes later.
    """
    request = wish.to_fields()
    # Two calls that come at once are two processes, neither of which finds a window.
    turn = Turn(turn_file(), os.getppid())
    if not has_come(turn, lambda: _hand_over(request, call.image)):
        turn.close()
        return
    inbox = Inbox()
    # Before anything else: the next call may come while Gtk is being loaded.
    _add_to(plug_in, inbox)
    try:
        from . import composition  # noqa: PLC0415  Gtk is there only where a window is wanted

        inbox.put(request, None if call.image is None else call.image.get_id())
        composition.live(inbox.hand_to)
    finally:
        plug_in.remove_temp_procedure(WINDOW)
        turn.close()


def _add_to(plug_in: Any, inbox: Inbox) -> None:
    """Let other processes reach the window of this one."""

    def run(procedure: Any, config: Any, _data: Any) -> Any:
        image = config.get_property("image")
        image_id = None if image is None else image.get_id()
        # The caller shall not wait for what comes of it.
        GLib.idle_add(_take, inbox, config.get_property("request"), image_id)
        return procedure.new_return_values(Gimp.PDBStatusType.SUCCESS, GLib.Error())

    procedure = Gimp.Procedure.new(plug_in, WINDOW, Gimp.PDBProcType.TEMPORARY, run, None)
    procedure.set_documentation(
        _("Reaches Bowerbird's window"), _("For Bowerbird itself: it takes what a menu entry asks."), WINDOW
    )
    flags = GObject.ParamFlags.READWRITE
    procedure.add_string_argument("request", _("Request"), _("What to do, as JSON"), "{}", flags)
    procedure.add_image_argument("image", _("Image"), _("The image that the person came from"), True, flags)
    plug_in.add_temp_procedure(procedure)
    plug_in.persistent_enable()


def _take(inbox: Inbox, request: str, image_id: int | None) -> bool:
    inbox.put_text(request, image_id)
    return GLib.SOURCE_REMOVE


def _hand_over(request: dict[str, Any], image: Any) -> bool:
    """Tell whether another process has the window, and was told."""
    window = Gimp.get_pdb().lookup_procedure(WINDOW)
    if window is None:
        return False
    config = window.create_config()
    config.set_property("request", json.dumps(request))
    config.set_property("image", image)
    began = time.monotonic()
    if window.run(config).index(0) == Gimp.PDBStatusType.SUCCESS:
        return True
    # The window was just being closed. One that hung before it died is not opened again by all who waited for it.
    return time.monotonic() - began > _HUNG_S
