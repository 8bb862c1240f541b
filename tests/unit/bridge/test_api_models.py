"""Models over HTTP: from a hub to search, and back; the problems of files, and the doctor's checks."""

from __future__ import annotations

import dataclasses
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from fakes.hub import FakeHub
from fakes.hub_folders import transformers_files
from fakes.live_hub import Caller, LiveHub
from fakes.packs import make_pack
from fakes.sampled import SampledLibrary

CLIP = "Xenova/clip-vit-base-patch32"
SOON_S = 60.0


@pytest.fixture
def models_hub(live_hub: LiveHub, monkeypatch: pytest.MonkeyPatch) -> Iterator[FakeHub]:
    """Give a hub of models that this library downloads from."""
    with FakeHub() as hub:
        hub.publish(CLIP, transformers_files(("", "_quantized")))
        monkeypatch.setattr(live_hub.engine.shelf, "_endpoint", hub.endpoint)
        yield hub


def over(owner: Caller, job: Any) -> Any:
    """Ask for a job until it is over."""
    limit = time.monotonic() + SOON_S
    while (now := owner.get(f"/v1/jobs/{job['id']}").json)["ended"] is None:
        assert time.monotonic() < limit, now
        time.sleep(0.02)
    return now


def settled(live_hub: LiveHub) -> None:
    """Wait until no index job waits or runs."""
    while (job := live_hub.hub.jobs.indexing()) is not None:
        live_hub.hub.jobs.wait(job.id, SOON_S)


def test_the_list_names_what_is_there_and_what_can_be_had(live_hub: LiveHub) -> None:
    """Everybody who may search sees which model searches; licences, languages and sizes come along."""
    models = live_hub.client("search").get("/v1/models").json
    assert models["answers"] == models["chosen"] == "starter"
    assert (models["under_way"], models["trouble"]) == (False, None)
    assert models["learned"] == models["contents"] > 10
    starter = models["installed"][0]
    assert (starter["id"], starter["builtin"], starter["answers"], starter["chosen"]) == (
        "starter",
        True,
        True,
        True,
    )
    assert starter["calibrated"] is True
    assert len(models["known"]) >= 5
    assert all(
        known["licence"] and known["languages"] and "float32" in known["bytes"] for known in models["known"]
    )


def test_a_model_from_the_hub_to_search_and_out_again(live_hub: LiveHub, models_hub: FakeHub) -> None:
    """Install, choose, learn by itself, answer, go back, remove: each step over HTTP, and search never stops."""
    owner = live_hub.owner()
    started = owner.post("/v1/models/clip-vit-b32/install", {"precision": "int8"})
    assert started.status == 202
    installed = over(owner, started.json)
    assert (installed["state"], installed["kind"]) == ("succeeded", "install_model"), installed
    model = installed["result"]["id"]
    assert model == "clip-vit-b32-int8"
    used = over(owner, owner.post(f"/v1/models/{model}/use").json)
    assert used["state"] == "succeeded", used
    assert used["result"]["chosen"] == model
    assert owner.post("/v1/search", {"text": "blue"}).json["model"] in {"starter", model}
    settled(live_hub)
    listed = owner.get("/v1/models").json
    assert (listed["answers"], listed["under_way"]) == (model, False)
    # Nobody has fitted curves for it.
    assert {each["id"]: each["calibrated"] for each in listed["installed"]} == {"starter": True, model: False}
    in_use = owner.delete(f"/v1/models/{model}")
    assert (in_use.status, in_use.code) == (409, "pack_in_use")
    assert over(owner, owner.post("/v1/models/starter/use", {"now": True}).json)["state"] == "succeeded"
    settled(live_hub)
    removed = owner.delete(f"/v1/models/{model}")
    assert removed.status == 200
    assert removed.json["bytes_freed"] > 0
    assert removed.json["vectors"] > 10
    assert [each["id"] for each in owner.get("/v1/models").json["installed"]] == ["starter"]
    assert models_hub.log


def test_a_download_that_fails_is_a_job_that_failed(
    live_hub: LiveHub, monkeypatch: pytest.MonkeyPatch
) -> None:
    """No network: the job ends with its code and a sentence, and nothing is installed."""
    # Port 9 is where nothing listens.
    monkeypatch.setattr(live_hub.engine.shelf, "_endpoint", "http://127.0.0.1:9")
    owner = live_hub.owner()
    failed = over(owner, owner.post("/v1/models/clip-vit-b32/install").json)
    assert (failed["state"], failed["error"]["code"]) == ("failed", "hub_unreachable")
    assert failed["error"]["detail"]
    assert [each["id"] for each in owner.get("/v1/models").json["installed"]] == ["starter"]


