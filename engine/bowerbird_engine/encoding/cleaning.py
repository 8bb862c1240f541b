"""What is done to a text before it is cut into tokens, as the models' own recipes do it."""

from __future__ import annotations

import html
import string

from bowerbird_engine.encoding.description import Cleaning

_NO_PUNCTUATION = str.maketrans("", "", string.punctuation)


def clean(text: str, how: Cleaning) -> str:
    """Clean a text.

    `canonicalize` is SigLIP's recipe: no ASCII punctuation, single spaces, small letters. `clip` is CLIP's: text that
    was decoded wrongly is mended, entities of HTML (doubled ones too) are resolved, single spaces, small letters.
    """
    if how == "lowercase":
        return text.lower()
    if how == "canonicalize":
        return " ".join(text.lower().translate(_NO_PUNCTUATION).split())
    if how == "clip":
        return " ".join(html.unescape(html.unescape(_mended(text))).split()).lower()
    return text


def _mended(text: str) -> str:
    # Nothing is wrong with plain ASCII but, perhaps, its entities.
    if text.isascii() and text.isprintable() and "&" not in text:
        return text
    from ftfy import fix_text  # noqa: PLC0415  67 core-ms that most searches in English do not pay

    return fix_text(text)
