"""All that one Blender has of Bowerbird, once it is needed: opened with the first drawing, closed when Blender ends."""

from __future__ import annotations

import atexit
import logging
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

import bpy

from bowerbird_client import CredentialFile, Hit, Session
from bowerbird_panel import notices
from bowerbird_panel.host import HostTrouble
from bowerbird_panel.panel import Panel
from bowerbird_panel.settings import SettingsFile
from bowerbird_panel.state import Connection

from .host.edge import BlenderHost
from .host.outlines import Outlines
from .host.places import credential_file, data_folder, settings_file
from .host.pump import Pump
from .host.thumbnails import Thumbnails
from .host.whereabouts import areas
from .model.program import BLENDER, failed
from .model.ways import USUAL_WAYS, Insertion, Way

_log = logging.getLogger(__name__)

SCOPES = ("search", "thumbnails", "originals", "curate")
SHOWN_IN = {"VIEW_3D": "UI", "IMAGE_EDITOR": "UI", "NODE_EDITOR": "UI", "PREFERENCES": "WINDOW"}
"""Which part of which editor shows us: the tab of the sidebar, and how we are connected."""


@dataclass
class Desk:
    """The parts, and what they tell each other."""

    session: Session
    panel: Panel
    host: BlenderHost
    pump: Pump
    thumbnails: Thumbnails
    outlines: Outlines
    credentials: CredentialFile
    settings: SettingsFile
    data_folder: Path
    _hits: tuple[Hit, ...] = field(default=(), init=False)
    _ways: dict[str, Way] = field(default_factory=lambda: dict(USUAL_WAYS), init=False)
    attended: bool = field(default=False, init=False)
    """Whether the person has seen us."""

    def attend(self) -> None:
        """Know that the person sees us: the hub is looked for, the first time that they do."""
        if not self.attended:
            self.attended = True
            # A drawing must change nothing.
            self.pump.after(0, self.panel.connect)

    def came_from(self, context: Any) -> None:
        """Note where the person clicked."""
        self.host.came_from(context)

    def insertion(self, context: Any) -> Insertion:
        """Say how pictures come in where the person is."""
        usual = Insertion.of_text(self.panel.state.placing)
        return replace(usual, way=self._ways.get(_kind_of(context.area), usual.way))

    def choose(self, context: Any, insertion: Insertion) -> None:
        """Have pictures come in like this from now on; the way itself is that of this kind of editor."""
        kind = _kind_of(context.area)
        if kind in self._ways:
            self._ways[kind] = insertion.way
            insertion = replace(insertion, way=Insertion.of_text(self.panel.state.placing).way)
        self.panel.set_placing(insertion.to_text())
        redraw()

    def close(self) -> None:
        """End everything: no thread, no timer, no icon and no file that was fetched stays."""
        self.pump.stop()
        self.outlines.close()
        self.thumbnails.close()
        self.panel.close()
        self.host.close()

    def _changed(self) -> None:
        state = self.panel.state
        if state.hits is not self._hits:
            self._hits = state.hits
            self.thumbnails.keep_only(state.hits)
        self.thumbnails.allow(fetching=state.connection is Connection.READY)
        self.pump.wake()
        redraw()

    def begin(self) -> None:
        """Begin to tell each other."""
        self.panel.listen(self._changed)
        self.thumbnails.allow(fetching=False)
        self.pump.start()


class _Opened:
    """The one desk of this Blender."""

    desk: Desk | None = None


def desk() -> Desk:
    """Give the desk; open it where it is not open yet. Raises NotInstalledError."""
    return open_desk() if _Opened.desk is None else _Opened.desk


def opened() -> Desk | None:
    """Give the desk where it is open."""
    return _Opened.desk


def open_desk() -> Desk:
    """Put the parts together. Nothing is asked yet, and nothing but the settings read.

    `bpy.app.online_access` is not looked at: it is for what reaches other computers, and the client's connections end at
    127.0.0.1.
    """
    if _Opened.desk is not None:
        return _Opened.desk
    folder = data_folder()
    credentials, settings = credential_file(folder), settings_file(folder)
    session = Session(name(), credentials, scopes=SCOPES)
    pump = Pump(
        lambda seconds: session.drain(budget_seconds=seconds),
        timers=bpy.app.timers,
        busy=lambda: session.busy,
        failed=_failed,
    )
    host = BlenderHost(pump, folder)
    panel = Panel(session, settings, host, folder)
    thumbnails = Thumbnails(session, redraw, asked=pump.wake)
    outlines = Outlines(thumbnails.preview, host.after, redraw, failed=_tell)
    made = Desk(session, panel, host, pump, thumbnails, outlines, credentials, settings, folder)
    made.begin()
    _Opened.desk = made
    # Blender unregisters extensions when it ends, but not as a module of Python.
    atexit.register(close_desk)
    return made


def close_desk() -> None:
    """End everything, if there is anything."""
    made, _Opened.desk = _Opened.desk, None
    if made is not None:
        atexit.unregister(close_desk)
        made.close()


def name() -> str:
    """Tell what the hub calls this Blender: each version has a profile of its own, and is connected by itself."""
    return "Blender {}.{}".format(*bpy.app.version[:2])


def redraw() -> None:
    """Have all that shows us drawn again."""
    for _window, area in areas():
        for region in area.regions:
            if region.type == SHOWN_IN.get(area.type):
                region.tag_redraw()


def _kind_of(area: Any) -> str:
    return "" if area is None else str(area.type)


def _failed(error: Exception) -> None:
    _log.error("Bowerbird could not do something.", exc_info=error)
    _tell(failed(error))


def _tell(trouble: HostTrouble) -> None:
    made = _Opened.desk
    if made is not None:
        made.panel.tell(notices.of_trouble(BLENDER.name, trouble))
