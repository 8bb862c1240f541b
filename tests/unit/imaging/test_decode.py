"""Every format, pixel layout and orientation ends as the picture that a person sees."""

from __future__ import annotations

import hashlib
import io
import struct

import numpy as np
import pytest
from PIL import Image

from bowerbird_engine.imaging.decode import decode
from bowerbird_engine.imaging.fitting import fit_image
from bowerbird_engine.imaging.work import Fit, RefusalError, Work, WorkLimits
from fakes import pictures
from fakes.pictures import BLUE, RED
from unit.imaging.decoding import LIMITS, decoded, near, pixels

PICTURE = pictures.two_halves()
ENCODED = {
    "JPEG": pictures.encoded(PICTURE, "JPEG", quality=95),
    "progressive JPEG": pictures.encoded(PICTURE, "JPEG", quality=95, progressive=True),
    "PNG": pictures.encoded(PICTURE, "PNG"),
    "interlaced palette PNG": pictures.encoded(PICTURE.quantize(4), "PNG"),
    "WebP": pictures.encoded(PICTURE, "WEBP", quality=95),
    "lossless WebP": pictures.encoded(PICTURE, "WEBP", lossless=True),
    "GIF": pictures.encoded(PICTURE, "GIF"),
    "TIFF": pictures.encoded(PICTURE, "TIFF"),
    "deflated TIFF": pictures.encoded(PICTURE, "TIFF", compression="tiff_adobe_deflate"),
    "LZW TIFF": pictures.encoded(PICTURE, "TIFF", compression="tiff_lzw"),
    "JPEG in TIFF": pictures.encoded(PICTURE, "TIFF", compression="jpeg", quality=95),
    "BMP": pictures.encoded(PICTURE, "BMP"),
    "AVIF": pictures.encoded(PICTURE, "AVIF", quality=90),
    "HEIC": pictures.HEIC,
    "CMYK JPEG": pictures.encoded(PICTURE.convert("CMYK"), "JPEG", quality=95),
    "CMYK TIFF": pictures.encoded(PICTURE.convert("CMYK"), "TIFF"),
    "YCbCr TIFF": pictures.encoded(PICTURE.convert("YCbCr"), "TIFF"),
    "RGBA PNG": pictures.encoded(PICTURE.convert("RGBA"), "PNG"),
}


@pytest.mark.parametrize("name", ENCODED)
def test_every_format_gives_its_colours_and_facts(name: str) -> None:
    """The halves are red and blue; size, bytes and hash are the file's."""
    data = ENCODED[name]
    picture = decoded(data)
    assert picture.size == (64, 48)
    assert picture.byte_size == len(data)
    assert picture.digest == hashlib.sha256(data).digest()
    array = pixels(data)
    assert array.shape == (48, 64, 3)
    assert near(array[24, 16], RED)
    assert near(array[24, 48], BLUE)


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP", "TIFF", "AVIF"])
@pytest.mark.parametrize("orientation", range(1, 9))
def test_orientation_is_undone(kind: str, orientation: int) -> None:
    """A picture stored turned or mirrored comes out as it was seen, with its size as it was seen."""
    seen = Image.new("RGB", (96, 64), "white")
    seen.paste(RED, (0, 0, 48, 32))
    seen.paste(BLUE, (48, 32, 96, 64))
    stored = pictures.turned_for(seen, orientation)
    data = pictures.encoded(stored, kind, exif=pictures.oriented(orientation))
    picture = decoded(data, fits=(Fit(32, "squash"),))
    assert picture.size == (96, 64)
    array = pixels(data)
    assert array.shape == (64, 96, 3)
    assert near(array[8, 12], RED)
    assert near(array[56, 84], BLUE)
    assert near(array[56, 12], (255, 255, 255))
    fitted = np.frombuffer(picture.renditions.fits[0], np.uint8).reshape(32, 32, 3)
    assert near(fitted[4, 4], RED)
    assert near(fitted[28, 28], BLUE)


