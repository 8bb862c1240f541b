"""Radiance pictures come out as a person sees them, however their rows are stored."""

from __future__ import annotations

from io import BytesIO

import numpy as np
import pytest

from bowerbird_engine.imaging.rgbe_rows import FlatRows
from bowerbird_engine.imaging.work import Fit
from fakes import light_files
from fakes.pictures import BLUE, RED
from unit.imaging.decoding import decoded, near, pixels

LIGHTS = light_files.two_lights()
WHITE = (255, 255, 255)
AXES = [(a, b) for a in ("-Y", "+Y") for b in ("+X", "-X")] + [
    (a, b) for a in ("+X", "-X") for b in ("-Y", "+Y")
]


@pytest.mark.parametrize("packing", ["packed", "old", "flat"])
def test_all_three_packings_give_the_same_colours(packing: str) -> None:
    """The halves are red and blue, in the colours that the light has on a screen; size and media type are the file's."""
    data = light_files.radiance(LIGHTS, packing)
    picture = decoded(data)
    assert (picture.size, picture.media_type) == ((64, 48), "image/vnd.radiance")
    array = pixels(data)
    assert near(array[24, 16], RED, 3)
    assert near(array[24, 48], BLUE, 3)
    assert (array == pixels(light_files.radiance(LIGHTS, "flat"))).all()


def test_a_long_run_of_the_old_packing_goes_through_the_picture() -> None:
    """A run that needs two counts, and one that follows another row's pixel, are repeated as often as they say."""
    plain = np.full((40, 40, 3), 0.5, np.float32)
    plain[39, 39] = 0
    data = light_files.radiance(plain, "old")
    assert len(data) < 200
    array = pixels(data)
    assert near(array[0, 0], (188, 188, 188), 2)
    assert (array[39, 39] == 0).all()
    assert (array[:39] == array[0, 0]).all()


def test_a_run_goes_on_in_what_is_read_next() -> None:
    """The second count of a run of the old packing is its higher digit, also where another band begins before it."""
    pixel, mark = bytes((9, 8, 7, 130)), bytes((1, 1, 1, 1))
    rows = FlatRows(BytesIO(3 * pixel + mark + mark), 4, 65)
    taken = [rows.take(1), rows.take(64)]
    assert [each.shape for each in taken] == [(4, 1, 4), (4, 64, 4)]
    assert all((np.frombuffer(pixel, np.uint8) == each.reshape(4, -1).T).all() for each in taken)


