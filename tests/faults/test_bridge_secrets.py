"""A hub as a person runs it: no token anywhere it does not belong, nothing for other users, a start and stop that hold."""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

import psutil
import pytest

from bowerbird_bridge.discovery import hub_folder
from fakes.raw_http import connection, request, send
from fakes.sampled import SampledLibrary
from fakes.served_hub import ServedHub, environment, serve_command

SOMEBODY_ELSE = 65534
as_root = pytest.mark.skipif(
    not hasattr(os, "geteuid") or os.geteuid() != 0, reason="only root can act as another user"
)
on_linux = pytest.mark.skipif(sys.platform != "linux", reason="reads /proc")


@pytest.fixture(scope="module")
def base() -> Iterator[Path]:
    """Make a folder that everybody may enter: what is inside has to guard itself."""
    folder = Path(tempfile.mkdtemp(prefix="bowerbird-"))
    folder.chmod(0o755)
    yield folder
    shutil.rmtree(folder)


@pytest.fixture(scope="module")
def hub(base: Path, sampled_library: SampledLibrary) -> Iterator[ServedHub]:
    """Serve a small library."""
    (base / "user").mkdir(mode=0o755)
    with ServedHub(base / "user", sampled_library.copy(base / "library")) as hub:
        yield hub


def _files_with(secret: str, *folders: Path) -> list[Path]:
    """Find a text in every file below, and in every name."""
    return [
        path
        for folder in folders
        for path in folder.rglob("*")
        if secret in path.name or (path.is_file() and secret.encode() in path.read_bytes())
    ]


def _use_everywhere(hub: ServedHub, token: str) -> None:
    """Send a token rightly and wrongly, where it belongs and where it does not."""
    hub.ask("GET", "/v1/status", token=token)
    hub.ask("POST", "/v1/search", {"text": "label"}, token=token)
    hub.ask("POST", "/v1/search", {"text": token}, token=token)
    hub.ask("POST", "/v1/search", {"text": [token]}, token=token)
    hub.ask("POST", f"/v1/{token}", {}, token=token)
    hub.ask("GET", f"/v1/status?token={token}")
    hub.ask("GET", f"/v1/assets/{token}", token=token)
    hub.ask("POST", "/v1/sessions", {"code": token})
    hub.ask("GET", "/v1/clients", token=token)
    for name in ("Cookie", "Origin", "Host", "X-Token", "Content-Length", "Transfer-Encoding"):
        headers = [("Authorization", f"Bearer {token}"), (name, token)]
        send(hub.port, request("POST", "/v1/search", headers, b"{", host=hub.host))
    send(hub.port, f"Bearer {token}\r\n\r\n".encode())
    with connection(hub.port) as line:
        line.sendall(
            request("GET", f"/v1/status?{token}", {"Authorization": f"Bearer {token}"}, host=hub.host)[:-4]
        )


@on_linux
def test_a_token_is_written_nowhere(hub: ServedHub) -> None:
    """Check 14: sent in every way, a token is in no file, log, argument or environment of the hub or its workers."""
    token = hub.pair("search", name="a canary")
    _use_everywhere(hub, token)
    assert _files_with(token, hub.library, hub.user_home) == []
    assert _files_with(token.removeprefix("hub_"), hub.library, hub.user_home) == []
    process = psutil.Process(hub.pid)
    for each in (process, *process.children(recursive=True)):
        for name in ("cmdline", "environ"):
            about = Path(f"/proc/{each.pid}/{name}").read_bytes()
            assert token.encode() not in about
            assert hub.owners_token().encode() not in about
    # It is in use, so the search above had something to find.
    assert hub.ask("GET", "/v1/me", token=token).status == 200
    assert b"a canary" in (hub.library / _find(hub.library, "clients.json")).read_bytes()


def _find(folder: Path, name: str) -> Path:
    (found,) = folder.rglob(name)
    return found.relative_to(folder)


def test_a_written_token_would_be_found(hub: ServedHub, tmp_path: Path) -> None:
    """The control of check 14: the same search finds the owner's key, which is in its one file, and a planted one."""
    owner = hub.owners_token()
    assert [path.name for path in _files_with(owner, hub.library, hub.user_home)] == ["owner.key"]
    (tmp_path / "hub.log").write_bytes(b"GET /v1/status?token=" + owner.encode())
    assert _files_with(owner, tmp_path) == [tmp_path / "hub.log"]


def test_what_the_hub_writes_is_private(hub: ServedHub) -> None:
    """Check 15: the runtime file, the list of clients, the owner's key and their folders are for the owner alone."""
    runtime = hub_folder(environment(hub.user_home, hub.library), "linux").relative_to(Path.home())
    files = [
        hub.user_home / runtime / f"hub-{hub.library_id}.json",
        hub.user_home / runtime / "executable.json",
        hub.library / _find(hub.library, "clients.json"),
        hub.library / _find(hub.library, "owner.key"),
    ]
    for file in files:
        assert file.stat().st_mode & 0o777 == 0o600, file
        assert file.parent.stat().st_mode & 0o777 == 0o700, file


