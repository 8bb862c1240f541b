"""Captions: where they are read from, what counts as one, and what a hostile file gets out of it."""

from __future__ import annotations

import io
import struct
import time
import zlib

import pytest
from PIL import Image, PngImagePlugin

from bowerbird_engine.imaging.captions import caption_of
from bowerbird_engine.imaging.captions_text import LONGEST_CAPTION, caption_in, plain_line
from bowerbird_engine.imaging.formats import PictureFormat
from bowerbird_engine.imaging.png_texts import png_texts
from bowerbird_engine.imaging.work import RefusalError
from bowerbird_engine.imaging.xmp import ALTERNATIVE, DESCRIPTION, TITLE, read_xmp
from fakes import light_files, pictures
from unit.imaging.decoding import decoded

SAID = "Zwei Möwen über dem Hafen: 鳥"
IMAGE = pictures.two_halves()


def caption(data: bytes) -> str | None:
    """Read the caption of the picture in these bytes."""
    picture = decoded(data, caption=True)
    assert picture.renditions.thumbnail is None
    return picture.caption


def xmp(**said: str) -> bytes:
    """Make a packet with these properties of Dublin Core, each in one language."""
    properties = "".join(
        f'<dc:{name}><rdf:Alt><rdf:li xml:lang="x-default">{text}</rdf:li></rdf:Alt></dc:{name}>'
        for name, text in said.items()
    )
    return packet(properties)


def packet(properties: str, attributes: str = "", before: str = "") -> bytes:
    """Make a packet with this inside, and this in front."""
    return (
        f'<?xpacket begin="\ufeff" id="W5M0MpCehiHzreSzNTczkc9d"?>{before}'
        '<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">'
        '<rdf:Description rdf:about="" xmlns:dc="http://purl.org/dc/elements/1.1/" '
        f'xmlns:Iptc4xmpCore="http://iptc.org/std/Iptc4xmpCore/1.0/xmlns/" {attributes}>'
        f'{properties}</rdf:Description></rdf:RDF></x:xmpmeta><?xpacket end="w"?>'
    ).encode()


def exif(description: bytes | str | None = None, title: str | None = None) -> Image.Exif:
    """Make EXIF with a description, a title as Windows writes it, or both."""
    tags = Image.Exif()
    if description is not None:
        tags[0x010E] = description
    if title is not None:
        tags[0x9C9B] = (title + "\0").encode("utf-16-le")
    return tags


def iptc(*fields: tuple[int, bytes]) -> bytes:
    """Make a JPEG with IPTC fields of record 2 in the block that Photoshop made for them."""
    data = b"".join(b"\x1c\x02" + struct.pack(">BH", number, len(text)) + text for number, text in fields)
    block = b"Photoshop 3.0\08BIM\x04\x04\0\0" + struct.pack(">I", len(data)) + data + b"\0" * (len(data) % 2)
    plain = pictures.encoded(IMAGE, "JPEG")
    return plain[:2] + b"\xff\xed" + struct.pack(">H", len(block) + 2) + block + plain[2:]


def png_with(*chunks: bytes, behind: bool = False) -> bytes:
    """Make a PNG with further chunks before its pixels, or behind them."""
    plain = pictures.encoded(IMAGE, "PNG")
    at = plain.index(b"IEND") - 4 if behind else 33
    return plain[:at] + b"".join(chunks) + plain[at:]


def exif_chunk(said: str) -> bytes:
    """Make the chunk of a PNG that holds EXIF."""
    return pictures.png_chunk(b"eXIf", exif(said.encode()).tobytes().removeprefix(b"Exif\0\0"))


def raw_profile(said: str) -> bytes:
    """Write EXIF into a text as ImageMagick does."""
    data = exif(said.encode()).tobytes()
    return b"Raw profile type exif\0\0" + zlib.compress(f"\nexif\n{len(data):8}\n{data.hex()}\n".encode())


