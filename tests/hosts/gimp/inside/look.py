"""Runs beside GIMP, in its session: reads windows as a screen reader does, and tells a test what is in them.

    look.py PORT SECRET

Each request and each answer is a line of JSON.

    {"do": "apps"}                                    names and process ids of the programs
    {"do": "read", "pid": 1}                          all widgets of a program that are showing
    {"do": "act", "pid": 1, "path": [..], "what": ..} `focus` or the name of an action, for what no mouse can reach
    {"do": "font", "pid": 1, "path": [..]}            family and size of the letters of a widget
    {"do": "pulse", "pid": 1, "beside": [2]}          until the next request: how long the main loop let a question wait;
                                                      "beating" comes first
"""
# AT-SPI comes to Python without types.
# mypy: disable-error-code="misc, no-any-return, attr-defined, no-untyped-call"
# pyright: basic, reportMissingImports=false, reportMissingModuleSource=false, reportAttributeAccessIssue=false

from __future__ import annotations

import contextlib
import json
import os
import select
import socket
import sys
import time
import traceback
from collections.abc import Callable
from pathlib import Path
from typing import Any

import gi

gi.require_version("Atspi", "2.0")
from gi.repository import Atspi, GLib  # noqa: E402  versions come first

DEEPEST = 40
MOST_TEXT = 2000


def apps() -> list[tuple[Any, str, int]]:
    """List the programs that say what is in their windows, with their names and processes."""
    desktop = Atspi.get_desktop(0)
    found: list[tuple[Any, str, int]] = []
    for number in range(desktop.get_child_count()):
        # One may end while it is looked at.
        with contextlib.suppress(GLib.Error):
            app = desktop.get_child_at_index(number)
            if app is not None:
                found.append((app, app.get_name() or "", app.get_process_id()))
    return found


def app_of(pid: int) -> Any:
    """Find a program."""
    for app, _name, process in apps():
        if process == pid:
            return app
    raise LookupError(f"no program {pid} says what is in its windows")


def read(app: Any) -> list[dict[str, Any]]:
    """Read all widgets that are showing, depth first; `path` leads from the program to each."""
    app.clear_cache()
    found: list[dict[str, Any]] = []
    _read(app, [], found)
    return found


def _read(node: Any, path: list[int], found: list[dict[str, Any]]) -> None:
    for number in range(node.get_child_count()):
        try:
            child = node.get_child_at_index(number)
            if child is None:
                continue
            states = child.get_state_set()
            # A window that is covered is there all the same.
            if len(path) and not states.contains(Atspi.StateType.SHOWING):
                continue
            found.append(_tell(child, states, [*path, number]))
            if len(path) < DEEPEST:
                _read(child, [*path, number], found)
        except GLib.Error:
            # It went away while it was read.
            continue


def _tell(node: Any, states: Any, path: list[int]) -> dict[str, Any]:
    told: dict[str, Any] = {
        "path": path,
        "role": node.get_role_name(),
        "name": node.get_name() or "",
        "description": node.get_description() or "",
        "states": [state.value_nick for state in states.get_states()],
        "text": "",
        "value": None,
        "box": [0, 0, 0, 0],
        "labelled": [],
    }
    if node.get_component_iface() is not None:
        box = node.get_extents(Atspi.CoordType.SCREEN)
        told["box"] = [box.x, box.y, box.width, box.height]
    if (text := node.get_text_iface()) is not None:
        told["text"] = Atspi.Text.get_text(text, 0, min(MOST_TEXT, Atspi.Text.get_character_count(text)))
    if (value := node.get_value_iface()) is not None:
        told["value"] = [
            Atspi.Value.get_current_value(value),
            Atspi.Value.get_minimum_value(value),
            Atspi.Value.get_maximum_value(value),
        ]
    for relation in node.get_relation_set():
        if relation.get_relation_type() == Atspi.RelationType.LABELLED_BY:
            targets = [relation.get_target(number) for number in range(relation.get_n_targets())]
            told["labelled"] = [target.get_name() or "" for target in targets]
    return told


def node_at(app: Any, path: list[int]) -> Any:
    """Go to a widget."""
    node = app
    for number in path:
        node = node.get_child_at_index(number)
    return node


def act(node: Any, what: str) -> bool:
    """Focus a widget, or do one of its actions."""
    if what == "focus":
        return node.get_component_iface().grab_focus()
    actions = node.get_action_iface()
    for number in range(actions.get_n_actions()):
        if actions.get_action_name(number) == what:
            return actions.do_action(number)
    raise LookupError(what)


def waited(pid: int) -> float:
    """Tell how long the main thread of a process has waited for a processor in its life, in seconds."""
    try:
        return int(Path(f"/proc/{pid}/task/{pid}/schedstat").read_text(encoding="ascii").split()[1]) / 1e9
    except (OSError, IndexError, ValueError):
        return 0.0


def pulse(
    pid: int, beside: list[int], connection: socket.socket, began: Callable[[], None]
) -> dict[str, float]:
    """Ask the program's window something that only its main loop can answer, again and again, until more is said.

    `worst` is the longest wait for an answer, `net` the longest after what the processes had to wait for a processor, and
    `second` the longest but for that one.
    """
    app = app_of(pid)
    window = app.get_child_at_index(0)
    window.get_extents(Atspi.CoordType.SCREEN)
    began()
    me = os.getpid()
    worst = net = second = 0.0
    asked = 0
    while not select.select([connection], [], [], 0.004)[0]:
        before = [waited(each) for each in (pid, me, *beside)]
        asked_at = time.monotonic()
        window.get_extents(Atspi.CoordType.SCREEN)
        took = time.monotonic() - asked_at
        delays = sum(waited(each) - was for each, was in zip((pid, me, *beside), before, strict=True))
        worst = max(worst, took)
        *_, second, net = sorted((second, net, took - delays))
        asked += 1
    return {"worst": worst, "net": net, "second": second, "asked": asked}


def answer(request: dict[str, Any], connection: socket.socket, say: Callable[[Any], None]) -> Any:
    """Do what a request says."""
    do = request["do"]
    if do == "apps":
        return [[name, pid] for _app, name, pid in apps()]
    if do == "read":
        return read(app_of(request["pid"]))
    if do == "act":
        return act(node_at(app_of(request["pid"]), request["path"]), request["what"])
    if do == "font":
        text = node_at(app_of(request["pid"]), request["path"]).get_text_iface()
        told = Atspi.Text.get_default_attributes(text)
        return [told.get("family-name"), told.get("size")]
    if do == "pulse":
        return pulse(request["pid"], request["beside"], connection, lambda: say({"value": "beating"}))
    if do == "stop":
        return None
    raise LookupError(do)


def main(port: int, secret: str) -> None:
    """Connect to the test, and answer until it closes."""
    Atspi.init()
    # A program that hangs must not hang its reader for ever.
    Atspi.set_timeout(20_000, 20_000)
    with socket.create_connection(("127.0.0.1", port)) as connection, connection.makefile("rwb") as stream:
        stream.write(secret.encode() + b"\n")
        stream.flush()

        def say(told: Any) -> None:
            stream.write(json.dumps(told).encode() + b"\n")
            stream.flush()

        for line in stream:
            try:
                told = {"value": answer(json.loads(line), connection, say)}
            except BaseException:  # noqa: BLE001  the test is told, whatever it was
                told = {"error": traceback.format_exc()}
            say(told)


if __name__ == "__main__":
    main(int(sys.argv[1]), sys.argv[2])
