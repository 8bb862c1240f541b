"""Laws of versions of pictures, and of captions."""

from __future__ import annotations

import io
import unicodedata
from typing import get_args

from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image

from bowerbird_engine.imaging.captions_text import LONGEST_CAPTION, caption_in, plain_line
from bowerbird_engine.imaging.decode import decode
from bowerbird_engine.imaging.png_texts import png_texts
from bowerbird_engine.imaging.work import Export, ExportFormat, Work, WorkLimits
from bowerbird_engine.imaging.xmp import read_xmp
from fakes import pictures

LIMITS = WorkLimits(1_000_000, 2_000_000, 1 << 20)
FORMATS: tuple[ExportFormat, ...] = get_args(ExportFormat)
SIDES = st.integers(1, 300)
AUTHOR = "52 Acacia Avenue"
SNIPPETS = st.sampled_from(
    ["<dc:title>", "</dc:title>", "<a b='", "<!DOCTYPE", "<!ENTITY", "&a;", "]]>", "<![CDATA[", "<?xml", "'>", "\0"]
)  # fmt: skip


@settings(max_examples=60)
@given(
    size=st.tuples(SIDES, SIDES),
    long_side=st.none() | st.integers(1, 400),
    kind=st.sampled_from(FORMATS),
    quality=st.integers(1, 100),
    source=st.sampled_from(["JPEG", "PNG", "WEBP"]),
    orientation=st.integers(1, 8),
    alpha=st.booleans(),
)
def test_versions_keep_to_their_picture(
    *,
    size: tuple[int, int],
    long_side: int | None,
    kind: ExportFormat,
    quality: int,
    source: str,
    orientation: int,
    alpha: bool,
) -> None:
    """Never enlarged, never longer than asked, as long as asked where it can be, the ratio kept, the same twice, bare."""
    image = pictures.two_halves(size, "RGBA" if alpha and source != "JPEG" else "RGB")
    exif = pictures.oriented(orientation)
    exif[0x010E] = AUTHOR
    data = pictures.encoded(image, source, exif=exif)
    assert AUTHOR.encode() in data  # the control of what is looked for below
    width, height = size if orientation < 5 else size[::-1]
    work = Work(None, data, export=Export(kind, long_side, quality))
    made = decode(work, LIMITS).renditions

    assert made.exported is not None
    with Image.open(io.BytesIO(made.exported)) as opened:
        assert opened.size == made.exported_size
        assert not opened.getexif()
    assert AUTHOR.encode() not in made.exported
    new_width, new_height = made.exported_size
    assert max(new_width, new_height) == min(max(size), long_side or 8192)
    scale = max(new_width, new_height) / max(size)
    assert abs(new_width - max(1, width * scale)) < 1
    assert abs(new_height - max(1, height * scale)) < 1
    assert decode(work, LIMITS).renditions.exported == made.exported


@given(raw=st.text() | st.binary())
def test_a_caption_is_always_plain(raw: str | bytes) -> None:
    """Whatever stands in a file: one line, bounded, without what cannot be seen, and the same when it is read again."""
    said = caption_in(raw)
    if said is None:
        return
    assert 0 < len(said) <= LONGEST_CAPTION
    assert not {"\n", "\r", "\t", "\0"} & set(said)
    assert all(unicodedata.category(letter)[0] != "C" or letter in "\u200c\u200d" for letter in said)
    assert plain_line(said) == said
    assert caption_in(said) == said
    said.encode("utf-8")


@given(packet=st.binary() | st.text().map(lambda text: text.encode("utf-8", "replace")) | st.lists(SNIPPETS | st.text(max_size=5)).map(lambda parts: "".join(parts).encode("utf-8", "replace")))  # fmt: skip
def test_any_packet_is_read(packet: bytes) -> None:
    """No bytes are a reason for an unknown error."""
    assert set(map(type, read_xmp(packet).values())) <= {str}


@given(tail=st.binary(max_size=300), name=st.sampled_from([b"tEXt", b"zTXt", b"iTXt", b"IDAT"]))
def test_any_texts_of_a_png_are_read(tail: bytes, name: bytes) -> None:
    """Chunks at random end, and give bytes under a keyword."""
    data = b"\x89PNG\r\n\x1a\n" + pictures.png_chunk(name, tail) + tail
    for key, text in png_texts(io.BytesIO(data)):
        assert key
        assert text
