"""A person's hub beside a host: a real process that can be stopped and started again, and how the host is let in."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import urllib.request
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from bowerbird_client import Credential, CredentialFile, Pairing, running_hubs
from fakes.served import Person
from hosts.harness.leash import held

SCOPES = ("search", "thumbnails", "originals", "curate")
STOP_S = 10.0


@dataclass
class PersonsHub:
    """The hub of one person. What is started here is ended by `close`, what a plug-in started too."""

    person: Person
    process: subprocess.Popen[bytes] | None = field(default=None, init=False)

    @property
    def pids(self) -> list[int]:
        """The processes of the hubs that say that they run."""
        return [hub.pid for hub in running_hubs(self.person.hubs) if hub.pid is not None]

    def ensure(self) -> None:
        """Start it where a test before has stopped it, and end the one that a plug-in has started meanwhile."""
        if self.process is None:
            self.close()
            self.start()

    def start(self, *options: str) -> None:
        """Start it on a free port, and wait until it answers."""
        process = subprocess.Popen(
            held(*self.person.command("--port", "0", *options)),
            env=self.person.environment,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
        )
        self.process = process
        assert process.stdout is not None
        assert process.stdout.readline(), "the hub did not start"

    def stop(self) -> None:
        """End it as systems end programs, and wait for that."""
        if self.process is not None:
            self.process.terminate()
            self.process.wait(STOP_S)
            assert self.process.stdout is not None
            self.process.stdout.close()
            self.process = None

    def freeze(self) -> None:
        """Let it hang: it neither answers nor ends."""
        assert self.process is not None
        self.process.send_signal(signal.SIGSTOP)

    def thaw(self) -> None:
        """Let it go on."""
        assert self.process is not None
        self.process.send_signal(signal.SIGCONT)

    def ask_as_owner(self, method: str, path: str, fields: object = None) -> Any:
        """Ask it what only the owner may, and give the answer."""
        (running,) = running_hubs(self.person.hubs)
        request = urllib.request.Request(
            f"http://127.0.0.1:{running.port}{path}",
            data=None if fields is None else json.dumps(fields).encode(),
            method=method,
            headers={
                "Authorization": f"Bearer {self.person.owner(running.library_id).token}",
                "Content-Type": "application/json",
                "Bowerbird-Library": running.library_id,
            },
        )
        opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))
        with opener.open(request, timeout=STOP_S) as answer:
            return json.loads(answer.read() or "null")

    def close(self) -> None:
        """Leave no hub behind."""
        if self.process is not None:
            self.process.kill()
            self.process.wait(STOP_S)
            assert self.process.stdout is not None
            self.process.stdout.close()
            self.process = None
        for pid in self.pids:
            os.kill(pid, signal.SIGKILL)

    def pair(self, keep: Path, name: str) -> Credential:
        """Let a host in as a person does: it shows a code, and `bowerbird pair` approves it."""
        pairing = Pairing(name, SCOPES, keep=CredentialFile(keep), place=self.person.place)
        done = self.person.run("pair", pairing.request())
        assert done.code == 0, done.err
        return pairing.wait()
