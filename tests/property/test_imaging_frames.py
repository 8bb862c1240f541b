"""Laws of the frames between the pool and its workers."""

from __future__ import annotations

import io
import json
import struct

from hypothesis import given
from hypothesis import strategies as st

from bowerbird_engine.imaging.frames import read_answer, read_work, write_work
from bowerbird_engine.imaging.work import Export, Fit, Picture, RefusalError, Work

LARGEST = 10_000
FITS = st.builds(Fit, st.integers(1, 1024), st.sampled_from(["crop", "squash"]))
EXPORTS = st.builds(
    Export,
    st.sampled_from(["webp", "avif", "jpeg", "png"]),
    st.none() | st.integers(1, 8192),
    st.integers(1, 100),
)
WORKS = st.builds(
    Work,
    st.none() | st.binary(),
    st.none() | st.binary(max_size=LARGEST // 2),
    st.lists(FITS, max_size=3).map(tuple),
    st.booleans(),
    st.booleans(),
    st.none() | st.integers(1, 10_000),
    st.lists(st.integers(1, 2000), max_size=3).map(tuple),
    st.none() | st.tuples(*[st.floats(0, 1)] * 4),
    st.none() | EXPORTS,
    st.booleans(),
)
JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=True) | st.text(max_size=20),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=10), inner, max_size=4),
)
NAMES = (
    "digest",
    "media_type",
    "size",
    "byte_size",
    "pixels_size",
    "exported_size",
    "caption",
    "parts",
    "kind",
    "reason_code",
    "message",
)


def stream(data: bytes) -> io.BufferedReader:
    """Make a stream like a pipe's end."""
    return io.BufferedReader(io.BytesIO(data))


@given(work=WORKS)
def test_work_survives_the_way(work: Work) -> None:
    """Whatever is asked arrives as it was asked."""
    buffer = io.BytesIO()
    write_work(buffer, work)
    assert read_work(stream(buffer.getvalue()), 2 * LARGEST) == work


def judge(data: bytes) -> None:
    """Read bytes as an answer: a picture, a refusal, an end or nonsense, and no other error."""
    try:
        answer = read_answer(stream(data), Work(b"/a", None, caption=True), LARGEST)
    except (RefusalError, EOFError, ValueError):
        return
    assert isinstance(answer, Picture)


@given(data=st.binary(max_size=300))
def test_any_bytes_are_judged(data: bytes) -> None:
    """Bytes at random are no reason for an unknown error."""
    judge(data)


@given(header=st.dictionaries(st.sampled_from(NAMES), JSON), tail=st.binary(max_size=100))
def test_any_header_is_judged(header: dict[str, object], tail: bytes) -> None:
    """A header that has our names and any values under them is no reason for an unknown error."""
    text = json.dumps(header).encode()
    judge(struct.pack("<I", len(text)) + text + tail)
