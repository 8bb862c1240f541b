"""What a piece of text looks like: a code, a file name, a title or a description. Pure rules, each with its reason."""

from __future__ import annotations

import itertools
import re
import string
from typing import Final

MAX_CODE_TOKENS: Final = 8
"""An IBAN has six groups, and a word or two before them."""

MIN_CODE_CHARACTERS: Final = 3
MAX_CODE_CHARACTERS: Final = 40
MAX_TITLE_WORDS: Final = 6

LABELS: Final = (
    "art", "article", "asin", "barcode", "batch", "bestellnummer", "charge", "code", "ean", "exp", "factura", "facture",
    "fcc", "gtin", "iban", "id", "imei", "invoice", "isbn", "item", "lot", "mfg", "model", "modell", "no", "nr",
    "number", "numero", "order", "p/n", "part", "phone", "plate", "po", "rechnung", "rechnungsnummer", "ref",
    "reference", "s/n", "serial", "seriennummer", "sku", "sn", "tel", "ticket", "tracking", "upc", "vin",
)  # fmt: skip
"""Words that people write before a code; they belong to it and do not make it a description."""

_ORDINARY: Final = re.compile(
    r"""
      \d+(?:st|nd|rd|th)                                        # 1st, 22nd
    | (?:\d\d)?\d0s                                             # 90s, 1980s
    | \d{1,5}(?:[.,]\d+)?(?:k|p|d|g|x|v|w|h|s|m|l|am|pm)        # 4k, 1080p, 3d, 5g, 2x
    | \d+(?:[.,]\d+)?(?:mm|cm|km|kg|mg|ml|cl|mp|mb|gb|tb|hz|khz|ghz|px|ft|in|oz|lb|lbs|fps|mph|kmh|mah|kw)
    | [x]\d                                                     # x3
    | [ab][0-8]                                                 # paper: a4, b5
    | (?:mp|ps|co|h2|3d|2d|web|utf)\d?                          # mp3, ps5, co2
    | h2o | f/?\d(?:[.,]\d)?                                    # f/2.8
    | (?=\w*[aeiouy])[a-z]{4,}-\d{1,2}                          # COVID-19, Apollo-11
    | (?=\w*-\w*[aeiouy])\d{1,2}-[a-z]{4,}                      # 4-wheeler, 12-string
    | \d{1,2}[-x/:]\d{1,2} | \d{3,4}x\d{3,4}                    # 16x9, 4-3, 24/7, 1920x1080: proportions and sizes
    """,
    re.VERBOSE | re.IGNORECASE,
)
"""Everyday words that mix letters and digits."""

_FILE_SUFFIX: Final = re.compile(
    r"[^\\]+\.(?:jpe?g|jp2|jxl|png|apng|webp|gif|tiff?|bmp|avif|hei[cf]|svg|ico|psd|xcf|kra|ai|eps|pdf|blend"
    r"|exr|hdr|tga|dds|dng|nef|nrw|cr[23w]|arw|raf|orf|rw2|pef)",
    re.IGNORECASE,
)
_CAMERA_NAME: Final = re.compile(
    r"(?:img|dsc[nf]?|pxl|dji|gopr|mvimg|screenshot|scan)[_-]?\d[\w-]*"
    r"|\d{3}_\d{4}|p1\d{6}"  # the folders and files of cameras: 100_0412
    r"|(?:screenshot|bildschirmfoto|whatsapp image|signal|scan|photo) \d{4}-\d\d-\d\d\b[\w .,-]*",
    re.IGNORECASE,
)
_UNDERSCORED: Final = re.compile(r"(?=.*[^\W\d_])\w[\w.-]*_[\w.-]*\w")
"""People join words by underscores in names of files and nowhere else."""

_ADDRESS: Final = re.compile(
    r"(?:https?://|www\.)\S+|[\w.+-]+@[\w-]+\.[\w.]+|(?:[\w-]+\.)+(?:com|org|net|io|de|fr|uk)(?:/\S*)?|@\w+",
    re.IGNORECASE,
)
_LARGER: Final = re.compile(r"@\dx\.", re.IGNORECASE)
"""How pictures for fine screens are named, `logo@2x.png`: no address."""

_PRICE: Final = re.compile(
    r"[$\u20ac\u00a3\u00a5]\s?\d+(?:[.,]\d+)*|\d+(?:[.,]\d{3})*[.,]\d\d\s?[$\u20ac\u00a3\u00a5]"
)
_TIME: Final = re.compile(r"(?!16:10)(?:[01]?\d|2[0-3]):[0-5]\d")
"""16:10 is the shape of a screen."""

_MODEL: Final = re.compile(r"[A-Z]\d", re.IGNORECASE)
"""`BMW X5`, `AUDI A4`: a thing to be seen, not a line to be read."""

