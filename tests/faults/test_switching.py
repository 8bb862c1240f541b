"""A change of the model under load: searches all the while, from this process and another, and kills in its midst."""

from __future__ import annotations

import os
import random
import subprocess
import sys
import threading
import time
from collections.abc import Generator, Sequence
from contextlib import contextmanager
from pathlib import Path

import pytest

from bowerbird_engine import Progress, SearchQuery
from bowerbird_engine.catalog.catalogue import Catalogue
from bowerbird_engine.encoding.onnx_encoders import OnnxImageEncoder, OnnxTextEncoder
from bowerbird_engine.encoding.packs import read_pack
from bowerbird_engine.errors import Cancelled
from bowerbird_engine.search.live_index import LiveIndex
from bowerbird_engine.search.meaning import Meaning
from bowerbird_engine.search.query_decoder import QueryDecoder
from bowerbird_engine.search.searcher import Searcher
from fakes.switched import QUERIES, Answer, Switched, as_answer, ask, make_switched, shown, write_tiles
from faults.search_on import search_on

TESTS = Path(__file__).parents[1]
PICTURES = 5000
MORE = 20
EVERY_S = 0.125
"""Eight searches a second from each of two places; the promise is made for four."""
KILLS = int(os.environ.get("SWITCHING_KILLS", "6"))

States = Sequence[dict[str, Answer]]
Seen = list[tuple[str, str]]


def changes_seen(seen: Seen, states: States) -> list[int]:
    """Tell which of the states each answer was given in. Raises AssertionError for one that belongs to none.

    States follow each other and never come back: an answer of an earlier one, after a later one was seen, is wrong.
    """
    at, visited = 0, list[int]()
    for query, line in seen:
        assert not line.startswith("failed"), line
        answer = as_answer(line)
        at = next((n for n in range(at, len(states)) if states[n][query] == answer), -1)
        assert at >= 0, f"{query} was answered in no single space: {answer[:3]}"
        visited.append(at)
    return visited


