"""`bowerbird plugins … vscode` with the real code-server: it installs and removes, and what it makes of our file is known again."""

from __future__ import annotations

import json
import os
import re
import shlex
import shutil
import subprocess
import zipfile
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

import pytest

from bowerbird_bridge.commands.plugin_hosts import vscode_host
from bowerbird_bridge.commands.plugin_hosts.plugin_state import MARKER, marker_of
from bowerbird_bridge.commands.plugin_hosts.vscode_extension import INSIDE, parts_of, read_package
from bowerbird_bridge.commands.plugin_hosts.vscode_package import PackageSource
from bowerbird_bridge.commands.plugin_hosts.zips import zip_of
from fakes.served import Person
from hosts.vscode.code_server import HIDDEN, find_code_server, find_node

LISTED = re.compile(r"[\w-]+\.[\w-]+@\S+")


@dataclass(frozen=True)
class Newcomer:
    """A person with code-server on the path, and nothing else; `package` is what Bowerbird brings."""

    person: Person
    program: Path
    package: Path

    @property
    def extensions(self) -> Path:
        """Where code-server keeps them, unless it is told otherwise."""
        return self.person.home / ".local" / "share" / "code-server" / "extensions"

    @property
    def version(self) -> str:
        """The version of what Bowerbird brings."""
        return read_package(self.package.read_bytes()).version

    @property
    def folder(self) -> Path:
        """Where the extension is, once it is installed."""
        return self.extensions / f"bowerbird.bowerbird-{self.version}"

    def listed(self) -> list[str]:
        """Ask code-server itself what it has."""
        done = subprocess.run(
            [self.program, "--list-extensions", "--show-versions"],
            capture_output=True,
            text=True,
            check=True,
            env=self.person.environment,
        )
        return [line for line in done.stdout.splitlines() if LISTED.fullmatch(line)]

    def state(self) -> dict[str, object]:
        """Give what `bowerbird plugins` says of this editor."""
        (listed,) = (
            each for each in self.person.run("plugins", "--json").json["plugins"] if each["host"] == "vscode"
        )
        return dict(listed)

    def bring(self, version: str | None = None, *, code: bytes | None = None, engine: str = "") -> None:
        """Let Bowerbird bring the same in another version, with other code, or for another VS Code."""
        with zipfile.ZipFile(self.package) as archive:
            files = {PurePosixPath(name): archive.read(name) for name in archive.namelist()}
        place = PurePosixPath(INSIDE, "package.json")
        description = json.loads(files[place])
        old = description["version"]
        description["version"] = version or old
        description["engines"] = {"vscode": engine or description["engines"]["vscode"]}
        files[place] = json.dumps(description).encode()
        if code is not None:
            files[PurePosixPath(INSIDE, "dist", "extension.cjs")] = code
        manifest = PurePosixPath("extension.vsixmanifest")
        files[manifest] = files[manifest].replace(
            f'Version="{old}"'.encode(), f'Version="{version or old}"'.encode()
        )
        del files[PurePosixPath(INSIDE, MARKER)]
        inside = {path.relative_to(INSIDE): data for path, data in files.items() if path.parts[0] == INSIDE}
        files[PurePosixPath(INSIDE, MARKER)] = marker_of(parts_of(inside))
        self.package.write_bytes(zip_of(files))


