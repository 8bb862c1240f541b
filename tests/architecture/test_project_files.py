"""The files of the project hold nothing of one machine, and what they promise is there."""

from __future__ import annotations

import re
import shutil
import subprocess
import tomllib
from collections.abc import Iterator
from pathlib import PurePosixPath

import click
import pytest
from click.testing import CliRunner

from architecture.checkout import ROOT, product_modules, project_files
from architecture.source_rules import HOMES, Module, imported_libraries
from architecture.text_rules import links, machine_paths, registry_hosts
from bowerbird_bridge.cli import bowerbird

THIS_FOLDER = PurePosixPath("tests/architecture")
"""The planted breaches stand here, so it is left out."""

ONE_MACHINES = "work"
"""A folder below the root that only some machine has."""

FOR_THE_KERNELS = {"usearch"}
"""It brings numkong, whose version it chooses; benchmarks measure against its own search."""


def _texts() -> Iterator[tuple[PurePosixPath, str]]:
    for place in project_files():
        if place.parent == THIS_FOLDER or "vendor" in place.parts:
            continue
        try:
            yield place, (ROOT / place).read_text(encoding="utf-8")
        except UnicodeDecodeError:
            continue


def test_no_file_names_a_machine_or_a_registry() -> None:
    """A fresh clone works anywhere: no path of one machine and no registry's address is written down."""
    texts = list(_texts())

    broken = [
        str(violation) for item in texts for violation in (*machine_paths(*item), *registry_hosts(*item))
    ]

    assert {PurePosixPath("Makefile"), PurePosixPath("requirements/runtime.txt")} <= {
        place for place, _ in texts
    }
    assert not broken, "\n".join(broken)


@pytest.mark.parametrize(
    "text",
    [
        "cd /root/project",
        f"open('/{ONE_MACHINES}/data/x')",
        "see /home/margaret/pictures",
        "C = '/Users/Margaret/Library'",
        "--find-links=/opt/wheels/",
    ],
)
def test_a_path_of_one_machine_is_caught(text: str) -> None:
    """Such a path is found wherever it stands in a text."""
    assert list(machine_paths(PurePosixPath("x"), text))


@pytest.mark.parametrize(
    "text",
    ["~/Pictures", "/home/you/Pictures", f"$HOME/{ONE_MACHINES}/x", f"a/{ONE_MACHINES}/b", "/usr/share/x"],
)
def test_a_path_that_stands_for_any_is_let_through(text: str) -> None:
    """Examples and places that every system has are no breach."""
    assert not list(machine_paths(PurePosixPath("x"), text))


@pytest.mark.parametrize(
    "text",
    [
        "https://" + "pypi.example.org/simple",
        "deb http://" + "deb.example.org/debian trixie main",
        "--index-url " + "https://10.0.0.1/simple",
        "registry=" + "https://10.0.0.1/",
    ],
)
def test_a_registry_is_caught(text: str) -> None:
    """An address or an option that names a registry is found."""
    assert list(registry_hosts(PurePosixPath("x"), text))


def test_links_lead_somewhere() -> None:
    """Each link between the project's Markdown files names a file that is there."""
    pages = [(place, text) for place, text in _texts() if place.suffix == ".md"]

    broken = [
        f"{place}: {target}"
        for place, text in pages
        for target in links(text)
        if not (ROOT / place.parent / target).exists()
    ]

    assert pages
    assert not broken, "\n".join(broken)


def test_links_are_read() -> None:
    """A link to a file is seen with and without a section, one to a page of the web is not."""
    assert list(links("[a](x/y.md#part), [b](z.md) and [c](https://example.org)")) == ["x/y.md", "z.md"]


def test_links_in_code_are_examples() -> None:
    """What shows how a link is written leads nowhere, and a link beside it still counts."""
    assert list(links("`![](a.png)` and ``[`](b.md)``, [c](c.md)\n```md\n[d](d.md)\n```\n[e](e.md)")) == [
        "c.md",
        "e.md",
    ]
    assert list(links("`[f](f.md)\n\n[g](g.md)")) == ["f.md", "g.md"]