def png_text(key: str, text: str) -> PngImagePlugin.PngInfo:
    """Note a text for a PNG."""
    noted = PngImagePlugin.PngInfo()
    noted.add_itxt(key, text, zip=True)
    return noted


@pytest.mark.parametrize(
    "data",
    [
        pictures.encoded(IMAGE, "JPEG", xmp=xmp(description=SAID)),
        pictures.encoded(IMAGE, "WEBP", xmp=xmp(description=SAID)),
        pictures.encoded(IMAGE, "AVIF", xmp=xmp(description=SAID)),
        pictures.encoded(IMAGE, "TIFF", tiffinfo={700: xmp(description=SAID)}),
        pictures.encoded(IMAGE, "JPEG", xmp=xmp(title=SAID)),
        pictures.encoded(IMAGE, "PNG", pnginfo=png_text("XML:com.adobe.xmp", xmp(description=SAID).decode())),
        *(
            pictures.encoded(IMAGE, kind, exif=exif(SAID.encode()))
            for kind in ("JPEG", "PNG", "WEBP", "TIFF", "AVIF")
        ),
        pictures.encoded(IMAGE, "JPEG", exif=exif(title=SAID)),
        iptc((120, SAID.encode())),
        iptc((105, SAID.encode())),
        iptc((5, SAID.encode())),
        pictures.encoded(IMAGE, "PNG", pnginfo=png_text("Description", SAID)),
        pictures.encoded(IMAGE, "PNG", pnginfo=png_text("title", SAID)),
        png_with(pictures.png_chunk(b"tEXt", b"Description\0" + SAID.encode()), behind=True),
        png_with(pictures.png_chunk(b"zTXt", b"Title\0\0" + zlib.compress(SAID.encode())), behind=True),
        png_with(exif_chunk(SAID), behind=True),
        png_with(pictures.png_chunk(b"zTXt", raw_profile(SAID))),
        png_with(
            pictures.png_chunk(b"iTXt", b"XML:com.adobe.xmp\0\0\0\0\0" + xmp(description=SAID)), behind=True
        ),
    ],
)
def test_a_caption_is_found_wherever_programs_write_it(data: bytes) -> None:
    """XMP, IPTC, EXIF and PNG's own texts, in each format that has them, before and behind the pixels."""
    assert caption(data) == SAID


@pytest.mark.parametrize(
    "data",
    [
        *(pictures.encoded(IMAGE, kind) for kind in ("JPEG", "PNG", "WEBP", "GIF", "TIFF", "BMP", "AVIF")),
        pictures.HEIC,
        light_files.radiance(light_files.two_lights()),
        light_files.openexr(light_files.rgb(light_files.two_lights())),
    ],
)
def test_a_picture_without_one_has_none(data: bytes) -> None:
    """Every format is asked, and none makes something up."""
    assert caption(data) is None


def test_descriptions_come_before_titles_and_alternatives_before_both() -> None:
    """Of several texts the one is given that says most of what is to be seen."""
    whole = pictures.encoded(
        IMAGE, "JPEG", xmp=xmp(title="A title", description="From XMP"), exif=exif("From EXIF")
    )
    assert caption(whole) == "From XMP"
    alternative = packet(
        '<Iptc4xmpCore:AltTextAccessibility><rdf:Alt><rdf:li xml:lang="x-default">For who cannot see'
        "</rdf:li></rdf:Alt></Iptc4xmpCore:AltTextAccessibility><dc:description>From XMP</dc:description>"
    )
    assert caption(pictures.encoded(IMAGE, "JPEG", xmp=alternative)) == "For who cannot see"
    titled = pictures.encoded(IMAGE, "JPEG", xmp=xmp(title="A title"), exif=exif("From EXIF"))
    assert caption(titled) == "From EXIF"
    # What says nothing stands in nobody's way.
    junk = pictures.encoded(IMAGE, "JPEG", xmp=xmp(description="SONY DSC"), exif=exif(" ", "A title"))
    assert caption(junk) == "A title"


