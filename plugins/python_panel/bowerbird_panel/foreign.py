"""Texts that others wrote: names of files and disks, what stands in files and requests. Pure.

What is whole is taken as it is; what is shown beside our own words can neither break their line nor turn them around.
"""

from __future__ import annotations

import re
import unicodedata

_ISOLATE, _POP = "\u2068", "\u2069"
_OPENING = "\u2066\u2067\u2068"
_TURNING = re.compile("[\u202a-\u202e\u2066-\u2069]")
_BREAKING = {"Cc", "Zl", "Zp"}
"""Unicode's categories of what controls a terminal, and of what ends a line."""
_ID = re.compile(r"[A-Za-z0-9_~-][A-Za-z0-9._~-]{0,199}")


def is_id(text: str) -> bool:
    """Tell whether something can be the id of a picture: it stands in an address as it is, and leads nowhere else."""
    return _ID.fullmatch(text) is not None


def is_whole(text: str) -> bool:
    """Tell whether a text has no half characters, which can be neither written nor sent."""
    return not any("\ud800" <= letter <= "\udfff" for letter in text)


def in_one_line(text: str) -> str:
    """Give a text in one line, of whole characters."""
    spaced = "".join(" " if unicodedata.category(letter) in _BREAKING else letter for letter in text)
    return spaced.encode("utf-8", "replace").decode("utf-8")


def quoted(text: str) -> str:
    """Give somebody else's text for a sentence of ours: in one line, and its direction of writing stays its own."""
    return isolated(in_one_line(text))


def isolated(text: str) -> str:
    """Keep the direction of somebody else's text to itself."""
    kept: list[str] = []
    depth = 0
    for letter in text:
        if letter in _OPENING:
            depth += 1
        elif letter == _POP:
            if not depth:
                continue
            depth -= 1
        kept.append(letter)
    return f"{_ISOLATE}{''.join(kept)}{_POP * depth}{_POP}"


def as_label(text: str) -> str:
    """Give somebody else's text as a name that stands in lists and sentences of a program: it turns nothing around."""
    return _TURNING.sub("", in_one_line(text))
