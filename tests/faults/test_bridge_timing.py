"""The time that an answer takes tells nobody which ids there are (check 11), where only a token or a secret is wrong."""

from __future__ import annotations

import json
import statistics
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

import pytest

from bowerbird_bridge.access.clients import Scope
from bowerbird_bridge.access.pairing import PairingDesk
from bowerbird_bridge.query_pictures import QueryPictures
from fakes.hostile_requests import Asked
from fakes.live_hub import LiveHub
from fakes.raw_http import Answer, connection, read_answer
from fakes.sampled import SampledLibrary

NOBODY = "01ARZ3NDEKTSV4RRFFQ69G5FAV"
CLOSE_S = 0.002
PLANTED_S = 0.02
REQUESTS = 1000
ROUNDS = 5
"""Something else may keep the machine busy during some of them; what the hub itself gives away, it does each time."""


@dataclass(frozen=True)
class Pair:
    """Two requests whose answers must be the same: one about what there is, and one about what there is not."""

    there: Asked
    nowhere: Asked
    status: int


@pytest.fixture
def hub(sampled_library: SampledLibrary, tmp_path_factory: pytest.TempPathFactory) -> Iterator[LiveHub]:
    """Run a hub of this test's own: limits on pairing are shared by all who ask."""
    with LiveHub(sampled_library.copy(tmp_path_factory.mktemp("hub") / "home")) as hub:
        yield hub


def _assets(hub: LiveHub, _library: SampledLibrary) -> Pair:
    (hit,) = hub.owner().post("/v1/search", {"text": "label", "limit": 1}).json["hits"]
    token = hub.client(Scope.THUMBNAILS).token
    known, unknown = (Asked("GET", f"/v1/assets/{each}", token=token) for each in (hit["id"], NOBODY))
    return Pair(known, unknown, 403)


def _query_images(hub: LiveHub, library: SampledLibrary) -> Pair:
    foreign = _foreign_picture(hub, library)
    token = hub.client(Scope.SEARCH).token
    there, nowhere = (
        Asked("DELETE", f"/v1/query-images/{each}", token=token) for each in (foreign, "A" * len(foreign))
    )
    return Pair(there, nowhere, 404)


def _searches(hub: LiveHub, library: SampledLibrary) -> Pair:
    foreign = _foreign_picture(hub, library)
    token = hub.client(Scope.SEARCH).token
    there, nowhere = (
        Asked("POST", "/v1/search", body=_body({"like": {"query_image": each}}), token=token)
        for each in (foreign, "A" * len(foreign))
    )
    return Pair(there, nowhere, 404)


def _claims(hub: LiveHub, _library: SampledLibrary) -> Pair:
    ticket: dict[str, Any] = hub.send("POST", "/v1/pairings", {"name": "GIMP", "scopes": ["search"]}).json
    wrong = _body({"secret": "A" * len(ticket["secret"])})
    token = hub.client(Scope.SEARCH).token
    there, nowhere = (
        Asked("POST", f"/v1/pairings/{each}/claim", body=wrong, token=token)
        for each in (ticket["id"], "A" * len(ticket["id"]))
    )
    return Pair(there, nowhere, 410)


def _foreign_picture(hub: LiveHub, library: SampledLibrary) -> str:
    sent = hub.client(Scope.SEARCH).send(
        "POST", "/v1/query-images", data=library.label.read_bytes(), headers={"Content-Type": "image/jpeg"}
    )
    return str(sent.json["id"])


def _body(content: object) -> bytes:
    return json.dumps(content).encode()


PAIRS: dict[str, Callable[[LiveHub, SampledLibrary], Pair]] = {
    "assets": _assets,
    "query images": _query_images,
    "searches": _searches,
    "claims": _claims,
}


def _difference_s(hub: LiveHub, pair: Pair, count: int) -> float:
    """Ask for both in turn, and give by how much what is there takes longer in the median."""
    host = f"127.0.0.1:{hub.port}"
    data = [pair.there.sent(host), pair.nowhere.sent(host)]
    times: tuple[list[float], list[float]] = ([], [])
    answers: tuple[list[Answer], list[Answer]] = ([], [])
    with connection(hub.port) as line:
        for turn in range(count):
            started = time.perf_counter()
            line.sendall(data[turn % 2])
            answers[turn % 2].append(read_answer(line))
            times[turn % 2].append(time.perf_counter() - started)
    told = {(answer.status, answer.body) for each in answers for answer in each}
    assert [status for status, _ in told] == [pair.status]
    return statistics.median(times[0]) - statistics.median(times[1])


@pytest.mark.parametrize("kind", PAIRS)
def test_the_time_tells_no_ids(hub: LiveHub, sampled_library: SampledLibrary, kind: str) -> None:
    """Check 11: a thousand requests with a good token, foreign and unknown ids in turn, differ by less than 2 ms."""
    pair = PAIRS[kind](hub, sampled_library)
    differences = [_difference_s(hub, pair, REQUESTS // ROUNDS) for _ in range(ROUNDS)]
    assert abs(statistics.median(differences)) < CLOSE_S, differences


@pytest.mark.parametrize("kind", ["query images", "searches", "claims"])
def test_what_takes_longer_would_be_seen(
    hub: LiveHub, sampled_library: SampledLibrary, monkeypatch: pytest.MonkeyPatch, kind: str
) -> None:
    """The control of check 11: a hub that looks 20 ms longer at what is there is told apart by the same measure."""
    pair = PAIRS[kind](hub, sampled_library)
    for of, method, place in (
        (QueryPictures, "get", 1),
        (QueryPictures, "discard", 1),
        (PairingDesk, "claim", 0),
    ):
        monkeypatch.setattr(of, method, _longer_where_there_is_one(getattr(of, method), place))
    assert _difference_s(hub, pair, 60) > CLOSE_S


def _longer_where_there_is_one(method: Callable[..., object], place: int) -> Callable[..., object]:
    def longer(desk: object, *given: str) -> object:
        if set(given[place]) != {"A"}:
            time.sleep(PLANTED_S)
        return method(desk, *given)

    return longer
