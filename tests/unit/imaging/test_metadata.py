"""What files say of their pictures: read wherever programs write it, and what a hostile file gets out of it."""

from __future__ import annotations

import struct
import time

import pytest
from PIL import Image

from bowerbird_engine.facts import Metadata
from bowerbird_engine.imaging.metadata_text import (
    LONGEST_CAMERA,
    LONGEST_KEYWORD,
    MOST_KEYWORDS,
    camera_in,
    keywords_in,
    taken_in,
)
from bowerbird_engine.imaging.work import RefusalError
from bowerbird_engine.imaging.xmp import read_xmp_lists
from fakes import light_files, pictures
from unit.imaging.decoding import decoded

IMAGE = pictures.two_halves()
TAKEN = "2019-07-14T21:03:55"


def metadata(data: bytes) -> Metadata:
    """Read what the picture in these bytes says, with its pixels and without: it is the same."""
    alone, beside = decoded(data, metadata=True), decoded(data, metadata=True, look=True, thumbnail=True)
    assert alone.renditions.thumbnail is None
    assert alone.look is None
    assert beside.renditions.thumbnail is not None
    assert beside.look is not None
    assert alone.metadata == beside.metadata
    assert alone.metadata is not None
    return alone.metadata


def exif(**tags: object) -> Image.Exif:
    """Make EXIF, with a position that nobody shall read."""
    numbers = {
        "make": 0x010F,
        "model": 0x0110,
        "changed": 0x0132,
        "description": 0x010E,
        "xp_keywords": 0x9C9E,
    }
    made = Image.Exif()
    for name, value in tags.items():
        if name in numbers:
            made[numbers[name]] = value
    block = {
        number: tags[name] for name, number in (("taken", 0x9003), ("digitized", 0x9004)) if name in tags
    }
    if block:
        made.get_ifd(0x8769).update(block)
    made.get_ifd(0x8825).update(
        {1: "N", 2: (52.0, 31.0, 12.0), 3: "E", 4: (13.0, 24.0, 36.0), 29: "2001:01:01"}
    )
    return made


def packet(inside: str, attributes: str = "") -> bytes:
    """Make an XMP packet."""
    return (
        '<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">'
        '<rdf:Description xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:lr="http://ns.adobe.com/lightroom/1.0/"'
        ' xmlns:exif="http://ns.adobe.com/exif/1.0/" xmlns:tiff="http://ns.adobe.com/tiff/1.0/"'
        f' xmlns:xmp="http://ns.adobe.com/xap/1.0/" {attributes}>{inside}</rdf:Description></rdf:RDF></x:xmpmeta>'
    ).encode()


def bag(name: str, *items: str) -> str:
    """Make a list of XMP."""
    return f"<{name}><rdf:Bag>{''.join(f'<rdf:li>{item}</rdf:li>' for item in items)}</rdf:Bag></{name}>"


def iptc(*fields: tuple[int, bytes]) -> bytes:
    """Make a JPEG with IPTC fields of record 2."""
    data = b"".join(b"\x1c\x02" + struct.pack(">BH", number, len(text)) + text for number, text in fields)
    block = b"Photoshop 3.0\08BIM\x04\x04\0\0" + struct.pack(">I", len(data)) + data + b"\0" * (len(data) % 2)
    plain = pictures.encoded(IMAGE, "JPEG")
    return plain[:2] + b"\xff\xed" + struct.pack(">H", len(block) + 2) + block + plain[2:]


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP", "AVIF"])
def test_exif_is_read_in_every_format(kind: str) -> None:
    """Time, camera, description and Windows's keywords; and nothing of where it was."""
    tags = exif(
        taken="2019:07:14 21:03:55",
        make="Canon",
        model="Canon EOS 5D",
        description="Möwen über dem Hafen".encode(),
        xp_keywords="harbour;Möwe\0".encode("utf-16-le"),
    )
    said = metadata(pictures.encoded(IMAGE, kind, exif=tags))
    assert said == Metadata(TAKEN, "Canon EOS 5D", None, "Möwen über dem Hafen", ("harbour", "Möwe"))