@pytest.mark.parametrize("axes", AXES, ids=[" ".join(axes) for axes in AXES])
@pytest.mark.parametrize("packing", ["packed", "flat"])
def test_orientation_is_undone(axes: tuple[str, str], packing: str) -> None:
    """A picture stored from any corner in any direction comes out as it was seen, its model input too."""
    stored = light_files.stored_for(light_files.corners(), axes)
    data = light_files.radiance(stored, packing, axes=axes)
    picture = decoded(data, fits=(Fit(32, "squash"),))
    assert picture.size == (96, 64)
    array = pixels(data)
    assert array.shape == (64, 96, 3)
    for made in (array, np.frombuffer(picture.renditions.fits[0], np.uint8).reshape(32, 32, 3)):
        down, across = made.shape[:2]
        assert near(made[down // 8, across // 8], RED, 3)
        assert near(made[-down // 8, -across // 8], BLUE, 3)
        assert near(made[-down // 8, across // 8], WHITE, 3)


def test_a_region_is_cut_out_of_the_picture_as_it_is_seen() -> None:
    """The lower right quarter of a picture that is stored turned is its blue one."""
    stored = light_files.stored_for(light_files.corners(), ("-X", "+Y"))
    data = light_files.radiance(stored, axes=("-X", "+Y"))
    made = decoded(data, long_side=64, region=(0.5, 0.5, 0.5, 0.5)).renditions
    array = np.frombuffer(made.pixels or b"", np.uint8).reshape(*made.pixels_size[::-1], 3)
    assert array.shape == (32, 48, 3)
    assert near(array[16, 24], BLUE, 3)


def test_a_header_with_everything_is_read() -> None:
    """Comments, the programs that made the file, a view and an exposure change nothing; `#?RGBE` is the same format."""
    lines = [
        b"# made by hand",
        b"pfilt -e +2",
        b"VIEW= -vtv -vh 45",
        b"EXPOSURE=4.000000e+00",
        b"GAMMA=1.0",
        b"SOFTWARE=x",
    ]
    data = light_files.radiance(LIGHTS, lines=lines, magic=b"#?RGBE")
    assert (pixels(data) == pixels(light_files.radiance(LIGHTS))).all()


def test_xyz_and_other_primaries_become_srgb() -> None:
    """White in XYZ is white; the red of wide primaries is a purer red; primaries that are nonsense count as none.

    XYZ has its own, whatever else a header says.
    """
    white = np.full((20, 20, 3), 0.99, np.float32)
    assert near(pixels(light_files.radiance(white, kind=b"32-bit_rle_xyze"))[10, 10], (254, 254, 254), 3)
    xyz = light_files.radiance(LIGHTS, kind=b"32-bit_rle_xyze")
    both = xyz.replace(b"_xyze\n", b"_xyze\nPRIMARIES= .64 .33 .3 .6 .15 .06 .3127 .329\n", 1)
    assert (pixels(both) == pixels(xyz)).all()
    wide = b"PRIMARIES= .7080 .2920 .1700 .7970 .1310 .0460 .3127 .3290"
    plain, purer = pixels(light_files.radiance(LIGHTS)), pixels(light_files.radiance(LIGHTS, lines=[wide]))
    assert purer[24, 16, 0] > plain[24, 16, 0] + 20
    assert purer[24, 16, 1] < plain[24, 16, 1]
    for nonsense in (
        b"0 0 0 0 0 0 0 0",
        b"nan nan nan nan nan nan nan nan",
        b"1 2 3",
        b"a b",
        b".3 .3 .3 .3 .3 .3 .3 .3",
    ):
        assert (pixels(light_files.radiance(LIGHTS, lines=[b"PRIMARIES=" + nonsense])) == plain).all()


@pytest.mark.parametrize("packing", ["packed", "old", "flat"])
@pytest.mark.parametrize("share", [0.1, 0.5, 0.99])
def test_a_truncated_picture_is_damaged(packing: str, share: float) -> None:
    """A file that ends too early gives no picture, wherever it ends; the whole one does."""
    noisy = LIGHTS * np.random.default_rng(1).uniform(0.5, 1, LIGHTS.shape).astype(np.float32)
    data = light_files.radiance(noisy, packing)
    assert decoded(data, thumbnail=True).size == (64, 48)
    with pytest.raises((ValueError, IndexError)):
        decoded(data[: int(len(data) * share)], thumbnail=True)


@pytest.mark.parametrize(
    "rows",
    [
        b"\2\2\0\x40" + b"\0" * 400,  # a run of nothing
        b"\2\2\0\x40" + b"\xff\1\xff\1" * 10,  # runs beyond the row
        b"\2\2\0\x41" + b"\xc0\1" * 4,  # of another width
        b"\1\1\1\5" * 100,  # repeats a pixel before the first
        b"\2\3\4\x80" + b"\1\1\1\xff" * 8,  # a run longer than any picture
        b"\2\3\4\x80" + b"\1\1\1\xff" * 3,  # a run beyond the picture
    ],
)
def test_impossible_rows_are_damaged(rows: bytes) -> None:
    """Runs of nothing, beyond their row or without end are named as damage, at once."""
    head = b"#?RADIANCE\nFORMAT=32-bit_rle_rgbe\n\n-Y 48 +X 64\n"
    with pytest.raises((ValueError, IndexError)):
        decoded(head + rows, thumbnail=True)


@pytest.mark.parametrize(
    "head",
    [
        b"#?RADIANCE\nFORMAT=32-bit_rle_rgbe\n\n",
        b"#?RADIANCE\nFORMAT=32-bit_rle_rgbe\n\n-Y 48\n",
        b"#?RADIANCE\nFORMAT=32-bit_rle_rgbe\n\n-Y 48 -Y 64\n",
        b"#?RADIANCE\nFORMAT=32-bit_rle_rgbe\n\n-Y many +X 64\n",
        b"#?RADIANCE\nFORMAT=16-bit\n\n-Y 48 +X 64\n",
        b"#?RADIANCE\n" + b"A=1\n" * 2000,
        b"#?RADIANCE\n" + b"A" * 100_000,
        b"#?RADIANCE\nFORMAT=32-bit_rle_rgbe\n\n-Y " + b"9" * 5000 + b" +X 64\n",
    ],
)
def test_impossible_headers_are_damaged(head: bytes) -> None:
    """A header that does not end, and a size that is none, are named as damage."""
    with pytest.raises(ValueError):  # noqa: PT011  each has its own words
        decoded(head + bytes(48 * 64 * 4), thumbnail=True)
