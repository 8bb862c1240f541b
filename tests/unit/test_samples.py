"""The sample library: complete, true to its manifest, small, and free of traces of the machine that made it."""

import io
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from PIL import Image

SAMPLES = Path(__file__).resolve().parents[2] / "samples"
KINDS = {"product", "label", "silhouette", "interior", "texture", "graphic", "diagram", "screenshot"}
VARIANTS = {"crop", "mirror", "recolour", "relight", "angle"}
BESIDE = {"manifest.json", "README.md", ".bowerbirdignore"}
FIELDS = {"file", "kind", "title", "colours", "text", "item", "variant_of", "variant"}
# JFIF density, progressive scan and palette facts say how to decode; anything else could say who made the picture.
HARMLESS = {
    *("jfif", "jfif_version", "jfif_unit", "jfif_density", "dpi", "progressive", "progression"),
    *("loop", "background", "duration", "timestamp"),
}


@pytest.fixture(scope="module")
def manifest() -> dict[str, Any]:
    """Read the manifest once."""
    loaded: dict[str, Any] = json.loads((SAMPLES / "manifest.json").read_text(encoding="utf-8"))
    return loaded


@pytest.fixture(scope="module")
def pictures(manifest: dict[str, Any]) -> dict[str, dict[str, Any]]:
    """Give the manifest's pictures by file."""
    return {p["file"]: p for p in manifest["pictures"]}


def traces(data: bytes) -> list[str]:
    """Name everything in a picture file that is neither pixels nor needed to decode them."""
    with Image.open(io.BytesIO(data)) as image:
        found = sorted(str(key) for key in image.info if key not in HARMLESS)
        found += [f"EXIF {tag}" for tag in image.getexif()]
        # applist holds the APPn segments of a JPEG; APP0 is JFIF.
        found += [name for name, _ in getattr(image, "applist", []) if name != "APP0"]
        found += [f"PNG text {key}" for key in getattr(image, "text", {})]
    return found


def test_manifest_lists_exactly_the_files_there_are(
    manifest: dict[str, Any], pictures: dict[str, dict[str, Any]]
) -> None:
    """Every listed file exists, every picture in the folder is listed, and none twice."""
    there = {
        p.relative_to(SAMPLES).as_posix()
        for p in SAMPLES.rglob("*")
        if p.is_file() and p.parent.name != "queries" and p.name not in BESIDE
    }
    assert manifest["format"] == 1
    assert len(manifest["pictures"]) == len(pictures)
    assert set(pictures) == there


def test_library_is_large_enough_and_small_enough(pictures: dict[str, dict[str, Any]]) -> None:
    """There are at least 60 pictures of all kinds, and the whole folder stays under 4 MB."""
    assert len(pictures) >= 60
    assert {p["kind"] for p in pictures.values()} == KINDS
    assert sum(p.stat().st_size for p in SAMPLES.rglob("*") if p.is_file()) < 4_000_000


def test_every_entry_is_well_formed(pictures: dict[str, dict[str, Any]]) -> None:
    """Every entry has all fields, of the right types, with known kinds and real words."""
    for file, entry in pictures.items():
        assert set(entry) == FIELDS, file
        assert entry["kind"] in KINDS, file
        assert len(entry["title"].split()) >= 3, file
        assert entry["item"], file
        assert entry["colours"], file
        assert all(isinstance(word, str) and word for word in entry["colours"] + entry["text"]), file
    titles = [p["title"] for p in pictures.values()]
    assert len(set(titles)) == len(titles)


def test_variants_name_an_original_of_the_same_item(pictures: dict[str, dict[str, Any]]) -> None:
    """A variant says how it differs, and its original exists, is no variant itself and shows the same item."""
    variants = {file: p for file, p in pictures.items() if p["variant_of"] is not None}
    assert {p["variant"] for p in variants.values()} == VARIANTS
    for file, entry in pictures.items():
        assert (entry["variant"] is None) == (entry["variant_of"] is None), file
    for file, entry in variants.items():
        original = pictures[entry["variant_of"]]
        assert original["variant_of"] is None, file
        assert original["item"] == entry["item"], file
        assert original["kind"] == entry["kind"], file


def test_pictures_decode_in_full_and_are_of_a_useful_size(pictures: dict[str, dict[str, Any]]) -> None:
    """Every file decodes to its last pixel, matches its extension, and its long side has 480 to 1,000 pixels."""
    formats = {".jpg": "JPEG", ".png": "PNG", ".webp": "WEBP"}
    seen: set[str | None] = set()
    for file in pictures:
        with Image.open(SAMPLES / file) as image:
            seen.add(image.format)
            assert image.format == formats[Path(file).suffix], file
            image.load()
            assert 480 <= max(image.size) <= 1000, file
            extrema = image.convert("L").getextrema()
        assert extrema != (0, 0), file
        assert extrema[0] != extrema[1], file
    assert seen == set(formats.values())


