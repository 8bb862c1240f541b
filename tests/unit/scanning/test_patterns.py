"""Lines of ignore files as patterns: as git means them, and never slow."""

from __future__ import annotations

import shutil
import subprocess
import time
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pathspec import GitIgnoreSpec

from bowerbird_engine.scanning.ignore import make_rules, parse_rules
from bowerbird_engine.scanning.patterns import MAX_LINE_BYTES, compile_lines
from bowerbird_engine.scanning.walker import walk

NAMES = st.text("ab.", min_size=1, max_size=5)
SEGMENTS = st.text("ab.*?", min_size=1, max_size=6) | st.just("**") | st.just("[ab]*b")


@given(st.lists(SEGMENTS, min_size=1, max_size=3), st.booleans(), st.lists(NAMES, min_size=1, max_size=4))
def test_matching_without_second_tries_gives_the_same_answers(
    segments: list[str], is_folder: bool, names: list[str]
) -> None:
    """A pattern of ours matches exactly what pathspec's own pattern matches."""
    line = "/".join(segments) + "/" * is_folder
    path = "/".join(names)
    assert compile_lines([line]).match_file(path) == GitIgnoreSpec.from_lines([line]).match_file(path)


@pytest.mark.parametrize(
    ("line", "path"),
    [
        ("*a" * 14 + "*z.jpg", "a" * 200 + ".jpg"),
        ("*" * 200 + "z.jpg", "a" * 250 + ".jpg"),
        ("*?" * 40 + "z", "a" * 250),
        ("*[ab]" * 40 + "z", "ab" * 125),
        ("**/a/**/a/b.jpg", "a/" * 2000 + "c.jpg"),
        ("/*a*a*a*a*z/" * 3 + "z", ("a" * 250 + "/") * 16),
    ],
)
def test_no_line_takes_long(line: str, path: str) -> None:
    """A line made to be tried in all ways is decided in well under a second, on a path as long as can be."""
    rules, bad = parse_rules(b"", [line])
    assert not bad
    assert rules is not None
    start = time.perf_counter()
    assert rules.verdict(path.encode(), is_folder=False) is None
    assert rules.verdict(path.encode(), is_folder=True) is None
    assert time.perf_counter() - start < 1


@pytest.mark.parametrize(
    "line",
    ["[z-a].jpg", "a" * (MAX_LINE_BYTES + 1), "ä" * (MAX_LINE_BYTES // 2 + 1), "a/**/b/**/c/**/d.jpg", "a\\"],
)
def test_lines_that_cannot_be_used_are_bad_rules(line: str) -> None:
    """A set that runs backwards, a line too long, too many `**`: each is reported, and the line beside it holds."""
    rules, bad = parse_rules(b"", [line, "*.gif"])
    assert bad == (line,)
    assert rules is not None
    assert rules.verdict(b"x.gif", is_folder=False) is True


def test_sets_that_python_warns_of_are_used() -> None:
    """A bracket inside a set is a plain bracket, as in git; nobody is warned of it."""
    rules, bad = parse_rules(b"", ["[[a].jpg", "[x&&y].png"])
    assert not bad
    assert rules is not None
    assert rules.verdict(b"[.jpg", is_folder=False) is True
    assert rules.verdict(b"b.jpg", is_folder=False) is None


FILES = ["a.jpg", "s/keep.jpg", "s/other.jpg", "s/t/keep.jpg", "t/s/keep.jpg", "t/u/v.jpg", "u/a.jpg"]


@pytest.mark.parametrize(
    "lines",
    [
        ["*", "!s/", "!s/keep.jpg"],
        ["*", "!s", "!keep.jpg"],
        ["*", "!*/", "!keep.jpg"],
        ["s/", "!s"],
        ["s", "!s/", "s/t"],
        ["/*", "!/t", "/t/*", "!/t/s"],
        ["s/**", "!s/keep.jpg"],
        ["t/**", "!t/s/", "!t/s/*.jpg"],
        ["**/s/*", "!keep.jpg"],
        ["*.jpg", "!s/"],
        ["s/*", "!s/t"],
        ["*/", "!s/"],
    ],
)
def test_folders_are_brought_back_as_in_git(tmp_path: Path, lines: list[str]) -> None:
    """A walk with an ignore file keeps what git keeps with the same lines."""
    git = shutil.which("git")
    if git is None:
        pytest.skip("git is not installed, which is what the answers are compared with")
    for name in FILES:
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(b"x")
    subprocess.run([git, "init", "-q", str(tmp_path)], check=True)
    (tmp_path / ".git" / "info").mkdir(exist_ok=True)
    (tmp_path / ".git" / "info" / "exclude").write_text("\n".join(lines), encoding="utf-8")
    listed = subprocess.run(
        [git, "-C", str(tmp_path), "-c", "core.excludesFile=", "ls-files", "-o", "--exclude-standard"],
        check=True,
        capture_output=True,
    )
    rules, bad = make_rules([".jpg"], lines)
    assert not bad
    assert sorted(file.path for file in walk(tmp_path, rules).files) == sorted(listed.stdout.split())
