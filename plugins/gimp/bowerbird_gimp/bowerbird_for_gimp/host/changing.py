"""Changes under a name of their own: GIMP names a step of undo after the procedure that made it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from gi.repository import Gimp, GLib

from bowerbird_panel.words import _

Work = Callable[[], None]
Change = Callable[[Work], None]
"""Does some work that changes an image, and raises what the work raises."""

CHANGE = "bowerbird-change"


def at_once(work: Work) -> None:
    """Change under the name of the procedure that runs: for scripts and menu entries, whose name says what they do."""
    work()
    Gimp.displays_flush()


class NamedChanges:
    """Makes changes inside a temporary procedure. Else they would be called after what has opened the window."""

    def __init__(self, plug_in: Any) -> None:
        """Say which plug-in has the procedure."""
        self._plug_in = plug_in
        self._waiting: list[Work] = []
        self._failed: list[BaseException] = []

    def __call__(self, work: Work) -> None:
        """Do some work inside the procedure; where GIMP does not run it, do it all the same."""
        self._waiting.append(work)
        # Not there for longer: at each look at its menus GIMP misses an action of it, and says so where it was started.
        self._plug_in.add_temp_procedure(self._procedure())
        try:
            procedure = Gimp.get_pdb().lookup_procedure(CHANGE)
            if procedure is not None:
                procedure.run(procedure.create_config())
        finally:
            self._plug_in.remove_temp_procedure(CHANGE)
        while self._waiting:
            self._waiting.pop()()
        Gimp.displays_flush()
        if self._failed:
            raise self._failed.pop()

    def _procedure(self) -> Any:
        procedure = Gimp.Procedure.new(self._plug_in, CHANGE, Gimp.PDBProcType.TEMPORARY, self._run, None)
        procedure.set_menu_label(_("Insert from Bowerbird"))
        procedure.set_documentation(
            _("Changes an image"), _("For Bowerbird itself: its name is that of the step of undo."), CHANGE
        )
        return procedure

    def _run(self, procedure: Any, _config: Any, _data: Any) -> Any:
        # It holds for one run of one procedure.
        self._plug_in.set_pdb_error_handler(Gimp.PDBErrorHandler.PLUGIN)
        try:
            while self._waiting:
                self._waiting.pop()()
        except BaseException as error:  # noqa: BLE001  it goes to who wanted the work done
            self._failed.append(error)
        return procedure.new_return_values(Gimp.PDBStatusType.SUCCESS, GLib.Error())