def test_a_turned_heic_is_turned_once() -> None:
    """HEIC files carry their turn twice, in the container and in EXIF; it is applied one time."""
    assert decoded(pictures.HEIC_TURNED).size in {(48, 64), (64, 48)}
    array = pixels(pictures.HEIC_TURNED)
    upright = array.shape[0] > array.shape[1]
    first, last = (array[8, 24], array[56, 24]) if upright else (array[24, 8], array[24, 56])
    assert upright
    assert near(first, RED)
    assert near(last, BLUE)


@pytest.mark.filterwarnings("ignore:Corrupt EXIF data")
def test_damaged_metadata_do_not_cost_the_picture() -> None:
    """EXIF that is rubbish counts as absent."""
    data = pictures.encoded(PICTURE, "JPEG", quality=95, exif=b"Exif\0\0II*\0\xff\xff\xff\xff rubbish")
    assert near(pixels(data)[24, 16], RED)


@pytest.mark.parametrize("kind", ["PNG", "TIFF"])
def test_sixteen_bit_grey_keeps_its_range(kind: str) -> None:
    """Middle grey in 16 bits is middle grey; Pillow's own conversion would make it white."""
    deep = Image.fromarray(np.full((40, 40), 32768, np.uint16))
    assert deep.convert("L").getpixel((0, 0)) == 255
    assert near(pixels(pictures.encoded(deep, kind))[20, 20], (128, 128, 128), 1)


def test_thirty_two_bit_and_float_greys_are_scaled() -> None:
    """A TIFF of floats in 0..1 spans black to white; so does one of large integers; a constant one is no error."""
    ramp = np.tile(np.linspace(0, 1, 64, dtype=np.float32), (40, 1))
    for array in (ramp, (ramp * 1e6).astype(np.int32)):
        made = pixels(pictures.encoded(Image.fromarray(array), "TIFF"))
        assert made[20, 0, 0] <= 2
        assert 120 <= made[20, 32, 0] <= 136
        assert made[20, 63, 0] >= 253
    assert pixels(pictures.encoded(Image.fromarray(np.full((40, 40), 7.5, np.float32)), "TIFF")).min() == 255


def test_floats_that_are_no_numbers_are_survived() -> None:
    """NaN and infinities in a TIFF give some picture, not a crash."""
    array = np.full((40, 40), np.nan, np.float32)
    array[0, 0] = np.inf
    assert pixels(pictures.encoded(Image.fromarray(array), "TIFF")).shape == (40, 40, 3)


def test_sixteen_bit_colour() -> None:
    """RGB and RGBA of 16 bits a channel come out in 8, with transparency on white."""
    rgb = struct.pack(">HHH", 51400, 7710, 7710) * (40 * 40)
    assert near(pixels(pictures.png((40, 40), 16, 2, rgb))[20, 20], RED, 1)
    clear = struct.pack(">HHHH", 51400, 7710, 7710, 0) * (40 * 40)
    assert near(pixels(pictures.png((40, 40), 16, 6, clear))[20, 20], (255, 255, 255), 1)


@pytest.mark.parametrize("kind", ["PNG", "WEBP", "TIFF", "AVIF"])
def test_transparency_lies_on_white(kind: str) -> None:
    """What is clear becomes white, what is half clear is mixed with white, what is opaque stays."""
    image = Image.new("RGBA", (90, 40), (*BLUE, 0))
    image.paste((*BLUE, 128), (30, 0, 60, 40))
    image.paste((*BLUE, 255), (60, 0, 90, 40))
    options = {"quality": 100} if kind in {"WEBP", "AVIF"} else {}
    array = pixels(pictures.encoded(image, kind, **options))
    assert near(array[20, 15], (255, 255, 255))
    assert near(array[20, 45], (142, 142, 227))
    assert near(array[20, 75], BLUE)


@pytest.mark.parametrize("kind", ["PNG", "GIF"])
def test_a_palette_with_transparency_lies_on_white(kind: str) -> None:
    """The transparent entry of a palette becomes white."""
    image = Image.new("P", (60, 40), 0)
    image.putpalette([*RED, *BLUE])
    image.paste(1, (30, 0, 60, 40))
    array = pixels(pictures.encoded(image, kind, transparency=0))
    assert near(array[20, 10], (255, 255, 255))
    assert near(array[20, 50], BLUE)


