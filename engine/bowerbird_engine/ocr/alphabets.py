"""Which languages a recognizer can write down: those whose letters are all among the characters that it knows.

The characters lie in the model's own file, beside the network. Only they are read, so that telling costs milliseconds.
"""

from __future__ import annotations

import io
from collections.abc import Collection, Generator
from pathlib import Path
from typing import BinaryIO, Final

from bowerbird_engine.errors import RecognizerError

_ALPHABETS: Final = {
    "English": "",
    "German": "äöüß",
    "French": "àâæçéèêëîïôœùûüÿ",
    "Spanish": "áéíñóúü",
    "Portuguese": "ãáâàçéêíõóôú",
    "Italian": "àèéìîòù",
    "Dutch": "éëïóöü",
    "Danish": "æøå",
    "Norwegian": "æøå",
    "Swedish": "åäö",
    "Finnish": "äöå",
    "Icelandic": "áðéíóúýþæö",
    "Polish": "ąćęłńóśźż",
    "Czech": "áčďéěíňóřšťúůýž",
    "Slovak": "áäčďéíĺľňóôŕšťúýž",
    "Slovenian": "čšž",
    "Croatian": "čćđšž",
    "Hungarian": "áéíóöőúüű",
    "Romanian": "ăâîșț",
    "Turkish": "çğıöşü",
    "Estonian": "äõöüšž",
    "Latvian": "āčēģīķļņšūž",
    "Lithuanian": "ąčęėįšųūž",
    "Vietnamese": "ăâđêôơưàảãáạằẳẵắặầẩẫấậèẻẽéẹềểễếệìỉĩíịòỏõóọồổỗốộờởỡớợùủũúụừửữứựỳỷỹýỵ",
    "Greek": "αβγδεζηθικλμνξοπρσςτυφχψωάέήίόύώ",
    "Russian": "абвгдеёжзийклмнопрстуфхцчшщъыьэюя",
    "Ukrainian": "абвгґдеєжзиіїйклмнопрстуфхцчшщьюя",
    "Bulgarian": "абвгдежзийклмнопрстуфхцчшщъьюя",
    "Arabic": "ابتثجحخدذرزسشصضطظعغفقكلمنهويةىء",
    "Hebrew": "אבגדהוזחטיכךלמםנןסעפףצץקרשת",
    "Hindi": "अआइईउऊएऐओऔकखगघचछजझटठडढणतथदधनपफबभमयरलवशषसह",
    "Thai": "กขคฆงจฉชซฌญฎฏฐฑฒณดตถทธนบปผฝพฟภมยรลวศษสหฬอฮ",
}
"""The letters of each beside a to z; as in the alphabets that Unicode's CLDR gives. Capitals are asked for but for ß, ς
and ÿ, whose capitals hardly anybody writes."""

_PLAIN: Final = "abcdefghijklmnopqrstuvwxyz"
_WITHOUT_CAPITALS: Final = "ßςÿ"
_KANA: Final = "あいうえおかきくけこさしすせそたちつてとなにぬねのはひふへほまみむめもやゆよらりるれろわをんアイウエオカキクケコ"
_HAN: Final = ("一", "鿿", 3500)
"""Where Chinese characters lie, and how many make up a standard for everyday print."""
_HANGUL: Final = ("가", "힣", 2350)
"""Syllables of Korean, and how many its old standard has, which covers everyday print."""

_METADATA: Final = 14
_KEY, _VALUE = 1, 2
"""Numbers of the fields in ONNX's description of its format: a model's remarks, and the two parts of one."""
_LENGTH: Final = 2
_FIXED: Final = {1: 8, 5: 4}
"""Kinds of fields in protocol buffers: one with its length before it, and those of a fixed number of bytes."""
_MORE: Final = 0x80
"""The bit that says that a number goes on in the next byte; seven others carry it, of 64 at most."""
_MOST_BITS: Final = 64
_MOST_BYTES: Final = 16 * 1024 * 1024


def languages(characters: Collection[str]) -> tuple[str, ...]:
    """Name the languages that can be written with these characters, in the order of the table."""
    known = frozenset(characters)
    found = [name for name, letters in _ALPHABETS.items() if _needed(name, letters) <= known]
    if _count(known, *_HAN[:2]) >= _HAN[2]:
        found.append("Chinese")
        if known >= set(_KANA):
            found.append("Japanese")
    if _count(known, *_HANGUL[:2]) >= _HANGUL[2]:
        found.append("Korean")
    return tuple(found)


def characters(model: Path) -> frozenset[str]:
    """Read which characters a recognizer's model knows; none where its file does not say so.

    Raises RecognizerError for a file that cannot be read.
    """
    try:
        with model.open("rb") as file:
            for remark in _fields(file, _METADATA, model.stat().st_size):
                parts = dict(_parts(remark))
                if parts.get(_KEY) == b"character":
                    return frozenset(parts.get(_VALUE, b"").decode("utf-8", "replace").split("\n"))
    except (OSError, EOFError) as error:
        raise RecognizerError(f"{model.name} cannot be read ({error}). Install Bowerbird again.") from error
    return frozenset()


def _needed(name: str, letters: str) -> frozenset[str]:
    # Only what is written in Latin letters needs a to z.
    latin = not letters or min(letters) < "ʰ"
    both = letters + (_PLAIN if latin else "")
    capitals = "".join(letter.upper() for letter in both if letter not in _WITHOUT_CAPITALS)
    return frozenset(both + capitals + ("İ" if name == "Turkish" else ""))


def _count(known: frozenset[str], first: str, last: str) -> int:
    return sum(len(character) == 1 and first <= character <= last for character in known)


def _fields(file: BinaryIO, wanted: int, end: int) -> Generator[bytes]:
    """Give the contents of the fields of a number in a message that fills a file; what is large is passed over."""
    while file.tell() < end:
        number, kind = divmod(_varint(file), 8)
        if kind == _LENGTH:
            length = _varint(file)
            if number == wanted and length <= _MOST_BYTES:
                yield file.read(length)
            else:
                file.seek(length, 1)
        elif kind in _FIXED:
            file.seek(_FIXED[kind], 1)
        elif kind == 0:
            _varint(file)
        else:
            return


def _parts(message: bytes) -> Generator[tuple[int, bytes]]:
    for number in (_KEY, _VALUE):
        for content in _fields(io.BytesIO(message), number, len(message)):
            yield number, content


def _varint(file: BinaryIO) -> int:
    value = shift = 0
    while True:
        byte = file.read(1)
        if not byte or shift >= _MOST_BITS:
            raise EOFError("it ends in the middle of a number")
        value |= (byte[0] % _MORE) << shift
        if byte[0] < _MORE:
            return value
        shift += 7
