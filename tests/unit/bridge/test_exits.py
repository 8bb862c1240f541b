"""How the program ends, whatever ends it."""

from __future__ import annotations

import io

import click
import pytest
from click.testing import CliRunner

from bowerbird_bridge.commands.exits import BowerbirdGroup, run
from bowerbird_engine.errors import LibraryBusyError


@click.group(cls=BowerbirdGroup)
def program() -> None:
    """Be a program of some commands."""


@program.command()
def works() -> str:
    """Give something that is no exit code."""
    return "done"


@program.command()
@click.pass_context
def interrupted_behind(ctx: click.Context) -> None:
    """Be interrupted when the work is done and told."""
    ctx.find_root().call_on_close(_interrupt)
    click.echo("done")


@program.command()
def interrupted() -> None:
    """Be interrupted at work."""
    _interrupt()


@program.command()
def asks() -> None:
    """Ask somebody who does not answer."""
    click.confirm("Really?", abort=True)


@program.command()
def busy() -> None:
    """Meet another process."""
    raise LibraryBusyError("another process writes")


def _interrupt() -> None:
    raise KeyboardInterrupt


@pytest.mark.parametrize(
    ("arguments", "code", "told"),
    [
        ((), 2, "Usage:"),
        (("--help",), 0, "Usage:"),
        (("nothing",), 2, "No such command"),
        (("works", "more"), 2, "unexpected extra argument"),
        (("works",), 0, ""),
        (("interrupted-behind",), 130, "done\n"),
        (("interrupted",), 130, "Stopped."),
        (("asks",), 1, "Aborted!"),
        (("busy",), 3, "another process writes"),
    ],
)
def test_how_it_ends(
    capfd: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
    arguments: tuple[str, ...],
    code: int,
    told: str,
) -> None:
    """Each end has its code and its words."""
    monkeypatch.setattr("sys.stdin", io.StringIO())
    with pytest.raises(SystemExit) as ended:
        run(program, arguments)
    assert ended.value.code == code
    assert told in "".join(capfd.readouterr())


def test_click_alone_ends_as_failed() -> None:
    """Control: what is interrupted behind its work would end as one that could not be done."""
    assert CliRunner().invoke(program, ["interrupted-behind"]).exit_code == 1
