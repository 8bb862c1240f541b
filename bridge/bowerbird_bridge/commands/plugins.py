"""The `bowerbird plugins` commands: which programs have the plug-in, and putting it there or away."""

from __future__ import annotations

from collections.abc import Mapping
from importlib import metadata
from pathlib import Path
from typing import Final

import click

from bowerbird_bridge.commands.named_path import NamedPath
from bowerbird_bridge.commands.output import dump, err, json_option, out
from bowerbird_bridge.commands.plugin_hosts import plugin_listings
from bowerbird_bridge.commands.plugin_hosts.blender_host import BlenderHost
from bowerbird_bridge.commands.plugin_hosts.gimp_host import GimpHost
from bowerbird_bridge.commands.plugin_hosts.hosts import Done, PluginHost
from bowerbird_bridge.commands.plugin_hosts.surroundings import of_this_machine
from bowerbird_bridge.commands.plugin_hosts.vscode_host import VSCodeHost
from bowerbird_bridge.commands.terminal import printable
from bowerbird_engine import load_settings

HOSTS: Final = ("gimp", "blender", "vscode")

host_argument = click.argument("host", type=click.Choice(HOSTS, case_sensitive=False))
into_option = click.option(
    "--into",
    type=NamedPath(),
    metavar="PATH",
    help="Where it is not found by itself: GIMP's profile or its folder of plug-ins; Blender's program, or the"
    " folder with it; the program of VS Code that takes commands, or the folder with it.",
)
force_option = click.option(
    "--force", is_flag=True, help="Put aside what is there and was changed, or is not Bowerbird's."
)


@click.group(invoke_without_command=True)
@json_option
@click.pass_context
def plugins(context: click.Context, *, as_json: bool) -> None:
    """Put Bowerbird into GIMP, Blender or VS Code, or take it out.

    Without a command: `list`.
    """
    if context.invoked_subcommand is None:
        _list(as_json=as_json)


@plugins.command("list")
@json_option
def list_plugins(*, as_json: bool) -> None:
    """List where GIMP, Blender and VS Code were found, and whether the plug-in is there and up to date."""
    _list(as_json=as_json)


def _list(*, as_json: bool) -> None:
    listings = [host.list() for host in plugin_hosts().values()]
    if as_json:
        dump(plugin_listings.list_as_json(listings, metadata.version("bowerbird")))
    else:
        plugin_listings.show_list(out(), listings)


@plugins.command()
@host_argument
@into_option
@force_option
@json_option
def install(host: str, *, into: Path | None, force: bool, as_json: bool) -> None:
    """Install the plug-in, or bring it up to date.

    Every GIMP 3, or Blender 4.2 and newer, or editor made from VS Code (Insiders, VSCodium, Cursor, Windsurf,
    code-server) that is found gets it: the system's own, Flatpak's, Snap's, and those that you unpacked yourself.
    """

    def tell(sentence: str) -> None:
        if not as_json:
            err().print(printable(sentence), markup=False)

    installation = plugin_hosts()[host].install(into, force=force, tell=tell)
    if as_json:
        dump(plugin_listings.installed_as_json(installation))
    else:
        plugin_listings.show_installed(out(), installation)
    _end(installation.done)


@plugins.command()
@host_argument
@into_option
@force_option
@click.option("--forget", is_flag=True, help="Remove the plug-in's own data too: its token and its settings.")
@json_option
def remove(host: str, *, into: Path | None, force: bool, forget: bool, as_json: bool) -> None:
    """Take the plug-in out of every GIMP, every Blender, or every editor made from VS Code.

    What the plug-in kept for itself stays, unless --forget is given.
    """
    program = plugin_hosts()[host]
    removal = program.remove(into, force=force, forget=forget)
    if as_json:
        dump(plugin_listings.removed_as_json(removal))
    else:
        plugin_listings.show_removed(out(), removal, program)
    _end(removal.done)


def _end(done: Done) -> None:
    """Say what was refused, and end with 1 when anything was."""
    for _, error in done.refused:
        click.echo(f"bowerbird: {printable(str(error))}", err=True)
    if done.refused:
        raise click.exceptions.Exit(1)


def plugin_hosts() -> Mapping[str, PluginHost]:
    """Give the programs that can have the plug-in, by what the command line calls them."""
    around = of_this_machine()
    kept_in = load_settings().cache_dir / "plugins"
    hosts: tuple[PluginHost, ...] = (
        GimpHost(around),
        BlenderHost(around, kept_in),
        VSCodeHost(around, kept_in),
    )
    return {host.name: host for host in hosts}
