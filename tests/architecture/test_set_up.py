"""What a person meets who runs make for the first time: sentences that help, and an environment that is made once."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from architecture.checkout import ROOT

SCRIPT = ROOT / "tools" / "environment.sh"


@pytest.fixture
def programs(tmp_path: Path) -> Path:
    """Give a folder that is the whole PATH: the system's plain tools, but no uv and no Python of its own."""
    folder = tmp_path / "programs"
    folder.mkdir()
    for name in ("sh", "cat", "ls", "mkdir", "touch"):
        found = shutil.which(name)
        assert found is not None
        (folder / name).symlink_to(found)
    return folder


def test_without_python_it_says_what_to_install(programs: Path, tmp_path: Path) -> None:
    """No interpreter at all: the sentence names the version that is needed."""
    result = _make_environment(programs, tmp_path)

    assert result.returncode == 1
    assert "no python3 was found" in result.stderr
    assert "3.11" in result.stderr


def test_an_old_python_is_named(programs: Path, tmp_path: Path) -> None:
    """An interpreter that is too old: the sentence names its version and how to name another one."""
    _python(programs, "python3", before="sys.version_info = (3, 9, 2, 'final', 0)")

    result = _make_environment(programs, tmp_path)

    assert result.returncode == 1
    assert "python3 is Python 3.9.2" in result.stderr
    assert "make PYTHON=" in result.stderr
    assert not (tmp_path / "environment").exists()


@pytest.mark.parametrize(
    ("asked", "sentence"),
    [("levitate", "PYTHON=levitate does not start"), ("old", "PYTHON=old is Python 3.9.2")],
)
def test_the_interpreter_that_was_asked_for_is_checked(
    programs: Path, tmp_path: Path, asked: str, sentence: str
) -> None:
    """An interpreter named by hand is never silently replaced by another one."""
    _python(programs, "old", before="sys.version_info = (3, 9, 2, 'final', 0)")
    _python(programs, "python3")

    result = _make_environment(programs, tmp_path, PYTHON=asked)

    assert result.returncode == 1
    assert sentence in result.stderr


def test_a_python_without_venv_names_the_package(programs: Path, tmp_path: Path) -> None:
    """Debian's python3 comes without venv: the sentence names the package to install."""
    _python(programs, "python3", before="sys.modules['ensurepip'] = None")

    result = _make_environment(programs, tmp_path)

    assert result.returncode == 1
    assert "apt install python3-venv" in result.stderr
    assert not (tmp_path / "environment").exists()


def test_the_environment_is_made_once(programs: Path, tmp_path: Path) -> None:
    """The first Python that is new enough is used; a second run changes nothing; a moved checkout starts anew."""
    _python(programs, "python3", before="sys.version_info = (3, 9, 2, 'final', 0)")
    _python(programs, "python3.11")
    stamp = tmp_path / "environment" / ".bowerbird" / "interpreter"

    first = _make_environment(programs, tmp_path)
    os.utime(stamp, ns=(0, 0))
    second = _make_environment(programs, tmp_path)
    unchanged = stamp.stat().st_mtime_ns
    stamp.write_text(stamp.read_text().replace(str(tmp_path), "/elsewhere"))
    moved = _make_environment(programs, tmp_path)

    assert "Making the environment" in first.stdout
    assert (second.returncode, second.stdout, unchanged) == (0, "", 0)
    assert "Making the environment" in moved.stdout
    assert str(tmp_path) in stamp.read_text()


def test_a_folder_with_something_else_in_it_is_left_alone(programs: Path, tmp_path: Path) -> None:
    """A mistyped VENV never empties a folder."""
    _python(programs, "python3")
    (tmp_path / "environment").mkdir()
    (tmp_path / "environment" / "letter.txt").write_text("dear")

    result = _make_environment(programs, tmp_path)

    assert result.returncode == 1
    assert "is not a virtual environment" in result.stderr
    assert (tmp_path / "environment" / "letter.txt").read_text() == "dear"


def _python(programs: Path, name: str, *, before: str = "pass") -> None:
    """Put a Python on the PATH that differs from this one by a statement that runs first.

    Its environments come without pip, whose unpacking takes seconds; the bare systems of .ci/run make whole ones.
    """
    program = programs / name
    program.write_text(
        "#!/bin/sh\n"
        f'[ "$1" = -c ] && exec \'{sys.executable}\' -c "import sys; {before}; exec(sys.argv[1])" "$2"\n'
        f"shift 2\nexec '{sys.executable}' -m venv --without-pip \"$@\"\n"
    )
    program.chmod(0o755)


def _make_environment(programs: Path, folder: Path, **settings: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        ["sh", SCRIPT, "interpreter"],
        cwd=folder,
        env={"PATH": str(programs), "VENV": "environment", "HOME": str(folder), **settings},
        check=False,
        capture_output=True,
        text=True,
    )
