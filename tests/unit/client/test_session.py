"""A plug-in's whole conversation with the hub, from the host's side: nothing waits, everything arrives by draining."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from bowerbird_client import (
    CannotStartError,
    CodeToCompare,
    Connected,
    CredentialFile,
    NotPairedError,
    NotRunningError,
    Outcome,
    Page,
    Picture,
    Place,
    Query,
    Region,
    RogueHubError,
    Session,
    Starter,
    TimedOutError,
)
from fakes.client_hub import ClientHub, Reply, Seen, listening, problem, serving
from fakes.draining import answered, drained

PNG = Picture.file(b"\x89PNG\r\n\x1a\n" + b"rest")


def test_connecting_tells_all_that_a_panel_shows(session: Session) -> None:
    """Hub, rights and the state of the library come in one answer."""
    connected: Connected = answered(session, session.connect).value

    assert connected.hub.can("thumbnails")
    assert connected.me.scopes == ("search", "thumbnails", "originals")
    assert connected.status.note == "2 of 10 pictures are not searchable yet."


def test_pairing_shows_the_code_and_ends_connected(hub: ClientHub, place: Place, tmp_path: Path) -> None:
    """Without a token the plug-in is told to connect; it shows the code, searches go on failing plainly, then it is in."""
    session = Session("GIMP", CredentialFile(tmp_path / "token.json"), place=place, start=False)
    assert isinstance(answered(session, session.connect).error, NotPairedError)

    shown: list[CodeToCompare] = []
    outcomes: list[Outcome[Connected]] = []
    session.pair(shown.append, outcomes.append)
    drained(session, lambda: bool(shown))
    assert shown[0].code == "123-456"
    assert isinstance(
        answered(session, lambda done: session.search(Query(text="x"), done)).error, NotPairedError
    )
    assert not outcomes

    hub.pairing = "approved"
    drained(session, lambda: bool(outcomes))

    assert outcomes[0].value.me.client_id == "client-1"
    assert answered(session, lambda done: session.search(Query(text="x"), done)).value.hits
    assert session.close()


def test_pairing_by_a_port_tells_the_host_to_have_the_code_seen(
    hub: ClientHub, hidden: Path, tmp_path: Path
) -> None:
    """The code comes with the flag and the sentence that the host shows beside it."""
    code = _shown_code(Place(hidden, (hub.port,)), CredentialFile(tmp_path / "token.json"))

    assert code.must_be_seen
    assert code.caution.startswith("Open Bowerbird itself")


def test_pairing_by_a_file_needs_no_caution(hub: ClientHub, place: Place, tmp_path: Path) -> None:
    """The control: where the hub is known, there is the code and no more."""
    code = _shown_code(place, CredentialFile(tmp_path / "token.json"))

    assert (code.code, code.must_be_seen, code.caution) == ("123-456", False, "")


def _shown_code(place: Place, keep: CredentialFile) -> CodeToCompare:
    session = Session("GIMP", keep, place=place, start=False)
    shown: list[CodeToCompare] = []
    session.pair(shown.append, lambda _outcome: None)
    drained(session, lambda: bool(shown))
    assert session.close()
    return shown[0]


def test_a_rogue_is_neither_connected_to_nor_paired_with(folder: Path, tmp_path: Path) -> None:
    """A listener on the usual port that approves itself hears nothing while no hub runs."""
    keep = CredentialFile(tmp_path / "token.json")
    with serving(ClientHub(pairing="approved")) as rogue:
        session = Session("GIMP", keep, place=Place(folder, (rogue.port,)), start=False)
        error = answered(session, lambda done: session.pair(lambda _shown: None, done)).error
        assert type(error) is NotRunningError
        assert session.close()

    assert rogue.connections == 0
    assert keep.load() is None


def test_a_hub_that_starts_anew_is_gone_on_with(
    folder: Path, place: Place, token_file: CredentialFile
) -> None:
    """While connected, the hub starts anew elsewhere: all goes on there, once it has proved itself, and nowhere else."""
    session = Session("GIMP", token_file, place=place, start=False)
    query = Query(picture=PNG)
    with serving(ClientHub()) as hub:
        hub.announce(folder)
        assert answered(session, lambda done: session.search(query, done)).value.hits
    # The file of the one that ended is still there, and another program has its port.
    with serving(ClientHub(server_id="start-9"), hub.port) as rogue:
        assert type(answered(session, session.connect).error) is NotRunningError

        with serving(ClientHub(server_id="start-2")) as restarted:
            restarted.announce(folder)
            assert answered(session, lambda done: session.search(query, done)).value.hits
            connected: Connected = answered(session, session.connect).value

    assert (connected.hub.server_id, connected.hub.port) == ("start-2", restarted.port)
    assert (connected.hub.noted, connected.hub.alive) == (True, True)
    assert len(restarted.asked("POST", "/v1/proof")) == len(restarted.asked("POST", "/v1/query-images")) == 1
    assert {seen.path for seen in rogue.seen} == {"/v1/hello"}
    assert session.close()


def test_a_cancelled_pairing_asks_no_more(hub: ClientHub, place: Place, tmp_path: Path) -> None:
    """Closing the dialog ends the polling, and a late approval goes nowhere."""
    keep = CredentialFile(tmp_path / "token.json")
    session = Session("GIMP", keep, place=place, start=False)
    shown: list[CodeToCompare] = []
    ticket = session.pair(shown.append, lambda _outcome: None)
    drained(session, lambda: bool(shown))
    ticket.cancel()
    hub.pairing = "approved"
    time.sleep(0.3)

    assert keep.load() is None
    assert session.close()


def test_stale_searches_are_dropped(hub: ClientHub, session: Session) -> None:
    """While the first search is slow, the person types on: only the last answer arrives."""
    hub.delay = lambda seen: 0.3 if seen.body and b'"a"' in seen.body else 0.0
    outcomes: list[Outcome[Page]] = []
    session.search(Query(text="a"), outcomes.append)
    time.sleep(0.1)
    for text in ("ab", "abc", "abcd"):
        session.search(Query(text=text), outcomes.append)
    drained(session, lambda: bool(outcomes))
    time.sleep(0.1)
    session.drain()

    assert [outcome.value.why for outcome in outcomes] == ["abcd"]
    assert [seen.json["text"] for seen in hub.asked("POST", "/v1/search")] == ["a", "abcd"]


def test_more_goes_on_where_the_shown_page_ends(hub: ClientHub, session: Session) -> None:
    """The next page belongs to the search that was delivered, and there is none while another one runs."""
    assert session.more(lambda _outcome: None) is None
    answered(session, lambda done: session.search(Query(text="a"), done))
    more = answered(session, session.more)
    assert [hit.id for hit in more.value.hits] == ["A3", "A4", "A5"]

    hub.delay = lambda _seen: 0.2
    outcomes: list[Outcome[Page]] = []
    session.search(Query(text="b"), outcomes.append)
    assert session.more(outcomes.append) is None
    drained(session, lambda: bool(outcomes))


def test_proofs_leave_the_search_and_what_follows_it_alone(hub: ClientHub, session: Session) -> None:
    """The same is asked with proofs; the search that is shown goes on where it was."""
    query = Query(text="mug", limit=3)
    page = answered(session, lambda done: session.search(query, done)).value
    proofs = answered(session, lambda done: session.proofs(query, done)).value
    followed = answered(session, session.more).value

    asked = [seen.json for seen in hub.asked("POST", "/v1/search")]
    assert [each.get("verified") for each in asked] == [None, True, None]
    assert asked[2]["cursor"] == page.next
    assert (
        [hit.id for hit in proofs.hits] == [hit.id for hit in page.hits] != [hit.id for hit in followed.hits]
    )


def test_one_upload_serves_many_searches(hub: ClientHub, session: Session) -> None:
    """A search, a region of it and a search again need one upload; a hub that lost it gets it once more."""
    for region in (None, Region(0, 0, 0.5, 0.5), None):
        query = Query(picture=PNG, region=region)
        assert answered(session, lambda done, query=query: session.search(query, done)).value.hits  # type: ignore[misc]
    assert len(hub.asked("POST", "/v1/query-images")) == 1

    hub.uploads.clear()
    assert answered(session, lambda done: session.search(Query(picture=PNG), done)).value.hits
    assert len(hub.asked("POST", "/v1/query-images")) == 2


def test_an_original_is_saved(session: Session, tmp_path: Path) -> None:
    """The file arrives as it is."""
    saved = answered(session, lambda done: session.original("A1", tmp_path / "a.jpg", done))

    assert saved.value.read_bytes() == b"A1" * 100_000


def test_a_proxy_is_saved(session: Session, tmp_path: Path) -> None:
    """The smaller version arrives in a file too."""
    saved = answered(session, lambda done: session.proxy("A1", tmp_path / "a.webp", done))

    assert saved.value.read_bytes() == b"proxy of A1"


def test_any_call_can_be_made_on_the_worker(session: Session) -> None:
    """What has no method of its own goes through `ask`."""
    assert answered(session, session.folders).value[0].name == "Pictures"
    assert (
        answered(session, lambda done: session.ask(lambda client: client.status(), done)).value.pictures == 10
    )


def test_errors_of_the_hub_arrive_as_outcomes(hub: ClientHub, session: Session) -> None:
    """A problem reaches the plug-in's callback, never its main loop."""
    hub.overrides["POST", "/v1/search"] = lambda _seen: problem(
        422, "empty_query", "Give words or a picture."
    )

    error = answered(session, lambda done: session.search(Query(), done)).error
    assert error is not None
    assert (error.code, error.sentence) == ("empty_query", "Give words or a picture.")