def test_exif_of_a_tiff_is_read() -> None:
    """There the tags are those of the file itself, and the time stands in a block beside them."""
    tags = {0x010F: "Canon", 0x010E: "a quay", 0x8769: {0x9003: "2019:07:14 21:03:55"}}
    assert metadata(pictures.encoded(IMAGE, "TIFF", tiffinfo=tags)) == Metadata(
        TAKEN, "Canon", None, "a quay"
    )


def test_a_position_is_not_read() -> None:
    """Of a file that says where it was taken nothing comes through; the control is the description beside it."""
    said = metadata(pictures.encoded(IMAGE, "JPEG", exif=exif(description=b"a quay")))
    assert said == Metadata(caption="a quay")
    assert not [word for word in ("52", "13", "2001") if word in repr(said)]


@pytest.mark.parametrize("kind", ["JPEG", "WEBP"])
def test_xmp_is_read(kind: str) -> None:
    """Keywords of both kinds, time and camera, as elements and as attributes."""
    inside = bag("dc:subject", "harbour", "Gull") + bag("lr:hierarchicalSubject", "Animals|Birds|gull")
    data = packet(inside, 'exif:DateTimeOriginal="2019-07-14T21:03:55.12+02:00" tiff:Make="Apple"')
    said = metadata(pictures.encoded(IMAGE, kind, xmp=data))
    assert said == Metadata(TAKEN, "Apple", keywords=("harbour", "Gull", "Animals", "Birds"))
    made = packet("<xmp:CreateDate>2019-07-14T21:03:55</xmp:CreateDate><tiff:Model>X100</tiff:Model>")
    said = metadata(pictures.encoded(IMAGE, kind, xmp=made))
    assert said == Metadata(TAKEN, "X100")


def test_iptc_is_read() -> None:
    """Keywords, each a field of its own, title, caption, day and time."""
    said = metadata(
        iptc((5, b"Gulls"), (25, b"harbour"), (25, "Möwe".encode()), (55, b"20190714"), (60, b"210355+0200"))
    )
    assert said == Metadata(TAKEN, None, "Gulls", None, ("harbour", "Möwe"))
    assert metadata(iptc((25, b"one"))).keywords == ("one",)


def test_when_a_file_was_changed_counts_only_where_a_camera_wrote_it() -> None:
    """Old cameras write no other time; what a program noted is not when the picture was taken."""
    assert metadata(pictures.encoded(IMAGE, "JPEG", exif=exif(changed="2019:07:14 21:03:55"))).taken is None
    tags = exif(changed="2019:07:14 21:03:55", model="DSC-S30")
    assert metadata(pictures.encoded(IMAGE, "JPEG", exif=tags)).taken == TAKEN
    tags = exif(changed="2022:01:01 00:00:00", digitized="2019:07:14 21:03:55", model="DSC-S30")
    assert metadata(pictures.encoded(IMAGE, "JPEG", exif=tags)).taken == TAKEN


@pytest.mark.parametrize(
    "data",
    [
        *(pictures.encoded(IMAGE, kind) for kind in ("JPEG", "PNG", "WEBP", "GIF", "TIFF", "BMP", "AVIF")),
        pictures.HEIC,
        light_files.radiance(light_files.two_lights()),
        light_files.openexr(light_files.rgb(light_files.two_lights())),
    ],
)
def test_a_picture_without_metadata_says_nothing(data: bytes) -> None:
    """Every format is asked, and none makes something up."""
    assert metadata(data) == Metadata()


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("2019:07:14 21:03:55", TAKEN),
        (b"2019:07:14 21:03:55\0", TAKEN),
        ("2019-07-14T21:03:55.991+14:00", TAKEN),
        ("2019-07-14", "2019-07-14T00:00:00"),
        ("20190714", "2019-07-14T00:00:00"),
        ("2019:07:14 99:03:55", "2019-07-14T00:00:00"),
        ("2019:07:14 21:03", "2019-07-14T21:03:00"),
        ("0000:00:00 00:00:00", None),
        ("2019:13:14 21:03:55", None),
        ("2019:02:30 21:03:55", None),
        ("9999:01:01 00:00:00", None),
        ("    :  :     :  :  ", None),
        ("\u0662\u0660\u0661\u0669:07:14 21:03:55", None),
        ("yesterday", None),
        ("", None),
        ("2" * 100_000, None),
    ],
)
def test_times(text: str | bytes, expected: str | None) -> None:
    """A day that can be is taken, a time that cannot be is midnight, and everything else is no time."""
    assert taken_in(text) == expected
    if expected is not None:
        assert taken_in(expected) == expected


