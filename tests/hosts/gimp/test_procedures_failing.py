"""A fault in the plug-in itself is told to whoever called it, and leaves enough behind to be found."""

from __future__ import annotations

from collections.abc import Generator
from pathlib import Path

import pytest

from hosts.gimp.inside_gimp import GimpConsole

FAULT = """

def by_words(_call):
    raise RuntimeError("the moon is full")
"""


@pytest.fixture
def broken(gimp: GimpConsole) -> Generator[Path]:
    """Put a fault into the search of the plug-in that is installed, and take it out afterwards."""
    (file,) = gimp.profile.glob("plug-ins/bowerbird_gimp/bowerbird_for_gimp/procedures/searching.py")
    before = file.read_text()
    file.write_text(before + FAULT)
    yield file
    file.write_text(before)


@pytest.mark.usefixtures("broken")
def test_a_fault_is_told_and_its_traceback_is_kept(gimp: GimpConsole) -> None:
    """The caller gets a sentence with the kind of the error; standard error gets the traceback, once."""
    failed = gimp.call("bowerbird-search", words="red mug")

    assert failed.status == "execution-error"
    assert "Something went wrong in Bowerbird's plug-in" in failed.error
    assert "RuntimeError: the moon is full" in failed.error
    complaints = gimp.complaints()
    assert sum("Traceback" in complaint for complaint in complaints) == 1, complaints
    assert sum("in by_words" in complaint for complaint in complaints) == 1
    gimp.forgive()


def test_the_next_call_is_well_again(gimp: GimpConsole) -> None:
    """The control: without the fault, the same call in the same GIMP finds pictures and complains of nothing."""
    assert gimp.call("bowerbird-search", words="red mug", limit=3).good[0]


def test_a_token_file_that_is_a_folder_is_told(gimp: GimpConsole) -> None:
    """What a person may have done to the files of the plug-in is no fault of it, and gets its own sentence."""
    token = gimp.profile / "bowerbird" / "token.json"
    aside = token.rename(token.with_name("token.aside"))
    token.mkdir()
    try:
        failed = gimp.call("bowerbird-search", words="red mug")
    finally:
        token.rmdir()
        aside.rename(token)

    assert failed.status == "execution-error"
    assert "token.json" in failed.error
    assert "Something went wrong" not in failed.error