@pytest.mark.parametrize(
    "junk",
    [
        "", " ", "\0\0\0", "OLYMPUS DIGITAL CAMERA", "OLYMPUS DIGITAL CAMERA         ", "SONY DSC", "DCIM",
        "Exif_JPEG_PICTURE", "<KENOX S860  / Samsung S860>", "DSC_0042", "DSC00042.JPG", "IMG_20240101_120000",
        "P1010007", "untitled", "Untitled.", "...", "-", "???", '{"shape": [3, 512, 512]}', "ImageJ=1.53t\nimages=3",
        "<?xml version='1.0'?><OME/>", "Created with GIMP", "Screenshot", "dji_0007.jpg", "\u200b\ufeff",
    ],
)  # fmt: skip
def test_what_nobody_wrote_is_no_caption(junk: str) -> None:
    """What cameras and programs put in by themselves says nothing of the picture."""
    assert caption_in(junk) is None
    assert caption_in(junk.encode()) is None


@pytest.mark.parametrize(
    "said",
    ["Olympus digital camera on a table", "Sony DSC cameras", "IMG_1234 again", "P", "<b>bold</b> claims", "7", "鳥", "Jpeg artefacts"],
)  # fmt: skip
def test_what_somebody_wrote_stays(said: str) -> None:
    """The control: words that hold such words are a caption."""
    assert caption_in(said) == said


@pytest.mark.parametrize(
    ("raw", "line"),
    [
        (b"Caf\xc3\xa9", "Café"),
        (b"Caf\xe9 \x80 5", "Café € 5"),
        (b"\xef\xbb\xbfmarked", "marked"),
        (b"cut off \xc3", "cut off Ã"),
        (b"\x81\x8d odd", "�� odd"),
        (b"padded\0\0\0", "padded"),
        ("two\r\nlines\tand\u2028more", "two lines and more"),
        ("bell\a \x1b[31mred\x1b[0m", "bell [31mred[0m"),
        ("turned \u202eround\u202c", "turned round"),
        ("half \ud800 a pair", "half a pair"),
        ("soft\u00adhyphen \u200bnothing", "softhyphen nothing"),
        ("family 👨\u200d👩\u200d👧", "family 👨\u200d👩\u200d👧"),
        ("e\u0301", "e\u0301"),
    ],
)
def test_a_caption_is_one_plain_line(raw: str | bytes, line: str) -> None:
    """Bad encodings survive, and what cannot be seen does not."""
    assert caption_in(raw) == line


def test_a_caption_is_cut_off() -> None:
    """A file that holds a book has a caption of 2,000 characters."""
    for data in (
        pictures.encoded(IMAGE, "PNG", pnginfo=png_text("Description", "word " * 100_000)),
        pictures.encoded(IMAGE, "TIFF", exif=exif("word " * 100_000)),
        pictures.encoded(IMAGE, "WEBP", xmp=xmp(description="word " * 100_000)),
    ):
        said = caption(data)
        assert said is not None
        assert said.startswith("word word")
        assert LONGEST_CAPTION - 5 <= len(said) <= LONGEST_CAPTION
        assert plain_line(said) == said


def test_languages_in_xmp() -> None:
    """The default language is taken wherever it stands, and without one the first."""
    items = '<rdf:li xml:lang="de">Möwen</rdf:li><rdf:li xml:lang="x-default">Gulls</rdf:li>'
    assert read_xmp(packet(f"<dc:title><rdf:Alt>{items}</rdf:Alt></dc:title>")) == {TITLE: "Gulls"}
    items = '<rdf:li xml:lang="de">Möwen</rdf:li><rdf:li xml:lang="en">Gulls</rdf:li>'
    assert read_xmp(packet(f"<dc:title><rdf:Alt>{items}</rdf:Alt></dc:title>")) == {TITLE: "Möwen"}


