"""What an XMP packet says of a picture, read without anything that a packet could have resolved or expanded."""

from __future__ import annotations

import contextlib
from typing import Final
from xml.parsers import expat  # a document type, which all attacks by XML need, ends the reading below

ALTERNATIVE: Final = "http://iptc.org/std/Iptc4xmpCore/1.0/xmlns/ AltTextAccessibility"
DESCRIPTION: Final = "http://purl.org/dc/elements/1.1/ description"
TITLE: Final = "http://purl.org/dc/elements/1.1/ title"

_WANTED: Final = frozenset({ALTERNATIVE, DESCRIPTION, TITLE})
_LANGUAGE: Final = "http://www.w3.org/XML/1998/namespace lang"
_DEFAULT: Final = "x-default"
_MOST_BYTES: Final = 1 << 20
_MOST_CHARACTERS: Final = 64 * 1024


def read_xmp(packet: bytes | str) -> dict[str, str]:
    """Give what the packet says under ALTERNATIVE, DESCRIPTION and TITLE, as far as it can be read.

    Of several languages the default one is given, else the first.
    """
    reader = _Reader()
    # UTF-16 and UTF-32 are told by their first bytes; a name of another encoding is looked up by no code of ours.
    data = packet.encode("utf-8", "replace") if isinstance(packet, str) else packet
    with contextlib.suppress(expat.ExpatError, ValueError, LookupError):
        reader.read(data[:_MOST_BYTES].strip(b"\0 \r\n\t"))
    return reader.found


class _Reader:
    def __init__(self) -> None:
        self.found: dict[str, str] = {}
        self._field = ""
        self._is_default = False
        self._text: list[str] = []
        self._depth = 0

    def read(self, data: bytes) -> None:
        parser = expat.ParserCreate(namespace_separator=" ")
        parser.buffer_text = True
        parser.StartDoctypeDeclHandler = _refuse
        parser.EntityDeclHandler = _refuse
        parser.ExternalEntityRefHandler = _refuse
        parser.StartElementHandler = self._begin
        parser.EndElementHandler = self._end
        parser.CharacterDataHandler = self._characters
        parser.Parse(data, True)

    def _begin(self, name: str, attributes: dict[str, str]) -> None:
        # A property may also stand as an attribute of what it describes.
        for wanted in _WANTED & attributes.keys():
            self.found.setdefault(wanted, attributes[wanted][:_MOST_CHARACTERS])
        if self._field:
            self._depth += 1
            self._keep()
            self._is_default = attributes.get(_LANGUAGE) == _DEFAULT
        elif name in _WANTED:
            self._field, self._depth, self._text, self._is_default = name, 0, [], False

    def _end(self, name: str) -> None:  # noqa: ARG002  expat's signature
        if not self._field:
            return
        self._keep()
        self._depth -= 1
        if self._depth < 0:
            self._field = ""

    def _characters(self, text: str) -> None:
        if self._field and sum(map(len, self._text)) < _MOST_CHARACTERS:
            self._text.append(text[:_MOST_CHARACTERS])

    def _keep(self) -> None:
        text, self._text = "".join(self._text), []
        if text.strip() and (self._is_default or self._field not in self.found):
            self.found[self._field] = text


def _refuse(*_: object) -> int:
    raise ValueError("the packet has a document type")
