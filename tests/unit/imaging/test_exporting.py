"""Versions of pictures for use in documents: how they look, how large they are, and what they do not carry."""

from __future__ import annotations

import io
from typing import get_args

import numpy as np
import pytest
from PIL import Image, PngImagePlugin

from bowerbird_engine.assets import Uint8Array
from bowerbird_engine.imaging import exporting
from bowerbird_engine.imaging.decode import decode
from bowerbird_engine.imaging.export_formats import MEDIA_TYPES, can_write
from bowerbird_engine.imaging.formats import PictureFormat, sniff
from bowerbird_engine.imaging.work import Export, ExportFormat, RefusalError, Work, WorkLimits
from fakes import light_files, pictures
from fakes.pictures import BLUE, RED
from unit.imaging.decoding import LIMITS, decoded, near
from unit.imaging.test_colour import swapped_profile

FORMATS: tuple[ExportFormat, ...] = get_args(ExportFormat)
WITH_ALPHA: tuple[ExportFormat, ...] = ("webp", "avif", "png")
SECRET = b"52 Acacia Avenue"


def exported(
    data: bytes, kind: ExportFormat = "png", long_side: int | None = None, quality: int = 90
) -> bytes:
    """Make a version of the picture in these bytes."""
    made = decoded(data, export=Export(kind, long_side, quality)).renditions
    assert made.exported is not None
    assert opened(made.exported).size == made.exported_size
    return made.exported


def opened(data: bytes) -> Image.Image:
    """Open a version, whose format is told by its bytes."""
    image = Image.open(io.BytesIO(data))
    image.load()
    return image


def seen(data: bytes) -> Uint8Array:
    """Give the pixels of a version, [height, width, 3]."""
    return np.asarray(opened(data).convert("RGB"))


@pytest.mark.parametrize("kind", FORMATS)
def test_a_version_is_of_the_format_and_size_that_was_asked_for(kind: ExportFormat) -> None:
    """Its bytes are of that format, its long side as long as asked, and it looks like the picture."""
    made = exported(pictures.encoded(pictures.two_halves((800, 600)), "PNG"), kind, 200)
    told = sniff(made[:64])
    assert told is not None
    assert told.media_type == MEDIA_TYPES[kind]
    assert opened(made).size == (200, 150)
    assert near(seen(made)[75, 20], RED)
    assert near(seen(made)[75, 180], BLUE)
    assert can_write(kind)


def test_every_format_that_is_written_is_one_that_is_read() -> None:
    """What goes into a document can be found again by the library."""
    assert {kind.media_type for kind in PictureFormat} >= set(MEDIA_TYPES.values())
    assert set(MEDIA_TYPES) == set(FORMATS)


@pytest.mark.parametrize("orientation", range(1, 9))
def test_a_version_is_turned(orientation: int) -> None:
    """It stands as the picture is looked at, with the long side along that."""
    upright = Image.new("RGB", (96, 64), "white")
    upright.paste(RED, (0, 0, 48, 32))
    upright.paste(BLUE, (48, 32, 96, 64))
    data = pictures.encoded(
        pictures.turned_for(upright, orientation), "PNG", exif=pictures.oriented(orientation)
    )
    for long_side, size in ((None, (96, 64)), (48, (48, 32))):
        made = exported(data, long_side=long_side)
        assert opened(made).size == size
        assert near(seen(made)[4, 4], RED)
        assert near(seen(made)[-4, -4], BLUE)


def test_a_heic_is_turned_once() -> None:
    """The turn that stands in its file twice is applied one time."""
    assert opened(exported(pictures.HEIC_TURNED)).size == (48, 64)


@pytest.mark.parametrize("kind", FORMATS)
def test_colours_come_as_srgb(kind: ExportFormat) -> None:
    """A profile is applied, with and without an alpha, and does not come along."""
    for mode in ("RGB", "RGBA"):
        image = pictures.two_halves((64, 48), mode)
        if mode == "RGBA":
            image.putalpha(254)
        made = exported(pictures.encoded(image, "PNG", icc_profile=swapped_profile()), kind)
        assert near(seen(made)[24, 8], (30, 30, 200))
        assert "icc_profile" not in opened(made).info