def test_no_two_pictures_are_the_same_file(pictures: dict[str, dict[str, Any]]) -> None:
    """No picture is a byte-for-byte copy of another."""
    assert len({(SAMPLES / file).read_bytes() for file in pictures}) == len(pictures)


def test_pictures_carry_no_metadata(pictures: dict[str, dict[str, Any]]) -> None:
    """No EXIF, comment or text names a machine, a path or a program."""
    assert {file: found for file in pictures if (found := traces((SAMPLES / file).read_bytes()))} == {}


def _jpeg_with_exif(image: Image.Image, target: io.BytesIO) -> None:
    exif = Image.Exif()
    exif[0x0131] = "some program"
    image.save(target, "JPEG", exif=exif)


def _jpeg_with_comment(image: Image.Image, target: io.BytesIO) -> None:
    image.save(target, "JPEG", comment=b"made on a machine")


def _png_with_text(image: Image.Image, target: io.BytesIO) -> None:
    from PIL.PngImagePlugin import PngInfo  # noqa: PLC0415 - only this control needs it

    info = PngInfo()
    info.add_text("File", "somewhere")
    image.save(target, "PNG", pnginfo=info)


@pytest.mark.parametrize("spoil", [_jpeg_with_exif, _jpeg_with_comment, _png_with_text])
def test_metadata_would_be_noticed(spoil: Callable[[Image.Image, io.BytesIO], None]) -> None:
    """The check for metadata fails on a picture that has some."""
    target = io.BytesIO()
    spoil(Image.new("RGB", (8, 8), "red"), target)
    assert traces(target.getvalue())


def test_queries_are_answerable(manifest: dict[str, Any], pictures: dict[str, dict[str, Any]]) -> None:
    """There are enough queries of each kind, and every expected file exists."""
    queries = manifest["queries"]
    assert len(queries["words"]) >= 12
    assert len(queries["letters"]) >= 8
    assert len(queries["pictures"]) >= 6
    for query in [*queries["words"], *queries["letters"], *queries["pictures"]]:
        assert query["expect"], query
        assert set(query["expect"]) <= set(pictures), query


def test_letters_asked_for_stand_in_the_expected_pictures(
    manifest: dict[str, Any], pictures: dict[str, dict[str, Any]]
) -> None:
    """A letters query is written in all of its expected pictures and in no other, separators and case aside."""

    def plain(words: str) -> str:
        return "".join(c for c in words.casefold() if c.isalnum())

    for query in manifest["queries"]["letters"]:
        wanted = plain(query["text"])
        holders = {file for file, p in pictures.items() if any(wanted in plain(t) for t in p["text"])}
        assert holders == set(query["expect"]), query


def test_picture_queries_cut_inside_the_picture(
    manifest: dict[str, Any], pictures: dict[str, dict[str, Any]]
) -> None:
    """A picture query's crop lies inside its picture, and its answers are that picture, then the same item."""
    for query in manifest["queries"]["pictures"]:
        left, top, width, height = query["crop"]
        assert min(left, top) >= 0, query
        assert min(width, height) > 0.3, query
        assert max(left + width, top + height) <= 1.0001, query
        assert query["expect"][0] == query["like"]
        item = pictures[query["like"]]["item"]
        assert set(query["expect"]) == {file for file, p in pictures.items() if p["item"] == item}


def test_labels_offer_codes_with_confusable_characters(pictures: dict[str, dict[str, Any]]) -> None:
    """At least 12 pictures carry letters as labels, and some codes mix the characters that OCR confuses."""
    labels = [p for p in pictures.values() if p["kind"] == "label"]
    assert len(labels) >= 12
    assert all(p["text"] for p in labels)
    texts = [set(t) for p in labels for t in p["text"]]
    for confusable in ("0O", "1I", "2Z", "5S", "8B"):
        assert any(set(confusable) <= letters for letters in texts), confusable


def test_query_pictures_are_there_and_kept_out_of_the_index(manifest: dict[str, Any]) -> None:
    """Each picture query has its file, none of which is listed as a picture; the demo asks what can be answered."""
    files = {query["file"] for query in manifest["queries"]["pictures"]}
    there = {f"queries/{path.name}" for path in (SAMPLES / "queries").iterdir()}

    assert files == there
    assert "queries/" in (SAMPLES / ".bowerbirdignore").read_text(encoding="utf-8").splitlines()
    assert manifest["demo"]["picture"] in files
    assert manifest["demo"]["words"] in {query["text"] for query in manifest["queries"]["words"]}
    assert manifest["demo"]["letters"] in {query["text"] for query in manifest["queries"]["letters"]}
    assert {file: found for file in files if (found := traces((SAMPLES / file).read_bytes()))} == {}
