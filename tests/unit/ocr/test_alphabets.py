"""Which languages the packaged recognizers can write down, read out of the model's file."""

from __future__ import annotations

from pathlib import Path

import pytest

from bowerbird_engine.errors import RecognizerError
from bowerbird_engine.ocr.alphabets import characters, languages
from bowerbird_engine.ocr.packaged import packaged_models

LATIN = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"


def field(number: int, content: bytes) -> bytes:
    """Write a field of ONNX's format that has its length before it."""
    assert len(content) < 1 << 14
    return bytes([number << 3 | 2, len(content) % 128 | 128, len(content) // 128]) + content


def model(path: Path, *remarks: tuple[bytes, bytes]) -> Path:
    """Write a file with a version, a network of 300 bytes and remarks."""
    network = field(7, b"\x72" * 300)
    said = b"".join(field(14, field(1, key) + field(2, value)) for key, value in remarks)
    path.write_bytes(b"\x08\x07" + network + b"\x0d1234" + b"\x1112345678" + said)
    return path


def test_the_packaged_model_writes_what_we_say() -> None:
    """Languages in Latin letters, Chinese and Japanese; neither Cyrillic nor Arabic, and not all of Vietnamese."""
    known = languages(characters(packaged_models("rapidocr").read))
    assert {"English", "German", "French", "Polish", "Turkish", "Chinese", "Japanese"} <= set(known)
    assert not {"Russian", "Greek", "Arabic", "Hindi", "Korean", "Vietnamese"} & set(known)


def test_each_letter_counts() -> None:
    """A language is named only when none of its letters is missing."""
    assert languages(LATIN) == ("English",)
    turkish = "çğ\N{LATIN SMALL LETTER DOTLESS I}öşüÇĞÖŞÜ"
    assert languages(LATIN + "äöüÄÖÜ") == ("English",)
    assert "German" in languages(LATIN + "äöüÄÖÜß")
    assert "Turkish" not in languages(LATIN + turkish)
    assert "Turkish" in languages(LATIN + turkish + "İ")
    assert languages("абвгдежзийклмнопрстуфхцчшщъьюя" + "абвгдежзийклмнопрстуфхцчшщъьюя".upper()) == (
        "Bulgarian",
    )
    assert languages(()) == ()


def test_scripts_with_thousands_of_characters_are_counted() -> None:
    """A few Chinese characters are no Chinese; kana without Chinese characters are no Japanese."""
    han = [chr(0x4E00 + number) for number in range(3500)]
    assert languages(han) == ("Chinese",)
    assert languages(han[1:]) == ()
    kana = [chr(number) for number in range(0x3041, 0x30FF)]
    assert languages([*han, *kana]) == ("Chinese", "Japanese")
    assert languages(kana) == ()
    assert languages([chr(0xAC00 + number) for number in range(2350)]) == ("Korean",)


def test_characters_come_from_the_right_remark(tmp_path: Path) -> None:
    """Other fields and other remarks are passed over; without the remark nothing is known."""
    path = model(tmp_path / "read.onnx", (b"author", b"us"), (b"character", "a\nb\nß".encode()))
    assert characters(path) == {"a", "b", "ß"}
    assert characters(model(tmp_path / "other.onnx", (b"author", b"us"))) == frozenset()


def test_a_damaged_model_is_told(tmp_path: Path) -> None:
    """One that ends in the middle, or is not there, is an error with what to do."""
    path = model(tmp_path / "read.onnx", (b"character", b"a"))
    path.write_bytes(path.read_bytes() + b"\xff\xff")
    assert characters(path) == {"a"}  # what comes after the remark is not read
    path.write_bytes(b"\x08\xff\xff")
    with pytest.raises(RecognizerError, match=r"read\.onnx cannot be read"):
        characters(path)
    with pytest.raises(RecognizerError, match="cannot be read"):
        characters(tmp_path / "gone.onnx")