def _as_somebody_else(*command: str | Path) -> subprocess.CompletedProcess[bytes]:
    return subprocess.run(
        command,
        user=SOMEBODY_ELSE,
        group=SOMEBODY_ELSE,
        extra_groups=[],
        cwd="/",
        capture_output=True,
        timeout=30,
        check=False,
    )


@as_root
def test_another_user_reads_nothing(hub: ServedHub, base: Path) -> None:
    """Check 16: to a second user of the machine every file of the library and of the hub is closed."""
    readable = base / "for-everybody"
    readable.write_text("hello")
    readable.chmod(0o644)
    assert _as_somebody_else("cat", readable).stdout == b"hello", (
        "the control: that user can read what is open"
    )
    closed = [
        _find_in(hub.library, "clients.json"),
        _find_in(hub.library, "owner.key"),
        _find_in(hub.user_home, f"hub-{hub.library_id}.json"),
    ]
    for file in closed:
        done = _as_somebody_else("cat", file)
        assert (done.returncode, done.stdout) == (1, b""), file
        assert b"Permission denied" in done.stderr
        assert _as_somebody_else("ls", file.parent).returncode != 0


def _find_in(folder: Path, name: str) -> Path:
    return folder / _find(folder, name)


@as_root
@pytest.mark.parametrize(
    ("head", "status"),
    [
        ("GET /v1/status HTTP/1.1", b"401"),
        ("GET /v1/clients HTTP/1.1", b"401"),
        ("POST /v1/session-codes HTTP/1.1\r\nContent-Type: application/json\r\nContent-Length: 0", b"401"),
        ("GET /v1/hello HTTP/1.1", b"200"),
    ],
)
def test_another_user_is_nobody(hub: ServedHub, head: str, status: bytes) -> None:
    """Check 16: a second user reaches the port and, without a token, gets 401."""
    script = f'exec 3<>/dev/tcp/127.0.0.1/{hub.port}; printf "%b" "$1" >&3; head -1 <&3'
    lines = f"{head}\r\nHost: {hub.host}\r\nConnection: close\r\n\r\n"
    done = _as_somebody_else("bash", "-c", script, "bash", lines.replace("\r\n", "\\r\\n"))
    assert status in done.stdout, done.stderr


def test_a_taken_port_ends_the_start_with_a_sentence(base: Path, tmp_path: Path) -> None:
    """Check 17: with a rogue listener on its only port the hub does not start, and names the process."""
    with socket.create_server(("127.0.0.1", 0)) as rogue:
        port = rogue.getsockname()[1]
        done = subprocess.run(
            serve_command("--port", str(port)),
            env=environment(tmp_path, tmp_path / "library"),
            capture_output=True,
            timeout=60,
            check=False,
        )
    assert done.returncode != 0
    assert f"port {port} is taken by process {os.getpid()}" in (done.stdout + done.stderr).decode()
    assert b"Traceback" not in done.stderr


@pytest.mark.parametrize("host", ["0.0.0.0", "::", "192.168.1.10", "example.org"])  # noqa: S104  refused below
def test_no_other_address_can_be_asked_for(tmp_path: Path, host: str) -> None:
    """Check 6: the hub does not start on any address but this machine's own, and says why."""
    done = subprocess.run(
        serve_command("--host", host),
        env=environment(tmp_path, tmp_path / "library"),
        capture_output=True,
        timeout=60,
        check=False,
    )
    assert done.returncode != 0
    assert b"127.0.0.1" in done.stderr + done.stdout


@on_linux
def test_the_hub_listens_on_this_machine_alone(hub: ServedHub) -> None:
    """Check 6: all that the process listens on is one port of 127.0.0.1."""
    listening = [
        (each.laddr.ip, each.laddr.port)
        for each in psutil.Process(hub.pid).net_connections("all")
        if each.status == psutil.CONN_LISTEN
    ]
    assert listening == [("127.0.0.1", hub.port)]


def test_a_stop_is_clean(base: Path, sampled_library: SampledLibrary, tmp_path: Path) -> None:
    """Check 72: by SIGTERM the hub ends in under ten seconds, is no longer announced, and starts again."""
    library = sampled_library.copy(tmp_path / "library")
    user = tmp_path / "user"
    user.mkdir()
    with ServedHub(user, library) as hub, connection(hub.port) as stream, connection(hub.port):
        token = hub.pair("search")
        headers = {"Authorization": f"Bearer {token}"}
        stream.sendall(request("GET", "/v1/events", headers, host=hub.host))
        assert b"200 OK" in stream.recv(65536)
        started = time.monotonic()
        ended = hub.stop()
    assert time.monotonic() - started < 10
    assert ended.code == 0, ended.err.decode()
    assert b"Traceback" not in ended.err
    assert list(user.rglob("hub-*.json")) == []
    with ServedHub(user, library) as again:
        assert again.ask("GET", "/v1/status", token=token).status == 200
