"""`bowerbird plugins install gimp` against real GIMPs: one that has never run, an older plug-in beside, and German."""

from __future__ import annotations

import os
import shlex
from collections.abc import Generator
from contextlib import contextmanager
from pathlib import Path

import pytest

from fakes.served import Person
from hosts.gimp.inside_gimp import GimpConsole
from hosts.harness.systems import System

PROCEDURES = """
sorted(Gimp.get_pdb().query_procedures("bowerbird-.*", *[".*"] * 7))
"""
LABELS = """
[Gimp.get_pdb().lookup_procedure(name).get_menu_label() for name in names]
"""


class GermanConsole(GimpConsole):
    """A GIMP whose person reads German."""

    @property
    def environment(self) -> dict[str, str]:
        """All variables that GIMP has."""
        return {**super().environment, "LANGUAGE": "de"}


one_version = pytest.mark.parametrize("system", ["trixie"], indirect=True)
"""For what does not differ between versions of GIMP."""


@pytest.fixture
def newcomer(system: System, tmp_path: Path, shared: Path, monkeypatch: pytest.MonkeyPatch) -> Person:
    """Give a person who has installed GIMP and has never started it."""
    person = Person(tmp_path.resolve() / "home")
    person.home.mkdir()
    programs = tmp_path / "programs"
    programs.mkdir()
    environment = {"HOME": str(person.home), "PATH": "/usr/bin:/bin", "LANG": "C.UTF-8"}
    command = shlex.join(system.command(shared, environment, "gimp-console"))
    # The systems lie below the home of who runs the tests.
    home = shlex.quote(str(Path.home()))
    (programs / "gimp-console").write_text(f'#!/bin/sh\nHOME={home} exec {command} "$@"\n')
    (programs / "gimp-console").chmod(0o755)
    for name in ("GIMP3_DIRECTORY", "XDG_CONFIG_HOME"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("PATH", f"{programs}{os.pathsep}{os.environ['PATH']}")
    return person


@contextmanager
def _started(
    system: System, person: Person, profile: Path, shared: Path, kind: type[GimpConsole] = GimpConsole
) -> Generator[GimpConsole]:
    with kind(system, person, profile, shared) as gimp:
        gimp.open()
        yield gimp
        assert gimp.complaints() == []


def test_a_gimp_that_never_ran_finds_the_plug_in(newcomer: Person, system: System, shared: Path) -> None:
    """GIMP makes its profile with all its own folders, the plug-in is loaded from it, and removed it is gone."""
    answer = newcomer.run("plugins", "install", "gimp", "--json")

    assert answer.code == 0, answer.err
    (installed,) = answer.json["installed"]
    profile = Path(installed["profile"])
    major_minor = ".".join(system.version.split(".")[:2])
    assert profile == newcomer.home / ".config" / "GIMP" / major_minor
    assert installed["gimp"] == major_minor
    assert (profile / "brushes").is_dir()
    with _started(system, newcomer, profile, shared) as gimp:
        assert "bowerbird-search" in gimp.run(PROCEDURES)

    assert newcomer.run("plugins", "remove", "gimp").code == 0

    with _started(system, newcomer, profile, shared) as gimp:
        assert gimp.run(PROCEDURES) == []


@one_version
def test_what_was_put_aside_is_not_loaded(newcomer: Person, system: System, shared: Path) -> None:
    """A plug-in that a person changed lies beside the new one, and GIMP loads the new one without a complaint."""
    newcomer.run("plugins", "install", "gimp")
    profile = next((newcomer.home / ".config" / "GIMP").iterdir())
    entry = profile / "plug-ins" / "bowerbird_gimp" / "bowerbird_gimp.py"
    entry.write_text("#!/usr/bin/env python3\nraise RuntimeError('mine')\n")

    answer = newcomer.run("plugins", "install", "gimp", "--force", "--json")

    assert answer.json["installed"][0]["kept"] == str(profile / "plug-ins" / "bowerbird_gimp.kept-1")
    with _started(system, newcomer, profile, shared) as gimp:
        assert "bowerbird-search" in gimp.run(PROCEDURES)


@one_version
def test_gimp_speaks_german(newcomer: Person, system: System, shared: Path) -> None:
    """The menu is in the language that GIMP has, and follows when that changes; in English, the control, it differs."""
    newcomer.run("plugins", "install", "gimp")
    profile = next((newcomer.home / ".config" / "GIMP").iterdir())
    names = ["bowerbird-search", "bowerbird-search-canvas"]

    with _started(system, newcomer, profile, shared, GermanConsole) as gimp:
        german = gimp.run(LABELS, names=names)
    with _started(system, newcomer, profile, shared) as gimp:
        english = gimp.run(LABELS, names=names)

    assert german == ["Bilder _finden und einfügen …", "Mit _Leinwand suchen"]
    assert english == ["_Find and Insert Pictures…", "Search with _Canvas"]