def test_disconnecting_from_who_is_not_the_hub_leaves_no_token(
    hidden: Path, token_file: CredentialFile
) -> None:
    """In a sandbox a rogue that does not know the plug-in keeps the token from nothing, and hears nothing of it."""
    with serving(ClientHub(client_id="somebody else")) as rogue:
        session = Session("GIMP", token_file, place=Place(hidden, (rogue.port,)), start=False)
        assert isinstance(answered(session, session.connect).error, RogueHubError)
        assert answered(session, session.disconnect).error is None
        assert session.close()

    assert token_file.load() is None
    assert not rogue.asked("DELETE", "/v1/me")


def test_disconnecting_leaves_no_token(hub: ClientHub, session: Session, token_file: CredentialFile) -> None:
    """The hub forgets the plug-in and the file is gone; a hub that does not run keeps the file from going no less."""
    assert answered(session, session.disconnect).error is None
    assert token_file.load() is None
    assert hub.asked("DELETE", "/v1/me")

    token_file.path.write_text("junk")
    assert answered(session, session.disconnect).error is None
    assert not token_file.path.exists()


def test_disconnecting_from_a_hub_that_hangs(
    hub: ClientHub, session: Session, token_file: CredentialFile, monkeypatch: pytest.MonkeyPatch
) -> None:
    """No token is kept, and that is no error: whether the hub answers or not."""
    monkeypatch.setattr("bowerbird_client.discovery.HELLO_SECONDS", 0.2)
    hub.delay = lambda _seen: 0.6
    assert answered(session, session.disconnect).error is None
    assert token_file.load() is None


