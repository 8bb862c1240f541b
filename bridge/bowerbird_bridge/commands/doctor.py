"""`bowerbird doctor` and `bowerbird diagnostics`: what is wrong and what to do, and a bundle for whoever helps."""

from __future__ import annotations

import os
from functools import partial
from pathlib import Path
from typing import Final

import click

from bowerbird_bridge.commands import json_forms, listings
from bowerbird_bridge.commands.named_path import NamedPath
from bowerbird_bridge.commands.output import dump, err, json_option, out
from bowerbird_bridge.commands.terminal import printable
from bowerbird_engine import BowerbirdError, Check, Engine, Settings, load_settings, run_check

BUNDLE_NAME: Final = "bowerbird-diagnostics.zip"

_HOST_PROGRAM_S: Final = 10.0


class BundleError(BowerbirdError):
    """Say that a bundle cannot be written where it was to lie."""

    code = "bundle"


@click.command()
@json_option
def doctor(*, as_json: bool) -> None:
    """Check everything, and say what to do.

    Library, caches, disks, rights, models, text recognizer, decoder, folders, rules, the hub and the plug-ins. Nothing
    is changed. Ends with 1 when something is bad.
    """
    checks = examined(load_settings())
    if as_json:
        dump({"checks": [json_forms.check_as_json(check) for check in checks]})
    else:
        listings.show_checks(out(), checks)
    if any(check.state == "bad" for check in checks):
        raise click.exceptions.Exit(1)


@click.command()
@click.argument("file", required=False, type=NamedPath(), metavar="[FILE]")
@click.option("--replace", is_flag=True, help="Write over a file of this name.")
@json_option
def diagnostics(file: Path | None, *, replace: bool, as_json: bool) -> None:
    """Write a small zip that you can give to whoever helps you.

    Versions, what the doctor found, the library in numbers, how long searches take, and the last lines of the hub's log.
    No path, no name of a file, a folder, a person or this machine, no search and no letters are in it: look into it
    before you pass it on. Nothing is sent anywhere.
    """
    from bowerbird_bridge.commands.diagnostics.bundle import make_bundle, write_bundle  # noqa: PLC0415  wanted by this command alone

    settings = load_settings()
    place = Path(BUNDLE_NAME) if file is None else file
    # Unlike pathlib's it raises for no name, and what it cannot tell is told when it is written.
    if not replace and os.path.lexists(place):
        raise BundleError(f"{place} is there already. Name another file, or write over it with --replace.")
    err().print("Looking at everything. This takes a moment.")
    bundle = make_bundle(settings, examined(settings))
    try:
        write_bundle(place, bundle.as_zip(), replace=replace)
    except FileExistsError as error:
        raise BundleError(f"{place} is there by now. Name another file.") from error
    except OSError as error:
        raise BundleError(f"{place} cannot be written: {error.strerror}. Name another file.") from error
    sizes = {name: len(text.encode()) for name, text in bundle.files.items()}
    if as_json:
        dump({"file": str(place.absolute()), "files": sizes, "withheld": list(bundle.withheld)})
        return
    out().print(f"Wrote {printable(str(place))}, with", markup=False)
    for name, size in sizes.items():
        out().print(f"  {name:<15} {size:>8,} bytes", markup=False)
    for name in bundle.withheld:
        out().print(f"{name} was left out: something private could not be taken out of it.")
    out().print("It was written here and sent nowhere. Look into it before you pass it on.")


def examined(settings: Settings) -> list[Check]:
    """Run all checks: those of the engine, and those of what stands around it."""
    from bowerbird_bridge.commands.machine_checks import (  # noqa: PLC0415  they load what serves
        hub_checks,
        login_checks,
        plugin_checks,
    )
    from bowerbird_bridge.commands.plugins import plugin_hosts  # noqa: PLC0415

    return [
        *Engine.diagnose(settings),
        # First: whoever reads a secret that is open to others closes it.
        *run_check("secrets", partial(hub_checks.secrets, settings)),
        *run_check("hub", partial(hub_checks.hub, settings)),
        *run_check("hub", hub_checks.start_of_plugins),
        *run_check("start at login", login_checks.login, within_s=_HOST_PROGRAM_S),
        *(
            found
            for host in plugin_hosts().values()
            for found in run_check("plug-in", partial(plugin_checks.plugin, host), within_s=_HOST_PROGRAM_S)
        ),
    ]
