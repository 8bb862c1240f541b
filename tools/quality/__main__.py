"""The command line of the builders of sets."""

from __future__ import annotations

import argparse
import ast
import importlib
import importlib.util
import pkgutil
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Protocol, cast

import tools.quality as package


class Builder(Protocol):
    """Write a set into a folder. `size` is about how many queries or pictures it has; equal seeds give equal sets."""

    def __call__(self, data: Path, to: Path, *, seed: int, size: int) -> None:
        """Read the given sets under `data`, write into `to`."""
        ...


def names() -> dict[str, str]:
    """Name every set that can be made, each with the first line of its docstring. Imports none of them."""
    found: dict[str, str] = {}
    for module in pkgutil.iter_modules(package.__path__):
        spec = importlib.util.find_spec(f"{package.__name__}.{module.name}")
        if module.name.startswith("_") or spec is None or spec.origin is None:
            continue
        tree = ast.parse(Path(spec.origin).read_text(encoding="utf-8"))
        if any(isinstance(node, ast.FunctionDef) and node.name == "build" for node in tree.body):
            found[module.name] = (ast.get_docstring(tree) or "").partition("\n")[0]
    return found


def builder(name: str) -> Builder:
    """Give the builder of a set."""
    return cast("Builder", importlib.import_module(f"{package.__name__}.{name}").build)


def main(arguments: Sequence[str] | None = None) -> int:
    """Make the set that was named."""
    known = names()
    listed = "\n".join(f"  {name:<14}{line}" for name, line in known.items())
    parser = argparse.ArgumentParser(
        prog="python -m tools.quality",
        description="Make a set for `python -m benchmarks.quality`.",
        epilog=f"sets:\n{listed}",
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("name", metavar="NAME", choices=sorted(known), help="which set")
    parser.add_argument(
        "--data", type=Path, default=Path("../shared/data"), help="the given sets (%(default)s)"
    )
    parser.add_argument("--to", type=Path, required=True, help="a folder, made when it is missing")
    parser.add_argument("--seed", type=int, default=9, help="the same seed gives the same set (%(default)s)")
    parser.add_argument("--size", type=int, default=500, help="how large it gets (%(default)s)")
    options = parser.parse_args(arguments)
    if not options.data.is_dir():
        parser.error(f"--data: there is no folder {options.data}")
    if options.size < 1:
        parser.error("--size must be at least 1")
    options.to.mkdir(parents=True, exist_ok=True)
    try:
        builder(options.name)(options.data, options.to, seed=options.seed, size=options.size)
    except OSError as error:
        print(f"tools.quality: {error}", file=sys.stderr)
        return 1
    print(f"{options.to}: measure it with `python -m benchmarks.quality {options.to}`")
    return 0


if __name__ == "__main__":
    sys.exit(main())