@pytest.mark.parametrize(
    ("make", "model", "expected"),
    [
        ("Canon", "Canon EOS 5D", "Canon EOS 5D"),
        ("NIKON CORPORATION", "NIKON D90", "NIKON D90"),
        ("Apple", "iPhone 12", "Apple iPhone 12"),
        (b"SONY\0\0", None, "SONY"),
        (None, "X\u202e100\n", "X100"),
        ("---", "  ", None),
        ("x" * 5000, "y" * 5000, "x" * LONGEST_CAMERA),
    ],
)
def test_cameras(make: str | bytes | None, model: str | bytes | None, expected: str | None) -> None:
    """The maker stands there once, in one plain line."""
    assert camera_in(make, model) == expected


def test_keywords_are_plain_bounded_and_each_there_once() -> None:
    """What cannot be seen goes, what is too long is left out, and a million of them take no time."""
    assert keywords_in(
        ["Har\u200bbour", "HARBOUR", " boat ;  sea\x07 ", "a|b", "...", "", "x" * (LONGEST_KEYWORD + 1)]
    ) == (
        "Harbour",
        "boat",
        "sea",
        "a",
        "b",
    )
    start = time.perf_counter()
    assert len(keywords_in(f"word {number}" for number in range(1_000_000))) == MOST_KEYWORDS
    assert len(keywords_in([";".join(map(str, range(10_000)))] * 1000)) == MOST_KEYWORDS
    assert time.perf_counter() - start < 1.0


def test_lists_of_xmp_are_bounded_and_expand_nothing() -> None:
    """A packet of a million items gives a thousand, and one with a document type nothing behind it."""
    name = "http://purl.org/dc/elements/1.1/ subject"
    many = read_xmp_lists(packet(bag("dc:subject", *map(str, range(20_000)))), frozenset({name}))
    assert len(many[name]) == 1000
    long = read_xmp_lists(packet(bag("dc:subject", "x" * 500_000)), frozenset({name}))
    assert len(long[name][0]) == 4096
    bomb = b'<!DOCTYPE x [<!ENTITY a "aaaa">]>' + packet(bag("dc:subject", "&a;"))
    assert read_xmp_lists(bomb, frozenset({name})) == {}
    assert read_xmp_lists(packet(bag("dc:subject", "whole"))[:-40], frozenset({name})) == {name: ["whole"]}


# Workers are deaf to what Pillow warns of: the answer says what counts.
@pytest.mark.filterwarnings("ignore:.*EXIF")
@pytest.mark.parametrize(
    "broken",
    [
        b"Exif\0\0" + b"II*\0\xff\xff\xff\xff",
        b"Exif\0\0" + b"MM\0*\0\0\0\x08" + b"\xff\xff" + b"\x01" * 200,
        b"Exif\0\0" + b"II*\0\x08\0\0\0\x01\0\x69\x87\x04\0\x01\0\0\0\x08\0\0\0" + b"\0" * 8,
        b"Exif\0\0",
        b"\0" * 5000,
    ],
)
@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP"])
def test_broken_exif_fails_no_picture(kind: str, broken: bytes) -> None:
    """The pixels are as good without it, and so is what stands in other places."""
    data = pictures.encoded(
        IMAGE, kind, exif=broken, **({} if kind == "PNG" else {"xmp": packet(bag("dc:subject", "sea"))})
    )
    assert metadata(data) == Metadata(keywords=() if kind == "PNG" else ("sea",))


def test_metadata_of_what_is_no_picture_are_refused() -> None:
    """Alone they are read from a picture or not at all."""
    with pytest.raises(RefusalError, match="no picture"):
        decoded(b"no picture at all", metadata=True)
