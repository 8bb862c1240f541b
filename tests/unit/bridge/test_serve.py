"""The hub as a process: started, found, refused a second time, asked by its owner, and stopped."""

from __future__ import annotations

import json
import os
import re
import shutil
import signal
import subprocess
import sys
import threading
from pathlib import Path

import psutil
import pytest

from bowerbird_client import Client, NotPairedError, Pairing, PairingDeniedError
from bowerbird_engine.catalog.ownership import own_library
from fakes.served import Person

POSIX = pytest.mark.skipif(sys.platform == "win32", reason="signals and modes of POSIX")
START_S = 60


@pytest.fixture
def person(tmp_path: Path) -> Person:
    """Give a home that nobody has used yet."""
    return Person(tmp_path)


def test_a_hub_is_found_by_its_file(person: Person) -> None:
    """The file tells port, process, versions and library, holds no secret, and is gone with the hub. Check 15."""
    with person.serving() as (process, facts):
        (file,) = person.hubs.glob("hub-*.json")
        about = json.loads(file.read_text())

        assert (about["port"], about["pid"]) == (facts["port"], process.pid)
        assert about["library_id"] == facts["library_id"]
        assert about["api"] == {"min": 1, "max": 1}
        assert person.owner(facts["library_id"]).token not in file.read_text()
        assert Path(about["executable"][0]).is_file()
        process.terminate()
        assert process.wait(20) == 0
        assert not file.exists()


def test_a_hub_can_be_started_by_what_it_leaves(person: Person) -> None:
    """A plug-in starts a hub of the same library with the command that was recorded, without a shell's variables."""
    with person.serving() as (process, before):
        process.terminate()
        process.wait(20)
    command = json.loads((person.hubs / "executable.json").read_text())["command"]
    bare = {name: value for name, value in person.environment.items() if name != "BOWERBIRD_HOME"}
    with subprocess.Popen(
        [*command, "--port", "0", "--no-keyring", "--json"], env=bare, stdout=subprocess.PIPE
    ) as again:
        assert again.stdout is not None
        assert json.loads(again.stdout.readline())["library_id"] == before["library_id"]
        again.terminate()
        assert again.wait(20) == 0


@POSIX
def test_the_files_are_the_owners_alone(person: Person) -> None:
    """Nobody else may read what tells of the hub, its clients, its log and the owner's key. Check 15."""
    with person.serving() as (_, facts):
        library = person.home / "library"
        files = [
            *person.hubs.iterdir(),
            *(library / name for name in ("clients.json", "owner.key", "hub.log")),
        ]

        assert Path(facts["log"]) in files
        assert {oct(path.stat().st_mode & 0o777) for path in files} == {"0o600"}
        assert oct(person.hubs.stat().st_mode & 0o777) == "0o700"


def test_it_listens_on_this_machine_alone(person: Person) -> None:
    """No socket of the process is open to another machine, and none can be asked for. Check 6."""
    with person.serving() as (process, facts):
        listening = [
            connection.laddr
            for connection in psutil.Process(process.pid).net_connections("inet")
            if connection.status == psutil.CONN_LISTEN
        ]

        assert [(address.ip, address.port) for address in listening] == [("127.0.0.1", facts["port"])]

    refused = person.run("serve", "--host", "0.0.0.0")  # noqa: S104  that is what is refused
    assert refused.code == 2
    assert "127.0.0.1 alone" in refused.err


def test_a_second_hub_names_the_first(person: Person) -> None:
    """One library has one hub: another one leaves with 3 and says who is there. Check 53."""
    with person.serving() as (process, _):
        second = subprocess.run(
            person.command("--port", "0"),
            env=person.environment,
            capture_output=True,
            check=False,
            timeout=START_S,
        )

        assert second.returncode == 3
        assert f"A hub runs for this library already: process {process.pid},".encode() in second.stderr
        assert b"bowerbird stop" in second.stderr
        assert len(list(person.hubs.glob("hub-*.json"))) == 1


