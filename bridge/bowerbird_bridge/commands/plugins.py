"""The `bowerbird plugins` commands: which programs have the plug-in, and putting it there or away."""

from __future__ import annotations

import os
import shutil
import sys
from collections.abc import Callable
from dataclasses import dataclass, field
from importlib import metadata
from pathlib import Path

import click

from bowerbird_bridge.commands.named_path import NamedPath
from bowerbird_bridge.commands.output import dump, err, json_option, out
from bowerbird_bridge.commands.plugin_hosts import plugin_folder, plugin_listings
from bowerbird_bridge.commands.plugin_hosts.gimp_profiles import Surroundings, profile_places
from bowerbird_bridge.commands.plugin_hosts.gimp_targets import (
    Target,
    check_writable,
    find_targets,
    make_folder,
    named_target,
)
from bowerbird_bridge.commands.plugin_hosts.installed_gimps import (
    InstalledGimp,
    gimp_runs,
    installed_gimps,
    make_profile,
)
from bowerbird_bridge.commands.plugin_hosts.plugin_files import gather, gimp_source
from bowerbird_bridge.commands.plugin_hosts.plugin_folder import Outcome
from bowerbird_bridge.commands.plugin_hosts.plugin_state import Parts, examine
from bowerbird_bridge.commands.terminal import printable
from bowerbird_engine import BowerbirdError

host_argument = click.argument("host", type=click.Choice(["gimp"], case_sensitive=False), metavar="HOST")
into_option = click.option(
    "--into",
    type=NamedPath(),
    metavar="FOLDER",
    help="GIMP's profile or its folder of plug-ins, where it is not found by itself.",
)
force_option = click.option(
    "--force", is_flag=True, help="Put aside what is there and was changed, or is not Bowerbird's."
)


class PluginHostMissingError(BowerbirdError):
    """Say that the program that the plug-in is for was not found."""

    code = "plugin_host_missing"


@dataclass(slots=True)
class Done:
    """What was done in each profile, and what was refused."""

    outcomes: list[tuple[Target, Outcome]] = field(default_factory=list[tuple[Target, Outcome]])
    refused: list[tuple[Target, BowerbirdError]] = field(default_factory=list[tuple[Target, BowerbirdError]])


@click.group(invoke_without_command=True)
@json_option
@click.pass_context
def plugins(context: click.Context, *, as_json: bool) -> None:
    """Put Bowerbird into GIMP, or take it out.

    Without a command: `list`.
    """
    if context.invoked_subcommand is None:
        _list(as_json=as_json)


@plugins.command("list")
@json_option
def list_plugins(*, as_json: bool) -> None:
    """List where GIMP was found, and whether the plug-in is there and up to date."""
    _list(as_json=as_json)


def _list(*, as_json: bool) -> None:
    around, parts = _surroundings(), _parts()
    found = [(target, examine(target.plug_ins / parts.name, parts)) for target in find_targets(around)]
    gimps = installed_gimps(around)
    places = [place.folder for place in profile_places(around)]
    if as_json:
        dump(plugin_listings.list_as_json(found, gimps, places, parts.version))
    else:
        plugin_listings.show_list(out(), found, gimps, places, parts.version)


@plugins.command()
@host_argument
@into_option
@force_option
@json_option
def install(host: str, *, into: Path | None, force: bool, as_json: bool) -> None:
    """Install the plug-in, or bring it up to date.

    HOST is gimp. Every profile of GIMP 3 that is found gets it: the system's own, Flatpak's and Snap's.
    """
    del host  # there is one so far
    around, parts = _surroundings(), _parts()
    targets = _targets(around, into) or _first_run(around, as_json=as_json)
    done = _everywhere(targets, lambda target: _install(target, parts, force=force))
    running = gimp_runs()
    if as_json:
        dump(plugin_listings.installed_as_json(done.outcomes, done.refused, parts, running=running))
    else:
        plugin_listings.show_installed(out(), done.outcomes, parts, running=running)
    _end(done)


