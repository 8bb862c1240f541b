"""How the command line shows the plug-ins: where they are, what was done, and what to do next."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from rich.console import Console

from bowerbird_bridge.commands.plugin_hosts.hosts import (
    Done,
    Installation,
    Listing,
    Place,
    PluginHost,
    Removal,
)
from bowerbird_bridge.commands.plugin_hosts.plugin_folder import Outcome
from bowerbird_bridge.commands.plugin_hosts.plugin_state import Found
from bowerbird_bridge.commands.terminal import printable

Json = dict[str, object]


def show_list(console: Console, listings: Sequence[Listing]) -> None:
    """Print each place and the state of the plug-in in it, and what to do where there is none."""
    for listing in listings:
        for place, found in listing.entries:
            _say(console, f"{place.title}: {place.where}")
            _say(console, f"  {_state(found, listing)}")
        for note in listing.notes:
            _say(console, note)


def show_installed(console: Console, installation: Installation) -> None:
    """Print where the plug-in is now, and what to do next."""
    for place, outcome in installation.done.outcomes:
        if not outcome.done:
            _say(console, f"Up to date already: {place.folder}")
            continue
        _say(console, f"Installed into {place.folder}")
        if outcome.kept is not None:
            _say(console, f"  What was there is kept as {outcome.kept}")
    console.print()
    for note in installation.next:
        _say(console, note)


def show_removed(console: Console, removal: Removal, host: PluginHost) -> None:
    """Print what is gone and what is left."""
    removed = [(place, outcome) for place, outcome in removal.done.outcomes if outcome.done]
    for place, outcome in removed:
        if outcome.kept is None:
            _say(console, f"Removed {place.folder}")
        else:
            _say(console, f"Put aside, out of {host.title}'s way: {outcome.kept}")
    if not removed:
        _say(console, "The plug-in was not installed.")
    for folder in removal.forgotten:
        _say(console, f"Removed {folder}, with the plug-in's token and settings.")
        _say(console, "  The hub still lists it: bowerbird clients, then bowerbird clients revoke ID")
    for folder in removal.left:
        _say(console, f"Left: {folder}, the plug-in's token and settings. --forget removes that too.")
    for note in removal.notes:
        _say(console, note)


def list_as_json(listings: Sequence[Listing], version: str) -> Json:
    """Give the list its stable form."""
    return {
        "version": version,
        "plugins": [
            {
                "host": listing.host,
                **place.facts,
                "state": found.state,
                "installed": found.version,
                "changed": list(found.changed),
            }
            for listing in listings
            for place, found in listing.entries
        ],
        "hosts": [{"host": listing.host, **program} for listing in listings for program in listing.programs],
        "looked_in": [place for listing in listings for place in listing.looked_in],
        "notes": [note.strip() for listing in listings for note in listing.notes],
    }


def installed_as_json(installation: Installation) -> Json:
    """Give what was installed its stable form."""
    return {
        "installed": [
            {
                **_outcome_as_json(place, outcome),
                "version": installation.version,
                "replaced": outcome.before.version,
            }
            for place, outcome in installation.done.outcomes
        ],
        "refused": _refused_as_json(installation.done),
        "running": installation.running,
        "next": list(installation.next),
    }


def removed_as_json(removal: Removal) -> Json:
    """Give what was removed its stable form."""
    return {
        "removed": [_outcome_as_json(place, outcome) for place, outcome in removal.done.outcomes],
        "refused": _refused_as_json(removal.done),
        "forgotten": [str(folder) for folder in removal.forgotten],
        "left": [str(folder) for folder in removal.left],
        "notes": list(removal.notes),
    }


def _state(found: Found, listing: Listing) -> str:
    mend = f"bowerbird plugins install {listing.host}"
    installed = f"installed, version {found.version or '?'}"
    newer = (
        f"here is {listing.version}"
        if listing.version != found.version
        else "some of its files are newer here"
    )
    sentences: Mapping[str, str] = {
        "absent": f"not installed. To install: {mend}",
        "current": f"{installed}, up to date",
        "outdated": f"{installed}; {newer}. To bring it up to date: {mend}",
        "damaged": f"{installed}, but it is not whole. To mend it: {mend}",
        "changed": f"{installed}, and changed since: {', '.join(found.changed)}",
        "managed": f"{installed}, from a repository; it is brought up to date from there",
        "foreign": "something else has the plug-in's name there; Bowerbird did not install it",
    }
    return sentences[found.state]


def _outcome_as_json(place: Place, outcome: Outcome) -> Json:
    return {
        **place.facts,
        "folder": str(place.folder),
        "done": outcome.done,
        "kept": None if outcome.kept is None else str(outcome.kept),
    }


def _refused_as_json(done: Done) -> list[Json]:
    return [
        {**place.facts, "error": {"code": error.code, "message": str(error)}} for place, error in done.refused
    ]


def _say(console: Console, text: str) -> None:
    console.print(printable(text), markup=False)