@contextmanager
def searching_elsewhere(home: Path) -> Generator[Seen]:
    """Search from another process for the length of the block; its answers are there after it."""
    process = subprocess.Popen(
        [sys.executable, "-m", "faults.search_on", str(home), str(EVERY_S)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        cwd=TESTS,
        env=os.environ | {"PYTHONPATH": str(TESTS)},
    )
    seen: Seen = []
    assert process.stdout is not None
    # Its first answer tells that it is under way.
    first = process.stdout.readline()
    try:
        yield seen
    finally:
        rest, complaints = process.communicate(timeout=60)
    assert process.returncode == 0, complaints
    for line in [first, *rest.splitlines()]:
        query, _, answer = line.rstrip("\n").partition("\t")
        seen.append((query, answer))


@contextmanager
def searching_here(library: Switched) -> Generator[Seen]:
    """Search from another thread for the length of the block."""
    seen: Seen = []
    stop = threading.Event()

    def tell(query: str, answer: str) -> None:
        seen.append((query, answer))

    thread = threading.Thread(target=search_on, args=(library, EVERY_S, stop, tell))
    thread.start()
    try:
        yield seen
    finally:
        stop.set()
        thread.join()


def test_searches_run_through_a_change_of_5000_pictures(tmp_path: Path) -> None:
    """No search fails, each answer comes from one space, there is one change-over, and new files are found meanwhile."""
    library = make_switched(tmp_path, range(PICTURES))
    before = library.pure("old")
    cancel = threading.Event()
    found_meanwhile: list[str] = []
    with library.engine() as engine:

        def interrupt(progress: Progress) -> None:
            if progress.phase == "pictures" and progress.done > PICTURES // 2:
                cancel.set()

        def look_for_the_new(progress: Progress) -> None:
            if (progress.phase, progress.done, progress.total) == ("pictures", MORE, MORE):
                page = engine.search(SearchQuery(like=library.pictures / f"{PICTURES}.png", limit=1))
                found_meanwhile.extend(hit.asset.path.name for hit in page.hits)
                found_meanwhile.append(engine.choice().answers)

        with searching_elsewhere(library.home) as elsewhere, searching_here(library) as here:
            time.sleep(1)
            assert engine.use_pack("new").answers == "old"
            with pytest.raises(Cancelled):
                engine.index(ocr=False, progress=interrupt, cancel=cancel)
            half = engine.choice()
            write_tiles(library.pictures, range(PICTURES, PICTURES + MORE))
            report = engine.index(ocr=False, progress=look_for_the_new)
            time.sleep(1)
        after = {query: ask(engine, query) for query in QUERIES}

    assert (half.answers, half.under_way) == ("old", True)
    assert 0 < half.learned < PICTURES
    assert found_meanwhile == [f"{PICTURES}.png", "old"]
    assert report.switch is not None
    assert report.switch.learned == PICTURES + MORE - half.learned
    states = [before, library.pure("old"), library.pure("new")]
    assert after == states[-1]
    for seen in (here, elsewhere):
        visited = changes_seen(seen, states)
        assert (visited[0], visited[-1]) == (0, 2), "the searches ran from before the change to after it"
        assert len(visited) > 20


def test_a_mixed_answer_would_be_noticed(tmp_path: Path) -> None:
    """The control: words of one model against pictures of another, and a way back, are told from every pure answer."""
    library = make_switched(tmp_path, range(200))
    with library.engine() as engine:
        engine.use_pack("new")
        engine.index(ocr=False)
    states = [library.pure("old"), library.pure("new")]
    pure: Seen = [(query, as_json(states[0][query])) for query in QUERIES]
    changed: Seen = [(query, as_json(states[1][query])) for query in QUERIES]
    assert changes_seen(pure + changed, states) == [0, 0, 0, 1, 1, 1]
    with pytest.raises(AssertionError, match="in no single space"):
        changes_seen(changed + pure, states)
    with pytest.raises(AssertionError, match="failed"):
        changes_seen([(QUERIES[0], "failed: no model")], states)
    mixed = mixed_answers(library)
    for query in QUERIES:
        with pytest.raises(AssertionError, match="in no single space"):
            changes_seen([(query, as_json(mixed[query]))], states)


def as_json(answer: Answer) -> str:
    """Write an answer as the searches do."""
    return "[" + ", ".join(f'["{name}", {percent}]' for name, percent in answer) + "]"


def mixed_answers(library: Switched) -> dict[str, Answer]:
    """Answer with the text encoder of the old model and the vectors of the new one."""
    old, new = read_pack(library.pack("old")), read_pack(library.pack("new"))
    with (
        library.engine() as engine,
        Catalogue.open(library.settings.catalogue_path, read_only=True) as catalogue,
    ):
        index = LiveIndex(catalogue, new.space, library.settings.cache_dir)
        meaning = Meaning(
            catalogue,
            index=index.current,
            image_encoder=OnnxImageEncoder(new, 1),
            text_encoder=OnnxTextEncoder(old, 1),
            decode=QueryDecoder(library.settings.decode).fit_for(new.preprocessing),
        )
        roots = {root.id: root for root in engine.folders()}
        searcher = Searcher(catalogue, meaning, roots=lambda: roots)
        answers = {query: shown(searcher.search(SearchQuery(text=query))) for query in QUERIES}
        index.close()
        return answers


def test_kills_at_any_moment_leave_the_old_model_answering(tmp_path: Path) -> None:
    """After each kill the old model answers as before; nothing is learned twice, and the last run completes it."""
    pictures = 600
    library = make_switched(tmp_path, range(pictures))
    old = library.pure("old")
    with library.engine() as engine:
        engine.use_pack("new")
    chance = random.Random(2)
    learned: list[int] = []
    for _ in range(KILLS):
        with subprocess.Popen(
            [sys.executable, "-m", "faults.switch_on", str(library.home)],
            stdout=subprocess.PIPE,
            cwd=TESTS,
            env=os.environ | {"PYTHONPATH": str(TESTS)},
        ) as process:
            assert process.stdout is not None
            process.stdout.readline()
            time.sleep(chance.uniform(0, 0.08))
            process.kill()
        with Catalogue.open(library.settings.catalogue_path) as catalogue:
            assert catalogue.integrity_problems() == []
        with library.engine() as engine:
            choice = engine.choice()
            learned.append(choice.learned)
            if choice.under_way:
                assert {query: ask(engine, query) for query in QUERIES} == old
            else:
                assert choice.learned == pictures
    assert learned == sorted(learned)
    # The control: the kills fell into the work and not beside it.
    assert any(0 < number < pictures for number in learned), learned
    with library.engine() as engine:
        report = engine.index(ocr=False)
        assert report.switch is None or report.switch.learned == pictures - learned[-1]
        assert {query: ask(engine, query) for query in QUERIES} == library.pure("new")
