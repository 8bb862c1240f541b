"""A hub that is slow, silent, in trouble, wrong or not there, and a line that breaks."""

from __future__ import annotations

import hashlib
import os
import socket
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from bowerbird_engine.errors import DigestError, HubError, HubRefusedError, HubUnreachableError
from bowerbird_engine.models.download import HubFile, Patience, download, file_url
from bowerbird_engine.models.download_content import Fetch, WrongLengthError
from bowerbird_engine.models.download_hub import Hub
from bowerbird_engine.models.ledger import FILE_NAME, Ledger
from fakes.hub import FakeHub
from fakes.hub_downloads import (
    LARGE,
    QUICK,
    REPOSITORY,
    SHORT_READS,
    SMALL,
    laid_down,
    lone_hub,
    pull,
)

DATA = os.urandom(400_000)
FILES = {SMALL: b'{"model_type": "clip"}', LARGE: DATA}
TRIES = 1 + len(QUICK.waits)
"""A first try, and one after each wait."""


@pytest.fixture
def hub() -> Iterator[FakeHub]:
    """Publish the one repository."""
    with lone_hub() as hub:
        hub.publish(REPOSITORY, FILES)
        yield hub


def nothing_is_recorded(home: Path) -> bool:
    """Tell whether the failed download left nothing that counts: no entry, no file in its place."""
    ledger = Ledger(home / FILE_NAME)
    return not ledger.entries() and not (home / "into" / LARGE).exists()


@pytest.mark.parametrize("path", [SMALL, LARGE])
def test_damaged_bytes_are_fetched_anew_once(hub: FakeHub, tmp_path: Path, path: str) -> None:
    """Damage on the way is healed by a second try from the beginning."""
    hub.faults.wrong_bytes[path] = 1

    pull(hub, tmp_path)

    assert laid_down(tmp_path / "into") == FILES
    assert [
        each.range for each in hub.asked(f"/resolve/{Ledger(tmp_path / FILE_NAME).commit(REPOSITORY)}/{path}")
    ] == [
        None,
        None,
    ]


@pytest.mark.parametrize("path", [SMALL, LARGE])
def test_bytes_that_stay_wrong_are_refused(hub: FakeHub, tmp_path: Path, path: str) -> None:
    """What does not have the digest that the hub reports is no file of the pack, and does not stay on the disk."""
    hub.faults.wrong_bytes[path] = 100

    with pytest.raises(DigestError, match="2 times"):
        pull(hub, tmp_path)

    assert nothing_is_recorded(tmp_path)
    assert hub.faults.wrong_bytes[path] == 98
    assert not list((tmp_path / "into" / ".partial").iterdir())


def test_no_more_is_written_than_the_file_should_have(hub: FakeHub, tmp_path: Path) -> None:
    """A hub that does not stop giving does not fill the disk."""
    hub.faults.longer[LARGE] = bytes(1_000_000)
    url = file_url(REPOSITORY, LARGE, hub.endpoint)
    cancel = threading.Event()
    sizes: list[int] = []
    fetch = Fetch(Hub(hub.endpoint, QUICK, cancel), url, tmp_path / "partial", len(DATA), sizes.append)

    with pytest.raises(WrongLengthError):
        fetch.run(QUICK, cancel)

    assert 0 < (tmp_path / "partial").stat().st_size == sizes[-1] <= len(DATA)


@pytest.mark.parametrize("path", [SMALL, LARGE])
@pytest.mark.parametrize("ending", [b"more", None], ids=["longer", "shorter"])
def test_another_length_than_reported_is_refused(
    hub: FakeHub, tmp_path: Path, path: str, ending: bytes | None
) -> None:
    """Neither is more written than the file should have, nor is waited for ever for what is not there."""
    if ending is None:
        hub.faults.short[path] = 20
    else:
        hub.faults.longer[path] = ending

    with pytest.raises(DigestError, match="2 times"):
        pull(hub, tmp_path)

    assert nothing_is_recorded(tmp_path)


def test_a_broken_line_is_taken_up_where_it_broke(hub: FakeHub, tmp_path: Path) -> None:
    """As long as something new comes each time there is no end to the patience, and no byte comes twice."""
    hub.faults.cut[LARGE] = [60_000] * 6

    pull(hub, tmp_path)

    ranges = [each.range for each in hub.asked("", "network")]
    assert laid_down(tmp_path / "into") == FILES
    assert ranges == [None, *(f"bytes={60_000 * number}-" for number in range(1, 7))]


def test_a_line_that_always_breaks_at_once_is_given_up(hub: FakeHub, tmp_path: Path) -> None:
    """Without a new byte the tries are counted; what came before is kept."""
    hub.faults.cut[LARGE] = [100_000, *[0] * 50]

    with pytest.raises(HubUnreachableError, match="bowerbird models add FOLDER"):
        pull(hub, tmp_path)

    assert nothing_is_recorded(tmp_path)
    assert len(hub.asked("", "network")) == TRIES
    (partial,) = (tmp_path / "into" / ".partial").iterdir()
    assert partial.read_bytes() == DATA[:100_000]


