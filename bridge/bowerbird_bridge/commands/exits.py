"""How the command ends: exit codes and the one place where errors become sentences."""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Sequence
from typing import Any, NoReturn

import click

from bowerbird_bridge.commands.json_forms import error_as_json
from bowerbird_bridge.commands.terminal import printable
from bowerbird_client import BowerbirdClientError
from bowerbird_engine import BowerbirdError

FAILED = 1
WRONG_USAGE = 2
BUSY = 3
INTERRUPTED = 130
"""What a shell reports for a program that Ctrl-C ended: 128 + SIGINT."""

_AS_JSON = "bowerbird.as_json"
_USAGE_CODES = {
    "bad_request",
    "empty_query",
    "bad_folder",
    "unknown_folder",
    "unknown_asset",
    "unknown_client",
    "unknown_pack",
    "pack_in_use",
    "bad_cursor",
    "unknown_saved_search",
    "bad_saved_search_name",
    "bad_template",
    "no_curated_folder",
    "bad_recipe",
    "recipe_needs",
    "no_self_test",
    "library_there",
}


class BowerbirdGroup(click.Group):
    """A group of commands that turns the engine's errors into a sentence and an exit code."""

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        """Note whether JSON is asked for: an error needs to know before any command has read its options."""
        options = [*args, "--"]
        ctx.meta[_AS_JSON] = "--json" in options[: options.index("--")]
        return super().parse_args(ctx, args)

    def invoke(self, ctx: click.Context) -> Any:  # noqa: ANN401  click's own signature
        """Run a command; say errors on stderr, and as JSON on stdout where JSON was asked for."""
        try:
            return super().invoke(ctx)
        except click.ClickException as error:
            if ctx.meta[_AS_JSON]:
                click.echo(json.dumps({"error": {"code": "bad_request", "message": error.format_message()}}))
            raise
        except (BowerbirdError, BowerbirdClientError) as error:
            if ctx.meta[_AS_JSON]:
                click.echo(json.dumps(error_as_json(error)))
            # A sentence may name what a file or a model says of itself.
            click.echo(f"bowerbird: {printable(str(error))}", err=True)
            ctx.exit(_code_of(error))
        except KeyboardInterrupt:
            click.echo("Stopped. What was done is kept; run the same command again to go on.", err=True)
            ctx.exit(INTERRUPTED)
        except BrokenPipeError:
            # The reader of our output went away, as `head` does. Python would complain once more while it exits.
            os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
            ctx.exit(FAILED)
        except OSError as error:
            # What the engine does not foresee of the machine: a full disk behind our output, a device that fails.
            click.echo(f"bowerbird: the system refused: {error}", err=True)
            ctx.exit(FAILED)


def run(program: click.Group, arguments: Sequence[str] | None = None) -> NoReturn:
    """Run the whole program and exit; Ctrl-C ends it as interrupted also before a command works and after it has."""
    try:
        code: object = program.main(arguments, prog_name="bowerbird", standalone_mode=False)
    except click.ClickException as error:
        error.show()
        sys.exit(error.exit_code)
    except click.Abort as error:
        click.echo("Aborted!", err=True)
        sys.exit(INTERRUPTED if isinstance(error.__cause__, KeyboardInterrupt) else FAILED)
    # Without its own ending click gives the code that a command ended with, or what it returned.
    sys.exit(code if isinstance(code, int) else 0)


def _code_of(error: BowerbirdError | BowerbirdClientError) -> int:
    if error.code == "library_busy":
        return BUSY
    if error.code == "cancelled":
        return INTERRUPTED
    return WRONG_USAGE if error.code in _USAGE_CODES else FAILED
