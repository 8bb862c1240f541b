"""Calling libgimp so that what fails says why, and nothing is left behind."""

from __future__ import annotations

import contextlib
import os
from collections.abc import Generator
from typing import Any, TypeVar

import gi

gi.require_version("Gimp", "3.0")
gi.require_version("Gegl", "0.4")
from gi.repository import Gimp  # noqa: E402  versions come first

from bowerbird_panel.host import HostTrouble  # noqa: E402
from bowerbird_panel.words import _  # noqa: E402

T = TypeVar("T")

_PASSING = "bowerbird-passing"
"""On an image that nobody sees: the number of the process that works with it. No file keeps it."""


def needed(result: T) -> T:
    """Pass on what a call of libgimp gave; raise HostTrouble where it gave nothing.

    libgimp raises nothing: a call that fails gives None or False, and the reason stays with the PDB.
    """
    if result is None or result is False:
        reason = Gimp.get_pdb().get_last_error() or ""
        raise HostTrouble(
            "gimp_failed", _("{program} could not do that.").format(program="GIMP"), reason, is_fault=True
        )
    return result


@contextlib.contextmanager
def passing(image: Any) -> Generator[Any]:
    """Use an image that nobody sees, and delete it in the end, whatever happens."""
    hide(image)
    try:
        yield image
    finally:
        if image.is_valid():
            image.delete()


def hide(image: Any) -> None:
    """Have an image taken for none of the person's: it cannot be undone, and is known for ours after a crash."""
    needed(image).undo_disable()
    needed(image.attach_parasite(Gimp.Parasite.new(_PASSING, 0, list(b"%d" % os.getpid()))))


def show(image: Any) -> None:
    """Make an image that was hidden one of the person's. Its history begins now: our own changes are not in it."""
    image.detach_parasite(_PASSING)
    image.undo_enable()
    image.clean_all()


def delete_abandoned() -> None:
    """Delete the images that processes of ours worked with when they were killed."""
    for image in Gimp.get_images():
        # A file that somebody sent may bring such a mark, but no image that cannot be undone.
        if not image.undo_is_enabled() and _is_abandoned(image.get_parasite(_PASSING)):
            image.delete()


def _is_abandoned(mark: Any) -> bool:
    number = b"" if mark is None else bytes(mark.get_data())
    # There, asking for a process in this way would end it.
    if os.name == "nt" or not number.isdigit() or len(number) > 9:  # noqa: PLR2004  no process has more digits
        return False
    try:
        os.kill(int(number), 0)
    except ProcessLookupError:
        return True
    except OSError:
        pass
    return False


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