@pytest.mark.parametrize("fault", ["no_ranges", "other_ranges", "packed"])
def test_a_hub_that_cannot_go_on_begins_anew(hub: FakeHub, tmp_path: Path, fault: str) -> None:
    """The whole file, another part or a compressed one instead of the part asked for: the file comes out right."""
    getattr(hub.faults, fault).add(LARGE)
    partial = tmp_path / "into" / ".partial" / f"sha256-{hashlib.sha256(DATA).hexdigest()}"
    partial.parent.mkdir(parents=True)
    partial.write_bytes(DATA[:100_000])

    pull(hub, tmp_path)

    ranges = [each.range for each in hub.asked("", "network")]
    assert laid_down(tmp_path / "into") == FILES
    assert ranges == ["bytes=100000-"] if fault == "no_ranges" else ["bytes=100000-", None]


def test_the_same_beginning_again_and_again_is_given_up(hub: FakeHub, tmp_path: Path) -> None:
    """A hub that starts from nothing each time and never gets further does not keep us busy for ever."""
    hub.faults.no_ranges.add(LARGE)
    hub.faults.cut[LARGE] = [100_000] * 50

    with pytest.raises(HubUnreachableError):
        pull(hub, tmp_path)

    assert len(hub.asked("", "network")) == TRIES


def test_a_slow_line_that_lives_is_waited_for(hub: FakeHub, tmp_path: Path) -> None:
    """The time-out is for each read: a file that takes many times as long comes whole, in one request."""
    hub.faults.drip[LARGE] = (20_000, 0.08)

    pull(hub, tmp_path, patience=SHORT_READS)

    assert laid_down(tmp_path / "into") == FILES
    assert len(hub.asked("", "network")) == 1


def test_a_silent_line_is_taken_up_again(hub: FakeHub, tmp_path: Path) -> None:
    """A stall in the middle costs one time-out, and the rest is asked for."""
    hub.faults.stall[LARGE] = [150_000]

    pull(hub, tmp_path, patience=SHORT_READS)

    assert laid_down(tmp_path / "into") == FILES
    assert [each.range for each in hub.asked("", "network")] == [None, "bytes=150000-"]


@pytest.mark.parametrize("where", ["list", "file"])
def test_a_silent_hub_is_given_up(hub: FakeHub, tmp_path: Path, where: str) -> None:
    """A hub that takes connections and says nothing is not waited for without end."""
    if where == "list":
        hub.faults.silent = True
    else:
        hub.faults.stall[LARGE] = [0] * 50

    with pytest.raises(HubUnreachableError, match="took too long"):
        pull(hub, tmp_path, patience=SHORT_READS)

    assert nothing_is_recorded(tmp_path)
    assert len(hub.asked("revision" if where == "list" else "signature")) == TRIES


@pytest.mark.parametrize("status", [429, 500, 502, 503, 504])
@pytest.mark.parametrize("part", ["/api/models/", "/resolve/", "signature"])
def test_passing_trouble_is_outwaited(hub: FakeHub, tmp_path: Path, part: str, status: int) -> None:
    """The same question is asked again, as often as there are waits."""
    hub.faults.errors = [(part, status, {})] * (TRIES - 1)

    pull(hub, tmp_path, LARGE)

    assert not hub.faults.errors
    assert laid_down(tmp_path / "into") == {LARGE: DATA}


@pytest.mark.parametrize("part", ["/api/models/", "/resolve/", "signature"])
def test_lasting_trouble_ends_with_a_sentence(hub: FakeHub, tmp_path: Path, part: str) -> None:
    """One error more than there are waits, and the person is told which, and how to go on without the hub."""
    hub.faults.errors = [(part, 503, {})] * TRIES

    with pytest.raises(HubUnreachableError, match=r"503.*bowerbird models show ID"):
        pull(hub, tmp_path, LARGE)

    assert not hub.faults.errors
    assert nothing_is_recorded(tmp_path)