def test_a_colour_that_stands_for_transparency() -> None:
    """PNG may name one RGB colour or one grey as the transparent one."""
    key = pictures.png_chunk(b"tRNS", struct.pack(">HHH", *RED))
    array = pixels(pictures.png((40, 40), 8, 2, bytes(RED) * 1600, key))
    assert near(array[20, 20], (255, 255, 255))
    grey = pictures.png_chunk(b"tRNS", struct.pack(">H", 9))
    assert near(pixels(pictures.png((40, 40), 8, 0, bytes([9]) * 1600, grey))[20, 20], (255, 255, 255))


@pytest.mark.parametrize("mode", ["1", "L", "LA", "P", "PA"])
def test_small_modes(mode: str) -> None:
    """Bits, greys, palettes, each with and without transparency, are light on the light side and dark on the dark one."""
    image = Image.new("L", (60, 40), 10)
    image.paste(240, (30, 0, 60, 40))
    array = pixels(pictures.encoded(image.convert("LA").convert(mode), "TIFF" if mode == "PA" else "PNG"))
    assert array[20, 10].max() < 30
    assert array[20, 50].min() > 225


def test_lab() -> None:
    """A TIFF in CIE Lab comes out in its colours."""
    lab = Image.new("LAB", (40, 40), (135, 208, 195))  # L* 53, a* 80, b* 67: the red of sRGB
    assert near(pixels(pictures.encoded(lab, "TIFF"))[20, 20], (255, 0, 0), 14)


def test_only_the_first_frame_is_taken() -> None:
    """Of animations and of documents with many pages the first is the picture."""
    frames = [Image.new("RGB", (40, 40), colour) for colour in (RED, BLUE, (0, 0, 0))]
    for kind in ("GIF", "PNG", "WEBP", "TIFF", "AVIF"):
        data = pictures.encoded(frames[0], kind, save_all=True, append_images=frames[1:])
        assert near(pixels(data)[20, 20], RED, 20), kind


@pytest.mark.parametrize("size", [(1, 65500), (65500, 1), (1, 1), (3, 2)])
def test_extreme_shapes(size: tuple[int, int]) -> None:
    """A picture of one pixel's width gives finite renditions of the sizes asked for."""
    data = pictures.encoded(Image.new("RGB", size, RED), "PNG")
    fits = (Fit(224, "crop"), Fit(96, "squash"))
    picture = decoded(data, fits=fits, thumbnail=True, proxy=True, long_side=2000)
    made = picture.renditions
    assert picture.size == size
    assert [len(fit) for fit in made.fits] == [224 * 224 * 3, 96 * 96 * 3]
    assert near(np.frombuffer(made.fits[0], np.uint8)[:3], RED)
    assert made.pixels is not None
    assert len(made.pixels) == made.pixels_size[0] * made.pixels_size[1] * 3
    assert Image.open(io.BytesIO(made.thumbnail or b"")).size[0] <= 320


def test_renditions_have_their_sizes_and_no_metadata() -> None:
    """Proxy and thumbnail are WebP within 1,024 and 320 pixels, and carry neither the place nor the camera."""
    exif = pictures.oriented(1)
    exif[0x010F] = "A camera"
    data = pictures.encoded(pictures.two_halves((2400, 1600)), "JPEG", exif=exif, comment="secret")
    made = decoded(data, thumbnail=True, proxy=True).renditions
    for rendition, longest in ((made.proxy, 1024), (made.thumbnail, 320)):
        assert rendition is not None
        image = Image.open(io.BytesIO(rendition))
        assert image.format == "WEBP"
        assert 0.9 * longest <= max(image.size) <= longest
        assert abs(image.width / image.height - 1.5) < 0.02
        assert not image.getexif()
        assert b"camera" not in rendition
        assert near(np.asarray(image.convert("RGB"))[10, 10], RED)


def test_small_pictures_are_not_enlarged() -> None:
    """The proxy of a small picture has its size."""
    made = decoded(pictures.encoded(PICTURE, "PNG"), proxy=True, thumbnail=True).renditions
    assert Image.open(io.BytesIO(made.proxy or b"")).size == (64, 48)
    assert Image.open(io.BytesIO(made.thumbnail or b"")).size == (64, 48)


