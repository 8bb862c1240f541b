"""OpenEXR pictures come out as a person sees them: of any layout, and with the picture among any passes."""

from __future__ import annotations

import numpy as np
import OpenEXR
import pytest
from numpy.typing import NDArray

from bowerbird_engine.imaging.work import Fit, RefusalError
from fakes import light_files
from fakes.light_files import openexr, rgb
from fakes.pictures import BLUE, RED
from unit.imaging.decoding import decoded, near, pixels

LIGHTS = light_files.two_lights()
WHITE = (255, 255, 255)
DEPTH = np.tile(np.linspace(1, 9, 64, dtype=np.float32), (48, 1))
COMPRESSIONS = {
    name: getattr(OpenEXR, f"{name}_COMPRESSION")
    for name in ("NO", "RLE", "ZIPS", "ZIP", "PIZ", "PXR24", "B44", "B44A", "DWAA", "DWAB")
}


def is_red_and_blue(array: NDArray[np.uint8], tolerance: int = 3) -> bool:
    """Tell whether the halves are red and blue."""
    down, across = array.shape[0] // 2, array.shape[1] // 4
    return near(array[down, across], RED, tolerance) and near(array[down, -across], BLUE, tolerance)


@pytest.mark.parametrize("compression", COMPRESSIONS)
@pytest.mark.parametrize("tiles", [False, True])
def test_every_compression_in_rows_and_in_tiles(compression: str, tiles: bool) -> None:
    """The halves are red and blue, in the colours that the light has on a screen; size and media type are the file's."""
    data = openexr(rgb(LIGHTS), COMPRESSIONS[compression], tiles=tiles)
    picture = decoded(data, fits=(Fit(32, "squash"),))
    assert (picture.size, picture.media_type) == ((64, 48), "image/x-exr")
    assert is_red_and_blue(pixels(data))
    assert is_red_and_blue(np.frombuffer(picture.renditions.fits[0], np.uint8).reshape(32, 32, 3))


@pytest.mark.parametrize("dtype", [np.float16, np.float32])
def test_half_and_full_floats(dtype: type[np.floating]) -> None:
    """Both kinds of floats give the same picture."""
    assert is_red_and_blue(pixels(openexr(rgb(LIGHTS, dtype=dtype))))


@pytest.mark.parametrize(
    "picture",
    ["", "Combined.", "ViewLayer.Combined.", "RenderLayer.beauty.", "rgba."],
)
def test_the_finished_picture_is_found_among_its_passes(picture: str) -> None:
    """Of a file with many layers the finished one is shown, before passes whose names come first."""
    passes = {
        **rgb(light_files.two_lights()[:, ::-1], "ViewLayer.AO."),
        **rgb(light_files.two_lights()[:, ::-1], "ViewLayer.CryptoObject00."),
        **rgb(light_files.two_lights()[:, ::-1], "Albedo."),
        "ViewLayer.Depth.Z": DEPTH,
        "ViewLayer.Normal.X": DEPTH,
        "ViewLayer.Normal.Y": DEPTH,
        "ViewLayer.Normal.Z": DEPTH,
    }
    assert is_red_and_blue(pixels(openexr({**passes, **rgb(LIGHTS, picture)})))
    assert not is_red_and_blue(pixels(openexr(passes)))


@pytest.mark.parametrize("place", [0, 1, 2])
def test_the_first_part_with_colours_is_shown(place: int) -> None:
    """A picture is found in whichever part it is; a part with data alone is passed over."""
    several = [
        light_files.part({"Z": DEPTH}, name="depth"),
        light_files.part({"N.X": DEPTH, "N.Y": DEPTH, "N.Z": DEPTH}, name="normals"),
    ]
    several.insert(place, light_files.part(rgb(LIGHTS), name="beauty", tiles=True))
    assert is_red_and_blue(pixels(light_files.parts(several)))


def test_a_picture_among_too_much_else_is_refused() -> None:
    """A file that would have to be unpacked whole, far beyond a worker's memory, is refused by name before that."""
    many = {f"pass{number}.Z": np.zeros((2000, 2000), np.float32) for number in range(30)}
    window = {"displayWindow": (np.array((0, 0), np.int32), np.array((63, 47), np.int32))}
    passes, picture = (
        light_files.part(many, name="passes", attributes=window),
        light_files.part(rgb(LIGHTS), name="beauty"),
    )
    data = light_files.parts([passes, picture])
    with pytest.raises(RefusalError) as refused:
        decoded(data, thumbnail=True)
    assert refused.value.reason_code == "too_many_pixels"
    assert is_red_and_blue(pixels(light_files.parts([picture, passes])))


