"""What an XMP packet says of a picture, read without anything that a packet could have resolved or expanded."""

from __future__ import annotations

import contextlib
from typing import Final, Protocol
from xml.parsers import expat  # a document type, which all attacks by XML need, ends the reading below

ALTERNATIVE: Final = "http://iptc.org/std/Iptc4xmpCore/1.0/xmlns/ AltTextAccessibility"
DESCRIPTION: Final = "http://purl.org/dc/elements/1.1/ description"
TITLE: Final = "http://purl.org/dc/elements/1.1/ title"

_WANTED: Final = frozenset({ALTERNATIVE, DESCRIPTION, TITLE})
_LANGUAGE: Final = "http://www.w3.org/XML/1998/namespace lang"
_DEFAULT: Final = "x-default"
_MOST_BYTES: Final = 1 << 20
_MOST_CHARACTERS: Final = 64 * 1024
_MOST_ITEMS: Final = 1000
_LONGEST_ITEM: Final = 4096


def read_xmp(packet: bytes | str) -> dict[str, str]:
    """Give what the packet says under ALTERNATIVE, DESCRIPTION and TITLE, as far as it can be read.

    Of several languages the default one is given, else the first.
    """
    reader = _Reader()
    _parse(packet, reader)
    return reader.found


def read_xmp_lists(packet: bytes | str, fields: frozenset[str]) -> dict[str, list[str]]:
    """Give all that the packet says under these fields, named by namespace and name, as far as it can be read.

    Of a list each item is one text. At most 1,000 are given of a packet, each cut off at 4,096 characters.
    """
    reader = _ListReader(fields)
    _parse(packet, reader)
    return reader.found


class _Handler(Protocol):
    def begin(self, name: str, attributes: dict[str, str]) -> None: ...

    def end(self, name: str) -> None: ...

    def characters(self, text: str) -> None: ...


def _parse(packet: bytes | str, handler: _Handler) -> None:
    # UTF-16 and UTF-32 are told by their first bytes; a name of another encoding is looked up by no code of ours.
    data = packet.encode("utf-8", "replace") if isinstance(packet, str) else packet
    parser = expat.ParserCreate(namespace_separator=" ")
    parser.buffer_text = True
    parser.StartDoctypeDeclHandler = _refuse
    parser.EntityDeclHandler = _refuse
    parser.ExternalEntityRefHandler = _refuse
    parser.StartElementHandler = handler.begin
    parser.EndElementHandler = handler.end
    parser.CharacterDataHandler = handler.characters
    with contextlib.suppress(expat.ExpatError, ValueError, LookupError):
        parser.Parse(data[:_MOST_BYTES].strip(b"\0 \r\n\t"), True)


class _ListReader:
    def __init__(self, fields: frozenset[str]) -> None:
        self.found: dict[str, list[str]] = {}
        self._fields = fields
        self._field = ""
        self._text = ""
        self._depth = 0
        self._items = 0

    def begin(self, name: str, attributes: dict[str, str]) -> None:
        for wanted in self._fields & attributes.keys():
            self._keep(wanted, attributes[wanted])
        if self._field:
            self._depth += 1
            self._keep(self._field, self._text)
        elif name in self._fields:
            self._field, self._depth = name, 0
        self._text = ""

    def end(self, name: str) -> None:  # noqa: ARG002  expat's signature
        if not self._field:
            return
        self._keep(self._field, self._text)
        self._text = ""
        self._depth -= 1
        if self._depth < 0:
            self._field = ""

    def characters(self, text: str) -> None:
        if self._field and len(self._text) < _LONGEST_ITEM:
            self._text += text[:_LONGEST_ITEM]

    def _keep(self, field: str, text: str) -> None:
        if text.strip() and self._items < _MOST_ITEMS:
            self._items += 1
            self.found.setdefault(field, []).append(text.strip()[:_LONGEST_ITEM])


class _Reader:
    def __init__(self) -> None:
        self.found: dict[str, str] = {}
        self._field = ""
        self._is_default = False
        self._text: list[str] = []
        self._depth = 0

    def begin(self, name: str, attributes: dict[str, str]) -> None:
        # A property may also stand as an attribute of what it describes.
        for wanted in _WANTED & attributes.keys():
            self.found.setdefault(wanted, attributes[wanted][:_MOST_CHARACTERS])
        if self._field:
            self._depth += 1
            self._keep()
            self._is_default = attributes.get(_LANGUAGE) == _DEFAULT
        elif name in _WANTED:
            self._field, self._depth, self._text, self._is_default = name, 0, [], False

    def end(self, name: str) -> None:  # noqa: ARG002  expat's signature
        if not self._field:
            return
        self._keep()
        self._depth -= 1
        if self._depth < 0:
            self._field = ""

    def characters(self, text: str) -> None:
        if self._field and sum(map(len, self._text)) < _MOST_CHARACTERS:
            self._text.append(text[:_MOST_CHARACTERS])

    def _keep(self) -> None:
        text, self._text = "".join(self._text), []
        if text.strip() and (self._is_default or self._field not in self.found):
            self.found[self._field] = text


def _refuse(*_: object) -> int:
    raise ValueError("the packet has a document type")
