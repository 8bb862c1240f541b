"""What a library holds in numbers, and that no search waits for what takes long: counting, and reading the file of details."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from contextlib import nullcontext
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from bowerbird_engine import Engine, FileStatus, SearchQuery, load_settings
from bowerbird_engine.assets import Space
from bowerbird_engine.catalog.catalogue import Catalogue
from bowerbird_engine.catalog.files import FileTable
from bowerbird_engine.catalog.spaces import SpaceTable
from bowerbird_engine.features import postings_file
from bowerbird_engine.search import live_copies
from fakes.scenes import scene

PATIENCE_S = 300.0
SOON_S = 0.5
NUMBER = 3


@pytest.fixture
def engine(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Engine]:
    """Index a few pictures, and leave a file of their details."""
    monkeypatch.setattr(live_copies, "_WORTH_SAVING", 1)
    (tmp_path / "pictures").mkdir()
    for number in range(NUMBER):
        scene(number).save(tmp_path / "pictures" / f"{number}.png")
    with Engine(load_settings(tmp_path / "home")) as first:
        first.add_folder(tmp_path / "pictures")
        first.index(ocr=False)
    with Engine(first.settings) as engine:
        engine.search(SearchQuery(text="blocks"))
        yield engine


class Gate:
    """Hold up whoever calls a function until it is opened."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch, where: object, name: str) -> None:
        self.came, self.open, self.calls = threading.Event(), threading.Event(), 0
        held_up: Callable[..., Any] = getattr(where, name)

        def call(*arguments: Any, **named: Any) -> Any:
            self.calls += 1
            self.came.set()
            assert self.open.wait(PATIENCE_S)
            return held_up(*arguments, **named)

        monkeypatch.setattr(where, name, call)

    def others_go_on(
        self, work: Callable[[], object], other: Callable[[], object], patience_s: float
    ) -> bool:
        """Tell whether `other` ends while `work` waits at the gate, and then open it."""
        working, searching = threading.Thread(target=work), threading.Thread(target=other)
        working.start()
        assert self.came.wait(PATIENCE_S)
        searching.start()
        searching.join(patience_s)
        ended = not searching.is_alive()
        self.open.set()
        for thread in (working, searching):
            thread.join(PATIENCE_S)
            assert not thread.is_alive()
        return ended


def lock_of(engine: Engine) -> Any:
    """Give what one search holds and the others wait for."""
    return vars(engine)["_lock"]


def by_words(engine: Engine) -> None:
    """Search as a person does meanwhile."""
    assert len(engine.search(SearchQuery(text="blocks")).hits) == NUMBER


def test_the_numbers_are_those_of_the_library(engine: Engine, tmp_path: Path) -> None:
    """Before and after a run, with a copy, a picture that is no picture, and one of which no letters were read."""
    status = engine.status()
    assert (status.found, status.contents, status.searchable) == (NUMBER, NUMBER, NUMBER)
    assert (status.choice.learned, status.choice.contents) == (NUMBER, NUMBER)
    assert (status.letters_read, status.letters_total) == (0, NUMBER)
    assert status.choice == engine.choice()
    assert status.pack == status.choice.answers_title != ""
    (tmp_path / "pictures" / "copy.png").write_bytes((tmp_path / "pictures" / "0.png").read_bytes())
    (tmp_path / "pictures" / "broken.png").write_bytes(b"\x89PNG\r\n\x1a\nno picture")
    engine.index(ocr=False)
    status = engine.status()
    assert (status.found, status.contents, status.searchable) == (NUMBER + 2, NUMBER, NUMBER)
    assert status.counts[FileStatus.INDEXED] == NUMBER + 1
    assert sum(status.counts.values()) == status.found


@pytest.mark.parametrize("locked", [False, True])
@pytest.mark.parametrize("work", ["counting", "counting folders", "forgetting a model"])
def test_no_search_waits_for_what_takes_long(
    engine: Engine, monkeypatch: pytest.MonkeyPatch, work: str, *, locked: bool
) -> None:
    """It does where that holds what searches need."""
    with Catalogue.open(engine.settings.catalogue_path) as catalogue:
        catalogue.vectors.space(Space("old", "0" * 64, 4))
    (where, name), call = {
        "counting": ((FileTable, "counts"), engine.status),
        "counting folders": ((FileTable, "folders"), engine.folder_health),
        "forgetting a model": ((SpaceTable, "forget"), lambda: engine.remove_pack("old")),
    }[work]
    gate = Gate(monkeypatch, where, name)

    def working() -> None:
        with lock_of(engine) if locked else nullcontext():
            call()

    patience_s = SOON_S if locked else PATIENCE_S
    assert gate.others_go_on(working, lambda: by_words(engine), patience_s) is not locked


@pytest.mark.parametrize("locked", [False, True])
def test_no_search_by_words_waits_while_the_file_of_details_is_read(
    engine: Engine, monkeypatch: pytest.MonkeyPatch, *, locked: bool
) -> None:
    """Only a search by a picture does, which needs it, and it is read once. The control reads it in the midst of the search."""
    asset = engine.search(SearchQuery(text="blocks")).hits[0].asset
    gate = Gate(monkeypatch, postings_file, "load")
    if locked:
        read_file, own = live_copies.LiveCopies.read_file, lock_of(engine)

        def only_inside(copies: live_copies.LiveCopies) -> None:
            # An owner of the engine's lock is in the midst of a search.
            if own._is_owned():
                read_file(copies)

        monkeypatch.setattr(live_copies.LiveCopies, "read_file", only_inside)
    found: list[bool] = []

    def by_picture() -> None:
        page = engine.search(SearchQuery(like=asset.id))
        found.append(page.hits[0].asset.id == asset.id and not page.notes)

    patience_s = SOON_S if locked else PATIENCE_S
    assert gate.others_go_on(by_picture, lambda: by_words(engine), patience_s) is not locked
    by_picture()
    assert found == [True, True]
    assert gate.calls == 1


def test_a_run_of_the_index_has_what_searches_know_of_details(
    engine: Engine, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The file is read once for both, and the copy that comes in is found all the same."""
    gate = Gate(monkeypatch, postings_file, "load")
    gate.open.set()
    (tmp_path / "pictures" / "later.png").write_bytes(
        (tmp_path / "pictures" / "1.png").read_bytes() + b"later"
    )
    engine.index(ocr=False)
    assert gate.calls == 1
    assert [len(group.members) for group in engine.duplicates("same_picture").groups] == [2]
    asset = next(
        hit.asset for hit in engine.search(SearchQuery(text="blocks")).hits if hit.asset.path.stem == "later"
    )
    names = [
        hit.asset.path.stem for hit in engine.search(SearchQuery(like=asset.id, collapse=False)).hits[:2]
    ]
    assert sorted(names) == ["1", "later"]
    assert replace(engine.status(), home=tmp_path).contents == NUMBER + 1
