"""Frames carry values whole, and reject whatever is none."""

from __future__ import annotations

import io
import json
import struct
from collections.abc import Mapping
from dataclasses import replace

import pytest

from bowerbird_engine.facts import Look, Metadata
from bowerbird_engine.imaging.facts_frames import read_facts_part
from bowerbird_engine.imaging.frames import (
    read_answer,
    read_frame,
    read_work,
    write_frame,
    write_picture,
    write_work,
)
from bowerbird_engine.imaging.work import Export, Fit, Picture, RefusalError, Renditions, Work

LARGEST = 1 << 20
WEBP = Export("webp", 800, 82)
WORK = Work(
    b"/a",
    None,
    (Fit(2, "crop"),),
    thumbnail=True,
    proxy=False,
    long_side=2,
    sides=(160,),
    export=WEBP,
    caption=True,
)
PICTURE = Picture(
    b"d" * 32,
    "image/png",
    (4, 2),
    77,
    Renditions(
        fits=(b"f" * 12,),
        thumbnail=b"t",
        proxy=None,
        pixels=b"p" * 6,
        pixels_size=(2, 1),
        sized=(b"s",),
        exported=b"e",
        exported_size=(800, 600),
    ),
    "Two herons",
)


def stream(data: bytes) -> io.BufferedReader:
    """Make a stream like a pipe's end."""
    return io.BufferedReader(io.BytesIO(data))


def answer(changes: Mapping[str, object] | None = None, drop: int | None = None) -> io.BufferedReader:
    """Make the frame of a good answer, with some fields of its header changed or one part left out."""
    made = PICTURE.renditions
    header: dict[str, object] = {
        "digest": PICTURE.digest.hex(),
        "media_type": PICTURE.media_type,
        "size": [4, 2],
        "byte_size": 77,
        "pixels_size": [2, 1],
        "exported_size": [800, 600],
        "caption": "Two herons",
        **(changes or {}),
    }
    parts = [made.thumbnail, made.proxy, made.pixels, made.exported, *made.sized, *made.fits]
    if drop is not None:
        parts[drop] = None
    buffer = io.BytesIO()
    write_frame(buffer, header, parts)
    return stream(buffer.getvalue())


def test_an_answer_comes_back_as_it_was_given() -> None:
    """A picture written is the picture read."""
    buffer = io.BytesIO()
    write_picture(buffer, PICTURE)
    assert read_answer(stream(buffer.getvalue()), WORK, LARGEST) == PICTURE
    assert read_answer(answer(), WORK, LARGEST) == PICTURE


@pytest.mark.parametrize(
    "work",
    [
        WORK,
        Work(None, b"\x89PNG", (), thumbnail=False, proxy=True, long_side=None),
        Work(b"\xff\n\0", None, (Fit(224, "crop"), Fit(96, "squash"))),
        Work(b"/a", None, sides=(640, 160), region=(0.1, 0.2, 0.3, 0.4)),
        Work(b"/a", None, export=Export("avif", None, 1)),
        Work(b"/a", None, caption=True),
        Work(b"/a", None, metadata=True),
        Work(b"/a", None, (Fit(2, "crop"),), metadata=True, look=True),
    ],
)
def test_work_comes_back_as_it_was_given(work: Work) -> None:
    """A question written is the question read."""
    buffer = io.BytesIO()
    write_work(buffer, work)
    assert read_work(stream(buffer.getvalue()), LARGEST) == work


@pytest.mark.parametrize(
    "changes",
    [
        {"digest": "00"},
        {"digest": "x" * 64},
        {"digest": 7},
        {"size": [0, 2]},
        {"size": [4]},
        {"size": [4, 2, 1]},
        {"size": ["4", "2"]},
        {"size": [-4, -2]},
        {"byte_size": 0},
        {"byte_size": "77"},
        {"media_type": "x" * 1000},
        {"pixels_size": [1, 1]},
        {"pixels_size": [10**9, 10**9]},
        {"exported_size": [0, 0]},
        {"exported_size": [800]},
        {"caption": 7},
        {"caption": "x" * 2001},
        {"caption": "two\nlines"},
        {"caption": "turned \u202e round"},
        {"caption": "half \ud800 a pair"},
        {"kind": "unheard of"},
        {"kind": "died", "reason_code": "x" * 1000, "message": ""},
    ],
)
def test_an_answer_with_impossible_facts_is_nonsense(changes: Mapping[str, object]) -> None:
    """No field of an answer is taken unseen."""
    with pytest.raises(ValueError, match=r"worker|fromhex"):
        read_answer(answer(changes), WORK, LARGEST)


@pytest.mark.parametrize("part", [0, 2, 3, 4, 5])
def test_an_answer_without_a_part_is_nonsense(part: int) -> None:
    """Every part that was asked for must be there."""
    with pytest.raises(ValueError, match="not those that were asked for"):
        read_answer(answer(drop=part), WORK, LARGEST)


def test_an_answer_with_an_unasked_part_is_nonsense() -> None:
    """What was not asked for must not be there."""
    with pytest.raises(ValueError, match="not those that were asked for"):
        read_answer(answer(), Work(b"/a", None, (Fit(2, "crop"),)), LARGEST)


