"""What a piece of text looks like: a code, a file name, a title or a description. Pure rules, each with its reason."""

from __future__ import annotations

import itertools
import re
import string
from typing import Final

MAX_CODE_TOKENS: Final = 5
MIN_CODE_CHARACTERS: Final = 3
MAX_CODE_CHARACTERS: Final = 40
MAX_TITLE_WORDS: Final = 6

LABELS: Final = (
    *(
        "art",
        "article",
        "batch",
        "code",
        "id",
        "invoice",
        "isbn",
        "item",
        "lot",
        "model",
        "no",
        "nr",
        "number",
        "order",
    ),
    *("part", "ref", "reference", "serial", "sku", "sn"),
)
"""Words that people write before a code; they belong to it and do not make it a description."""

_ORDINARY: Final = re.compile(
    r"""
      \d+(?:st|nd|rd|th)                                        # 1st, 22nd
    | (?:\d\d)?\d0s                                             # 90s, 1980s
    | \d+(?:[.,]\d+)?(?:k|p|d|g|x|v|w|h|s|m|l|am|pm)            # 4k, 1080p, 3d, 5g, 2x
    | \d+(?:[.,]\d+)?(?:mm|cm|km|kg|mg|ml|cl|mp|mb|gb|tb|hz|khz|ghz|px|ft|in|oz|lb|lbs|fps|mph|kmh|mah|kw)
    | [x]\d                                                     # x3
    | [ab][0-8]                                                 # paper: a4, b5
    | (?:mp|ps|co|h2|3d|2d|web|utf)\d?                          # mp3, ps5, co2
    | h2o | f/?\d(?:[.,]\d)?                                    # f/2.8
    | \d{1,2}[-x/:]\d{1,2} | \d{3,4}x\d{3,4}                    # 16x9, 4-3, 24/7, 1920x1080: proportions and sizes
    """,
    re.VERBOSE | re.IGNORECASE,
)
"""Everyday words that mix letters and digits."""

_PICTURE_SUFFIX: Final = re.compile(r"[^/\\]+\.(?:jpe?g|png|webp|gif|tiff?|bmp|avif|hei[cf])", re.IGNORECASE)
_CAMERA_NAME: Final = re.compile(
    r"(?:img|dsc[nf]?|pxl|dji|gopr|mvimg|screenshot|scan)[_-]?\d[\w-]*", re.IGNORECASE
)
_ADDRESS: Final = re.compile(
    r"(?:https?://|www\.)\S+|[\w.+-]+@[\w-]+\.[\w.]+|\w+\.(?:com|org|net|io|de|fr|uk)", re.IGNORECASE
)
_PRICE: Final = re.compile(r"[$\u20ac\u00a3\u00a5]\s?\d+(?:[.,]\d+)*|\d+(?:[.,]\d\d)\s?[$\u20ac\u00a3\u00a5]")
_SEPARATORS: Final = "-_./:#+\\"
_EDGES: Final = string.punctuation.replace("#", "") + "\u201c\u201d\u2018\u2019"
_VOWELS: Final = frozenset("aeiouyAEIOUY")
_LONG_NUMBER: Final = 5
_LABELLED_NUMBER: Final = 3
_SHORT: Final = 4


def is_file_name(text: str) -> bool:
    """Tell whether the whole text is the name of a picture file, or one as cameras give them."""
    return bool(_PICTURE_SUFFIX.fullmatch(text) or _CAMERA_NAME.fullmatch(text))


def is_code(text: str) -> bool:
    """Tell whether the whole text is one code, number, address or price as it may stand in a picture."""
    if _ADDRESS.fullmatch(text) or _PRICE.fullmatch(text):
        return True
    tokens = text.split()
    characters = sum(c.isalnum() for c in text)
    if (
        not tokens
        or len(tokens) > MAX_CODE_TOKENS
        or not MIN_CODE_CHARACTERS <= characters <= MAX_CODE_CHARACTERS
    ):
        return False
    if not any(c.isdigit() for c in text):
        return len(tokens) == 1 and _is_consonant_code(tokens[0])
    labels = len(list(itertools.takewhile(_is_label, tokens)))
    rest = tokens[labels:] or tokens
    if labels and all(_strong(token) or _weak(token) for token in rest):
        digits = sum(c.isdigit() for token in rest for c in token)
        return digits >= _LABELLED_NUMBER or any(_strong(token) for token in rest)
    if len(rest) == 1:
        return _strong(rest[0])
    return all(_strong(token) or _weak(token) for token in rest) and _several_make_a_code(rest)


