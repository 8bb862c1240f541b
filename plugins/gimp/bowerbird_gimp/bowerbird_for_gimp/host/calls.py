"""Calling libgimp so that what fails says why, and nothing is left behind."""

from __future__ import annotations

import contextlib
from collections.abc import Generator
from typing import Any, TypeVar

import gi

gi.require_version("Gimp", "3.0")
gi.require_version("Gegl", "0.4")
from gi.repository import Gimp  # noqa: E402  versions come first

from ..model.edge import GimpTrouble  # noqa: E402
from ..model.words import _  # noqa: E402

T = TypeVar("T")


def needed(result: T) -> T:
    """Pass on what a call of libgimp gave; raise GimpTrouble where it gave nothing.

    libgimp raises nothing: a call that fails gives None or False, and the reason stays with the PDB.
    """
    if result is None or result is False:
        reason = Gimp.get_pdb().get_last_error() or ""
        raise GimpTrouble("gimp_failed", _("GIMP could not do that."), reason)
    return result


@contextlib.contextmanager
def passing(image: Any) -> Generator[Any]:
    """Use an image that nobody sees, and delete it in the end, whatever happens."""
    needed(image).undo_disable()
    try:
        yield image
    finally:
        if image.is_valid():
            image.delete()


@contextlib.contextmanager
def given_up_on_failure(made: Any) -> Generator[None]:
    """Delete a layer that lies in no stack yet, or an image that nobody has seen, when nothing comes of it."""
    try:
        yield
    except BaseException:
        if made.is_valid():
            made.delete()
        raise


@contextlib.contextmanager
def quiet() -> Generator[None]:
    """Have GIMP write its warnings into the error console instead of opening dialogs for them."""
    before = Gimp.message_get_handler()
    Gimp.message_set_handler(Gimp.MessageHandlerType.ERROR_CONSOLE)
    try:
        yield
    finally:
        Gimp.message_set_handler(before)


@contextlib.contextmanager
def one_undo_step(image: Any) -> Generator[None]:
    """Make one step of undo of all changes of an image; the person's colours, brushes and the like stay as they are."""
    Gimp.context_push()
    image.undo_group_start()
    try:
        yield
    finally:
        if image.is_valid():
            image.undo_group_end()
        Gimp.context_pop()
        Gimp.displays_flush()