def test_the_hub_may_ask_for_more_patience(
    hub: FakeHub, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Retry-After is kept to, up to a limit."""
    waited: list[float] = []

    def note(seconds: float, cancel: threading.Event) -> None:
        waited.append(seconds)

    monkeypatch.setattr("bowerbird_engine.models.download_job.pause", note)
    hub.faults.errors = [
        ("/api/", 429, {"Retry-After": "7"}),
        ("/api/", 429, {"Retry-After": "99999"}),
        ("/api/", 429, {"Retry-After": "Sun, 22 Nov 2026 12:00:00 GMT"}),
    ]

    pull(hub, tmp_path, LARGE, patience=Patience(waits=(0.5, 0.5, 0.5), longest_wait=30.0))

    assert waited == [7.0, 30.0, 0.5]


def test_nobody_listens(tmp_path: Path) -> None:
    """A refused connection is told at once, with how to do without."""
    with lone_hub(), socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        endpoint = f"http://127.0.0.1:{taken.getsockname()[1]}"
        with pytest.raises(
            HubUnreachableError, match=r"cannot be reached.*models show ID.*models add FOLDER"
        ):
            ask(endpoint, tmp_path)


def test_no_such_host(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A name that does not resolve, as without a network, is told in the same way."""

    def fail(*arguments: object, **options: object) -> None:
        raise socket.gaierror(socket.EAI_AGAIN, "Temporary failure in name resolution")

    monkeypatch.setattr("socket.getaddrinfo", fail)
    with lone_hub(), pytest.raises(HubUnreachableError, match="name resolution"):
        ask("http://hub.invalid", tmp_path)


def ask(endpoint: str, home: Path) -> None:
    """Download from some address, with waits that no test outlasts."""
    ledger, patience = Ledger(home / FILE_NAME), Patience(waits=(3600.0,))
    download([HubFile(REPOSITORY, SMALL)], home / "into", ledger=ledger, endpoint=endpoint, patience=patience)


@pytest.mark.parametrize(
    ("repository", "words"),
    [
        ("owner/gated", "accepted its terms"),
        ("owner/private", "401"),
        ("owner/unknown", "401"),
        ("owner/gone", "renamed"),
    ],
)
def test_a_refusal_is_told_at_once(hub: FakeHub, tmp_path: Path, repository: str, words: str) -> None:
    """What the hub does not give is asked for once, and the sentence says why and what to do."""
    for name in ("owner/gated", "owner/private"):
        hub.publish(name, FILES)
    hub.gated.add("owner/gated")
    hub.private.add("owner/private")
    hub.faults.errors = [("owner/gone", 404, {})]
    ledger = Ledger(tmp_path / FILE_NAME)

    with pytest.raises(HubRefusedError, match=words) as caught:
        download([HubFile(repository, SMALL)], tmp_path / "into", ledger=ledger, endpoint=hub.endpoint)

    assert "bowerbird models add FOLDER" in str(caught.value)
    assert len(hub.log) == 1


@pytest.mark.parametrize("status", [401, 403, 404, 418])
def test_a_refusal_of_a_file_is_told_at_once(hub: FakeHub, tmp_path: Path, status: int) -> None:
    """Also a file that is listed may be refused, by the hub or by its network."""
    hub.faults.errors = [("signature", status, {})]

    with pytest.raises(HubRefusedError, match="bowerbird models"):
        pull(hub, tmp_path, LARGE)

    assert len(hub.asked("", "network")) == 1


def test_terms_may_bar_only_the_files(hub: FakeHub, tmp_path: Path) -> None:
    """The real hub lists such a repository to everyone and refuses its files: the terms are named all the same."""
    hub.faults.errors = [("/resolve/", 403, {"X-Error-Code": "GatedRepo"})]

    with pytest.raises(HubRefusedError, match="accepted its terms"):
        pull(hub, tmp_path, LARGE)

    assert nothing_is_recorded(tmp_path)


@pytest.mark.parametrize(
    "target", ["file:///etc/passwd", "ftp://127.0.0.1/x", "data:text/plain,x", "http://", "loop"]
)
def test_a_redirect_out_of_the_web_is_not_followed(hub: FakeHub, tmp_path: Path, target: str) -> None:
    """A hub cannot make us read a file of this machine, nor send us round in circles."""
    hub.faults.redirect[LARGE] = f"/{REPOSITORY}/resolve/main/{LARGE}" if target == "loop" else target

    with pytest.raises(HubError):
        pull(hub, tmp_path, LARGE)

    assert nothing_is_recorded(tmp_path)
    assert not any(laid_down(tmp_path / "into").values())


def test_a_redirect_to_another_host_is_followed(hub: FakeHub, tmp_path: Path) -> None:
    """The control: the network is another host, and what it gives counts by its digest alone."""
    found = hub.find(REPOSITORY, "main")
    assert found is not None
    query = f"repository={REPOSITORY}&commit={found[0]}&path={LARGE}&signature=fresh"
    hub.faults.redirect[LARGE] = f"{hub.network.replace('127.0.0.1', 'localhost')}/elsewhere?{query}"

    pull(hub, tmp_path, LARGE)

    assert laid_down(tmp_path / "into") == {LARGE: DATA}
    assert hub.asked("/elsewhere", "network")[0].headers["host"].startswith("localhost:")


def test_something_that_is_no_hub_is_recognized(hub: FakeHub, tmp_path: Path) -> None:
    """The login page of a hotel's network does not look like a broken installation."""
    hub.faults.errors = [("/api/", 200, {"Content-Type": "text/html"})]

    with pytest.raises(HubError, match="as no hub does"):
        pull(hub, tmp_path)


def test_a_report_that_climbs_is_refused(
    hub: FakeHub, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A digest is part of a file's name here, so it must be one."""

    def climb(data: bytes) -> str:
        return "../../../climbed"

    monkeypatch.setattr("fakes.hub_answers.git_id", climb)

    with pytest.raises(HubError, match="as no hub does"):
        pull(hub, tmp_path, SMALL)

    assert not (tmp_path / "into").exists()