def test_the_hub_of_a_copy_is_not_taken_for_this_librarys_own(person: Person, tmp_path: Path) -> None:
    """A backup that was restored into another home has the same id: what is written there stays there.

    The control asks the hub of the first home, which knows nothing of it.
    """
    with person.serving() as (process, _):
        process.terminate()
        assert process.wait(20) == 0
    first, other = person.home / "library", tmp_path / "other"
    shutil.copytree(first, other)
    pictures = tmp_path / "pictures"
    pictures.mkdir()

    def run(home: Path, *arguments: object) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [sys.executable, "-m", "bowerbird_bridge", *map(str, arguments)],
            env={**person.environment, "BOWERBIRD_HOME": str(home)},
            capture_output=True,
            check=False,
            timeout=START_S,
            text=True,
        )

    with person.serving() as (process, _):
        assert run(other, "add", pictures).returncode == 0
        refused = run(other, "serve", "--port", "0", "--no-keyring")
        assert refused.returncode == 3
        assert (
            f"serves a copy of this library already, the one in {first}: process {process.pid}"
            in refused.stderr
        )
        assert "No hub runs" in run(other, "stop").stderr

        assert json.loads(run(first, "folders", "--json").stdout)["folders"] == []
        assert [each["path"] for each in json.loads(run(other, "folders", "--json").stdout)["folders"]] == [
            str(pictures.resolve())
        ]
        assert run(first, "add", pictures).returncode == 0
        assert process.poll() is None


@POSIX
def test_a_hub_that_was_killed_blocks_nobody(person: Person) -> None:
    """After kill -9 the next hub starts, and its file takes the place of the dead one's. Check 53."""
    with person.serving() as (process, before):
        process.kill()
        process.wait(20)
    with person.serving() as (_, after):
        (file,) = person.hubs.glob("hub-*.json")

        assert after["library_id"] == before["library_id"]
        assert json.loads(file.read_text())["pid"] == after["pid"]


def test_a_taken_port_is_told(person: Person) -> None:
    """A port that is asked for and taken is an error that names who has it. Check 17."""
    with person.serving() as (process, facts):
        other = Person(person.home / "other")
        other.home.mkdir()
        taken = other.run("serve", "--no-keyring", "--port", str(facts["port"]))

        assert taken.code == 1
        assert f"port {facts['port']} is taken by process {process.pid}" in taken.err


@POSIX
def test_root_is_warned_and_others_are_not(person: Person) -> None:
    """The hub tells root alone that it needs no rights of its own; these tests run as both in CI. D12."""
    with person.serving() as (process, _):
        process.terminate()
        _, said = process.communicate(timeout=60)

        assert (b"runs as root" in said) == (os.geteuid() == 0)


def test_the_owners_page_opens_once(person: Person) -> None:
    """`open` gives an address with a code that is exchanged for a session once, and never again."""
    with person.serving() as (_, facts):
        address = person.run("open", "--print").out.strip()
        code = re.fullmatch(rf"http://127\.0\.0\.1:{facts['port']}/#code=([\w-]+)", address)

        assert code is not None
        with Client(place=person.place) as hub:
            session = hub.connection.ask("POST", "/v1/sessions", {"code": code[1]})
            assert "admin" in str(session["scopes"])
            again = hub.connection.request(
                "POST", "/v1/sessions", fields={"code": code[1]}, accept=frozenset({403, 404, 410})
            )
            assert again.status == 410


def test_open_says_why_the_hub_does_not_start(person: Person) -> None:
    """While something else owns the library the reason is told, and not only that there is one."""
    assert person.run("status").code == 0
    with own_library(person.home / "library", "indexing"):
        answer = person.run("open", "--print")

    assert answer.code == 1
    assert "in use by process" in answer.err
    assert "indexing" in answer.err


def test_a_program_pairs_is_listed_and_revoked(person: Person) -> None:
    """The same code on both sides, a yes on the terminal, a token with just these scopes, and its end. Check 18, 20."""
    with person.serving():
        pairing = Pairing("Painter", scopes=("search",), place=person.place)
        shown = pairing.request()
        answer = person.run("pair", stdin="y\n")

        assert answer.code == 0, answer.err
        assert shown in answer.err
        assert "see small versions" not in answer.err
        credential = pairing.wait()
        (painter,) = [
            client
            for client in person.run("clients", "--json").json["clients"]
            if client["name"] == "Painter"
        ]
        assert painter["scopes"] == ["search"]
        with Client(credential, place=person.place) as client:
            assert client.status()
            assert person.run("clients", "revoke", painter["id"]).code == 0
            with pytest.raises(NotPairedError):
                client.status()