def _install(target: Target, parts: Parts, *, force: bool) -> Outcome:
    check_writable(target)
    make_folder(target)
    return plugin_folder.install(target.plug_ins, parts, force=force)


@plugins.command()
@host_argument
@into_option
@force_option
@click.option("--forget", is_flag=True, help="Remove the plug-in's own data too: its token and its settings.")
@json_option
def remove(host: str, *, into: Path | None, force: bool, forget: bool, as_json: bool) -> None:
    """Take the plug-in out of every profile.

    HOST is gimp. What the plug-in kept for itself stays, unless --forget is given.
    """
    del host
    around, parts = _surroundings(), _parts()
    forgotten: list[Path] = []

    def take_out(target: Target) -> Outcome:
        check_writable(target)
        outcome = plugin_folder.remove(target.plug_ins, parts, force=force)
        if forget and _forget(target.data):
            forgotten.append(target.data)
        return outcome

    done = _everywhere(_targets(around, into), take_out)
    left = [
        target.data for target, _ in done.outcomes if target.data.is_dir() and not target.data.is_symlink()
    ]
    if as_json:
        dump(plugin_listings.removed_as_json(done.outcomes, done.refused, parts, forgotten, left))
    else:
        plugin_listings.show_removed(out(), done.outcomes, parts, forgotten, left)
    _end(done)


def _forget(data: Path) -> bool:
    """Remove the plug-in's own folder in a profile; a link there is not ours."""
    if data.is_symlink() or not data.is_dir():
        return False
    try:
        shutil.rmtree(data)
    except OSError as error:
        raise plugin_folder.PluginFolderError(
            f"{data} cannot be removed: {error.strerror or error}."
        ) from error
    return True


def _targets(around: Surroundings, into: Path | None) -> list[Target]:
    return find_targets(around) if into is None else [named_target(into, around)]


def _first_run(around: Surroundings, *, as_json: bool) -> list[Target]:
    """Let a GIMP that has never run make its profile. Raises PluginHostMissingError where nothing helps."""
    gimps = [gimp for gimp in installed_gimps(around) if gimp.is_gimp_3]
    for gimp in gimps:
        if gimp.console is not None and _is_own(around.home):
            if not as_json:
                err().print(
                    "GIMP has not run yet: starting it once, without a window, so that it sets itself up …"
                )
            make_profile(gimp)
    targets = find_targets(around)
    if not targets:
        raise PluginHostMissingError(_missing(around, gimps))
    return targets


def _is_own(home: Path) -> bool:
    """Tell whether GIMP would make a profile of this user's own: with sudo the home may still be the person's."""
    return os.name != "posix" or home.stat().st_uid == os.geteuid()


def _missing(around: Surroundings, gimps: list[InstalledGimp]) -> str:
    if gimps:
        return (
            f"GIMP {gimps[0].version} is installed but has made no profile yet. Start GIMP once, end it, and run this"
            " command again."
        )
    places = ", ".join(str(place.folder) for place in profile_places(around))
    return (
        f"No profile of GIMP 3 was found. Looked in: {places}. If GIMP 3 is installed, start it once and run this"
        " command again, or name the folder that GIMP shows under Edit > Preferences > Folders > Plug-Ins: --into FOLDER"
    )


def _everywhere(targets: list[Target], act: Callable[[Target], Outcome]) -> Done:
    """Act on each profile; that one refuses keeps no other from being served."""
    done = Done()
    for target in targets:
        try:
            done.outcomes.append((target, act(target)))
        except BowerbirdError as error:
            done.refused.append((target, error))
    if done.refused and not done.outcomes:
        raise done.refused[0][1]
    return done


def _end(done: Done) -> None:
    """Say what was refused, and end with 1 when anything was."""
    for _, error in done.refused:
        click.echo(f"bowerbird: {printable(str(error))}", err=True)
    if done.refused:
        raise click.exceptions.Exit(1)


def _surroundings() -> Surroundings:
    return Surroundings(sys.platform, Path.home(), os.environ)


def _parts() -> Parts:
    source = gimp_source()
    return Parts("bowerbird_gimp", source.entry, gather(source), metadata.version("bowerbird"))
