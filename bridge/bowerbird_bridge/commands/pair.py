"""`bowerbird pair` and `bowerbird clients`: which programs may ask the hub, and what for."""

from __future__ import annotations

import time
from collections.abc import Iterable
from typing import TYPE_CHECKING, Final, cast
from urllib.parse import quote

import click
from rich.table import Table

from bowerbird_bridge.access.clients import Scope, describe_scopes
from bowerbird_bridge.commands.output import dump, err, json_option, out
from bowerbird_bridge.commands.own_hub import own_hub
from bowerbird_bridge.commands.terminal import printable
from bowerbird_engine import load_settings

if TYPE_CHECKING:
    from bowerbird_client import Client

Fields = dict[str, object]

WAIT_S: Final = 120.0
_LOOK_EVERY_S: Final = 1.0


@click.command()
@click.argument("code", required=False)
@click.option("--deny", is_flag=True, help="Refuse the program instead.")
@json_option
def pair(code: str | None, *, deny: bool, as_json: bool) -> None:
    """Let a program in that shows you a code.

    Compare the code that the program shows with the one here, and approve when they are the same. Without CODE it
    waits for a program to ask, and asks you back.

    \b
    bowerbird pair             wait for a program, compare, approve
    bowerbird pair 123-456     approve the program that shows this code
    """
    with own_hub(load_settings()) as hub:
        asking = _asking(hub) if code is not None else _wait(hub)
        chosen = [each for each in asking if code is None or _digits(str(each["code"])) == _digits(code)]
        if not chosen:
            raise click.UsageError(
                "No program asks with this code. Codes are good for two minutes: let it ask again."
                if code
                else "No program has asked. Choose Connect in the plug-in, and run this again."
            )
        for each in chosen:
            _decide(hub, each, ask=code is None, deny=deny, as_json=as_json)


def _decide(hub: Client, asking: Fields, *, ask: bool, deny: bool, as_json: bool) -> None:
    name, scopes = printable(str(asking["name"])), cast("list[str]", asking["scopes"])
    if ask:
        err().print(f"{name} shows the code [bold]{asking['code']}[/bold] and wants to:", markup=True)
        for words in describe_scopes({Scope(scope) for scope in scopes}).values():
            err().print(f"  - {words}", markup=False)
        deny = deny or not click.confirm("Is it the same code, and may it?", err=True)
    path = f"/v1/pairings/{asking['id']}/{'deny' if deny else 'approve'}"
    hub.connection.ask("POST", path, {} if deny else {"code": asking["code"]})
    if as_json:
        dump({"name": asking["name"], "scopes": scopes, "approved": not deny})
    else:
        out().print(f"{name} was {'refused' if deny else 'let in'}.", markup=False)


def _asking(hub: Client) -> list[Fields]:
    return _items(hub, "/v1/pairings", "pairings")


def _wait(hub: Client) -> list[Fields]:
    deadline = time.monotonic() + WAIT_S
    asking = _asking(hub)
    if not asking:
        err().print("Waiting for a program to ask. Choose Connect in the plug-in; Ctrl-C ends this.")
    while not asking and time.monotonic() < deadline:
        time.sleep(_LOOK_EVERY_S)
        asking = _asking(hub)
    return asking


def _digits(code: str) -> str:
    return "".join(filter(str.isalnum, code)).upper()


@click.group(invoke_without_command=True)
@json_option
@click.pass_context
def clients(context: click.Context, *, as_json: bool) -> None:
    """List the programs that may ask the hub, and take that back.

    Without a command: `list`.
    """
    if context.invoked_subcommand is None:
        _list(as_json=as_json)


@clients.command("list")
@json_option
def list_clients(*, as_json: bool) -> None:
    """List the programs, what they may do, and when they were last here."""
    _list(as_json=as_json)


def _list(*, as_json: bool) -> None:
    with own_hub(load_settings()) as hub:
        found = _items(hub, "/v1/clients", "clients")
        origins = hub.connection.ask("GET", "/v1/origins")["origins"]
    if as_json:
        dump({"clients": found, "origins": origins})
        return
    table = Table(box=None, pad_edge=False)
    for title in ("id", "name", "may", "last here"):
        table.add_column(title)
    for client in found:
        scopes = ", ".join(cast("Iterable[str]", client["scopes"]))
        table.add_row(str(client["id"]), printable(str(client["name"])), scopes, _when(client["last_used"]))
    out().print(table)
    for origin in cast("Iterable[str]", origins):
        out().print(f"Pages of {origin} may ask too.", markup=False)


@clients.command()
@click.argument("client_id", metavar="ID")
@json_option
def revoke(client_id: str, *, as_json: bool) -> None:
    """Take a program's token back, at once."""
    with own_hub(load_settings()) as hub:
        hub.connection.request("DELETE", f"/v1/clients/{quote(client_id, safe='')}")
    if as_json:
        dump({"revoked": client_id})
    else:
        out().print("Its token is good for nothing any more.")


@clients.command("allow-origin")
@click.argument("origin", metavar="https://HOST")
@json_option
def allow_origin(origin: str, *, as_json: bool) -> None:
    """Let pages of one exact origin ask, such as a browser-based editor. They need a token all the same."""
    with own_hub(load_settings()) as hub:
        answer = hub.connection.ask("POST", "/v1/origins", {"origin": origin})
    if as_json:
        dump(answer)
    else:
        out().print(f"Pages of {printable(origin)} may ask now, with a token.", markup=False)


@clients.command("forbid-origin")
@click.argument("origin", metavar="https://HOST")
@json_option
def forbid_origin(origin: str, *, as_json: bool) -> None:
    """Let pages of this origin ask no more."""
    with own_hub(load_settings()) as hub:
        hub.connection.ask("POST", "/v1/origins/remove", {"origin": origin})
    if as_json:
        dump({"forbidden": origin})
    else:
        out().print(f"Pages of {printable(origin)} are not let in any more.", markup=False)


def _items(hub: Client, path: str, name: str) -> list[Fields]:
    return cast("list[Fields]", hub.connection.ask("GET", path)[name])


def _when(moment: object) -> str:
    return "never" if moment is None else f"{str(moment)[:16].replace('T', ' ')} UTC"