_BETWEEN_PIECES: Final = re.compile(r"[\W_]+")
_NUMBER: Final = re.compile(r"(?!1[89]\d\d|20\d\d)\d{4}")
"""Four digits that are no year: nobody describes a picture so."""

_SEPARATORS: Final = "-_./:#+\\"
_EDGES: Final = string.punctuation.replace("#", "") + "\u201c\u201d\u2018\u2019"
_VOWELS: Final = frozenset("aeiouyAEIOUY")
_LONG_NUMBER: Final = 5
_LABELLED_NUMBER: Final = 3
_SHORT: Final = 4
_MIN_SHORT_WORDS: Final = 2


def is_file_name(text: str) -> bool:
    """Tell whether the whole text is the name of a picture file, one as cameras give them, or one with underscores."""
    if _ADDRESS.fullmatch(text) and not _LARGER.search(text):
        return False
    return any(form.fullmatch(text) for form in (_FILE_SUFFIX, _CAMERA_NAME, _UNDERSCORED))


def is_code(text: str) -> bool:
    """Tell whether the whole text is one code, number, address or price as it may stand in a picture."""
    if any(form.fullmatch(text) for form in (_ADDRESS, _PRICE, _TIME, _NUMBER)):
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
    if labels and all(_strong(token) or _weak(token) or any(c.isdigit() for c in token) for token in rest):
        digits = sum(c.isdigit() for token in rest for c in token)
        return digits >= _LABELLED_NUMBER or any(_strong(token) for token in rest)
    if len(rest) == 1:
        return _strong(rest[0])
    return all(_strong(token) or _weak(token) for token in rest) and _several_make_a_code(rest)


def split_code(text: str) -> tuple[str, str]:
    """Take the codes out of a description: `red mug BB-2047-K` → (`red mug`, `BB-2047-K`); no code → (text, "")."""
    tokens = text.split()
    coded = _in_groups(tokens)
    codes: list[str] = []
    words: list[str] = []
    for place, token in enumerate(tokens):
        if place in coded or _is_code_among_words(token):
            if words and place > 0 and _is_label(tokens[place - 1]) and words[-1] == tokens[place - 1]:
                words.pop()
            codes.append(token.strip(_EDGES))
        else:
            words.append(token)
    if not words or not codes:
        return text, ""
    return " ".join(words), " ".join(codes)


def _is_code_among_words(token: str) -> bool:
    bare = token.strip(_EDGES)
    if _ADDRESS.fullmatch(bare) or _PRICE.fullmatch(token):
        return True
    # `f16 fighter`, `r2d2 toy`: short ones in small letters are names of things, and `F16` is as well.
    short = len(bare) < _SHORT or (len(bare) == _SHORT and bare.islower())
    return _strong(token) and not short


def _in_groups(tokens: list[str]) -> frozenset[int]:
    """Find codes written in groups, `M AB 1234`: three of them, or two after a word such as `plate`."""
    found: set[int] = set()
    pieces = [_weak(token) and (token.isupper() or any(c.isdigit() for c in token)) for token in tokens]
    for is_piece, group in itertools.groupby(range(len(tokens)), key=lambda place: pieces[place]):
        places = list(group)
        least = 2 if places[0] and _is_label(tokens[places[0] - 1]) else 3
        run = [tokens[place] for place in places]
        if is_piece and len(run) >= least and _several_make_a_code(run):
            found.update(places)
    return frozenset(found)


def is_title(text: str) -> bool:
    """Tell whether the text is written as titles and labels are: capitals throughout, or Each Word With One."""
    words = [word.strip(_EDGES) for word in text.split()]
    words = [word for word in words if any(c.isalpha() for c in word)]
    if not 1 <= len(words) <= MAX_TITLE_WORDS or _MODEL.fullmatch(words[-1]):
        return False
    if len(words) == 1 and _ORDINARY.fullmatch(words[0]):
        return False
    letters = "".join(c for c in text if c.isalpha())
    if letters.isupper() and len(letters) > 1:
        return True
    long_words = [word for word in words if len(word) >= _SHORT]
    # One capital at the start is how a sentence begins; it takes two to make a title.
    if len(words) > _MIN_SHORT_WORDS and all(word[0].isupper() for word in words):
        return True
    return len(long_words) > 1 and all(word[0].isupper() for word in long_words)


def _is_label(token: str) -> bool:
    bare = token.strip(_EDGES + "#:.").lower()
    pieces = _BETWEEN_PIECES.split(bare)
    return (
        bare in LABELS
        or bare.endswith("nummer")
        or (len(pieces) > 1 and all(piece in LABELS for piece in pieces))
    )


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
