"""The composition root of the `bowerbird` command."""

from __future__ import annotations

from bowerbird_bridge.cli import bowerbird


def main() -> None:
    """Run the command line."""
    bowerbird(prog_name="bowerbird")


if __name__ == "__main__":
    main()
