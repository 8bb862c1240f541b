"""How the command line shows the plug-ins: where they are, what was done, and what to do next."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from rich.console import Console

from bowerbird_bridge.commands.plugin_hosts.gimp_profiles import SANDBOXED
from bowerbird_bridge.commands.plugin_hosts.gimp_targets import Target
from bowerbird_bridge.commands.plugin_hosts.installed_gimps import InstalledGimp
from bowerbird_bridge.commands.plugin_hosts.plugin_folder import Outcome
from bowerbird_bridge.commands.plugin_hosts.plugin_state import Found, Parts
from bowerbird_bridge.commands.terminal import printable
from bowerbird_engine import BowerbirdError

Json = dict[str, object]
_MENU = "Tools > Bowerbird > Find and Insert Pictures…"


def show_list(
    console: Console,
    found: Sequence[tuple[Target, Found]],
    gimps: Sequence[InstalledGimp],
    places: Sequence[Path],
    version: str,
) -> None:
    """Print each profile and the state of the plug-in in it."""
    for target, state in found:
        _say(console, f"{_name(target)}: {target.profile}")
        _say(console, f"  {_state(state, version)}")
    if found:
        return
    for gimp in gimps:
        kind = f" ({SANDBOXED[gimp.kind]})" if gimp.kind in SANDBOXED else ""
        if gimp.is_gimp_3:
            _say(console, f"GIMP {gimp.version}{kind} is installed and has not run yet.")
            _say(console, "  To install the plug-in: bowerbird plugins install gimp")
        else:
            _say(console, f"GIMP {gimp.version}{kind} is installed; the plug-in needs GIMP 3.")
    if not gimps:
        _say(console, "GIMP 3 was not found. Looked in:")
        for place in places:
            _say(console, f"  {place}")
        _say(console, "If it is somewhere else: bowerbird plugins install gimp --into FOLDER")


def show_installed(
    console: Console, outcomes: Sequence[tuple[Target, Outcome]], parts: Parts, *, running: bool
) -> None:
    """Print where the plug-in is now, and what to do next."""
    for target, outcome in outcomes:
        folder = target.plug_ins / parts.name
        if not outcome.done:
            _say(console, f"Up to date already: {folder}")
            continue
        _say(console, f"Installed into {folder}")
        if outcome.kept is not None:
            _say(console, f"  What was there is kept as {outcome.kept}")
    console.print()
    for note in _next(outcomes, running=running):
        _say(console, note)


def show_removed(
    console: Console,
    outcomes: Sequence[tuple[Target, Outcome]],
    parts: Parts,
    forgotten: Sequence[Path],
    left: Sequence[Path],
) -> None:
    """Print what is gone and what is left."""
    removed = [(target, outcome) for target, outcome in outcomes if outcome.done]
    for target, outcome in removed:
        folder = target.plug_ins / parts.name
        if outcome.kept is None:
            _say(console, f"Removed {folder}")
        else:
            _say(console, f"Put aside, out of GIMP's way: {outcome.kept}")
    if not removed:
        _say(console, "The plug-in was not installed.")
    for folder in forgotten:
        _say(console, f"Removed {folder}, with the plug-in's token and settings.")
        _say(console, "  The hub still lists it: bowerbird clients, then bowerbird clients revoke ID")
    for folder in left:
        _say(console, f"Left: {folder}, the plug-in's token and settings. --forget removes that too.")


def list_as_json(
    found: Sequence[tuple[Target, Found]],
    gimps: Sequence[InstalledGimp],
    places: Sequence[Path],
    version: str,
) -> Json:
    """Give the list its stable form."""
    return {
        "version": version,
        "plugins": [
            {
                "host": "gimp",
                **_target_as_json(target),
                "state": state.state,
                "installed": state.version,
                "changed": list(state.changed),
            }
            for target, state in found
        ],
        "hosts": [{"host": "gimp", "kind": gimp.kind, "version": gimp.version} for gimp in gimps],
        "looked_in": [str(place) for place in places],
    }


def installed_as_json(
    outcomes: Sequence[tuple[Target, Outcome]],
    refused: Sequence[tuple[Target, BowerbirdError]],
    parts: Parts,
    *,
    running: bool,
) -> Json:
    """Give what was installed its stable form."""
    return {
        "installed": [
            {
                **_target_as_json(target),
                "folder": str(target.plug_ins / parts.name),
                "version": parts.version,
                "done": outcome.done,
                "replaced": outcome.before.version,
                "kept": None if outcome.kept is None else str(outcome.kept),
            }
            for target, outcome in outcomes
        ],
        "refused": _refused_as_json(refused),
        "running": running,
        "next": list(_next(outcomes, running=running)),
    }


def removed_as_json(
    outcomes: Sequence[tuple[Target, Outcome]],
    refused: Sequence[tuple[Target, BowerbirdError]],
    parts: Parts,
    forgotten: Sequence[Path],
    left: Sequence[Path],
) -> Json:
    """Give what was removed its stable form."""
    return {
        "removed": [
            {
                **_target_as_json(target),
                "folder": str(target.plug_ins / parts.name),
                "done": outcome.done,
                "kept": None if outcome.kept is None else str(outcome.kept),
            }
            for target, outcome in outcomes
        ],
        "refused": _refused_as_json(refused),
        "forgotten": [str(folder) for folder in forgotten],
        "left": [str(folder) for folder in left],
    }


def _next(outcomes: Sequence[tuple[Target, Outcome]], *, running: bool) -> list[str]:
    notes: list[str] = []
    if running and any(outcome.done for _, outcome in outcomes):
        notes.append("GIMP runs now. End it and start it again: it looks for plug-ins only when it starts.")
    notes.append(
        f"In GIMP, Bowerbird is in the menu {_MENU}. Press Connect there, and compare the code that GIMP shows with"
        " the one on Bowerbird's page (bowerbird open) or of `bowerbird pair`."
    )
    sandboxes = dict.fromkeys(SANDBOXED[target.kind] for target, _ in outcomes if target.kind in SANDBOXED)
    notes += [
        f"The GIMP of {name} runs in a sandbox. Pictures come to it through the hub, so it needs no access to your"
        " folders; but it cannot start the hub. To have the hub run whenever you are logged in: bowerbird service"
        " install"
        for name in sandboxes
    ]
    return notes


def _state(found: Found, version: str) -> str:
    mend = "bowerbird plugins install gimp"
    if found.state == "absent":
        return f"not installed. To install: {mend}"
    if found.state == "current":
        return f"installed, version {found.version}, up to date"
    if found.state == "outdated":
        newer = f"here is {version}" if version != found.version else "some of its files are newer here"
        return f"installed, version {found.version}; {newer}. To bring it up to date: {mend}"
    if found.state == "damaged":
        return f"installed, version {found.version}, but it is not whole. To mend it: {mend}"
    if found.state == "changed":
        return f"installed, version {found.version or '?'}, and changed since: {', '.join(found.changed)}"
    return "something else has the plug-in's name there; Bowerbird did not install it"


def _name(target: Target) -> str:
    kind = SANDBOXED.get(target.kind)
    return " ".join(part for part in ("GIMP", target.version or "3", f"({kind})" if kind else "") if part)


def _target_as_json(target: Target) -> Json:
    return {"kind": target.kind, "profile": str(target.profile), "gimp": target.version}


def _refused_as_json(refused: Sequence[tuple[Target, BowerbirdError]]) -> list[Json]:
    return [
        {**_target_as_json(target), "error": {"code": error.code, "message": str(error)}}
        for target, error in refused
    ]


def _say(console: Console, text: str) -> None:
    console.print(printable(text), markup=False)
