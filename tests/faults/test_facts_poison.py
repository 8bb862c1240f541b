"""Pictures that crash, hang or choke the worker that reads what their files say, in a library that was indexed before."""

# A library of before is made by hand, for which there is no public way.
# pyright: reportPrivateUsage=false

from __future__ import annotations

import os
import shutil
from dataclasses import replace
from pathlib import Path

import pytest

from bowerbird_engine.facts import METADATA_VERSION
from bowerbird_engine.reports import Progress
from bowerbird_engine.settings import DecodeLimits
from fakes.indexed import Library, assert_adds_up, make_picture

POISON = "fakes.decoders.poison:decode"


@pytest.mark.parametrize("word", [b"crash", b"hang", b"leave"])
def test_a_file_that_ends_its_reader_says_nothing_and_is_asked_once(tmp_path: Path, word: bytes) -> None:
    """The others are read, the picture stays searchable, and no later run falls for it again."""
    folder = tmp_path / "pictures"
    for name in ("a.png", "b.png", "c.png"):
        make_picture(folder / name, sum(name.encode()))
    bad = folder / "b.png"
    bad.write_bytes(bad.read_bytes() + b"POISON:" + word + b"\n")
    process = os.getpid()
    with Library(tmp_path / "home") as library:
        library.settings = replace(library.settings, decode=DecodeLimits(seconds=3.0))
        library.add(folder)
        assert_adds_up(library.index())
        keys = library.catalogue.files.live_contents()
        assert len(keys) == 3
        library.catalogue._database.execute("DELETE FROM content_facts")
        library.decoder = POISON
        steps: list[Progress] = []
        assert_adds_up(library.index(progress=steps.append))
        assert steps[-1] == Progress("facts", 6, 6)
        assert library.catalogue.facts.facets(METADATA_VERSION, 10).unread == 0
        assert all(library.catalogue.facts.colours(key) for key in keys.tolist())
        again: list[Progress] = []
        assert len(library.catalogue.files.live_contents()) == 3
        library.index(progress=again.append)
        assert not [step for step in again if step.phase == "facts"]
    assert os.getpid() == process


def test_a_disk_that_leaves_in_the_midst_is_no_file_that_says_nothing(tmp_path: Path) -> None:
    """What vanished is asked again when it is back: the control for the test above."""
    folder = tmp_path / "pictures"
    make_picture(folder / "a.png", 1)
    make_picture(folder / "b.png", 2)
    with Library(tmp_path / "home") as library:
        library.add(folder)
        library.index()
        library.catalogue._database.execute("DELETE FROM content_facts")
        hidden = tmp_path / "hidden"

        def unplug(step: Progress) -> None:
            if step.phase == "scan" and folder.exists():
                shutil.move(folder, hidden)

        library.index(progress=unplug)
        assert library.catalogue.facts.facets(METADATA_VERSION, 10).unread == 2
        shutil.move(hidden, folder)
        library.index()
        assert library.catalogue.facts.facets(METADATA_VERSION, 10).unread == 0