@pytest.mark.parametrize("mode", ["1", "L", "LA", "P", "CMYK", "I;16", "I", "F", "LAB", "YCbCr"])
def test_every_kind_of_pixels_can_be_written_in_every_format(mode: str) -> None:
    """Greys, palettes, inks and deep pictures all come out as colours of eight bits."""
    image = Image.new("LAB", (64, 48)) if mode == "LAB" else pictures.two_halves(mode="L").convert(mode)
    data = pictures.encoded(image, "TIFF")
    for wanted in FORMATS:
        assert opened(exported(data, wanted)).convert("RGB").size == (64, 48)


@pytest.mark.parametrize("kind", WITH_ALPHA)
@pytest.mark.parametrize("source", ["RGBA", "LA", "P"])
def test_an_alpha_is_kept(kind: ExportFormat, source: str) -> None:
    """What is clear stays clear, also after shrinking, in every format that has an alpha."""
    image = Image.new("RGBA", (80, 60), (*RED, 255))
    image.paste((*BLUE, 0), (40, 0, 80, 60))
    data = (
        pictures.encoded(image.convert("RGB").quantize(4), "PNG", transparency=1)
        if source == "P"
        else pictures.encoded(image.convert(source), "PNG")
    )
    for long_side in (None, 40):
        made = opened(exported(data, kind, long_side))
        assert made.mode == "RGBA"
        assert sorted(set(np.asarray(made.getchannel("A"))[:, [2, -3]].ravel().tolist())) == [0, 255]


def test_what_is_clear_becomes_white_in_jpeg() -> None:
    """JPEG has no alpha: half clear red on white is pink, and what is wholly clear is white."""
    image = Image.new("RGBA", (80, 60), (255, 0, 0, 128))
    image.paste((0, 0, 0, 0), (40, 0, 80, 60))
    made = exported(pictures.encoded(image, "PNG"), "jpeg")
    assert opened(made).mode == "RGB"
    assert near(seen(made)[30, 8], (255, 127, 127))
    assert near(seen(made)[30, 72], (255, 255, 255))


@pytest.mark.parametrize("kind", WITH_ALPHA)
def test_an_alpha_that_says_nothing_is_left_out(kind: ExportFormat) -> None:
    """A picture that is opaque all over has no alpha to carry around."""
    assert opened(exported(pictures.encoded(pictures.two_halves(mode="RGBA"), "PNG"), kind)).mode == "RGB"


def test_of_an_animation_the_first_frame_is_given() -> None:
    """A version stands still."""
    frames = [Image.new("RGB", (64, 48), colour) for colour in (RED, BLUE)]
    for kind in ("GIF", "WEBP", "PNG", "AVIF"):
        data = pictures.encoded(frames[0], kind, save_all=True, append_images=frames[1:])
        for wanted in FORMATS:
            made = opened(exported(data, wanted))
            assert getattr(made, "n_frames", 1) == 1
            assert near(np.asarray(made.convert("RGB"))[24, 32], RED), (kind, wanted)


def test_light_is_shown_as_everywhere() -> None:
    """A Radiance and an OpenEXR picture are developed for the screen, as their thumbnails are."""
    light = light_files.two_lights((64, 48))
    for data in (light_files.radiance(light), light_files.openexr(light_files.rgb(light))):
        made = seen(exported(data))
        assert near(made[24, 8], RED)
        assert near(made[24, 56], BLUE)


@pytest.mark.parametrize("kind", FORMATS)
@pytest.mark.parametrize("source", ["JPEG", "PNG", "WEBP", "TIFF", "AVIF"])
def test_no_metadata_come_along(kind: ExportFormat, source: str) -> None:
    """Nothing of what the file says is in the version, whatever the two formats, and however large it is (privacy)."""
    exif = pictures.oriented(1)
    exif[0x010E] = SECRET.decode()
    exif.get_ifd(0x8825)[0x001D] = "2020:01:01"
    options: dict[str, object] = {"exif": exif, "xmp": b"<x:xmpmeta>" + SECRET + b"</x:xmpmeta>"}
    if source == "PNG":
        texts = PngImagePlugin.PngInfo()
        texts.add_text("Author", SECRET.decode())
        texts.add_itxt("Comment", SECRET.decode())
        options = {"exif": exif, "pnginfo": texts, "dpi": (123, 123)}
    if source == "JPEG":
        options |= {"comment": SECRET, "dpi": (123, 123)}
    if source == "TIFF":
        options = {"exif": exif}
    options["icc_profile"] = swapped_profile()
    data = pictures.encoded(pictures.two_halves((400, 300)), source, **options)
    for long_side in (None, 100, 400):
        made = exported(data, kind, long_side)
        image = opened(made)
        assert SECRET not in made
        assert not image.getexif()
        assert not {"exif", "xmp", "icc_profile", "comment", "dpi", "Author", "Comment"} & set(image.info)
    # The control: the source has it all, and Pillow carries some of it along unasked.
    assert SECRET in data
    assert opened(data).getexif()


