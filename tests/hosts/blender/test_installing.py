"""The extension's zip, `bowerbird plugins install blender` and the static repository, judged by Blender itself."""

from __future__ import annotations

import functools
import http.server
import json
import os
import re
import shlex
import shutil
import subprocess
import threading
import zipfile
from collections.abc import Generator
from dataclasses import dataclass
from pathlib import Path

import pytest
from tools.build_plugins.repository import write_index

from bowerbird_bridge.commands.plugin_hosts.blender_extension import extension_parts, extension_zip
from bowerbird_bridge.commands.plugin_hosts.plugin_files import blender_source
from fakes.served import Person
from hosts.harness.systems import System

NOISE = re.compile(
    r"^$|.*[Cc]ould not get a list of mounted file-systems|Blender (\d|quit).*|Color management: .*"
)
"""What Blender says in these systems whatever it does."""
SAVE = "import bpy; bpy.ops.wm.save_userpref()"
IMPORTED = "import bowerbird_client, bowerbird_panel; print('at', bowerbird_client.__file__, bowerbird_panel.__file__)"


@dataclass(frozen=True)
class Newcomer:
    """A person with a Blender on the path, and nothing else."""

    person: Person
    program: Path
    release: str

    def blender(self, *words: str) -> tuple[int, list[str]]:
        """Run Blender; give its exit code and the lines that mean something."""
        done = subprocess.run(
            [self.program, *words], capture_output=True, text=True, check=False, env=self.person.environment
        )
        lines = [*done.stdout.splitlines(), *done.stderr.splitlines()]
        return done.returncode, [line.strip() for line in lines if not NOISE.fullmatch(line.strip())]

    def extension(self, *words: str) -> tuple[int, list[str]]:
        """Run one of Blender's commands for extensions."""
        return self.blender("--online-mode", "--command", "extension", *words)

    def set_up(self) -> None:
        """Save the preferences, as Blender does after its first questions."""
        assert self.blender("--background", "--python-expr", SAVE)[0] == 0
        assert (self.settings / "config" / "userpref.blend").is_file()

    def subscribe(self, url: str) -> None:
        """Add a repository, and remove the one of blender.org: no test asks anybody outside."""
        assert self.extension("repo-remove", "blender_org")[0] == 0
        assert self.extension("repo-add", "--url", url, "ours")[0] == 0

    @property
    def settings(self) -> Path:
        """Where this Blender keeps all that is this person's."""
        return self.person.home / ".config" / "blender" / self.release

    @property
    def installed_packages(self) -> list[str]:
        """What Blender has unpacked from wheels."""
        return sorted(path.name for path in self.settings.glob("extensions/.local/lib/*/site-packages/*"))

    def state(self) -> dict[str, object]:
        """Give what `bowerbird plugins` says of this Blender."""
        (listed,) = (
            each for each in self.person.run("plugins", "--json").json["plugins"] if each["host"] == "blender"
        )
        return dict(listed)


