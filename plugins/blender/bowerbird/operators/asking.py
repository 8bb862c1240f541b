"""What operators have in common: whether they can be used now, and what a script is told."""

from __future__ import annotations

import json
from collections.abc import Callable
from contextlib import AbstractContextManager
from typing import Any

from bowerbird_client import BowerbirdClientError
from bowerbird_panel import scripting
from bowerbird_panel.host import HostTrouble
from bowerbird_panel.scripting import BadArgument, ScriptHub
from bowerbird_panel.state import Connection, PanelState
from bowerbird_panel.words import _

from ..desk import desk, opened
from ..model.program import BLENDER

FINISHED = frozenset({"FINISHED"})
CANCELLED = frozenset({"CANCELLED"})


class Asked:
    """What can be used unless something is lacking."""

    @staticmethod
    def lacks(_state: PanelState, /) -> str:
        """Say what keeps one from it now; nothing does."""
        return ""

    @classmethod
    def poll(cls, _context: Any, /) -> bool:
        """Tell whether nothing is lacking; what is, Blender says in the tooltip."""
        return usable(cls, cls.lacks)


class OfPanel(Asked):
    """What the panel does in its own time, whoever asks for it."""

    def execute(self, context: Any) -> frozenset[str]:
        """Have the panel do it."""
        return told(self, lambda: self.act(context))

    def act(self, context: Any, /) -> None:
        """Tell the panel what to do. Raises BadArgument."""
        raise NotImplementedError


class WhereClicked(OfPanel):
    """What has to do with the editor that it was asked for in."""

    def execute(self, context: Any) -> frozenset[str]:
        """Note where the person is, and have the panel do it."""
        desk().came_from(context)
        return super().execute(context)


class AlsoForScripts(WhereClicked):
    """What the panel does for a person, and what a script waits for and finds an answer to."""

    def invoke(self, context: Any, _event: Any) -> frozenset[str]:
        """Have the panel do it."""
        return super().execute(context)

    def execute(self, context: Any) -> frozenset[str]:
        """Do it, wait, and lay the answer down."""
        return told(self, lambda: answer(context, self.ask(context)))

    def ask(self, context: Any, /) -> object:
        """Give the answer. Raises BadArgument, BowerbirdClientError, HostTrouble."""
        raise NotImplementedError


def usable(operator: Any, lacks: Callable[[PanelState], str]) -> bool:
    """Tell whether an operator can be used now, and have Blender say in its tooltip why not.

    `lacks` gives the reason, or nothing. Where nobody has looked at the panel yet nothing is known that would be in the way.
    """
    made = opened()
    reason = "" if made is None else lacks(made.panel.state)
    if reason:
        operator.poll_message_set(reason)
    return not reason


def pairing(state: PanelState) -> str:
    """Say that nothing else goes on while the code is compared."""
    return _("Bowerbird is being connected: compare the code first.") if _is_pairing(state) else ""


def not_connected(state: PanelState) -> str:
    """Say that Bowerbird is not there."""
    if state.connection is Connection.READY:
        return ""
    if _is_pairing(state):
        return pairing(state)
    made = opened()
    if made is not None and not made.attended:
        # Opened by a script: nobody has looked for it yet, and a script's own call will.
        return ""
    if state.connection is Connection.CONNECTING:
        return _("Bowerbird is being looked for.")
    return _("{program} is not connected to Bowerbird.").format(program=BLENDER.name)


def connected() -> AbstractContextManager[ScriptHub]:
    """Give the hub that this Blender is connected with, for calls that wait. Raises NotPairedError where it is with none."""
    made = desk()
    return scripting.connected(
        BLENDER.name,
        made.credentials,
        made.settings,
        how_to_connect=_(
            "Open the tab Bowerbird in the sidebar of the 3D view once, and connect there; then try again."
        ),
    )


def told(operator: Any, work: Callable[[], object]) -> frozenset[str]:
    """Do something for a script, and have Blender raise what goes wrong, with what to do about it."""
    try:
        work()
    except (BowerbirdClientError, HostTrouble) as error:
        operator.report({"ERROR"}, f"{error.sentence} {error.advice}".strip())
        return CANCELLED
    except BadArgument as error:
        operator.report({"ERROR"}, str(error))
        return CANCELLED
    return FINISHED


def answer(context: Any, value: object) -> None:
    """Lay an answer where a script finds it: `bpy.context.window_manager.bowerbird.answer`, as JSON."""
    context.window_manager.bowerbird.answer = json.dumps(value)


def _is_pairing(state: PanelState) -> bool:
    return state.connection is Connection.PAIRING
