"""Odd words on the command line and odd lines in a batch: always a sentence and a code, never a traceback."""

from __future__ import annotations

import json
import os
from pathlib import Path

import pytest

from .conftest import Command, Library


@pytest.fixture
def loop(tmp_path: Path) -> Path:
    """Make a link that leads to itself."""
    link = tmp_path / "loop.jpg"
    link.symlink_to(link)
    return link


@pytest.mark.parametrize(
    "line",
    [
        b'{"like": "a\\u0000b"}',
        b'{"like": "\\ud800"}',
        b'{"like": "~nosuchuser/x"}',
        b'{"text": "a", "in": "~nosuchuser/x"}',
        b'{"text": "a", "in": [""]}',
        b'{"like": "' + b"x" * 300 + b'"}',
        b"[" * 100_000,
        b"\xff",
        '{"text": "mug"}'.encode("utf-16"),
    ],
    ids=["nul", "surrogate", "user", "folder", "empty", "long", "deep", "latin", "utf-16"],
)
def test_a_line_costs_only_itself(library: Library, tmp_path: Path, line: bytes) -> None:
    """Whatever stands in one line of a batch, the lines around it are answered."""
    good = b'{"text": "mug", "limit": 1}'
    batch = tmp_path / "batch.jsonl"
    batch.write_bytes(b"\xef\xbb\xbf" + good + b"\r\n" + line.replace(b"\n", b" ") + b"\n\n" + good)

    answer = library.run("search", "--batch", batch, "--json")

    lines = [json.loads(printed) for printed in answer.out.splitlines()]
    assert answer.code == 1
    assert len(lines) == 3
    assert lines[0] == lines[2]
    assert lines[0]["hits"]
    assert set(lines[1]) == {"error"}


@pytest.mark.parametrize(
    ("arguments", "code"),
    [
        (["add", "{file}/x"], "bad_folder"),
        (["add", "{loop}"], "bad_folder"),
        (["add", "~nosuchuser/x"], "bad_folder"),
        (["add", "x" * 300], "bad_folder"),
        (["add", ""], "bad_request"),
        (["remove", "{loop}"], "unknown_folder"),
        (["remove", "~nosuchuser/x"], "unknown_folder"),
        (["search", "--like", "{loop}"], "unreadable_picture"),
        (["search", "--like", "~nosuchuser/x"], "unreadable_picture"),
        (["search", "--like", ""], "bad_request"),
        (["search", "x", "--in", ""], "bad_request"),
        (["search", "x", "--limit", "abc"], "bad_request"),
        (["search", "x", "--nope"], "bad_request"),
        (["search", "--batch", "/no/such/file"], "bad_request"),
        (["search", "--batch", "{file}", "--limit", "3"], "bad_request"),
        (["nope"], "bad_request"),
        (["add"], "bad_request"),
    ],
)
def test_wrong_words_get_json_too(library: Library, loop: Path, arguments: list[str], code: str) -> None:
    """Where JSON was asked for, each refusal is one JSON object with a stable code."""
    words = [word.format(file=library.label, loop=loop) for word in arguments]

    answer = library.run(*words, "--json")

    assert json.loads(answer.out)["error"]["code"] == code
    assert answer.code in {1, 2}
    assert "Traceback" not in answer.err


def test_json_after_a_double_dash_is_a_word(library: Library) -> None:
    """`-- --json` searches for that word."""
    assert "{" not in library.run("search", "--limit", "0", "--", "--json").out


def test_a_missing_picture_is_named(library: Library) -> None:
    """The sentence says which file there is none of."""
    assert "no-such.jpg" in library.run("search", "--like", "no-such.jpg").err


def test_an_id_in_lower_case_is_an_id(library: Library) -> None:
    """Ids may be typed as they come."""
    hit = library.run("search", "--like", library.label, "--json").json["hits"][0]

    assert library.run("similar", hit["id"].lower(), "--json").json["hits"][0]["id"] == hit["id"]
    assert library.run("reveal", hit["id"].lower(), "--print", "--json").json["path"] == hit["path"]


@pytest.mark.parametrize("kind", ["a file", "below a file"])
def test_a_home_that_cannot_be_is_a_sentence(tmp_path: Path, kind: str) -> None:
    """A library that cannot lie where it should is refused by every command; the doctor still examines."""
    (tmp_path / "file").write_text("")
    run = Command(tmp_path / "file" if kind == "a file" else tmp_path / "file" / "home")

    assert run("status").code == 1
    assert run("status").err.startswith("bowerbird: ")
    checks = run("doctor", "--json").json["checks"]
    assert [check["name"] for check in checks if check["state"] == "bad"] == ["library"]
    assert len(checks) > 2


def test_the_doctor_examines_a_damaged_catalogue(tmp_path: Path) -> None:
    """What the other commands refuse is a finding for the doctor, beside its other checks."""
    run = Command(tmp_path / "home")
    assert run("status").code == 0
    (tmp_path / "home" / "catalogue.sqlite").write_bytes(os.urandom(8192))

    assert run("status").code == 1
    answer = run("doctor", "--json")

    assert answer.code == 1
    assert any(check["name"] == "letters" and check["state"] == "ok" for check in answer.json["checks"])


def test_a_folder_that_is_gone_can_be_removed(tmp_path: Path) -> None:
    """A folder needs not be there, nor be readable, to be taken out of the library."""
    run = Command(tmp_path / "home")
    folder = tmp_path / "pictures"
    folder.mkdir()
    run("add", folder)
    folder.rmdir()

    assert run("remove", folder, "--json").json == {"removed": {str(folder): 0}}
    assert run("folders", "--json").json["folders"] == []


def test_the_librarys_own_folder_is_no_folder_of_pictures(tmp_path: Path) -> None:
    """Thumbnails and model files are not offered as pictures: adding the state folder is refused, what holds it is not."""
    run = Command(tmp_path / "home")
    assert run("status").code == 0
    inside = tmp_path / "home" / "cache"
    inside.mkdir(exist_ok=True)

    for folder in (tmp_path / "home", inside):
        refused = run("add", folder)
        assert refused.code == 2
        assert "own files" in refused.err
    assert run("add", tmp_path).code == 0
