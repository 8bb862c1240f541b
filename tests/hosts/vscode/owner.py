"""What the owner of a library does about editors that want to come in, or are in."""

from __future__ import annotations

import time
from typing import Literal

from hosts.harness.hubs import PersonsHub

Decision = Literal["approve", "deny"]

PATIENCE_S = 30.0


def decide(hub: PersonsHub, decision: Decision = "approve", shown: str | None = None) -> str:
    """Wait until a plug-in asks to be let in, and answer; gives the code, which is `shown` where that is given."""
    until = time.monotonic() + PATIENCE_S
    while True:
        for waiting in hub.ask_as_owner("GET", "/v1/pairings")["pairings"]:
            code = str(waiting["code"])
            if shown in {None, code}:
                fields = {"code": code} if decision == "approve" else {}
                hub.ask_as_owner("POST", f"/v1/pairings/{waiting['id']}/{decision}", fields)
                return code
        if time.monotonic() > until:
            raise TimeoutError("no plug-in has asked to be let in")
        time.sleep(0.05)


def plugins(hub: PersonsHub) -> list[str]:
    """Name the plug-ins that are let in."""
    clients = hub.ask_as_owner("GET", "/v1/clients")["clients"]
    return [str(client["name"]) for client in clients if client["kind"] == "plugin"]


def revoke(hub: PersonsHub) -> None:
    """Take the access from all plug-ins."""
    for client in hub.ask_as_owner("GET", "/v1/clients")["clients"]:
        if client["kind"] == "plugin":
            hub.ask_as_owner("DELETE", f"/v1/clients/{client['id']}")
