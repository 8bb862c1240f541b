"""Take out of a text of ours all that may be a person's. Pure, and it rather takes out too much.

Names that are known to be private go first, in every form in which they may be written. Then go paths and whatever
stands in quotes. Of what is left, only words of the vocabulary and short numbers stay. What went is told by a
placeholder, the same one for the same thing, so that a text still says that two lines speak of one folder.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from functools import partial
from typing import Final
from urllib.parse import unquote

_ESCAPED: Final = re.compile(
    r"\\U([0-9a-fA-F]{8})|((?:\\u[0-9a-fA-F]{4})+)|\\x([0-9a-fA-F]{2})|((?:%[0-9a-fA-F]{2})+)|(\\\\)"
)
_LINE_BREAK: Final = re.compile(
    r"\\n(?=  |\\n|$|Traceback |During |The above |[A-Za-z_.]+(?:Error|Exception|Warning|Exit|Interrupt)\b)"
)
"""How the log writes the line breaks of a traceback, and not a Windows folder whose name begins with n."""

_PLACEHOLDER: Final = r"<[a-z]+(?: \d+)?>"
_END: Final = r"(?=[\"\u201c\u201d\u201e\u2018\xab\xbb`|\n\r<>]|\u2019(?!\w)|[:;,](?:\s|$)|\s[(\[{\u2013\u2014-]|[)\]}](?:\W|$)|$)"
"""What ends a path that may hold spaces: a quote, or the punctuation of the sentence around it."""

_PICTURE: Final = r"[^\"\u201c\u201d\u201e\u2018\xab\xbb`|\n\r<>]*?(?i:\.(?:jpe?g|png|webp|gif|tiff?|bmp|avif|hei[cf]|hdr|exr))(?!\w)"
"""A path as far as the ending of a picture, before which a name may hold what elsewhere ends a path: a comma, a dash."""

_REST: Final = rf"(?:{_PICTURE}|.*?{_END})"

_CODE: Final = re.compile(r"File [\"\u201c](?P<path>[^\"\u201c\u201d\n]+)[\"\u201d], line (?P<line>\d+)")
_QUOTED: Final = re.compile(
    r"\u201c[^\u201c\n]*\u201d|\u2018[^\u2018\n]*\u2019(?!\w)|\xab[^\xbb\n]*\xbb|\u201e[^\u201c\u201d\n]*[\u201c\u201d]|`[^`\n]*`|\"[^\"\n]*\"|(?<![\w>])'[^'\n]*'(?!\w)"
)
_PATH: Final = re.compile(
    rf"(?:(?<![\w<>/])/(?!v1/|/127\.0\.0\.1)|(?<!\w)~(?:<user>|[\w.-]*)[\\/]|(?<!\w)[A-Za-z]:[\\/]|(?<!\w)\\{{1,2}}[\w.$-]+\\(?=\w)|\b(?!https?://127\.0\.0\.1(?::\d{{1,5}})?/?(?:\s|[,.;)]|$))[A-Za-z][\w+.-]*://){_REST}"
)
"""A share of Windows has lost one of its two backslashes by now, which looked like an escape."""

_COMMAND: Final = re.compile(r"`bowerbird(?! search| similar)(?: [a-z-]+)*`")
_STAYS: Final = re.compile(
    rf"{_PLACEHOLDER}|https?://127\.0\.0\.1(?::\d{{1,5}})?/?(?=\s|[,.;)]|$)|\d{{4}}-\d\d-\d\d[ T]\d\d:\d\d(?::\d\d)?(?:[.,]\d+)?Z?|127\.0\.0\.1"
    r"|catalogue\.sqlite(?:-wal|-shm)?(?![\w.-])|hub\.log(?![\w.-])|owner\.(?:lock|json|key)(?![\w.-])"
    r"|(?<![\w.])\d{1,6}(?:\.\d{1,4}){0,2}(?![\w.]*\w)|(?<![\w,])\d{1,3}(?:,\d{3}){1,3}(?!\w)"
)
_CHUNK: Final = re.compile(rf"{_STAYS.pattern}|[^\s<>]+|[<>]")
_PIECE: Final = re.compile(r"\w+|[^\w]", re.ASCII)
_AROUND: Final = ".,:;!?()[]{}=*+-\u2013\u2014\u2026\"'\u201c\u201d\u2018\u2019`|"
_PLAIN: Final = frozenset(f"{_AROUND}_#&<>%/")
_ROUTE: Final = re.compile(r"/v1/[A-Za-z0-9/_-]*")
_MODULE: Final = re.compile(r"(?:bowerbird_[a-z]+|waitress)(?:\.[A-Za-z_]\w*)*")
_SUFFIXED: Final = re.compile(r"\w\.\w")
_OWN_NAME: Final = re.compile(
    r"(?:catalogue\.sqlite(?:-wal|-shm)?|owner\.(?:lock|json|key)|hub\.log|ignore|packs|renditions|vectors|cache)(?![\w.-])"
)
_NUMBER_BESIDE: Final = re.compile(
    r"(?:(?<=\d> )|(?<=\d>\W ))\d+(?:[.,:]\d+)*(?!\w)|(?<![\w<.,])\d+(?:[.,]\d+)*(?=[^\w<>]? <(?:word|name) )"
)
"""A number beside something that was taken out may belong to it: the number of a house, of a case, of an account."""

_BREAKS: Final = frozenset("\n\r\t\v\f\x1c\x1d\x1e\x85\u2028\u2029")
_SHORTEST_NAME: Final = 2
_TWICE: Final = 3
"""A text may have been escaped more than once on its way: in a log, and in an error before that."""


class Redactor:
    """Replace by placeholders. `known` maps what is private to its placeholder, `words` are those that may stay."""

    def __init__(self, known: Mapping[str, str], words: frozenset[str]) -> None:
        self._words = words
        self._given: dict[tuple[str, str], str] = {}
        self._telling = [
            _pattern(secret)
            for secret in known
            if len(secret) >= _SHORTEST_NAME and not self._is_ours(secret)
        ]
        named = sorted(known.items(), key=lambda each: len(each[0]), reverse=True)
        self._known = [
            (_pattern(secret), placeholder) for secret, placeholder in named if len(secret) >= _SHORTEST_NAME
        ]

    def __call__(self, text: str) -> str:
        """Give the text as anybody may read it, line by line."""
        return "\n".join(self._line(line) for line in _LINE_BREAK.sub("\n", text).splitlines())

    def finds(self, text: str) -> bool:
        """Tell whether something that is known to be private stands in a text, in whatever form.

        A name that is a word of ours as well, of a person called Will, is no proof of anything.
        """
        plain = unescaped(text)
        return any(pattern.search(plain) for pattern in self._telling)

    def name(self, kind: str, secret: str) -> str:
        """Give the placeholder of something private of a kind, the same for the same thing."""
        key = (kind, unicodedata.normalize("NFC", secret).casefold())
        if key not in self._given:
            number = 1 + sum(1 for other, _ in self._given if other == kind)
            self._given[key] = f"<{kind} {number}>"
        return self._given[key]

    def _line(self, line: str) -> str:
        line = unescaped(line)
        # A placeholder that is written in the text itself must not pass for one of ours.
        line = re.sub(r"[<>]", " ", line)
        line = _CODE.sub(self._frame, line)
        for pattern, placeholder in self._known:
            line = pattern.sub(partial(self._place, placeholder), line)
        line = _QUOTED.sub(lambda found: self._quoted(found[0]), line)
        line = _PATH.sub(lambda found: self.name("path", found[0]), line)
        line = _CHUNK.sub(lambda found: self._chunk(found[0]), line)
        return _NUMBER_BESIDE.sub("<number>", line)

    def _place(self, placeholder: str, found: re.Match[str]) -> str:
        rest = found.groupdict().get("rest") or ""
        if not rest:
            return placeholder
        own = _OWN_NAME.match(rest[1:]) if placeholder in {"<library>", "<cache>"} else None
        if own is not None:
            return f"{placeholder} {own[0]} {rest[1 + own.end() :]}"
        return f"{placeholder} {self.name('path', rest)}"

    def _frame(self, found: re.Match[str]) -> str:
        parts = re.split(r"[\\/]+", found["path"])
        start = next((place for place, part in enumerate(parts) if part.startswith("bowerbird_")), None)
        if start is None:
            start = next(
                (place + 1 for place, part in enumerate(parts) if part == "site-packages"), len(parts) - 1
            )
        module = ".".join(part.removesuffix(".py") for part in parts[start:])
        known = all(
            piece in self._words for part in parts[start:] for piece in part.removesuffix(".py").split("_")
        )
        return (
            f"File {module.replace('.', ' ') if known else self.name('code', module)}, line {found['line']}"
        )

    def _quoted(self, quoted: str) -> str:
        if _COMMAND.fullmatch(quoted) and all(self._is_ours(word) for word in re.findall(r"[a-z]+", quoted)):
            return quoted
        inside = quoted[1:-1]
        return self.name("name", inside) if inside.strip() else quoted

    def _chunk(self, chunk: str) -> str:
        core = chunk.strip(_AROUND)
        if _STAYS.fullmatch(chunk) or (_MODULE.fullmatch(core) and self._all_ours(core)):
            return chunk
        if all(character in _PLAIN for character in core):
            return chunk
        before, _, after = chunk.partition(core)
        if _ROUTE.fullmatch(core):
            shown = "/".join(
                part if self._all_ours(part) else self.name("word", part) for part in core.split("/")
            )
        elif not core.isascii() or any(character in core for character in "/\\@%~") or _SUFFIXED.search(core):
            shown = self.name("word", core)
        else:
            shown = "".join(self._piece(piece) for piece in _PIECE.findall(core))
        return f"{before}{shown}{after}"

    def _piece(self, piece: str) -> str:
        if _STAYS.fullmatch(piece) or self._is_ours(piece) or (len(piece) == 1 and piece in _PLAIN):
            return piece
        return self.name("word", piece)

    def _all_ours(self, text: str) -> bool:
        return all(self._is_ours(piece) or piece.isdigit() for piece in re.findall(r"[A-Za-z]+|\d+", text))

    def _is_ours(self, word: str) -> bool:
        return word in self._words or word.lower() in self._words


def unescaped(text: str) -> str:
    """Undo percent signs, JSON's and Python's escapes, as often as they were put on, and compose what is composed."""
    for _ in range(_TWICE):
        plain = _ESCAPED.sub(_meant, text)
        if plain == text:
            break
        text = plain
    return unicodedata.normalize("NFC", text)


def _meant(found: re.Match[str]) -> str:
    long, short, byte, percent, _ = found.groups()
    if long:
        number = int(long, 16)
        return chr(number) if number <= 0x10FFFF else " "  # noqa: PLR2004  Unicode's last
    if short:
        units = b"".join(int(unit, 16).to_bytes(2, "big") for unit in re.findall(r"[0-9a-fA-F]{4}", short))
        return units.decode("utf-16-be", "replace")
    if byte:
        return chr(int(byte, 16))
    if percent:
        return unquote(percent, errors="replace")
    return "\\"


def _letter_by_letter(name: str) -> str:
    """Match a name, also where what would break a line or turn it is written as an escape or as a space."""
    return "".join(
        rf"(?:{re.escape(letter)}|\\[nrt]|\s)" if letter in _BREAKS else re.escape(letter) for letter in name
    )


def _pattern(secret: str) -> re.Pattern[str]:
    secret = unicodedata.normalize("NFC", secret)
    parts = [_letter_by_letter(part) for part in re.split(r"[\\/]+", secret.rstrip("\\/")) if part]
    body = r"[\\/]+".join(parts)
    if secret.startswith(("/", "\\")):
        return re.compile(rf"[\\/]+{body}(?!\w)(?P<rest>[\\/]{_REST})?", re.IGNORECASE)
    if len(parts) > 1 or re.match(r"[A-Za-z]:", secret):
        return re.compile(rf"(?<!\w){body}(?!\w)(?P<rest>[\\/]{_REST})?", re.IGNORECASE)
    # A name alone may be a common word: as it is written, lest no sentence is left of a person called Will.
    return re.compile(rf"(?<![^\W_]){body}(?![^\W_])")