def test_ways_of_writing_xmp() -> None:
    """A plain text, an attribute, character references, other prefixes and UTF-16 are all understood."""
    assert read_xmp(packet("<dc:description>plain</dc:description>")) == {DESCRIPTION: "plain"}
    assert read_xmp(packet("", 'dc:description="short"')) == {DESCRIPTION: "short"}
    assert read_xmp(packet("<dc:title>a &lt;b&gt; &#x9CE5;</dc:title>")) == {TITLE: "a <b> 鳥"}
    other = packet("<dc:title>x</dc:title>").replace(b"dc:", b"purl:").replace(b":dc=", b":purl=")
    assert read_xmp(other) == {TITLE: "x"}
    assert read_xmp(packet("<dc:title>x</dc:title>").decode().encode("utf-16")) == {TITLE: "x"}
    assert read_xmp(packet("<dc:title>x</dc:title>") + b" " * 4000 + b"\0") == {TITLE: "x"}
    assert ALTERNATIVE not in read_xmp(packet("<AltTextAccessibility>of nobody</AltTextAccessibility>"))


def test_of_a_damaged_packet_is_read_what_stands_before_the_damage() -> None:
    """A packet that breaks off gives what it had said by then, and rubbish gives nothing."""
    whole = packet("<dc:title>first</dc:title><dc:description>second</dc:description>")
    assert read_xmp(whole[: whole.index(b"second")]) == {TITLE: "first"}
    for rubbish in (
        b"",
        b"\0",
        b"<",
        b"<a>&nothing;</a>",
        b"\xff\xfe<",
        b'<?xml encoding="cp037"?><a/>',
        "text",
    ):
        assert read_xmp(rubbish) == {}


@pytest.mark.parametrize(
    "before",
    [
        '<!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/passwd">]>',
        '<!DOCTYPE x SYSTEM "http://127.0.0.1:9/x.dtd">',
        '<!DOCTYPE x [<!ENTITY a "ha"><!ENTITY b "&a;&a;"><!ENTITY e "&b;&b;">]>',
        '<!DOCTYPE x [<!ENTITY % p SYSTEM "file:///etc/passwd"> %p;]>',
    ],
)
def test_a_packet_with_a_document_type_says_nothing(before: str) -> None:
    """No entity is resolved or expanded, of whatever kind: the packet is not read on (XXE, billion laughs)."""
    properties = "<dc:description>&e;</dc:description>"
    assert read_xmp(packet(properties, before=before)) == {}
    assert read_xmp(packet("<dc:description>in the clear</dc:description>", before=before)) == {}
    # The control: without it the same packet is read.
    assert read_xmp(packet("<dc:description>in the clear</dc:description>")) == {DESCRIPTION: "in the clear"}


def test_hostile_packets_end_soon() -> None:
    """Depth, width and length cost no more than reading a megabyte."""
    begun = time.process_time()
    for hostile in (
        b"<a>" * 300_000,
        packet("<dc:title>" + "<b>x</b>" * 100_000 + "</dc:title>"),
        packet("<dc:title>" + "&#65;" * 200_000 + "</dc:title>"),
        packet("<dc:title>x</dc:title>" * 40_000),
        packet("", " ".join(f'dc:a{n}="x"' for n in range(40_000))),
    ):
        read_xmp(hostile)
    assert time.process_time() - begun < 10


def test_of_a_packet_without_end_no_more_is_read_or_kept_than_a_caption_needs() -> None:
    """What stands beyond the first megabyte is not read, and of one long property only the beginning is kept."""
    far = packet("<!--" + " " * (1 << 20) + "--><dc:title>x</dc:title>")
    assert read_xmp(far) == {}
    assert read_xmp(packet("<!--" + " " * 1000 + "--><dc:title>x</dc:title>")) == {TITLE: "x"}
    long = read_xmp(packet("<dc:title>" + "x" * 500_000 + "</dc:title>"))[TITLE]
    assert LONGEST_CAPTION < len(long) < 200_000