def test_luminance_alone_is_grey() -> None:
    """A picture of luminance alone is grey, from black to white as sRGB spaces it."""
    ramp = np.tile(np.linspace(0, 1, 64, dtype=np.float32), (48, 1))
    array = pixels(openexr({"Y": ramp}))
    assert (array[..., 0] == array[..., 2]).all()
    assert array[20, 0, 0] == 0
    assert abs(int(array[20, 32, 0]) - 188) <= 2
    assert array[20, 63, 0] == 255


def test_luminance_and_chroma_are_colours() -> None:
    """A picture of luminance with chroma at half its size each way is red and blue."""
    data = light_files.chroma_openexr(LIGHTS)
    assert decoded(data).size == (64, 48)
    assert is_red_and_blue(pixels(data), 6)


def test_depth_alone_is_a_stretched_grey() -> None:
    """Distances are spread between black and white, whatever lies infinitely far."""
    depth = DEPTH.copy()
    depth[:4] = 1e10
    depth[4:8] = np.inf
    array = pixels(openexr({"ViewLayer.Depth.Z": depth}))
    assert array[20, 1, 0] <= 5
    assert abs(int(array[20, 32, 0]) - 128) <= 8
    assert array[20, 62, 0] >= 250
    assert (array[:8] == 255).all()


def test_numbers_alone_are_a_stretched_grey() -> None:
    """Identifiers (whole numbers) and a constant channel give some picture, not an error."""
    numbers = np.arange(64 * 48, dtype=np.uint32).reshape(48, 64)
    array = pixels(openexr({"id": numbers}))
    assert array[0, 0, 0] < 10
    assert array[47, 63, 0] > 245
    assert pixels(openexr({"mask": np.full((48, 64), 7, np.float32)})).shape == (48, 64, 3)


def test_what_is_no_number_costs_its_pixel_alone() -> None:
    """NaN is black, infinity white, a negative value black; the rest of the picture stays as it is."""
    odd = LIGHTS.copy()
    odd[0, 0], odd[0, 2], odd[0, 4] = np.nan, np.inf, -5
    array = pixels(openexr(rgb(odd, dtype=np.float32)))
    assert is_red_and_blue(array)
    assert (array[0, 0] == 0).all()
    assert (array[0, 2] == 255).all()
    assert (array[0, 4] == 0).all()


def test_a_picture_without_any_number_is_survived() -> None:
    """All NaN, all infinite and all negative give some picture."""
    for value in (np.nan, np.inf, -np.inf, -1.0, 3e38):
        whole = np.full((48, 64, 3), value, np.float32)
        assert pixels(openexr(rgb(whole, dtype=np.float32))).shape == (48, 64, 3)
        assert pixels(openexr({"Z": whole[..., 0]})).shape == (48, 64, 3)


def test_alpha_is_taken_out_and_laid_on_white() -> None:
    """Colours that their alpha is multiplied into get their full strength back, then lie on white."""
    alpha = np.zeros((48, 64), np.float32)
    alpha[:, 16:] = 1
    alpha[:, 32:48] = 0.5
    channels = {**rgb(LIGHTS * alpha[..., None]), "A": alpha.astype(np.float16)}
    array = pixels(openexr(channels))
    assert near(array[24, 8], WHITE, 1)
    assert near(array[24, 24], RED, 3)
    assert near(array[24, 40], (142, 142, 228), 4)
    assert near(array[24, 56], BLUE, 3)


def test_an_alpha_of_nothing_does_not_hide_the_picture() -> None:
    """A file whose alpha was never filled in shows its colours."""
    assert is_red_and_blue(pixels(openexr({**rgb(LIGHTS), "A": np.zeros((48, 64), np.float16)})))


def windows(data: tuple[int, int, int, int], shown: tuple[int, int, int, int]) -> dict[str, object]:
    """Name the windows of a file: left, top, right and bottom of where pixels are, and of what is shown."""
    return {
        name: (np.array(box[:2], np.int32), np.array(box[2:], np.int32))
        for name, box in (("dataWindow", data), ("displayWindow", shown))
    }