def test_nothing_is_made_that_was_not_asked_for() -> None:
    """Without wishes there are facts alone."""
    made = decoded(pictures.encoded(PICTURE, "PNG")).renditions
    assert (made.fits, made.thumbnail, made.proxy, made.pixels) == ((), None, None, None)


def test_a_large_jpeg_decodes_at_a_fraction_and_agrees_with_the_full_one() -> None:
    """The model input of a photo decoded at a quarter of its size differs from the full recipe's by a level or two."""
    rng = np.random.default_rng(7)
    image = Image.new("RGB", (4000, 3000))
    for side, opacity in ((12, 1.0), (60, 0.5), (300, 0.35)):
        noise = rng.integers(0, 256, (side * 3 // 4, side, 3), np.uint8)
        layer = Image.fromarray(noise).resize(image.size, Image.Resampling.BICUBIC)
        image = Image.blend(image, layer, opacity)
    data = pictures.encoded(image, "JPEG", quality=95)
    fit = Fit(224, "crop")
    ours = np.frombuffer(decoded(data, fits=(fit,)).renditions.fits[0], np.uint8).astype(int)
    full = np.asarray(fit_image(Image.open(io.BytesIO(data)).convert("RGB"), fit)).reshape(-1).astype(int)
    difference = np.abs(ours - full)
    assert difference.mean() < 1.0
    assert difference.max() <= 8


def test_the_model_input_does_not_depend_on_what_else_is_made() -> None:
    """A query decodes a picture exactly as the index did, though the index makes renditions as well."""
    data = pictures.encoded(pictures.two_halves((3000, 2000)), "JPEG")
    fit = Fit(224, "crop")
    alone = decoded(data, fits=(fit,)).renditions.fits
    with_all = decoded(data, fits=(fit,), thumbnail=True, proxy=True).renditions.fits
    assert alone == with_all


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (b"", "empty_file"),
        (b"\x89", "not_a_picture"),
        (b"holiday photos, see the other folder", "not_a_picture"),
        (pictures.png_header_alone((50_000, 50_000)), "too_many_pixels"),
        (pictures.WEBP_178_MEGAPIXELS, "too_many_pixels"),
    ],
)
def test_refusals_have_reasons(data: bytes, reason: str) -> None:
    """What is no picture, or too large a one, is refused by name."""
    with pytest.raises(RefusalError) as refusal:
        decoded(data)
    assert refusal.value.reason_code == reason


def test_files_cut_short_are_damaged() -> None:
    """Half of a JPEG and a PNG without its end are no pictures; whole ones are."""
    for kind in ("JPEG", "PNG", "WEBP", "TIFF"):
        whole = pictures.encoded(pictures.two_halves((400, 300)), kind)
        assert decoded(whole).size == (400, 300)
        with pytest.raises((OSError, ValueError, SyntaxError)):
            decoded(whole[: len(whole) // 2])


def test_limits_are_those_of_the_request() -> None:
    """Pixels and bytes beyond the limits are refused; JPEG has a limit of its own for what is decoded reduced."""
    limits = WorkLimits(max_pixels=800_000, max_jpeg_pixels=3_000_000, max_file_bytes=1_000_000)
    large = pictures.two_halves((2000, 1400))
    assert decode(Work(None, pictures.encoded(large, "JPEG")), limits).size == (2000, 1400)
    for whole in (pictures.encoded(large, "PNG"), pictures.encoded(large, "JPEG", progressive=True)):
        with pytest.raises(RefusalError, match="2000 x 1400"):
            decode(Work(None, whole), limits)
    with pytest.raises(RefusalError, match="pixels"):
        decode(Work(None, pictures.encoded(large, "JPEG"), long_side=1900), limits)
    with pytest.raises(RefusalError, match="larger than"):
        decode(Work(None, b"\xff\xd8\xff" + bytes(1_000_001)), limits)
    assert LIMITS.max_pixels > limits.max_pixels
