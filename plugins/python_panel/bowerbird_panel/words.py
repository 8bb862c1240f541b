"""The words of the window in the person's language: gettext, and English where there is no translation."""

from __future__ import annotations

import gettext
import struct
from collections.abc import Sequence
from pathlib import Path

DOMAIN = "bowerbird_panel"
LOCALE = Path(__file__).resolve().parent / "locale"


class _Spoken:
    """The catalogue that is in use."""

    catalogue: gettext.NullTranslations = gettext.NullTranslations()


def install(domain: str, locale_dir: Path, languages: Sequence[str] | None = None) -> None:
    """Speak one of these languages from now on, the first that there is; those of the desktop where none is named.

    `domain` has the words of the program that the window is in; those of the window itself stand behind them. A
    catalogue that is not there or damaged leaves English.
    """
    catalogue = _read(domain, locale_dir, languages)
    catalogue.add_fallback(_read(DOMAIN, LOCALE, languages))
    _Spoken.catalogue = catalogue


def _read(domain: str, locale_dir: Path, languages: Sequence[str] | None) -> gettext.NullTranslations:
    wanted = None if languages is None else list(languages)
    try:
        return gettext.translation(domain, str(locale_dir), wanted, fallback=True)
    except (OSError, ValueError, LookupError, struct.error):
        return gettext.NullTranslations()


def _(message: str) -> str:
    """Say it in the person's language."""
    return _Spoken.catalogue.gettext(message)


def label(message: str) -> str:
    """Say words that the catalogue has from elsewhere: those in lists that the program itself shows too."""
    return _(message)


def ngettext(one: str, many: str, number: int) -> str:
    """Say it in the form that the number takes."""
    return _Spoken.catalogue.ngettext(one, many, number)


def pgettext(context: str, message: str) -> str:
    """Say what means different things in different places."""
    return _Spoken.catalogue.pgettext(context, message)
