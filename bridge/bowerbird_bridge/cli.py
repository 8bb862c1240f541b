"""The `bowerbird` command: one function per sub-command, each a few lines over the Engine."""

from __future__ import annotations

from pathlib import Path

import click

from bowerbird_bridge.commands import demo as demo_library
from bowerbird_bridge.commands import json_forms, listings, terminal
from bowerbird_bridge.commands.backup import backup
from bowerbird_bridge.commands.curated import curated
from bowerbird_bridge.commands.doctor import diagnostics, doctor
from bowerbird_bridge.commands.duplicates import duplicates
from bowerbird_bridge.commands.exits import BowerbirdGroup
from bowerbird_bridge.commands.folders import folders
from bowerbird_bridge.commands.gone import gone
from bowerbird_bridge.commands.gone_lines import brought_back_line
from bowerbird_bridge.commands.interrupts import interrupt_as_request
from bowerbird_bridge.commands.mcp import mcp
from bowerbird_bridge.commands.models import models
from bowerbird_bridge.commands.named_collections import collections
from bowerbird_bridge.commands.named_path import NamedPath
from bowerbird_bridge.commands.output import dump, err, json_option, open_engine, out
from bowerbird_bridge.commands.page import open_page, stop
from bowerbird_bridge.commands.pair import clients, pair
from bowerbird_bridge.commands.plugins import plugins
from bowerbird_bridge.commands.recipe import recipe
from bowerbird_bridge.commands.restore import restore
from bowerbird_bridge.commands.search import search, similar
from bowerbird_bridge.commands.searches import searches
from bowerbird_bridge.commands.selftest import is_worth_setting_up, selftest
from bowerbird_bridge.commands.serve import serve
from bowerbird_bridge.commands.service import service
from bowerbird_bridge.commands.writing import writer_for
from bowerbird_bridge.file_manager import reveal_in_file_manager
from bowerbird_engine import AddedFolder, AssetId, load_settings

FOLDER = NamedPath()


@click.group(
    cls=BowerbirdGroup,
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100},
    epilog="Start with `bowerbird demo`, or with your own pictures: `bowerbird add ~/Pictures`, then `bowerbird index`.",
)
@click.version_option(package_name="bowerbird")
def bowerbird() -> None:
    """Search the pictures of your own folders by words, by picture and by the letters in them.

    Everything stays on this machine, and your files are never written, moved or deleted.

    \b
    Exit codes
      0    done
      1    it could not be done
      2    wrong usage
      3    another process is writing to the library
      130  interrupted
    """


@bowerbird.command()
@click.argument("folders", nargs=-1, required=True, type=FOLDER, metavar="FOLDER…")
@json_option
def add(folders: tuple[Path, ...], *, as_json: bool) -> None:
    """Add folders to the library. One to three folders of your best pictures are a good start.

    Nothing is copied. Run `bowerbird index` next.
    """
    added: list[AddedFolder] = []
    with open_engine() as engine, writer_for(engine) as library:
        try:
            for folder in folders:
                added.append(library.add_folder(folder))  # noqa: PERF401  what was added before an error counts
        finally:
            if as_json and added:
                dump({"added": [json_forms.added_as_json(each) for each in added]})
            elif added:
                for each in added:
                    out().print(f"Added {terminal.printable(str(each.root.path))}", markup=False)
                    if (line := brought_back_line(each)) is not None:
                        out().print(line)
                out().print("The hub indexes it now." if library.through_hub else "Next: bowerbird index")