def test_every_dependency_is_used_and_has_a_home() -> None:
    """What pyproject.toml asks for is imported somewhere, and nothing else is."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
    asked = {_name(entry) for entry in project["dependencies"]}
    asked |= {_name(entry) for extra in project["optional-dependencies"].values() for entry in extra}

    imported = {
        _distribution(library)
        for module in product_modules()
        if not module.in_plugin  # whose libraries the host brings
        for library in imported_libraries(module)
    }

    assert imported | FOR_THE_KERNELS == asked
    assert imported <= {_distribution(library) for library in HOMES} | {"numpy"}


def test_libraries_named_in_strings_are_seen() -> None:
    """A library that is imported by its name counts as used; an unknown one that is imported shows up."""
    source = "import importlib, pandas\nlater = importlib.import_module('pi_heif')\n"

    assert imported_libraries(Module(PurePosixPath("x.py"), source)) == {"pandas", "pi_heif"}


def test_the_lists_pin_everything_that_is_asked_for() -> None:
    """requirements/ follows pyproject.toml: each direct dependency is there, with hashes."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())
    wanted = {
        "runtime": project["project"]["dependencies"],
        "dev": project["project"]["dependencies"] + project["dependency-groups"]["dev"],
        "build": project["build-system"]["requires"],
    }
    for name, entries in wanted.items():
        text = (ROOT / "requirements" / f"{name}.txt").read_text()
        pins = re.findall(r"^([a-z0-9._-]+)==[^\s;]+(?: ;.*)? \\\n    --hash=sha256:", text, re.MULTILINE)

        assert len(pins) == text.count("==") - text.count(" == "), name
        assert {_name(entry) for entry in entries} <= {_name(pin) for pin in pins}, f"{name}: run make pins"


def test_the_plug_in_for_blender_is_under_the_gpl() -> None:
    """Blender's add-ons are GPL, all else is MIT."""
    assert "GNU GENERAL PUBLIC LICENSE" in (ROOT / "plugins/blender/LICENSE").read_text()[:200]
    assert "MIT License" in (ROOT / "LICENSE").read_text()[:200]


def test_readme_names_targets_that_make_knows() -> None:
    """Each `make …` of the README is a target of the Makefile."""
    make = shutil.which("make")
    assert make is not None
    named = set(re.findall(r"^\s*make ([a-z-]+)", (ROOT / "README.md").read_text(), re.MULTILINE))
    targets = set(re.findall(r"^([a-z-]+):", (ROOT / "Makefile").read_text(), re.MULTILINE))

    assert {"demo", "test"} <= named <= targets
    assert subprocess.run([make, "-n", "help"], cwd=ROOT, check=False, capture_output=True).returncode == 0


def test_readme_names_commands_that_bowerbird_knows() -> None:
    """Each `bowerbird …` of the README is a command, and has the options that are shown with it."""
    shown = [line.partition("#")[0] for line in _shell_lines((ROOT / "README.md").read_text())]
    used: dict[tuple[str, ...], set[str]] = {}
    for words in (line.split() for line in shown if line.startswith("bowerbird ")):
        within = bowerbird.commands.get(words[1])
        # In a group the options are those of the command in it.
        inner = isinstance(within, click.Group) and any(word in within.commands for word in words[2:3])
        command = tuple(words[1:3]) if inner else (words[1],)
        used.setdefault(command, set()).update(word for word in words[2:] if word.startswith("--"))
    used.pop(("--help",), None)

    assert {("add",), ("index",), ("search",), ("recipe", "save")} <= set(used)
    for command, options in used.items():
        help_text = _help(*command)

        assert options <= set(re.findall(r"--[a-z-]+", help_text)), command


def test_an_unknown_command_has_no_help() -> None:
    """The check above can fail: a command that does not exist is refused."""
    with pytest.raises(AssertionError):
        _help("levitate")


def _shell_lines(text: str) -> Iterator[str]:
    for block in re.findall(r"^```sh\n(.*?)^```", text, re.MULTILINE | re.DOTALL):
        yield from block.splitlines()


def _help(*command: str) -> str:
    answer = CliRunner().invoke(bowerbird, [*command, "--help"], prog_name="bowerbird")
    assert answer.exit_code == 0, answer.output
    return answer.output


def _name(requirement: str) -> str:
    """Give the normalised name of a requirement such as `Pi_HEIF>=1.1`."""
    return re.split(r"[\s<>=!~;\[]", requirement, maxsplit=1)[0].lower().replace("_", "-")


def _distribution(library: str) -> str:
    """Give the name under which an imported library is asked for."""
    differing = {
        "PIL": "pillow",
        "cv2": "opencv-python-headless",
        "ulid": "python-ulid",
    }
    return differing.get(library, library.lower().replace("_", "-"))