def test_pillow_carries_comments_along_unasked() -> None:
    """The control of the test above: without a look at it, a comment of a JPEG would be in its version."""
    with Image.open(io.BytesIO(pictures.encoded(pictures.two_halves(), "JPEG", comment=SECRET))) as image:
        assert SECRET in pictures.encoded(image, "JPEG")


@pytest.mark.parametrize("kind", FORMATS)
def test_the_same_wish_gives_the_same_bytes(kind: ExportFormat) -> None:
    """A version made twice is the same file; another quality makes another one, except of PNG."""
    random = np.random.default_rng(7).integers(0, 256, (90, 120, 3), np.uint8)
    data = pictures.encoded(Image.fromarray(random), "PNG")
    assert exported(data, kind, 80) == exported(data, kind, 80)
    assert (exported(data, kind, 80, 30) == exported(data, kind, 80, 90)) is (kind == "png")
    if kind != "png":
        assert len(exported(data, kind, 80, 30)) < len(exported(data, kind, 80, 90))


def test_small_letters_keep_their_colours_at_a_high_quality() -> None:
    """From 90 on each pixel has a colour of its own: a thin red line on blue stays red."""
    image = Image.new("RGB", (64, 48), BLUE)
    image.paste(RED, (31, 0, 32, 48))
    data = pictures.encoded(image, "PNG")
    for kind in ("jpeg", "avif"):
        sharp, soft = (seen(exported(data, kind, quality=quality))[24, 31] for quality in (95, 89))  # pyright: ignore[reportArgumentType]
        assert near(sharp, RED, 30)
        assert not near(soft, RED, 30)


def test_no_version_is_longer_than_the_limit() -> None:
    """Without a wish a picture stays as it is up to 8,192 pixels; a longer one is shrunk to that."""
    for width, expected in ((8192, 8192), (8193, 8192), (20_000, 8192)):
        data = pictures.encoded(Image.new("RGB", (width, 40), RED), "PNG")
        for kind in ("webp", "jpeg"):
            assert opened(exported(data, kind)).width == expected  # pyright: ignore[reportArgumentType]


def test_a_jpeg_beyond_the_limit_of_pixels_is_reduced_while_it_is_read() -> None:
    """A version of a picture that is never held whole is as large as what can be held."""
    data = pictures.encoded(pictures.two_halves((2000, 1500)), "JPEG")
    work = Work(None, data, export=Export("jpeg", None, 82))
    made = decode(work, WorkLimits(1_000_000, 4_000_000, 1 << 29)).renditions
    assert made.exported_size == (1000, 750)
    smaller = Work(None, data, export=Export("jpeg", 700, 82))
    assert decode(smaller, WorkLimits(1_000_000, 4_000_000, 1 << 29)).renditions.exported_size == (700, 525)
    with pytest.raises(RefusalError, match="more than the"):
        decode(work, WorkLimits(100_000, 1_000_000, 1 << 29))


def test_a_version_that_is_too_large_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    """What would fill this process's memory stays in the worker, with a reason."""
    noise = np.random.default_rng(7).integers(0, 256, (90, 120, 3), np.uint8)
    work = Work(None, pictures.encoded(Image.fromarray(noise), "PNG"), export=Export("png", None, 82))
    assert decode(work, LIMITS).renditions.exported
    monkeypatch.setattr(exporting, "MOST_BYTES", 20_000)
    with pytest.raises(RefusalError, match="would have more than") as refused:
        decode(work, LIMITS)
    assert (refused.value.kind, refused.value.reason_code) == ("too_large", "version_too_large")


def test_a_format_that_pillow_lacks_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    """Some of Pillow's packages have no AVIF, and some a decoder alone: what fails once is not there."""

    def lacks(*_: object, **__: object) -> None:
        raise KeyError("AVIF")

    monkeypatch.setattr(Image.Image, "save", lacks)
    assert not can_write.__wrapped__("avif")
    monkeypatch.undo()
    assert can_write.__wrapped__("avif")