def test_a_broken_model_is_told_and_changes_nothing(live_hub: LiveHub) -> None:
    """Choosing one whose files are damaged is refused; the one that searches stays."""
    folder = live_hub.engine.settings.packs_dir / "damaged"
    make_pack(folder, pack_id="damaged", seed=4)
    data = bytearray((folder / "image.onnx").read_bytes())
    data[len(data) // 2] ^= 0xFF
    (folder / "image.onnx").write_bytes(data)
    owner = live_hub.owner()
    answer = owner.post("/v1/models/damaged/use")
    if answer.status == 202:
        failed = over(owner, answer.json)
        assert (failed["state"], failed["error"]["code"]) in {
            ("failed", "bad_pack"),
            ("failed", "wrong_digest"),
        }
    else:
        assert (answer.status, answer.code) == (409, "bad_pack")
    assert owner.get("/v1/models").json["chosen"] == "starter"
    assert owner.delete("/v1/models/damaged").status == 200


def test_what_is_wrong_with_a_model_is_for_the_owner(
    live_hub: LiveHub, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The sentence may name the place of its files: everybody hears that there is trouble, the owner hears which."""
    real = live_hub.engine.choice()
    trouble = dataclasses.replace(real, trouble="/secret/place/packs/clip is damaged")
    monkeypatch.setattr(live_hub.engine, "choice", lambda: trouble)
    told = live_hub.client("search", "originals").get("/v1/models").json["trouble"]
    assert told
    assert "/secret/place" not in told
    assert live_hub.owner().get("/v1/models").json["trouble"] == trouble.trouble


def test_models_that_nobody_knows(live_hub: LiveHub) -> None:
    """404 with what could be meant, for installing, choosing and removing; the built-in one stays."""
    owner = live_hub.owner()
    for answer in (
        owner.post("/v1/models/clip-vit-b3/install"),
        owner.post("/v1/models/nothing/use"),
        owner.delete("/v1/models/nothing"),
    ):
        assert (answer.status, answer.code) == (404, "unknown_pack")
    assert owner.delete("/v1/models/starter").code == "pack_in_use"
    assert owner.post("/v1/models/clip-vit-b32/install", {"precision": "float8"}).code == "invalid"


def test_changing_models_is_for_the_owner(live_hub: LiveHub) -> None:
    """No plug-in without the scope admin downloads, chooses or removes one (check 13)."""
    client = live_hub.client("search", "thumbnails", "originals", "curate")
    for answer in (
        client.post("/v1/models/clip-vit-b32/install"),
        client.post("/v1/models/starter/use"),
        client.delete("/v1/models/starter"),
        client.get("/v1/problems"),
        client.get("/v1/checks"),
    ):
        assert (answer.status, answer.code) == (403, "insufficient_scope")


def test_problems_name_each_file_with_its_reason(live_hub: LiveHub, sampled_library: SampledLibrary) -> None:
    """The file that is no picture is there with its place, a stable code and a sentence."""
    answer = live_hub.owner().get("/v1/problems").json
    assert [(problem["name"], problem["status"]) for problem in answer["problems"]] == [
        ("broken.jpg", "unreadable")
    ]
    assert answer["problems"][0]["path"] == str(sampled_library.folder / "broken.jpg")
    assert answer["problems"][0]["reason"]
    assert answer["next"] is None


def test_problems_page_by_page(live_hub: LiveHub, tmp_path: Path) -> None:
    """Pages join without a gap or a file twice, and a cursor of something else is refused."""
    owner = live_hub.owner()
    for number in range(5):
        (tmp_path / f"{number}.jpg").write_bytes(b"no picture")
    live_hub.engine.add_folder(tmp_path)
    over(owner, owner.post("/v1/jobs", {"kind": "index", "letters": False}).json)
    names: list[str] = []
    address = "/v1/problems?limit=2"
    after: str | None = ""
    while after is not None:
        page = owner.get(f"{address}&cursor={after}" if after else address).json
        names += [problem["name"] for problem in page["problems"]]
        after = page["next"]
    assert sorted(names) == ["0.jpg", "1.jpg", "2.jpg", "3.jpg", "4.jpg", "broken.jpg"]
    for wrong in ("x", "after-", "after-99999999999", "after--1", "-1"):
        refused = owner.get(f"/v1/problems?cursor={wrong}")
        assert (refused.status, refused.code) == (422, "bad_cursor")
    live_hub.engine.remove_folder(tmp_path)


def test_checks_say_what_the_doctor_finds(live_hub: LiveHub) -> None:
    """Catalogue, disk, model and letters are each judged, with what to do about what is wrong."""
    checks = live_hub.owner().get("/v1/checks").json["checks"]
    assert {"catalogue", "disk space", "model pack", "letters"} <= {check["name"] for check in checks}
    assert all(check["state"] in {"ok", "note", "bad"} for check in checks)
    assert all(check["detail"] for check in checks)
