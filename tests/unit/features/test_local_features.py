"""Local features: found alike each time, kept in 20 KB, and never read from what is none."""

from __future__ import annotations

import struct
import zlib

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from bowerbird_engine.features.extraction import extract
from bowerbird_engine.features.local_features import (
    DIMENSION,
    LIMITS,
    MOST,
    MOST_BYTES,
    STEP,
    LocalFeatures,
    from_bytes,
    quantised,
    to_bytes,
)
from bowerbird_engine.features.projection import shipped_projection
from fakes.scenes import pixels, scene


def some_features(seed: int, number: int) -> LocalFeatures:
    """Make features out of chance, within and beyond what can be kept."""
    lot = np.random.default_rng(seed)
    points = lot.uniform(0, 1, (number, 4)).astype(np.float32) * np.array([1, 1, 0.6, 2 * np.pi], np.float32)
    descriptors = lot.normal(0, 0.3, (number, DIMENSION)).astype(np.float32)
    return quantised(points, descriptors, int(lot.integers(1, 9000)), int(lot.integers(1, 9000)))


@given(st.integers(0, 2**32), st.integers(0, MOST))
def test_what_is_kept_comes_back_as_it_was(seed: int, number: int) -> None:
    """Points and descriptors survive the way through bytes to the last bit, and never need more than 20 KB."""
    features = some_features(seed, number)
    data = to_bytes(features)
    again = from_bytes(data)

    assert len(data) <= MOST_BYTES <= 20_000
    assert np.array_equal(again.points, features.points)
    assert np.array_equal(again.descriptors, features.descriptors)
    assert (again.width, again.height) == (features.width, features.height)
    assert again == features


@given(st.binary(max_size=200), st.integers(0, 2**32))
def test_hostile_bytes_are_refused(junk: bytes, seed: int) -> None:
    """Junk, cut, longer and flipped bytes raise ValueError and nothing else."""
    data = to_bytes(some_features(seed, 3))
    place = seed % len(data)
    flipped = data[:place] + bytes([data[place] ^ 1 << seed % 8]) + data[place + 1 :]
    for bad in (junk, data[: place or 1], data + b"\0", b"BBLF" + junk, flipped):
        with pytest.raises(ValueError, match="features"):
            from_bytes(bad)


def test_values_that_nothing_writes_are_refused() -> None:
    """A checksum that fits does not help bits that stand for no value, or a picture without a size."""
    good = to_bytes(some_features(1, 1))

    assert sealed(good[:16], good[20:]) == good
    with pytest.raises(ValueError, match="damaged"):
        from_bytes(sealed(good[:16], good[20:26] + b"\xff" * 33))
    with pytest.raises(ValueError, match="possible size"):
        from_bytes(sealed(good[:8] + bytes(4) + good[12:16], good[20:]))
    with pytest.raises(ValueError, match="this version"):
        from_bytes(sealed(good[:4] + b"\x02" + good[5:16], good[20:]))


def sealed(header: bytes, body: bytes) -> bytes:
    """Put the checksum that fits between a header and what follows."""
    return header + struct.pack("<I", zlib.crc32(header + body)) + body


def test_more_than_can_be_kept_is_refused() -> None:
    """Features of a query may be more; they are compared and not kept."""
    with pytest.raises(ValueError, match="at most"):
        to_bytes(some_features(2, MOST + 1))


def test_the_same_pixels_give_the_same_features() -> None:
    """Two runs agree to the last bit; another picture does not."""
    first = extract(pixels(scene(1)))

    assert extract(pixels(scene(1))) == first
    assert extract(pixels(scene(2))) != first
    assert 100 < len(first) <= MOST
    assert (first.width, first.height) == (480, 360)


def test_points_lie_inside_the_picture_and_all_over_it() -> None:
    """No point is outside, and every quarter has its share."""
    points = extract(pixels(scene(3))).points
    x, y = points[:, 0], points[:, 1]

    assert x.min() >= 0
    assert x.max() <= 1
    assert y.max() <= 0.75
    for right in (False, True):
        for low in (False, True):
            assert ((x > 0.5) == right)[((y > 0.375) == low)].sum() > 25


@pytest.mark.parametrize("size", [(1, 1), (3, 900), (900, 3), (64, 64)])
def test_a_plain_picture_has_no_features(size: tuple[int, int]) -> None:
    """Neither has one of a few pixels."""
    features = extract(np.full((*size, 3), 128, np.uint8))

    assert len(features) == 0
    assert from_bytes(to_bytes(features)) == features


def test_short_descriptors_keep_distances() -> None:
    """Whole numbers in 64 dimensions are as far apart as the 128 that they are from, within a few percent."""
    lot = np.random.default_rng(5)
    sift = lot.gamma(0.6, 30, (200, 128)).astype(np.float32)
    root = np.sqrt(sift / sift.sum(axis=1, keepdims=True))
    points = np.zeros((200, 4), np.float32)
    kept = quantised(points, shipped_projection().shortened(root @ np.eye(128, dtype=np.float32)), 1, 1)

    assert np.all(np.abs(kept.descriptors) <= LIMITS)
    assert np.linalg.norm(kept.descriptors.astype(np.float32) * STEP, axis=1).max() < 1.5
    directions = shipped_projection().directions
    assert np.allclose(directions @ directions.T, np.eye(DIMENSION), atol=3e-3)