@pytest.fixture
def newcomer(vsix: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Newcomer:
    """Give a person who has installed code-server by npm and has never started it."""
    home, programs = tmp_path.resolve() / "the home", tmp_path.resolve() / "programs"
    home.mkdir()
    programs.mkdir()
    (programs / "node").symlink_to(find_node())
    (programs / "code-server").symlink_to(find_code_server() / "out" / "node" / "entry.js")
    package = Path(shutil.copy(vsix, tmp_path / "brought.vsix"))
    for name in [name for name in os.environ if name.startswith((*HIDDEN, "XDG_"))]:
        monkeypatch.delenv(name)
    monkeypatch.setenv("PATH", os.pathsep.join((str(programs), "/usr/bin", "/bin")))
    source = PackageSource(package, tmp_path / "no checkout")
    monkeypatch.setattr(vscode_host, "package_source", lambda: source)
    return Newcomer(Person(home), programs / "code-server", package)


def test_it_is_installed_and_removed(newcomer: Newcomer) -> None:
    """Offline, by code-server itself, which then lists it; and after removing it does no more."""
    state = newcomer.state()
    assert (state["state"], state["editor"], state["program"]) == (
        "absent",
        "code-server",
        str(newcomer.program),
    )

    answer = newcomer.person.run("plugins", "install", "vscode", "--json")

    assert answer.code == 0, answer.err
    (installed,) = answer.json["installed"]
    assert installed["folder"] == str(newcomer.folder)
    assert installed["done"]
    assert newcomer.listed() == [f"bowerbird.bowerbird@{newcomer.version}"]
    assert (newcomer.state()["state"], newcomer.state()["installed"]) == ("current", newcomer.version)
    assert not newcomer.person.run("plugins", "install", "vscode", "--json").json["installed"][0]["done"]

    assert newcomer.person.run("plugins", "remove", "vscode").code == 0

    assert newcomer.listed() == []
    assert newcomer.state()["state"] == "absent"


def test_what_code_server_adds_is_no_change(newcomer: Newcomer) -> None:
    """It keeps a list and writes into package.json: were it to add anything else, this would tell."""
    newcomer.person.run("plugins", "install", "vscode")
    brought = read_package(newcomer.package.read_bytes())

    there = {
        path.relative_to(newcomer.folder).as_posix() for path in newcomer.folder.rglob("*") if path.is_file()
    }

    assert there - {str(place) for place in brought.files} == {MARKER, ".vsixmanifest"}
    assert "__metadata" in json.loads((newcomer.folder / "package.json").read_text())
    assert newcomer.state()["changed"] == []


def test_what_a_person_changed_is_told_and_kept(newcomer: Newcomer) -> None:
    """A changed file is seen, refused, and with --force put where code-server leaves it."""
    newcomer.person.run("plugins", "install", "vscode")
    with (newcomer.folder / "dist" / "extension.cjs").open("a") as file:
        file.write("// mine\n")
    assert newcomer.state()["changed"] == ["dist/extension.cjs"]
    refused = newcomer.person.run("plugins", "install", "vscode", "--json")
    assert refused.json["error"]["code"] == "plugin_changed"

    answer = newcomer.person.run("plugins", "install", "vscode", "--force", "--json")

    assert answer.code == 0, answer.err
    assert newcomer.state()["state"] == "current"
    kept = Path(answer.json["installed"][0]["kept"])
    assert newcomer.listed() == [f"bowerbird.bowerbird@{newcomer.version}"]
    assert (kept / "dist" / "extension.cjs").read_text().endswith("// mine\n")


def test_a_newer_one_takes_the_place_of_an_older_and_back(newcomer: Newcomer) -> None:
    """Another version, the same version with other code, and an older one: each time what Bowerbird brings is there."""
    for version, code in (("0.0.1", None), ("77.7.7", None), ("77.7.7", b"// other\n"), ("0.0.2", None)):
        newcomer.bring(version, code=code)
        assert newcomer.state()["state"] == ("absent" if version == "0.0.1" else "outdated")

        answer = newcomer.person.run("plugins", "install", "vscode", "--json")

        assert answer.code == 0, answer.err
        assert newcomer.listed() == [f"bowerbird.bowerbird@{version}"]
        assert newcomer.state()["state"] == "current"
        if code is not None:
            assert (newcomer.folder / "dist" / "extension.cjs").read_bytes() == code


def test_a_damaged_one_is_mended(newcomer: Newcomer) -> None:
    """Files or the whole folder are gone, and code-server still has it in its list."""
    newcomer.person.run("plugins", "install", "vscode")
    for whole in (False, True):
        if whole:
            shutil.rmtree(newcomer.folder)
        else:
            (newcomer.folder / "dist" / "extension.cjs").unlink()
        assert newcomer.state()["state"] == "damaged"

        answer = newcomer.person.run("plugins", "install", "vscode")

        assert answer.code == 0, answer.err
        assert newcomer.state()["state"] == "current"


def test_an_own_folder_of_extensions_is_followed(newcomer: Newcomer) -> None:
    """Written in code-server's configuration, or named."""
    config = newcomer.person.home / ".config" / "code-server" / "config.yaml"
    config.parent.mkdir(parents=True)
    config.write_text(f"auth: none\nextensions-dir: {newcomer.person.home}/mine\n")

    (installed,) = newcomer.person.run("plugins", "install", "vscode", "--json").json["installed"]

    assert installed["folder"] == str(newcomer.person.home / "mine" / newcomer.folder.name)
    assert newcomer.listed() == [f"bowerbird.bowerbird@{newcomer.version}"]
    other = newcomer.person.home / "other"
    other.mkdir()
    (other / "extensions.json").write_text("[]")
    assert newcomer.person.run("plugins", "install", "vscode", "--into", str(other)).code == 0
    assert (other / newcomer.folder.name / "package.json").is_file()


def test_one_behind_a_script_is_asked(newcomer: Newcomer) -> None:
    """Nothing lies beside a wrapper that says what it is, and its extensions are elsewhere: it says where."""
    real = newcomer.program.resolve()
    elsewhere = newcomer.person.home / "elsewhere"
    newcomer.program.unlink()
    newcomer.program.write_text(
        f'#!/bin/sh\nexec node {shlex.quote(str(real))} --extensions-dir {shlex.quote(str(elsewhere))} "$@"\n'
    )
    newcomer.program.chmod(0o755)

    answer = newcomer.person.run("plugins", "install", "vscode", "--json")

    assert answer.code == 0, answer.err
    assert (elsewhere / newcomer.folder.name / "package.json").is_file()
    assert answer.json["installed"][0]["folder"] == str(elsewhere / newcomer.folder.name)
    assert (newcomer.state()["state"], newcomer.state()["installed"]) == ("current", newcomer.version)
    (elsewhere / newcomer.folder.name / "package.nls.json").write_text("{}")
    assert newcomer.state()["changed"] == ["package.nls.json"]
    assert newcomer.person.run("plugins", "remove", "vscode", "--force").code == 0
    assert newcomer.state()["state"] == "absent"


def test_what_code_server_says_when_it_refuses_is_told(newcomer: Newcomer) -> None:
    """An extension for a VS Code that is yet to come: ours says so where the version is known, else its own words do."""
    newcomer.bring(engine="^9.9.0")
    answer = newcomer.person.run("plugins", "install", "vscode", "--json")
    assert answer.json["error"]["code"] == "plugin_host_too_old"
    assert "needs VS Code 9.9.0 or newer" in answer.json["error"]["message"]

    real = newcomer.program.resolve()
    newcomer.program.unlink()
    newcomer.program.write_text(f'#!/bin/sh\nexec node {shlex.quote(str(real))} "$@"\n')
    newcomer.program.chmod(0o755)
    answer = newcomer.person.run("plugins", "install", "vscode", "--json")

    assert answer.json["error"]["code"] == "plugin_host_failed"
    assert "not compatible" in answer.json["error"]["message"]
    assert newcomer.listed() == []
