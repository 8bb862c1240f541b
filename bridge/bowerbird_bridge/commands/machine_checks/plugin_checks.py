"""Whether the plug-ins that are installed are whole and of this version."""

from __future__ import annotations

from collections.abc import Iterator

from bowerbird_bridge.commands.plugin_hosts.hosts import PluginHost
from bowerbird_engine import BowerbirdError, Check


def plugin(host: PluginHost) -> Iterator[Check]:
    """Look at every place where a host program has the plug-in."""
    try:
        listing = host.list()
    except BowerbirdError as error:
        yield Check("plug-in", "note", str(error), code="plugin_unknown")
        return
    again = f"Install it again: `bowerbird plugins install {listing.host}`."
    for place, found in listing.entries:
        title = f"{place.title}: the plug-in"
        if found.state == "current":
            yield Check("plug-in", "ok", f"{title} is there and up to date")
        elif found.state == "outdated":
            yield Check(
                "plug-in",
                "note",
                f"{title} is of version {found.version}, this is {listing.version}",
                again,
                "plugin_outdated",
            )
        elif found.state == "damaged":
            yield Check("plug-in", "bad", f"{title} lacks files and does not start", again, "plugin_damaged")
        elif found.state == "changed":
            yield Check(
                "plug-in",
                "note",
                f"{title} was changed by hand: {', '.join(found.changed[:3])}",
                f"To have it as it was: `bowerbird plugins install {listing.host} --force`.",
                "plugin_changed",
            )
