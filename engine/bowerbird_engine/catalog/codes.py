"""How codes such as SKUs, invoice numbers and labels are brought to one spelling before they are compared."""

from __future__ import annotations

import string
import unicodedata
from typing import Final

CONFUSABLES: Final = {"O": "0", "I": "1", "L": "1", "S": "5", "B": "8", "Z": "2"}
"""Letters that people and recognizers take for digits, and the digit that stands for both."""

_TO_DIGITS: Final = str.maketrans(CONFUSABLES)
_ASCII: Final = {
    code: CONFUSABLES.get(chr(code), chr(code))
    if chr(code) in string.digits + string.ascii_uppercase
    else None
    for code in range(128)
}


def fold_code(text: str) -> str:
    """Bring a code to the spelling under which it is stored and looked up.

    Separators and marks are dropped, case and width are evened out, digits of every script become 0-9, and each
    of `CONFUSABLES` becomes its digit. Folding twice changes nothing; a text without letters and digits gives "".
    """
    # Case comes before decomposition: a Greek iota subscript is a mark in lower case and a letter in upper. Two steps,
    # because a sharp S has a capital that upper() leaves alone and a dotless i has no other folding than upper().
    upper = text.casefold().upper()
    if upper.isascii():
        return upper.translate(_ASCII)
    decomposed = unicodedata.normalize("NFKD", upper).casefold().upper()
    # A second round: the capitals of a compatibility letter can bring a new mark, and folding twice must change nothing.
    decomposed = unicodedata.normalize("NFKD", decomposed)
    return "".join(_one(character) for character in decomposed if character.isalnum()).translate(_TO_DIGITS)


def _one(character: str) -> str:
    digit = unicodedata.decimal(character, None)
    return character if digit is None else str(digit)
