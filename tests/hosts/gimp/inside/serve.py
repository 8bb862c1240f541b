"""Runs inside GIMP, by its own Python: what a test's pieces of code find there, and how values of GIMP go back as JSON."""
# GIMP comes to Python without types.
# mypy: disable-error-code="misc, no-any-return, attr-defined, no-untyped-call, import-not-found"
# pyright: basic, reportMissingImports=false, reportMissingModuleSource=false, reportAttributeAccessIssue=false

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Any

import gi

gi.require_version("Gimp", "3.0")
gi.require_version("Gegl", "0.4")
from gi.repository import Gegl, Gimp, Gio, GLib, GObject  # noqa: E402  versions come first

sys.path.insert(0, str(Path(__file__).parent))
from pieces import Channel  # noqa: E402  it lies beside this file, wherever that is


def call(
    name: str,
    image: int | None = None,
    drawables: tuple[int, ...] | list[int] = (),
    mode: str = "NONINTERACTIVE",
    **arguments: Any,
) -> dict[str, Any]:
    """Run a procedure as a script does: images and drawables by their ids, enums and choices by what they hold."""
    procedure = Gimp.get_pdb().lookup_procedure(name)
    if procedure is None:
        raise LookupError(f"there is no procedure {name}")
    config = procedure.create_config()
    known = {spec.name for spec in procedure.get_arguments()}
    if "run-mode" in known:
        config.set_property("run-mode", getattr(Gimp.RunMode, mode))
    if "image" in known and image is not None:
        config.set_property("image", Gimp.Image.get_by_id(image))
    if "drawables" in known and drawables:
        config.set_core_object_array("drawables", [Gimp.Item.get_by_id(each) for each in drawables])
    for key, value in arguments.items():
        config.set_property(key.replace("_", "-"), value)
    values = procedure.run(config)
    status = values.index(0)
    failed = status != Gimp.PDBStatusType.SUCCESS
    return {
        "status": Gimp.PDBStatusType(status).value_nick,
        "error": Gimp.get_pdb().get_last_error() if failed else "",
        "values": [_plain(values.index(number)) for number in range(1, values.length())],
    }


def _plain(value: Any) -> Any:
    """Give what JSON can hold: an object of GIMP becomes its id."""
    if isinstance(value, (str, int, float, bool, type(None))):
        return value
    if hasattr(value, "get_id"):
        return value.get_id()
    if isinstance(value, dict):
        return {str(key): _plain(each) for key, each in value.items()}
    if isinstance(value, (list, tuple, GLib.strv if hasattr(GLib, "strv") else tuple)):
        return [_plain(each) for each in value]
    return repr(value)


def serve(port: int, secret: str) -> None:
    """Connect to the test, and do what it says until it closes."""
    names: dict[str, Any] = {
        "Gimp": Gimp, "Gegl": Gegl, "GLib": GLib, "Gio": Gio, "GObject": GObject, "json": json, "call": call
    }  # fmt: skip
    Gegl.init(None)
    Channel(port, secret, names, _plain).serve()
