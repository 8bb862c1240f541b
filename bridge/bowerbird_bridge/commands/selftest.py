"""The `bowerbird selftest` commands: the person's own pictures and descriptions, asked again after every change."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import click
from rich.text import Text

from bowerbird_bridge.commands import terminal
from bowerbird_bridge.commands.keeping import keeper_for
from bowerbird_bridge.commands.named_path import NamedPath
from bowerbird_bridge.commands.output import dump, json_option, open_engine, out
from bowerbird_bridge.commands.query_options import picture_clue
from bowerbird_engine import AssetId, Engine, IndexReport, Probe, SelfTestReport

_ENOUGH = 50
"""A library of fewer pictures is being tried out."""
_STYLES = {"same": "green", "expected": "", "look": "bold yellow"}


def is_worth_setting_up(engine: Engine, report: IndexReport) -> bool:
    """Tell whether this run of the index made a library of some size, which has no self-test. That happens once."""
    state = engine.status()
    before = state.contents - report.embedded
    grown = before < _ENOUGH <= state.searchable and state.searchable == state.contents
    return grown and report.switch is None and engine.self_test() is None


@click.group()
def selftest() -> None:
    """Check with your own pictures and words that searches still find what they found.

    Set it up once, with three pictures and five descriptions that you know the answer of. `bowerbird doctor` runs it too.
    """


@selftest.command("set")
@click.option(
    "--picture",
    "pictures",
    multiple=True,
    type=NamedPath(),
    metavar="FILE|ID",
    help="A picture to search with. May be given several times.",
)
@click.option("--words", multiple=True, metavar="TEXT", help="A description. May be given several times.")
@click.option(
    "--expect",
    "expected",
    multiple=True,
    metavar="N=ID",
    help="The picture that the N-th of them should find: pictures count first, then words.",
)
@json_option
def set_up(
    *, pictures: tuple[Path, ...], words: tuple[str, ...], expected: tuple[str, ...], as_json: bool
) -> None:
    """Set up the self-test, in place of the one before, and keep the lists of now.

    \b
    bowerbird selftest set --picture mug.jpg --words "red mug" --words "sunset over water" --expect 2=01J…
    """  # noqa: D301  click reads the escape that keeps lines as they are
    probes = [Probe(picture=picture_clue(str(picture))) for picture in pictures]
    probes += [Probe(words=text) for text in words]
    for each in expected:
        number, _, asset_id = each.partition("=")
        if not number.isdecimal() or not 1 <= int(number) <= len(probes) or not asset_id:
            raise click.UsageError(
                f"--expect {terminal.printable(each)}: write the number of a picture or description, =, and an id."
            )
        at = int(number) - 1
        probes[at] = replace(probes[at], expected=AssetId(asset_id.upper()))
    with open_engine() as engine, keeper_for(engine) as keeper:
        keeper.set_self_test(probes)
        _tell(engine, as_json=as_json)


@selftest.command()
@json_option
def run(*, as_json: bool) -> None:
    """Ask everything again, and say what moved and whether that is to be expected.

    Ends with 1 when a list is a reason to look.
    """
    with open_engine() as engine:
        report = engine.run_self_test()
    if as_json:
        dump(_as_json(report))
    else:
        console = out()
        for result in report.probes:
            console.print(Text(terminal.printable(result.says), style=_STYLES[result.verdict]))
        said = f"{report.says[:1].upper()}{report.says[1:]}."
        console.print(Text(terminal.printable(said), style=_STYLES[report.verdict]))
    if report.verdict == "look":
        raise click.exceptions.Exit(1)


@selftest.command()
@json_option
def keep(*, as_json: bool) -> None:
    """Take the lists of now for right: later runs are compared with them."""
    with open_engine() as engine, keeper_for(engine) as keeper:
        keeper.keep_self_test()
        _tell(engine, as_json=as_json)


@selftest.command()
@json_option
def show(*, as_json: bool) -> None:
    """Show what the self-test asks, and when its lists were kept."""
    with open_engine() as engine:
        _tell(engine, as_json=as_json)


@selftest.command()
def remove() -> None:
    """Have no self-test any more."""
    with open_engine() as engine, keeper_for(engine) as keeper:
        keeper.forget_self_test()


def _tell(engine: Engine, *, as_json: bool) -> None:
    kept = engine.self_test()
    if as_json:
        probes = () if kept is None else kept.probes
        dump(
            {
                "kept": None if kept is None else kept.kept.isoformat(),
                "model": None if kept is None else kept.model,
                "probes": [
                    {
                        "name": probe.name,
                        "words": probe.words,
                        "expected": None if probe.expected is None else probe.expected.hex(),
                        "hits": probe.hits,
                    }
                    for probe in probes
                ],
            }
        )
    elif kept is None:
        out().print("No self-test is set up yet: bowerbird selftest set --help")
    else:
        for probe in kept.probes:
            aim = ", and expects one picture" if probe.expected is not None else ""
            out().print(f"{terminal.printable(probe.name)}: {probe.hits} hits are kept{aim}", markup=False)
        out().print(f"Kept {kept.kept:%Y-%m-%d %H:%M} UTC.")


def _as_json(report: SelfTestReport) -> dict[str, object]:
    return {
        "verdict": report.verdict,
        "says": report.says,
        "kept": report.kept.isoformat(),
        "changes": list(report.changes),
        "probes": [
            {
                "name": each.name,
                "verdict": each.verdict,
                "overlap": each.overlap,
                "added": each.added,
                "removed": each.removed,
                "place_before": each.place_before,
                "place_now": each.place_now,
                "says": each.says,
            }
            for each in report.probes
        ],
    }
