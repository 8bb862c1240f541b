"""Jobs over HTTP: started, followed, cancelled, and out of reach for plug-ins."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from fakes.indexed import make_picture
from fakes.live_hub import Caller, LiveHub

SOON_S = 60.0


@pytest.fixture
def held(live_hub: LiveHub) -> Iterator[threading.Event]:
    """Keep jobs from running until the event is set."""
    go, inside = threading.Event(), threading.Event()

    def wait() -> None:
        inside.set()
        assert go.wait(SOON_S)

    guest = threading.Thread(target=live_hub.hub.jobs.exclusively, args=(wait,))
    guest.start()
    assert inside.wait(SOON_S)
    yield go
    go.set()
    guest.join(SOON_S)


def over(owner: Caller, job: Any) -> Any:
    """Ask for a job until it is over, as a client without events does."""
    limit = time.monotonic() + SOON_S
    while (now := owner.get(f"/v1/jobs/{job['id']}").json)["ended"] is None:
        assert time.monotonic() < limit, now
        time.sleep(0.02)
    return now


def test_an_index_job_from_its_start_to_its_end(live_hub: LiveHub, tmp_path: Path) -> None:
    """202 at once; then the job can be asked for, and its result says what the run did."""
    owner = live_hub.owner()
    make_picture(tmp_path / "a.png", 5000)
    live_hub.engine.add_folder(tmp_path)
    started = owner.post("/v1/jobs", {"kind": "index", "letters": False})
    assert started.status == 202
    assert (started.json["kind"], started.json["error"], started.json["result"]) == ("index", None, None)
    done = over(owner, started.json)
    assert (done["state"], done["error"]) == ("succeeded", None)
    assert done["result"]["embedded"] == 1
    assert done["result"]["kind"] == "index"
    assert "failures" not in done["result"]
    assert done["ended"] >= done["created"]
    assert owner.get("/v1/jobs").json["jobs"][0] == done
    live_hub.engine.remove_folder(tmp_path)


def test_a_waiting_index_job_is_given_as_it_is(live_hub: LiveHub, held: threading.Event) -> None:
    """Whoever asks twice gets the same job."""
    owner = live_hub.owner()
    first = owner.post("/v1/jobs", {"kind": "index", "letters": False}).json
    assert first["state"] == "queued"
    assert owner.post("/v1/jobs", {"kind": "index", "letters": False}).json == first
    assert owner.get("/v1/status").json["parts"]["index"]["state"] == "starting"
    held.set()
    assert over(owner, first)["state"] == "succeeded"


def test_without_a_word_the_preferences_decide_about_letters(
    live_hub: LiveHub, held: threading.Event
) -> None:
    """`letters` may be left out; a job that reads them does not stand for one that does not, but the other way round."""
    owner = live_hub.owner()
    assert owner.patch("/v1/preferences", {"letters": False}).status == 200
    plain = owner.post("/v1/jobs", {"kind": "index"}).json
    assert owner.post("/v1/jobs", {"kind": "index", "letters": False}).json["id"] == plain["id"]
    owner.patch("/v1/preferences", {"letters": True})
    reads = owner.post("/v1/jobs", {"kind": "index"}).json
    assert reads["id"] != plain["id"]
    for job in (plain, reads):
        assert owner.post(f"/v1/jobs/{job['id']}/cancel").json["state"] == "cancelled"
    held.set()


def test_cancelling_a_job(live_hub: LiveHub, held: threading.Event) -> None:
    """A job that waits is cancelled at once; one that is over stays as it is, however often that is asked."""
    owner = live_hub.owner()
    job = owner.post("/v1/jobs", {"kind": "index"}).json
    cancelled = owner.post(f"/v1/jobs/{job['id']}/cancel").json
    assert (cancelled["state"], cancelled["error"]) == ("cancelled", None)
    assert owner.post(f"/v1/jobs/{job['id']}/cancel").json == cancelled
    held.set()


def test_a_job_that_fails_says_why(live_hub: LiveHub, monkeypatch: pytest.MonkeyPatch) -> None:
    """The status tells everybody that it failed, and the owner alone the sentence, which may name a place."""
    from bowerbird_engine.errors import DiskFullError  # noqa: PLC0415  the engine's own

    def full(**_: object) -> None:
        raise DiskFullError("The disk of /secret/place/library is full.")

    owner = live_hub.owner()
    with monkeypatch.context() as patch:
        patch.setattr(live_hub.engine, "index", full)
        failed = over(owner, owner.post("/v1/jobs", {"kind": "index"}).json)
    assert failed["state"] == "failed"
    assert failed["error"] == {"code": "disk_full", "detail": "The disk of /secret/place/library is full."}
    index = live_hub.client("search").get("/v1/status").json["parts"]["index"]
    assert index["state"] == "failed"
    assert "disk_full" in index["detail"]
    assert "/secret/place" not in index["detail"]
    assert (
        over(owner, owner.post("/v1/jobs", {"kind": "index", "letters": False}).json)["state"] == "succeeded"
    )
    assert owner.get("/v1/status").json["parts"]["index"]["state"] == "ready"


def test_jobs_that_nobody_knows(live_hub: LiveHub) -> None:
    """An unknown id is 404 for looking and for cancelling."""
    owner = live_hub.owner()
    for answer in (owner.get("/v1/jobs/nobody"), owner.post("/v1/jobs/nobody/cancel")):
        assert (answer.status, answer.code) == (404, "unknown_job")


@pytest.mark.parametrize(
    "body", [{}, {"kind": "explode"}, {"kind": "index", "letters": "yes"}, {"kind": "use_model"}]
)
def test_jobs_of_another_kind(live_hub: LiveHub, body: dict[str, object]) -> None:
    """What cannot be asked for here is invalid, and no job begins."""
    before = len(live_hub.hub.jobs.all())
    answer = live_hub.owner().post("/v1/jobs", body)
    assert (answer.status, answer.code) == (422, "invalid")
    assert len(live_hub.hub.jobs.all()) == before


def test_jobs_are_for_the_owner(live_hub: LiveHub) -> None:
    """Their progress names files: no plug-in without the scope admin sees or starts one (check 13)."""
    client = live_hub.client("search", "thumbnails", "originals", "curate")
    for answer in (
        client.get("/v1/jobs"),
        client.get("/v1/jobs/x"),
        client.post("/v1/jobs", {"kind": "index"}),
        client.post("/v1/jobs/x/cancel"),
    ):
        assert (answer.status, answer.code) == (403, "insufficient_scope")