@bowerbird.command()
@click.argument("folders", nargs=-1, required=True, type=FOLDER, metavar="FOLDER…")
@click.option("--forget", is_flag=True, help="Forget at once and for good what was learned from them.")
@json_option
def remove(folders: tuple[Path, ...], *, forget: bool, as_json: bool) -> None:
    """Take folders out of the library. The pictures themselves are not touched.

    For 30 days `bowerbird add` brings a folder back as it was. With --forget nothing of it is kept, thumbnails and letters
    included; that works for folders, too, that were taken out before.
    """
    with open_engine() as engine, writer_for(engine) as library:
        removed = {str(folder): library.remove_folder(folder, forget=forget) for folder in folders}
    if as_json:
        dump({"removed": removed})
        return
    for folder, count in removed.items():
        done = "Forgot" if forget else "Took out"
        out().print(
            f"{done} {terminal.printable(folder)} ({count:,} files; none was touched on disk)", markup=False
        )
    if not forget:
        out().print(
            "For 30 days `bowerbird add` brings it back as it was; `bowerbird remove --forget` keeps nothing."
        )


@bowerbird.command()
@click.option("--no-ocr", is_flag=True, help="Leave the letters in pictures for a later run.")
@json_option
def index(*, no_ocr: bool, as_json: bool) -> None:
    """Bring the library up to date with its folders.

    Returns when it is. Safe to stop at any moment with Ctrl-C: the next run goes on from there.
    """
    with (
        open_engine() as engine,
        writer_for(engine) as library,
        interrupt_as_request() as cancel,
        terminal.progress_shown(err()) as show,
    ):
        report = library.index(ocr=not no_ocr, progress=show, cancel=cancel)
        without_folders = not engine.folders()
        worth_testing = is_worth_setting_up(engine, report)
    if as_json:
        dump(json_forms.report_as_json(report))
    else:
        terminal.show_report(out(), report, without_folders=without_folders)
        if worth_testing:
            out().print(
                "A few pictures and words of yours can check that searches stay right: bowerbird selftest set --help",
                style="dim",
            )


@bowerbird.command()
@click.argument("asset_id", metavar="ID")
@click.option("--print", "only_print", is_flag=True, help="Print the path and open nothing.")
@json_option
def reveal(asset_id: str, *, only_print: bool, as_json: bool) -> None:
    """Show a picture in the file manager.

    Its path is printed too. Ends with 1 when the picture is not here now.
    """
    with open_engine() as engine:
        asset = engine.asset(AssetId(asset_id.upper()))
        why_not = engine.offline_reason(asset)
    if as_json:
        shown = asset.online and not only_print and reveal_in_file_manager(asset.path)
        dump({"id": asset.id, "path": str(asset.path), "online": asset.online, "shown": shown})
    else:
        if asset.online and not only_print and not reveal_in_file_manager(asset.path):
            err().print("No file manager could be opened here; this is the place:")
        if why_not is not None:
            err().print(f"This picture cannot be opened now: {terminal.printable(why_not)}", markup=False)
        click.echo(str(asset.path).encode("utf-8", "surrogateescape"))
    if not asset.online:
        raise click.exceptions.Exit(1)


@bowerbird.command()
@click.option("--problems", is_flag=True, help="Name every file that is not searchable, with the reason.")
@json_option
def status(*, problems: bool, as_json: bool) -> None:
    """Show what the library holds.

    And what is still to do, and with --problems every file that could not be read.
    """
    with open_engine() as engine:
        state = engine.status()
        failures = engine.failures() if problems else ()
    if as_json:
        answer = json_forms.status_as_json(state)
        if problems:
            answer["problems"] = [json_forms.failure_as_json(failure) for failure in failures]
        dump(answer)
    else:
        listings.show_status(out(), state, failures)


for command in (
    folders,
    search,
    similar,
    models,
    serve,
    open_page,
    stop,
    pair,
    clients,
    plugins,
    service,
    mcp,
    searches,
    recipe,
    selftest,
    curated,
    collections,
    duplicates,
    gone,
    backup,
    restore,
    doctor,
    diagnostics,
):
    bowerbird.add_command(command)


@bowerbird.command()
def demo() -> None:
    """Try everything on the sample library.

    Indexes it, searches it by words, by picture and by letters, and ends by itself.
    """
    demo_library.run(out(), err(), load_settings())