def test_a_refusal_is_raised() -> None:
    """A refusal is an answer too."""
    with pytest.raises(RefusalError, match="no picture") as refusal:
        read_answer(
            answer({"kind": "unreadable", "reason_code": "r", "message": "no picture"}), WORK, LARGEST
        )
    assert (refusal.value.kind, refusal.value.reason_code) == ("unreadable", "r")


@pytest.mark.parametrize("kept", [0, 3, 4, 20, -1])
def test_a_frame_cut_short_is_an_end(kept: int) -> None:
    """Where the other side ends in the midst of a frame, that is what is said."""
    whole = answer().read()
    with pytest.raises(EOFError):
        read_frame(stream(whole[:kept]), LARGEST)


@pytest.mark.parametrize(
    "header",
    [
        b"[]",
        b"{}",
        b"not JSON",
        b"\xff\xfe",
        json.dumps({"parts": 3}).encode(),
        json.dumps({"parts": [-1]}).encode(),
        json.dumps({"parts": [LARGEST + 1]}).encode(),
        json.dumps({"parts": [LARGEST, 1]}).encode(),
        json.dumps({"parts": ["1"]}).encode(),
        b"[" * 5000,
    ],
)
def test_bytes_that_are_no_frame(header: bytes) -> None:
    """Headers that are no header of ours, and sizes beyond the bound, are rejected before anything is allocated."""
    with pytest.raises(ValueError):  # noqa: PT011  the class is the contract, the words differ
        read_frame(stream(struct.pack("<I", len(header)) + header + bytes(LARGEST)), LARGEST)


def test_a_header_that_claims_too_much_is_not_read() -> None:
    """Four bytes cannot make the reader wait for four gigabytes."""
    with pytest.raises(ValueError, match="too long"):
        read_frame(stream(b"\xff\xff\xff\xff"), LARGEST)


SAID = Metadata("2019-07-14T21:03:55", "Canon", "Gulls", "Zwei Möwen 鳥", ("harbour", "🐦"))
LOOK = Look((0,) * 12 + (255,), ((250, 251, 252, 255),), 980, -3, 4, 0)


@pytest.mark.parametrize(("metadata", "look"), [(SAID, None), (None, LOOK), (SAID, LOOK), (Metadata(), LOOK)])
def test_facts_come_back_as_they_were_given(metadata: Metadata | None, look: Look | None) -> None:
    """What a file says and how its picture looks pass the frame whole, beside what else was made."""
    picture = replace(PICTURE, metadata=metadata, look=look)
    work = replace(WORK, metadata=metadata is not None, look=look is not None)
    buffer = io.BytesIO()
    write_picture(buffer, picture)
    assert read_answer(stream(buffer.getvalue()), work, LARGEST) == picture


@pytest.mark.parametrize(
    "facts",
    [
        b"",
        b"{}",
        b"[null, null]",
        b"[" * 50_000,
        b'"' + b"x" * 300_000 + b'"',
        b"\xff\xfe",
        b"[{}, null]",
        b"[[null, null, null, null], null]",
        b'[["yesterday", null, null, null, []], null]',
        b'[["2019-13-14T21:03:55", null, null, null, []], null]',
        b'[[null, "' + b"x" * 81 + b'", null, null, []], null]',
        b'[[null, null, "two\\nlines", null, []], null]',
        b'[[null, null, null, "turned \\u202e round", []], null]',
        b'[[null, null, null, "", []], null]',
        b"[[null, null, null, 7, []], null]",
        b'[[null, null, null, null, "harbour"], null]',
        b'[[null, null, null, null, ["' + b"x" * 81 + b'"]], null]',
        b"[[null, null, null, null, [" + b", ".join([b'"x"'] * 101) + b"]], null]",
        b'[[null, null, null, null, [["x"]]], null]',
    ],
)
def test_metadata_that_cannot_be_are_nonsense(facts: bytes) -> None:
    """The pool believes no field that it has not looked at."""
    with pytest.raises(ValueError, match=r"worker|JSON|char|decode|delimiter|Expecting"):
        read_facts_part(facts, metadata=True, look=False)


@pytest.mark.parametrize(
    "seen",
    [
        [[0] * 12, [], 0, 0, 0, 0],
        [[0] * 12 + [256], [], 0, 0, 0, 0],
        [[0] * 12 + ["1"], [], 0, 0, 0, 0],
        [[0] * 13, [[1, 2, 3]], 0, 0, 0, 0],
        [[0] * 13, [[1, 2, 3, 4]] * 7, 0, 0, 0, 0],
        [[0] * 13, [], 1001, 0, 0, 0],
        [[0] * 13, [], 0.5, 0, 0, 0],
        [[0] * 13, [], 0, 0, 0],
        7,
    ],
)
def test_looks_that_cannot_be_are_nonsense(seen: object) -> None:
    """Neither a colour nor a measure is taken unseen."""
    with pytest.raises(ValueError, match="worker"):
        read_facts_part(json.dumps([None, seen]).encode(), metadata=False, look=True)
    assert read_facts_part(
        json.dumps([None, [[0] * 13, [], 0, 0, 0, 0]]).encode(), metadata=False, look=True
    )[1]
