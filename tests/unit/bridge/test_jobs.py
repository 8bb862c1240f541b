"""Jobs: the real engine's own work, in its lanes."""

from __future__ import annotations

import shutil
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from bowerbird_bridge.background.job import Job, JobKind, JobState
from bowerbird_bridge.background.jobs import REMEMBERED, Jobs, UnknownJobError
from bowerbird_engine import BowerbirdError, Engine, IndexReport, PackChoice, load_settings
from fakes.indexed import make_picture
from fakes.packs import make_pack

SOON_S = 20.0


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Make a library of two folders that nobody has indexed yet."""
    base = tmp_path_factory.mktemp("jobs")
    for number in range(60):
        make_picture(base / "pictures" / f"{number}.png", number)
    for number in range(3):
        make_picture(base / "more" / f"{number}.png", 100 + number)
    with Engine(load_settings(base / "home")) as engine:
        engine.add_folder(base / "pictures")
        engine.add_folder(base / "more")
    return base


class Running:
    """Jobs over a real library, with a record of what they announce."""

    def __init__(self, base: Path, engine: Engine) -> None:
        self.base = base
        self.engine = engine
        self.told: list[Job] = []
        self.advanced = threading.Event()
        self.jobs = Jobs(engine, self._note)

    def _note(self, job: Job) -> None:
        self.told.append(job)
        if job.progress is not None and job.progress.phase == "pictures":
            self.advanced.set()

    def finished(self, job: Job) -> Job:
        """Wait for the end of a job."""
        ended = self.jobs.wait(job.id, 60)
        assert ended.state.final, ended
        return ended


@pytest.fixture
def running(made: Path, tmp_path: Path) -> Iterator[Running]:
    """Give jobs of a hub that holds a copy of the library."""
    base = tmp_path / "library"
    shutil.copytree(made / "home", base)
    with Engine(load_settings(base)) as engine, engine.hold("serving"):
        running = Running(made, engine)
        yield running
        assert running.jobs.close()


def test_an_index_job_brings_the_library_up_to_date(running: Running) -> None:
    """The result says what was found and learned, progress came in between, and all of it can be asked for after."""
    job = running.jobs.start_index(letters=False)
    assert job.kind is JobKind.INDEX
    done = running.finished(job)
    assert done.state is JobState.SUCCEEDED
    assert isinstance(done.result, IndexReport)
    assert (done.result.found, done.result.embedded) == (63, 63)
    assert running.engine.status().searchable == 63
    phases = {each.progress.phase for each in running.told if each.progress is not None}
    assert "pictures" in phases
    assert running.jobs.get(job.id) == done == running.jobs.all()[0]


def test_a_waiting_index_job_is_given_again(running: Running) -> None:
    """Asking ten times indexes at most once more; one that leaves letters out does not stand for one that reads them."""
    inside, go = threading.Event(), threading.Event()

    def hold_up() -> None:
        inside.set()
        assert go.wait(SOON_S)

    guest = threading.Thread(target=running.jobs.exclusively, args=(hold_up,))
    guest.start()
    assert inside.wait(SOON_S)
    try:
        first = running.jobs.start_index(letters=False)
        assert running.jobs.start_index(letters=False).id == first.id
        whole = running.jobs.start_index(letters=True)
        assert whole.id != first.id
        assert running.jobs.start_index(letters=False).id in {first.id, whole.id}
        assert running.jobs.start_index(letters=True).id == whole.id
        assert running.jobs.indexing() in {first, whole}
        running.jobs.cancel(whole.id)
    finally:
        go.set()
        guest.join(SOON_S)
    assert running.finished(first).state is JobState.SUCCEEDED
    assert running.jobs.indexing() is None


def test_cancelling_the_index_keeps_what_was_done(running: Running) -> None:
    """Cancel comes through to the engine; the next job goes on from there, and a second cancel changes nothing."""
    job = running.jobs.start_index(letters=False)
    assert running.advanced.wait(60)
    running.jobs.cancel(job.id)
    ended = running.finished(job)
    assert running.jobs.cancel(job.id) == ended
    assert ended.state in {JobState.CANCELLED, JobState.SUCCEEDED}
    running.finished(running.jobs.start_index(letters=False))
    assert running.engine.status().searchable == 63


def test_taking_a_folder_out_in_the_middle_of_the_index(running: Running) -> None:
    """The index stops for it, comes back under the same id, and learns nothing of the folder that is gone."""
    job = running.jobs.start_index(letters=False)
    assert running.advanced.wait(60)
    more = running.base / "more"
    running.jobs.exclusively(lambda: running.engine.remove_folder(more))
    assert running.finished(job).state is JobState.SUCCEEDED
    assert [root.path for root in running.engine.folders()] == [running.base / "pictures"]
    assert running.engine.status().searchable == 60


def test_choosing_a_model_learns_the_library_with_it(running: Running) -> None:
    """The choice is a job; an index job follows it by itself, and the new model answers when that is through."""
    running.finished(running.jobs.start_index(letters=False))
    make_pack(running.engine.settings.packs_dir / "other", pack_id="other", seed=3)
    job = running.jobs.start_use_model("other")
    assert job.kind is JobKind.USE_MODEL
    done = running.finished(job)
    assert done.state is JobState.SUCCEEDED, done
    assert isinstance(done.result, PackChoice)
    assert (done.result.chosen, done.result.under_way) == ("other", True)
    follow_up = running.jobs.indexing()
    assert follow_up is not None
    running.jobs.cancel(follow_up.id)
    running.finished(follow_up)
    running.finished(running.jobs.start_index(letters=False))
    assert running.engine.choice().answers == "other"


def test_models_that_nobody_knows_are_refused_before_a_job_begins(running: Running) -> None:
    """A wrong name is an error of the request, with what could be meant, and no job that fails later."""
    for start in (running.jobs.start_use_model, running.jobs.start_install):
        with pytest.raises(BowerbirdError) as refused:
            start("no-such-model")
        assert refused.value.code == "unknown_pack"
    with pytest.raises(UnknownJobError):
        running.jobs.get("nobody")
    assert running.jobs.all() == []


def test_only_the_last_jobs_are_remembered(running: Running) -> None:
    """A hub that runs for months does not keep a list of months."""
    for _ in range(REMEMBERED + 5):
        job = running.jobs.start_index(letters=False)
        running.jobs.cancel(job.id)
        running.finished(job)
    assert len(running.jobs.all()) == REMEMBERED