def split_code(text: str) -> tuple[str, str]:
    """Take the codes out of a description: `red mug BB-2047-K` → (`red mug`, `BB-2047-K`); no code → (text, "")."""
    tokens = text.split()
    codes: list[str] = []
    words: list[str] = []
    for place, token in enumerate(tokens):
        if _strong(token):
            if words and place > 0 and _is_label(tokens[place - 1]) and words[-1] == tokens[place - 1]:
                words.pop()
            codes.append(token.strip(_EDGES))
        else:
            words.append(token)
    if not words or not codes:
        return text, ""
    return " ".join(words), " ".join(codes)


def is_title(text: str) -> bool:
    """Tell whether the text is written as titles and labels are: capitals throughout, or Each Word With One."""
    words = [word.strip(_EDGES) for word in text.split()]
    words = [word for word in words if any(c.isalpha() for c in word)]
    if not 1 <= len(words) <= MAX_TITLE_WORDS:
        return False
    letters = "".join(c for c in text if c.isalpha())
    if letters.isupper() and len(letters) > 1:
        return True
    long_words = [word for word in words if len(word) >= _SHORT]
    # One capital at the start is how a sentence begins; it takes two to make a title.
    return len(words) > 1 and len(long_words) > 1 and all(word[0].isupper() for word in long_words)


def _is_label(token: str) -> bool:
    return token.strip(_EDGES + "#:.").lower() in LABELS


def _strong(token: str) -> bool:
    """Tell whether a token is a code by itself."""
    bare = token.strip(_EDGES)
    if not bare or _ORDINARY.fullmatch(bare):
        return False
    alphanumeric = "".join(c for c in bare if c.isalnum())
    digits = sum(c.isdigit() for c in alphanumeric)
    letters = sum(c.isalpha() for c in alphanumeric)
    if not digits or len(alphanumeric) < MIN_CODE_CHARACTERS:
        return False
    if letters:
        # Words with a number at the end (`beach2`, `iphone12`) are names; codes carry more digits or fewer vowels.
        return not re.fullmatch(r"[a-z]{5,}\d{1,2}", bare)
    inner = any(separator in bare for separator in _SEPARATORS)
    return digits >= _LONG_NUMBER or (inner and digits >= _SHORT) or bare.startswith("#")


def _weak(token: str) -> bool:
    """Tell whether a token can be a piece of a code: a number, capitals, or a few letters that are no word."""
    bare = "".join(c for c in token if c.isalnum())
    if not bare or _ORDINARY.fullmatch(token.strip(_EDGES)):
        return False
    if bare.isdigit() or _strong(token):
        return True
    if bare.isalpha() and bare.isupper():
        return len(bare) <= _SHORT or _is_label(token)
    return len(bare) <= _SHORT and not _VOWELS & set(bare)


def _several_make_a_code(tokens: list[str]) -> bool:
    if any(_strong(token) for token in tokens):
        return True
    pieces = ["".join(c for c in token if c.isalnum()) for token in tokens]
    has_letters = any(piece.isalpha() for piece in pieces)
    digits = sum(len(piece) for piece in pieces if piece.isdigit())
    return (has_letters and digits > 1) or digits > _LONG_NUMBER


def _is_consonant_code(token: str) -> bool:
    """`QX-TGK`: capitals, a separator and no vowel."""
    bare = "".join(c for c in token if c.isalnum())
    return bare.isupper() and not _VOWELS & set(bare) and len(bare) >= MIN_CODE_CHARACTERS