def test_nothing_runs_and_nothing_may_be_started(place: Place, token_file: CredentialFile) -> None:
    """The panel gets one plain sentence."""
    session = Session("GIMP", token_file, place=place, start=False)
    error = answered(session, session.connect).error

    assert type(error) is NotRunningError
    assert session.close()


def test_nothing_runs_and_nothing_says_how_to_start(place: Place, token_file: CredentialFile) -> None:
    """Without a noted command the person is told what to do."""
    session = Session("GIMP", token_file, place=place)
    error = answered(session, session.connect).error

    assert type(error) is CannotStartError
    assert "bowerbird serve" in str(error)
    assert session.close()


def test_a_hung_hub_never_holds_the_host(folder: Path, token_file: CredentialFile) -> None:
    """Every call returns at once while the hub hangs, the error comes in time, and closing takes a second (check 61)."""
    release = threading.Event()
    with listening(lambda _listener, _connection: release.wait(20)) as hung:
        session = Session("Blender", token_file, place=Place(ports=(hung.port,), by_ports=True), start=False)
        outcomes: list[Outcome[Page]] = []
        longest = 0.0
        session.search(Query(text="a"), outcomes.append)
        ends = time.monotonic() + 6
        while not outcomes and time.monotonic() < ends:
            began = time.monotonic()
            session.drain()
            longest = max(longest, time.monotonic() - began)
            time.sleep(0.01)
        assert isinstance(outcomes[0].error, (TimedOutError, NotRunningError))
        assert longest < 0.2

        session.search(Query(text="b"), outcomes.append)
        time.sleep(0.1)
        began = time.monotonic()
        session.close()
        assert time.monotonic() - began < 1.5
        release.set()