@pytest.mark.parametrize("tiles", [False, True])
def test_the_display_window_is_what_is_shown(tiles: bool) -> None:
    """A part of a frame lies at its place on black, or on white where there is alpha; what is outside is cut off."""
    part = windows((10, -5, 73, 42), (-90, -53, 109, 146))
    array = pixels(openexr(rgb(LIGHTS), tiles=tiles, attributes=part))
    assert decoded(openexr(rgb(LIGHTS), tiles=tiles, attributes=part)).size == (200, 200)
    assert near(array[48 + 24, 100 + 16], RED, 3)
    assert near(array[48 + 24, 100 + 48], BLUE, 3)
    assert near(array[48 + 24, 90], (0, 0, 0))
    assert near(array[40, 116], (0, 0, 0))
    clear = {**rgb(LIGHTS), "A": np.ones((48, 64), np.float16)}
    assert near(pixels(openexr(clear, tiles=tiles, attributes=part))[40, 116], WHITE)
    overscan = pixels(
        openexr(rgb(LIGHTS), tiles=tiles, attributes=windows((-16, -12, 47, 35), (0, 0, 31, 23)))
    )
    assert overscan.shape == (24, 32, 3)
    assert near(overscan[12, 8], RED, 3)
    assert near(overscan[12, 24], BLUE, 3)


def test_windows_that_do_not_meet_show_the_pixels() -> None:
    """Where the display window lies beside all pixels, the pixels are shown."""
    data = openexr(rgb(LIGHTS), attributes=windows((500, 500, 563, 547), (0, 0, 31, 23)))
    assert decoded(data).size == (64, 48)
    assert is_red_and_blue(pixels(data))


@pytest.mark.parametrize("start", [(0, 0), (-700, 301)])
def test_a_large_picture_is_read_reduced(start: tuple[int, int]) -> None:
    """A picture that is read at a fraction of its size, in bands, is the same picture, wherever its numbers begin."""
    noise = np.random.default_rng(3).uniform(0.2, 1.8, (1500, 3001, 1)).astype(np.float32)
    colours = np.ascontiguousarray(light_files.two_lights((3001, 1500)) * noise)
    box = (*start, start[0] + 3000, start[1] + 1499)
    for tiles in (False, True):
        data = openexr(rgb(colours), tiles=tiles, attributes=windows(box, box))
        assert decoded(data).size == (3001, 1500)
        array = pixels(data, 300)
        assert array.shape == (150, 300, 3)
        assert is_red_and_blue(array, 6)
        assert is_red_and_blue(array[:4], 6)
        assert is_red_and_blue(array[-4:], 6)


def test_other_primaries_become_srgb() -> None:
    """Chromaticities of ACES make colours purer than the same numbers in sRGB, and leave white white."""
    aces = ((0.7347, 0.2653), (0.0, 1.0), (0.0001, -0.077), (0.32168, 0.33767))
    named = {"chromaticities": tuple(number for pair in aces for number in pair)}
    both = np.concatenate([LIGHTS, np.ones_like(LIGHTS)]) * np.float32(0.5)
    plain, wide = pixels(openexr(rgb(both))), pixels(openexr(rgb(both), attributes=named))
    assert near(wide[72, 20], (188, 188, 188), 2)
    assert wide[24, 16, 0] > plain[24, 16, 0] + 15


def test_a_deep_picture_is_refused_by_name() -> None:
    """A file with many samples in each pixel is refused with what to do about it."""
    with pytest.raises(RefusalError) as refused:
        decoded(light_files.deep_openexr(), thumbnail=True)
    assert (refused.value.kind, refused.value.reason_code) == ("unreadable", "deep_picture")


@pytest.mark.parametrize("share", [0.02, 0.3, 0.99])
def test_a_truncated_picture_is_damaged(share: float) -> None:
    """A file that ends too early gives no picture, wherever it ends; the whole one does."""
    noisy = LIGHTS * np.random.default_rng(1).uniform(0.5, 1, LIGHTS.shape).astype(np.float32)
    data = openexr(rgb(noisy))
    assert decoded(data, thumbnail=True).size == (64, 48)
    with pytest.raises((OSError, RuntimeError)):
        decoded(data[: int(len(data) * share)], thumbnail=True)


@pytest.mark.parametrize("tiles", [0, 64])
def test_impossible_sizes_are_refused_from_the_header(tiles: int) -> None:
    """A header of 300 bytes that claims far more pixels than are decoded is refused, by name where it can be read."""
    with pytest.raises(RefusalError) as refused:
        decoded(light_files.openexr_header((50_000, 50_000), tiles=tiles) + bytes(800), thumbnail=True)
    assert refused.value.reason_code == "too_many_pixels"
    for size in ((2**30, 2**30), (8, 2**30), (2**30, 8), (0, 5), (-4, -4)):
        with pytest.raises((OSError, RuntimeError, RefusalError)):
            decoded(light_files.openexr_header(size, tiles=tiles) + bytes(800), thumbnail=True)
