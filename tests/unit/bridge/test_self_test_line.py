"""The end of the first index leads to the self-test, once."""

from __future__ import annotations

from pathlib import Path

import pytest

from bowerbird_bridge.commands.selftest import is_worth_setting_up
from bowerbird_engine import Engine, Probe, load_settings
from bowerbird_engine.encoding.packs import read_pack
from fakes.packs import make_pack
from fakes.pictures import two_halves

from .conftest import Library


@pytest.mark.parametrize("has_one", [False, True])
def test_a_library_of_some_size_is_worth_a_self_test_once(tmp_path: Path, has_one: bool) -> None:
    """The run that brings it to fifty pictures says so; none before it, none after it, and none where there is one."""
    pictures = tmp_path / "pictures"
    pictures.mkdir()

    def lay(start: int, end: int) -> None:
        for number in range(start, end):
            two_halves().resize((64 + number, 64)).save(pictures / f"{number}.png")

    with Engine(load_settings(tmp_path / "home"), pack=read_pack(make_pack(tmp_path / "pack"))) as engine:
        engine.add_folder(pictures)
        told: list[bool] = []
        for start, end in ((0, 49), (49, 50), (50, 50), (50, 52)):
            lay(start, end)
            told.append(is_worth_setting_up(engine, engine.index(ocr=False)))
            if has_one:
                engine.set_self_test([Probe(words="a sunset")])
        assert told == [False, not has_one, False, False]


def test_a_dozen_pictures_are_not(library: Library) -> None:
    """The command says nothing of it where a dozen is indexed, and in JSON never."""
    assert "selftest" not in library.run("index").out
    assert "selftest" not in library.run("index", "--json").out