def test_a_host_with_its_own_main_loop_needs_no_timer(
    hub: ClientHub, place: Place, token_file: CredentialFile
) -> None:
    """With `deliver` the answers come by the host's own queue, on its own thread."""
    queue: list[Callable[[], bool]] = []
    session = Session("GIMP", token_file, place=place, start=False, deliver=queue.append)
    outcomes: list[tuple[int, Outcome[Page]]] = []
    session.search(Query(text="a"), lambda outcome: outcomes.append((threading.get_ident(), outcome)))
    ends = time.monotonic() + 5
    while not outcomes and time.monotonic() < ends:
        while queue:
            queue.pop(0)()
        time.sleep(0.01)

    assert outcomes[0][0] == threading.get_ident()
    assert outcomes[0][1].value.hits
    assert not session.busy
    assert session.close()


def test_a_host_that_only_looks_brings_back_no_hub(place: Place, token_file: CredentialFile) -> None:
    """A hub that its owner has stopped stays stopped until the person does something."""
    starts: list[int] = []

    class Counting(Starter):
        def start_hub(self, *_arguments: Any, **_named: Any) -> Any:
            starts.append(1)
            raise CannotStartError("It does not start.")

    session = Session("GIMP", token_file, place=place, starter=Counting())
    looked = answered(session, lambda done: session.connect(done, start=False)).error
    assert isinstance(looked, NotRunningError)
    assert not isinstance(looked, CannotStartError)
    assert starts == []

    assert isinstance(answered(session, session.connect).error, CannotStartError)
    assert starts == [1]
    assert session.close()


@pytest.mark.parametrize("lives", [True, False])
def test_a_connection_that_is_cut_is_no_hub_that_has_ended(
    hub: ClientHub, place: Place, token_file: CredentialFile, tmp_path: Path, lives: bool
) -> None:
    """Where the hub lives it is gone on with, though nothing says how to start one; where it does not, that is told."""
    session = Session("Blender", token_file, place=place)
    asked: list[str] = []

    def cut(seen: Seen) -> Reply:
        asked.append(seen.path)
        if not lives:
            (tmp_path / "hub" / f"hub-{hub.library_id}.json").unlink()
        del hub.overrides["GET", "/v1/assets/A1/original"]
        hub.hang_up()
        return 200, {}, b""

    hub.overrides["GET", "/v1/assets/A1/original"] = cut
    outcome = answered(session, lambda done: session.original("A1", tmp_path / "a.jpg", done))

    assert len(asked) == 1
    assert (type(outcome.error) is CannotStartError) is not lives
    assert (tmp_path / "a.jpg").exists() is lives
    assert session.close()