@pytest.fixture
def newcomer(windowed: System, tmp_path: Path, shared: Path, monkeypatch: pytest.MonkeyPatch) -> Newcomer:
    """Give a person who has installed Blender and has never started it."""
    person = Person(tmp_path.resolve() / "the home")
    person.home.mkdir()
    programs = tmp_path / "programs"
    programs.mkdir()
    environment = {"HOME": str(person.home), "PATH": "/usr/bin:/bin", "LANG": "C.UTF-8"}
    command = shlex.join(windowed.command(shared, environment, "blender"))
    # The systems lie below the home of who runs the tests.
    home = shlex.quote(str(Path.home()))
    (programs / "blender").write_text(f'#!/bin/sh\nHOME={home} exec {command} "$@"\n')
    (programs / "blender").chmod(0o755)
    for name in ("GIMP3_DIRECTORY", "XDG_CONFIG_HOME", "BLENDER_USER_RESOURCES"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("PATH", f"{programs}{os.pathsep}{os.environ['PATH']}")
    return Newcomer(person, programs / "blender", ".".join(windowed.version.split(".")[:2]))


@pytest.fixture
def unpacked(extension: Path, tmp_path: Path) -> Path:
    """Unpack the zip."""
    folder = tmp_path / "unpacked"
    with zipfile.ZipFile(extension) as archive:
        archive.extractall(folder)
    return folder


@pytest.fixture
def repository(extension: Path, tmp_path: Path) -> Path:
    """Lay out a static repository."""
    folder = tmp_path / "repository"
    folder.mkdir()
    shutil.copyfile(extension, folder / extension.name)
    write_index(folder)
    return folder


@pytest.fixture
def address(repository: Path) -> Generator[str]:
    """Serve the repository as any web server would, on this machine alone."""
    handler = functools.partial(Quiet, directory=str(repository))
    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        yield f"http://127.0.0.1:{server.server_port}/index.json"
        server.shutdown()
        thread.join()


class Quiet(http.server.SimpleHTTPRequestHandler):
    def log_message(self, format: str, *args: object) -> None:  # noqa: A002  the library's name
        """Say nothing."""


def test_blender_finds_the_extension_valid(newcomer: Newcomer, extension: Path, unpacked: Path) -> None:
    """The zip and its folder, with Blender's own tags and strictest rules, and without a single other word."""
    for path in (extension, unpacked):
        assert newcomer.extension("validate", str(path)) == (0, [f'Success parsing TOML in "{path}"'])


@pytest.mark.parametrize(
    ("written", "broken"),
    [
        ('"3D View"', '"Bowerbirds"'),
        ('schema_version = "1.0.0"', ""),
        ('network = "Ask', 'telepathy = "Ask'),
        ('nobody else"', 'nobody else."'),
    ],
)
def test_a_broken_manifest_is_refused(newcomer: Newcomer, unpacked: Path, written: str, broken: str) -> None:
    """The check above can fail: an unknown tag, a key that lacks, an unknown permission, a full stop."""
    manifest = unpacked / "blender_manifest.toml"
    text = manifest.read_text()
    assert written in text
    manifest.write_text(text.replace(written, broken))

    code, lines = newcomer.extension("validate", str(unpacked))

    assert code == 1
    assert not any("Success" in line for line in lines)


def test_blender_builds_the_same_zip(newcomer: Newcomer, extension: Path, unpacked: Path) -> None:
    """Blender's own build of the unpacked folder holds the same files, byte for byte."""
    built = unpacked.parent / "built.zip"

    code, lines = newcomer.extension("build", "--source-dir", str(unpacked), "--output-filepath", str(built))

    assert code == 0, lines
    assert not any("warn" in line.lower() or "error" in line.lower() for line in lines), lines
    with zipfile.ZipFile(extension) as ours, zipfile.ZipFile(built) as theirs:
        files = {name: ours.read(name) for name in ours.namelist()}
        assert {name: theirs.read(name) for name in theirs.namelist() if not name.endswith("/")} == files


def test_it_is_installed_switched_on_and_removed(newcomer: Newcomer) -> None:
    """Blender has it on at its next start with its wheels unpacked, and after removing nothing of it is left."""
    newcomer.set_up()

    answer = newcomer.person.run("plugins", "install", "blender", "--json")

    assert answer.code == 0, answer.err
    (installed,) = answer.json["installed"]
    assert installed["folder"] == str(newcomer.settings / "extensions" / "user_default" / "bowerbird")
    assert installed["blender"].startswith(newcomer.release)
    state = newcomer.state()
    assert (state["state"], state["on"]) == ("current", True)
    code, lines = newcomer.blender("--background", "--python-expr", IMPORTED)
    assert code == 0
    (where,) = (line for line in lines if line.startswith("at "))
    assert where.count(str(newcomer.settings)) == 2

    assert newcomer.person.run("plugins", "remove", "blender").code == 0

    state = newcomer.state()
    assert (state["state"], state["on"]) == ("absent", False)
    assert newcomer.installed_packages == []
    assert not any(
        line.startswith("at ") for line in newcomer.blender("--background", "--python-expr", IMPORTED)[1]
    )


def test_who_has_not_set_blender_up_can_still_do_so(newcomer: Newcomer) -> None:
    """The extension is there, and Blender still asks its first questions: no preferences were written for its person."""
    answer = newcomer.person.run("plugins", "install", "blender")

    assert answer.code == 0, answer.err
    assert "has not been set up yet" in answer.out
    assert not (newcomer.settings / "config" / "userpref.blend").exists()
    assert newcomer.state()["state"] == "current"


def test_a_newer_one_takes_the_place_of_an_older(newcomer: Newcomer, tmp_path: Path) -> None:
    """Of each package exactly one stays unpacked, the newer one, though both say the same version of Bowerbird."""
    newcomer.set_up()
    source = blender_source()
    panel = tmp_path / "older" / "bowerbird_panel"
    shutil.copytree(source.packages[1].folder, panel)
    (panel / "older.py").write_text("")
    older = type(source)(
        source.own,
        source.entry,
        source.licence,
        (source.packages[0], type(source.packages[1])("bowerbird_panel", panel, source.licence)),
    )
    package = tmp_path / "older.zip"
    package.write_bytes(extension_zip(extension_parts(older, "0.0.1")))
    assert newcomer.extension("install-file", "--repo", "user_default", "--enable", str(package))[0] == 0
    assert newcomer.state()["installed"] == "0.0.1"
    before = newcomer.installed_packages

    answer = newcomer.person.run("plugins", "install", "blender", "--json")

    assert answer.code == 0, answer.err
    assert answer.json["installed"][0]["replaced"] == "0.0.1"
    after = newcomer.installed_packages
    assert len(before) == len(after) == 4
    assert not set(before) & {name for name in after if name.endswith(".dist-info")}
    assert not list(newcomer.settings.rglob("older.py"))


def test_the_token_outlives_the_extension(newcomer: Newcomer) -> None:
    """Blender removes an extension's own data with it: ours stays until it is to be forgotten."""
    newcomer.set_up()
    newcomer.person.run("plugins", "install", "blender")
    data = newcomer.settings / "extensions" / ".user" / "user_default" / "bowerbird"
    data.mkdir(parents=True, exist_ok=True)
    (data / "token.json").write_text("{}")

    assert newcomer.person.run("plugins", "remove", "blender").code == 0

    assert (data / "token.json").read_text() == "{}"
    newcomer.person.run("plugins", "install", "blender")
    assert newcomer.extension("remove", "user_default.bowerbird")[0] == 0
    assert not data.exists(), "Blender no longer removes it: then neither need we keep it from it"


def test_blenders_own_list_is_the_same(newcomer: Newcomer, repository: Path) -> None:
    """What Blender generates for the folder and what we wrote differ in nothing but the order of keys."""
    ours = json.loads((repository / "index.json").read_text())

    code, lines = newcomer.extension("server-generate", "--repo-dir", str(repository))

    assert (code, lines) == (0, ["found 1 packages."])
    assert json.loads((repository / "index.json").read_text()) == ours


@pytest.mark.parametrize("way", ["http", "file"])
def test_blender_installs_from_the_repository(
    newcomer: Newcomer, repository: Path, address: str, way: str
) -> None:
    """Subscribed to over HTTP or as a folder: Blender installs it from there, and looks after it from then on."""
    newcomer.set_up()
    url = address if way == "http" else (repository / "index.json").as_uri()
    newcomer.subscribe(url)

    code, lines = newcomer.extension("install", "--sync", "--enable", "ours.bowerbird")

    assert code == 0, lines
    state = newcomer.state()
    assert (state["state"], state["on"]) == ("managed", True), lines
    answer = newcomer.person.run("plugins", "install", "blender", "--json")
    assert answer.json["error"]["code"] == "plugin_managed"


def test_a_zip_that_is_not_the_listed_one_is_refused(
    newcomer: Newcomer, repository: Path, address: str
) -> None:
    """The digest in the list is what Blender checks: a zip with another byte is not installed."""
    newcomer.set_up()
    (path,) = repository.glob("*.zip")
    data = bytearray(path.read_bytes())
    data[-1] ^= 1
    path.write_bytes(data)
    newcomer.subscribe(address)

    _, lines = newcomer.extension("install", "--sync", "--enable", "ours.bowerbird")

    assert any("checksum" in line.lower() for line in lines), "\n".join(lines)
    assert newcomer.state()["state"] == "absent"
