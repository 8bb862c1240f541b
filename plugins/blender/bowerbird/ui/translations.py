# SPDX-License-Identifier: GPL-3.0-or-later
"""The language of the person: Blender draws labels and tooltips from its own table, the panel its sentences from gettext.

Both come from the same catalogues.
"""

from __future__ import annotations

import gettext
import struct
from pathlib import Path
from typing import Any

import bpy

from bowerbird_panel import words

DOMAIN = "bowerbird_blender"
LOCALE = Path(__file__).resolve().parents[1] / "locale"
CONTEXT = "Bowerbird"
"""For labels that Blender has too, and means something else by: its own translation would win."""
_CONTEXTS = ("*", "Operator", CONTEXT)
"""In which Blender looks labels up: those of operators have one of their own."""

Table = dict[str, dict[tuple[str, str], str]]


class _Spoken:
    """The language that the panel speaks."""

    language: str | None = None


def table(locales: tuple[str, ...], languages: tuple[str, ...]) -> Table:
    """Give what Blender's own labels are called in each of Blender's locales of these languages."""
    return {
        locale: {(context, message): text for message, text in read.items() for context in _CONTEXTS}
        for locale in locales
        for language in languages
        if locale.partition("_")[0] == language and (read := _catalogue(language))
    }


def languages() -> tuple[str, ...]:
    """List the languages that there are catalogues of."""
    return tuple(sorted(each.name for each in LOCALE.iterdir() if each.is_dir())) if LOCALE.is_dir() else ()


def follow() -> None:
    """Speak the language that Blender speaks now. Quick where it is still the same: each drawing calls this."""
    view = bpy.context.preferences.view
    language = bpy.app.translations.locale if view.use_translate_interface else "en_US"
    if language != _Spoken.language:
        _Spoken.language = language
        words.install(DOMAIN, LOCALE, [language])


def register() -> None:
    """Give Blender our labels in all its languages that we know."""
    _Spoken.language = None
    follow()
    bpy.app.translations.register(_name(), table(tuple(bpy.app.translations.locales), languages()))


def unregister() -> None:
    """Take them back."""
    bpy.app.translations.unregister(_name())


def _name() -> str:
    return __name__.rpartition(".ui.")[0]


def _catalogue(language: str) -> dict[str, str]:
    try:
        read: Any = gettext.translation(DOMAIN, str(LOCALE), [language])
    except (OSError, ValueError, LookupError, struct.error):
        return {}
    texts: dict[Any, str] = read._catalog  # noqa: SLF001  gettext gives no list of what it knows
    return {key: text for key, text in texts.items() if isinstance(key, str) and key and "\x04" not in key}
