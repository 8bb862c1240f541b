"""Rules for what is left out of the library."""

from __future__ import annotations

import os

import pytest

from bowerbird_engine.scanning.ignore import (
    SKIP_REASONS,
    built_in_file,
    built_in_folder,
    make_rules,
    parse_rules,
    skip_code,
)


@pytest.mark.parametrize(
    ("name", "code"),
    [
        (b".git", "hidden"),
        (b".Trash-1000", "trash"),
        (b"node_modules", "program_files"),
        (b"@eaDir", "cache"),
        (b"Cache", "cache"),
        (b"Library Previews.lrdata", "cache"),
        (b"$RECYCLE.BIN", "trash"),
        (b"#recycle", "trash"),
        (b"System Volume Information", "system"),
        (b"lost+found", "system"),
        (b"TEMP", "temporary"),
        (b"WhatsApp Images", "chat_downloads"),
        (b"Holidays", None),
        (b"templates", None),
        (b"cached dreams", None),
        (b"\xff\xfe", None),
    ],
)
def test_folders(name: bytes, code: str | None) -> None:
    """A folder is judged by its whole name, whatever its case; names that only look alike stay in."""
    assert built_in_folder(name) == code
    assert code is None or code in SKIP_REASONS


@pytest.mark.parametrize(
    ("name", "code"),
    [(b".a.jpg", "hidden"), (b"._a.jpg", "hidden"), (b"~$a.png", "temporary"), (b"a.jpg", None)],
)
def test_files(name: bytes, code: str | None) -> None:
    """Hidden and temporary files are left out by their beginnings."""
    assert built_in_file(name) == code


def test_own_rules_speak_before_built_in_ones() -> None:
    """A rule with an exclamation mark brings a built-in rule's folder back; the deepest folder's rules win."""
    outer, _ = parse_rules(b"", ["*.png", "!tmp/"])
    inner, _ = parse_rules(b"deep", ["!keep.png"])
    assert outer is not None
    assert inner is not None
    assert skip_code(b"tmp", b"tmp", (outer,), is_folder=True) is None
    assert skip_code(b"tmp", b"tmp", (), is_folder=True) == "temporary"
    assert skip_code(b"deep/a.png", b"a.png", (outer, inner), is_folder=False) == "own_rule"
    assert skip_code(b"deep/keep.png", b"keep.png", (outer, inner), is_folder=False) is None
    assert skip_code(b"keep.png", b"keep.png", (outer,), is_folder=False) == "own_rule"


def test_rules_hold_below_their_own_folder() -> None:
    """An anchored rule is anchored to the folder of its file."""
    rules, _ = parse_rules(b"a/b", ["/c.jpg"])
    assert rules is not None
    assert rules.verdict(b"a/b/c.jpg", is_folder=False) is True
    assert rules.verdict(b"a/b/d/c.jpg", is_folder=False) is None


def test_names_that_are_no_text_can_be_matched() -> None:
    """A rule speaks about a name that is not valid UTF-8 without failing."""
    rules, _ = parse_rules(b"", ["*.jpg"])
    assert rules is not None
    assert rules.verdict(b"\xff\xfe.jpg", is_folder=False) is True
    assert os.fsdecode(b"\xff\xfe.jpg").encode("utf-8", "surrogateescape") == b"\xff\xfe.jpg"


def test_senseless_lines_are_reported_and_passed_over() -> None:
    """A bad line does not disable the good ones beside it."""
    rules, bad = parse_rules(b"", ["!", "# a comment", "", "*.gif"])
    assert bad == ("!",)
    assert rules is not None
    assert rules.verdict(b"x.gif", is_folder=False) is True


def test_pictures_are_told_by_their_ending() -> None:
    """Endings count whatever their case; a bare dot file is none."""
    rules, bad = make_rules([".jpg", ".WEBP"])
    assert not bad
    assert rules.is_picture(b"A.JPG")
    assert rules.is_picture(b"a.b.webp")
    assert not rules.is_picture(b".jpg")
    assert not rules.is_picture(b"jpg")
