"""What the window remembers: exactly what was kept, in a private file, whatever state that is in."""

from __future__ import annotations

import json
import os
import stat
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bowerbird_for_gimp.model.placing import Placing
from bowerbird_for_gimp.model.program import GIMP
from bowerbird_panel.settings import Kept, LastResult, Settings, SettingsFile
from bowerbird_panel.state import Clue

JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=20),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=10), inner, max_size=4),
    max_leaves=20,
)
NAMES = ["similarity", "folder", "placing", "window", "history", "last", "unconfirmed"]
ALL = Settings(
    40,
    "f1",
    Placing.MASKED,
    -10,
    20,
    400,
    700,
    (Clue("réd mug", "people"), Clue("blue")),
    LastResult("a1", "mug.jpg", "library-1", Placing.REPLACE),
    unconfirmed=True,
)

USUAL = Settings(placing=GIMP.usual_placing)


def test_what_was_kept_comes_back(tmp_path: Path) -> None:
    """Every field, in a file that nobody else may read."""
    file = SettingsFile(tmp_path / "new" / "settings.json", GIMP)
    assert file.load() == USUAL
    assert file.save(ALL)

    assert file.load() == ALL
    assert stat.S_IMODE(file.path.stat().st_mode) == 0o600
    assert [path.name for path in file.path.parent.iterdir()] == ["settings.json"]


@pytest.mark.parametrize(
    "data", [b"", b"{", b"[]", b"\xff\xfe", b"[" * 100_000, b'{"a":"' + b"x" * 2**20 + b'"}']
)
def test_a_damaged_file_is_put_aside(tmp_path: Path, data: bytes) -> None:
    """The usual settings hold, and what was there can still be looked at."""
    path = tmp_path / "settings.json"
    path.write_bytes(data)

    assert SettingsFile(path, GIMP).load() == USUAL
    assert not path.exists()
    assert (tmp_path / "settings.damaged").read_bytes() == data


@given(value=st.dictionaries(st.sampled_from(NAMES), JSON))
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_any_content_gives_settings_that_can_be_used_and_kept(
    tmp_path: Path, value: dict[str, object]
) -> None:
    """Whatever stands there: what cannot be understood is as if it were not there."""
    path = tmp_path / "settings.json"
    path.write_text(json.dumps(value), "utf-8")
    file = SettingsFile(path, GIMP)
    read = file.load()

    assert 0 <= read.similarity <= 100
    assert file.save(read)
    assert file.load() == read


@pytest.mark.parametrize("kept", [Placing.MASKED.value, "way=plane", "", 7, None])
def test_a_placing_of_another_program_is_the_usual_one(tmp_path: Path, kept: object) -> None:
    """What the program does not know is none of its placings, as the choice and as the last one; its own, the control, is."""
    file = SettingsFile(tmp_path / "settings.json", GIMP)
    last = {"asset": "a1", "name": "mug.jpg", "library_id": "library-1", "placing": kept}
    file.path.write_text(json.dumps({"placing": kept, "last": last}))
    read = file.load()

    assert read.last is not None
    wanted = kept if kept == Placing.MASKED.value else GIMP.usual_placing
    assert [read.placing, read.last.placing] == [wanted, wanted]


def test_half_a_character_is_not_taken(tmp_path: Path) -> None:
    """What can be neither shown nor sent is as if it were not there, so that it does not come back each time."""
    path = tmp_path / "settings.json"
    last = {"asset": "a1", "name": "mug \ud800.jpg", "library_id": "library-1", "placing": "centred"}
    path.write_text(
        json.dumps({"folder": "\ud800", "history": [{"words": "\udc00"}, {"words": "mug"}], "last": last}),
        "ascii",
    )

    read = SettingsFile(path, GIMP).load()
    assert (read.folder, read.history) == (None, (Clue("mug"),))
    assert read.last == LastResult("a1", "", "library-1", Placing.CENTRED)
    path.write_text(json.dumps({"last": {**last, "asset": "../me"}}), "ascii")
    assert SettingsFile(path, GIMP).load().last is None


def test_what_is_no_file_is_no_settings(tmp_path: Path) -> None:
    """A pipe or a folder in its place holds nobody up."""
    os.mkfifo(tmp_path / "pipe")
    assert SettingsFile(tmp_path / "pipe", GIMP).load() == USUAL
    assert SettingsFile(tmp_path, GIMP).load() == USUAL
    assert not SettingsFile(tmp_path / "pipe" / "settings.json", GIMP).save(ALL)


def test_two_windows_do_not_undo_each_other(tmp_path: Path) -> None:
    """Each writes what was changed in it, into what the other one has written."""
    file = SettingsFile(tmp_path / "settings.json", GIMP)
    one, other = Kept(file), Kept(file)
    one.change(lambda kept: replace(kept, similarity=70))
    other.change(lambda kept: replace(kept, folder="f1"))
    one.save()
    other.save()

    assert file.load() == replace(USUAL, similarity=70, folder="f1")


def test_what_another_window_says_of_the_token_is_heard(tmp_path: Path) -> None:
    """That it is not confirmed holds for all, but is one window's business; that it is confirmed settles it for all."""
    file = SettingsFile(tmp_path / "settings.json", GIMP)
    one, other = Kept(file), Kept(file)
    one.change(lambda kept: replace(kept, unconfirmed=True))
    one.save()
    assert other.unconfirmed_now()
    assert not other.settings.unconfirmed

    late = Kept(file)
    assert late.settings.unconfirmed
    one.change(lambda kept: replace(kept, unconfirmed=False))
    one.save()
    assert not late.unconfirmed_now()
    assert not late.settings.unconfirmed


def test_what_could_not_be_written_is_written_later(tmp_path: Path) -> None:
    """A folder that is not there yet, because a file is in its place, costs no setting."""
    (tmp_path / "place").write_text("in the way")
    kept = Kept(SettingsFile(tmp_path / "place" / "settings.json", GIMP))
    kept.change(lambda each: replace(each, similarity=70))
    kept.save()
    (tmp_path / "place").unlink()
    kept.save()

    assert Kept(SettingsFile(tmp_path / "place" / "settings.json", GIMP)).settings.similarity == 70


def test_no_difference_is_not_written(tmp_path: Path) -> None:
    """The disk is left alone."""
    kept = Kept(SettingsFile(tmp_path / "settings.json", GIMP))

    assert not kept.change(lambda each: replace(each, similarity=0))
    kept.save()
    assert not list(tmp_path.iterdir())