def test_a_program_is_refused(person: Person) -> None:
    """A wrong code lets nobody in, and a no is told to the program."""
    with person.serving():
        pairing = Pairing("Painter", place=person.place)
        shown = pairing.request()

        assert person.run("pair", "000-000" if shown != "000-000" else "111-111").code == 2
        assert person.run("pair", shown, "--deny").code == 0
        with pytest.raises(PairingDeniedError):
            pairing.wait()


def test_a_wrong_id_revokes_nobody(person: Person) -> None:
    """Who mistypes an id is told where ids are listed, and not to connect a plug-in."""
    with person.serving():
        for wrong in ("WRONG-ID", "a/b"):
            answer = person.run("clients", "revoke", wrong)
            assert answer.code != 0
            assert "onnect it" not in answer.err
        assert "`bowerbird clients` lists them" in person.run("clients", "revoke", "WRONG-ID").err


def test_a_hub_that_stops_while_it_is_waited_for_is_told(person: Person) -> None:
    """`pair` that waits for a program says that the hub has stopped, also while one of another library runs."""
    other = Person(person.home / "other")
    other.home.mkdir()
    with person.serving() as (process, facts), other.serving() as (_, others):
        beside = next(other.hubs.glob("hub-*.json"))
        (person.hubs / beside.name).write_bytes(beside.read_bytes())
        (person.hubs / beside.name).chmod(0o600)
        assert others["library_id"] != facts["library_id"]

        stopping = threading.Timer(1.5, process.terminate)
        stopping.start()
        answer = person.run("pair", "--json")
        stopping.join()

    assert answer.code == 1
    assert answer.json["error"]["code"] == "no_hub"
    assert "The hub has stopped." in answer.err


def test_stop_ends_the_hub_in_good_order(person: Person) -> None:
    """`stop` comes back when the hub is gone, and says so where there is none."""
    with person.serving() as (process, _):
        assert person.run("stop").code == 0
        assert process.wait(20) == 0
    missing = person.run("stop", "--json")
    assert missing.code == 1
    assert missing.json["error"]["code"] == "no_hub"


@POSIX
def test_a_signal_while_searches_run_ends_the_hub(person: Person) -> None:
    """SIGTERM during work ends the process with 0, and the library is whole and free. Check 72."""
    with person.serving() as (process, facts):
        credential = person.owner(facts["library_id"])
        stopped = threading.Event()

        def ask() -> None:
            with Client(credential, place=person.place) as client:
                while not stopped.is_set():
                    try:
                        client.status()
                    except Exception:  # noqa: BLE001  the hub ends under it
                        return

        askers = [threading.Thread(target=ask) for _ in range(4)]
        for asker in askers:
            asker.start()
        process.send_signal(signal.SIGTERM)
        assert process.wait(20) == 0
        stopped.set()
        for asker in askers:
            asker.join(20)
    assert person.run("status", "--json").code == 0
    assert not (person.home / "library/owner.json").exists()


def test_the_log_keeps_to_one_line_an_event(person: Person) -> None:
    """A request with control characters in it cannot forge a line, and no token is ever there. Check 36, 14."""
    with person.serving() as (process, facts):
        credential = person.owner(facts["library_id"])
        with Client(credential, place=person.place) as client:
            client.connection.request(
                "POST",
                "/v1/folders",
                fields={"path": "/no\n2026 ERROR forged\x1b[2J"},
                accept=frozenset({422}),
            )
        process.terminate()
        process.wait(20)
        lines = Path(facts["log"]).read_text().splitlines()

        assert lines
        assert all(re.match(r"\d{4}-\d\d-\d\d \d\d:\d\d:\d\d,\d{3} [A-Z]+ \w+", line) for line in lines)
        assert credential.token not in Path(facts["log"]).read_text()
