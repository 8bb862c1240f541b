"""What GIMP starts: tells it of the procedures, and runs one of them."""

from __future__ import annotations

import traceback
from collections.abc import Callable
from typing import Any

import gi

gi.require_version("Gimp", "3.0")
from gi.repository import Gimp, GLib, GObject  # noqa: E402  versions come first

from bowerbird_client import BowerbirdClientError, UnknownError  # noqa: E402
from bowerbird_panel import words  # noqa: E402
from bowerbird_panel.host import HostTrouble  # noqa: E402
from bowerbird_panel.scripting import BadArgument  # noqa: E402
from bowerbird_panel.words import _  # noqa: E402

from ..model.placing import Placing  # noqa: E402
from ..model.requests import Wish  # noqa: E402
from .call import Call  # noqa: E402
from .places import DOMAIN, LOCALE  # noqa: E402
from .table import Entry, Field, Kind, entries  # noqa: E402
from .using import AS_LAST  # noqa: E402
from .window import ask_window  # noqa: E402

MENU = "<Image>/Tools/Bowerbird"
_AUTHORS = "Bowerbird"
_YEAR = "2026"
_FLAGS = GObject.ParamFlags.READWRITE
_HIGHEST = 1_000_000
"""Wider than what is allowed: a number that is not gets a sentence from us, not GIMP's own about its types."""


class BowerbirdPlugIn(Gimp.PlugIn):
    """The plug-in, in each of its short lives."""

    def do_set_i18n(self, _name: str) -> bool:
        """Say that the words come translated already."""
        return False

    def do_query_procedures(self) -> list[str]:
        """List the names of all procedures."""
        return [entry.name for entry in entries()]

    def do_create_procedure(self, name: str) -> Any:
        """Describe one procedure."""
        words.install(DOMAIN, LOCALE)
        entry = next(entry for entry in entries() if entry.name == name)
        procedure = Gimp.ImageProcedure.new(self, name, Gimp.PDBProcType.PLUGIN, self._run, entry)
        procedure.set_image_types("*")
        procedure.set_sensitivity_mask(_sensitivity(entry))
        procedure.set_documentation(entry.blurb, entry.help, name)
        procedure.set_attribution(_AUTHORS, _AUTHORS, _YEAR)
        for field in entry.arguments:
            _add_argument(procedure, field)
        for field in entry.values:
            _add_value(procedure, field)
        if entry.label:
            procedure.set_menu_label(entry.label)
            procedure.add_menu_path(MENU)
        return procedure

    def _run(
        self, procedure: Any, run_mode: Any, image: Any, _drawables: Any, config: Any, entry: Entry
    ) -> Any:
        # GIMP would show a dialog of its own for each call of ours that fails.
        self.set_pdb_error_handler(Gimp.PDBErrorHandler.PLUGIN)
        call = Call(image, config, interactive=run_mode != Gimp.RunMode.NONINTERACTIVE)
        again = run_mode == Gimp.RunMode.WITH_LAST_VALS
        return _answered(procedure, entry, lambda: self._values(entry, call, again=again))

    def _values(self, entry: Entry, call: Call, *, again: bool) -> Any:
        # What inserts asks nothing when it is only repeated.
        repeats = again and entry.wish is Wish.INSERT_LAST
        if call.interactive and entry.wish is not None and not repeats:
            try:
                ask_window(self, entry.wish, call)
            except HostTrouble as trouble:
                if not again or trouble.code != "not_available":
                    raise
            else:
                return [_nothing(field) for field in entry.values]
        if entry.needs_image and call.image is None:
            raise BadArgument(_("image is missing."))
        return entry.run(call)


def _answered(procedure: Any, entry: Entry, work: Callable[[], Any]) -> Any:
    """Do the work, and tell GIMP how it ended."""
    try:
        return _succeeded(procedure, entry, work())
    except (BadArgument, UnknownError) as error:
        return _failed(procedure, Gimp.PDBStatusType.CALLING_ERROR, error)
    except (BowerbirdClientError, HostTrouble) as error:
        return _failed(procedure, Gimp.PDBStatusType.EXECUTION_ERROR, error)
    except Exception as error:  # noqa: BLE001  GIMP would say no more than that something failed
        traceback.print_exc()
        told = _("Something went wrong in Bowerbird's plug-in: {error}").format(
            error=f"{type(error).__name__}: {error}"
        )
        return _failed(procedure, Gimp.PDBStatusType.EXECUTION_ERROR, told)


def _succeeded(procedure: Any, entry: Entry, given: Any) -> Any:
    values = procedure.new_return_values(Gimp.PDBStatusType.SUCCESS, GLib.Error())
    for number, (field, value) in enumerate(zip(entry.values, given), start=1):
        values.remove(number)
        values.insert(number, GObject.Value(_TYPES[field.kind], value))
    return values


def _failed(procedure: Any, status: Any, error: object) -> Any:
    return procedure.new_return_values(status, GLib.Error(str(error)))


_TYPES = {
    Kind.TEXT: GObject.TYPE_STRING,
    Kind.NUMBER: GObject.TYPE_INT,
    Kind.TEXTS: GObject.TYPE_STRV,
    Kind.LAYER: Gimp.Layer,
    Kind.IMAGE: Gimp.Image,
}


def _nothing(field: Field) -> Any:
    return {Kind.TEXT: "", Kind.NUMBER: 0, Kind.TEXTS: []}.get(field.kind)


def _sensitivity(entry: Entry) -> Any:
    mask = Gimp.ProcedureSensitivityMask
    return mask.DRAWABLE | mask.DRAWABLES | mask.NO_DRAWABLES if entry.needs_image else mask.ALWAYS


def _add_argument(procedure: Any, field: Field) -> None:
    about = (field.name, field.label, field.blurb)
    if field.kind is Kind.NUMBER:
        procedure.add_int_argument(*about, -_HIGHEST, _HIGHEST, field.default, _FLAGS)
    elif field.kind is Kind.PLACING:
        procedure.add_choice_argument(
            *about, _placings(with_last=field.default == AS_LAST), field.default, _FLAGS
        )
    else:
        procedure.add_string_argument(*about, field.default, _FLAGS)


def _add_value(procedure: Any, field: Field) -> None:
    about = (field.name, field.label, field.blurb)
    if field.kind is Kind.TEXTS:
        procedure.add_string_array_return_value(*about, _FLAGS)
    elif field.kind is Kind.NUMBER:
        procedure.add_int_return_value(*about, 0, _HIGHEST, 0, _FLAGS)
    elif field.kind is Kind.LAYER:
        procedure.add_layer_return_value(*about, True, _FLAGS)
    elif field.kind is Kind.IMAGE:
        procedure.add_image_return_value(*about, True, _FLAGS)
    else:
        procedure.add_string_return_value(*about, "", _FLAGS)


def _placings(*, with_last: bool) -> Any:
    choice = Gimp.Choice.new()
    names = ([AS_LAST] if with_last else []) + [placing.value for placing in Placing]
    for number, name in enumerate(names):
        choice.add(name, number, name, "")
    return choice