def test_hostile_texts_of_a_png() -> None:
    """Texts that unpack to gigabytes, lengths that lie, and texts without end give what fits, or nothing."""
    bomb = zlib.compress(b"A" * (64 << 20), 9)
    data = png_with(pictures.png_chunk(b"zTXt", b"Title\0\0" + bomb), behind=True)
    said = caption(data)
    assert said is not None
    assert len(said) == LONGEST_CAPTION
    lying = png_with(struct.pack(">I", 0xFFFFFFFF) + b"tEXt", behind=True)
    assert caption(lying) is None
    many = png_with(
        *[pictures.png_chunk(b"tEXt", b"Key\0x")] * 5000, pictures.png_chunk(b"tEXt", b"Title\0y")
    )
    assert caption(many) is None
    for odd in (b"", b"\0", b"\0\0", b"Title", b"Title\0", b"k" * 80 + b"\0x"):
        for name in (b"tEXt", b"zTXt", b"iTXt"):
            assert caption(png_with(pictures.png_chunk(name, odd), behind=True)) is None


def test_texts_of_a_png_are_found_without_its_pixels() -> None:
    """What stands behind the pixels is read though the pixels are damaged."""
    data = png_with(pictures.png_chunk(b"tEXt", b"Title\0There"), behind=True)
    at = data.index(b"IDAT") + 6
    damaged = data[:at] + b"\xff\xff\xff" + data[at + 3 :]
    assert list(png_texts(io.BytesIO(damaged))) == [("Title", b"There")]
    assert caption(damaged) == "There"


@pytest.mark.parametrize("behind", [False, True])
@pytest.mark.parametrize(
    "chunk",
    [exif_chunk("There"), pictures.png_chunk(b"tEXt", b"Title\0There"), b""],
    ids=["exif", "text", "none"],
)
def test_the_pixels_of_a_png_are_never_decoded(
    monkeypatch: pytest.MonkeyPatch, chunk: bytes, behind: bool
) -> None:
    """Whether it has EXIF or none, and wherever that stands: of a large picture the pixels take a quarter of a second."""
    loads: list[PngImagePlugin.PngImageFile] = []
    monkeypatch.setattr(PngImagePlugin.PngImageFile, "load", loads.append)
    stream = io.BytesIO(png_with(chunk, behind=behind))
    said = caption_of(PngImagePlugin.PngImageFile(stream), stream, PictureFormat.PNG)
    assert said == ("There" if chunk else None)
    assert loads == []


@pytest.mark.parametrize("rubbish", [b"", b"\0", b"II*\0", b"Exif\0\0", b"MM\0*\xff\xff\xff\xff", b"x" * 100])
@pytest.mark.filterwarnings("ignore:Corrupt EXIF data")
def test_rubbish_for_exif_in_a_png_leaves_its_texts(rubbish: bytes) -> None:
    """In the chunk for it and in a text for it."""
    title = pictures.png_chunk(b"tEXt", b"Title\0There")
    assert caption(png_with(pictures.png_chunk(b"eXIf", rubbish), title)) == "There"
    assert (
        caption(png_with(pictures.png_chunk(b"tEXt", b"Raw profile type exif\0" + rubbish), title)) == "There"
    )


@pytest.mark.filterwarnings("ignore:Corrupt EXIF data")
def test_damaged_metadata_do_not_cost_the_caption() -> None:
    """Rubbish in one place leaves the others to be read."""
    data = pictures.encoded(
        IMAGE, "JPEG", xmp=xmp(description=SAID), exif=b"Exif\0\0II*\0\xff\xff\xff\xff rubbish"
    )
    assert caption(data) == SAID
    assert caption(iptc((120, b""), (5, b"Herons"))) == "Herons"
    numbers = Image.Exif()
    numbers[0x9C9B] = 7
    assert caption(pictures.encoded(IMAGE, "JPEG", exif=numbers)) is None


def test_what_is_no_picture_has_no_caption() -> None:
    """It is refused like any other file that is none."""
    with pytest.raises(RefusalError, match="no picture"):
        caption(b"Description: none")
