"""The .vsix of VS Code's extension: built from the sources and from nothing else, small, and the same each time."""

from __future__ import annotations

import json
import os
import re
import tomllib
import zipfile
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from tools.build_plugins import vscode as building
from tools.build_plugins.building import BuildError
from tools.build_plugins.node import NodeError, ensure_modules, find_node, has_modules
from tools.build_plugins.recipes import ROOT
from tools.build_plugins.vscode import build_vscode
from tools.build_plugins.vscode_checks import MOST_BYTES
from tools.build_plugins.wheel_hook import ExtensionHook

from bowerbird_bridge.commands.plugin_hosts.vscode_extension import read_package
from bowerbird_bridge.commands.plugin_hosts.vscode_package import PackageSource
from bowerbird_bridge.commands.plugin_hosts.vscode_sources import (
    OWN,
    built_from_here,
    digest_of,
    read_sources,
    version_of,
)
from fakes.planted_extension import calls_of, plant_checkout, plant_node

pytestmark = pytest.mark.skipif(os.name != "posix", reason="programs here are scripts of the shell")
VERSION = "1.2.3"


@pytest.fixture
def checkout(tmp_path: Path) -> Path:
    """Plant a checkout."""
    return plant_checkout(tmp_path.resolve() / "a checkout")


def _built(checkout: Path, **about: Any) -> bytes:
    node = plant_node(checkout.parent / "node", **about)
    return build_vscode(checkout, checkout / "dist", VERSION, node).read_bytes()


def test_it_holds_the_bundle_and_tells_what_it_is(checkout: Path) -> None:
    """What an editor unpacks is whole, with the licence and the note by which it is known again."""
    data = _built(checkout)

    parts = read_package(data)
    assert (parts.name, parts.version, parts.entry) == ("bowerbird.bowerbird", VERSION, "dist/extension.cjs")
    assert {str(place) for place in parts.files} == {"package.json", "dist/extension.cjs", "LICENSE.txt"}
    path = checkout / "dist" / f"bowerbird-vscode-{VERSION}.vsix"
    with zipfile.ZipFile(path) as archive:
        note = json.loads(archive.read("extension/bowerbird-installed.json"))
    assert note["files"].keys() == {str(place) for place in parts.files}


def test_the_same_sources_give_the_same_bytes(checkout: Path) -> None:
    """When it is built, and in which order the packer lays the files, leaves no trace."""
    first = _built(checkout)
    (checkout / "dist" / f"bowerbird-vscode-{VERSION}.vsix").unlink()

    assert _built(checkout, packs={"README.md": "readme.md", "package.json": "package.json"}) != first
    (checkout / "dist" / f"bowerbird-vscode-{VERSION}.vsix").unlink()
    assert _built(checkout) == first


def test_it_is_built_again_exactly_where_something_changed(checkout: Path) -> None:
    """The sources, the tool, and what was built itself: none of them may differ; what is generated or a test may."""
    node = plant_node(checkout.parent / "node")

    def builds() -> int:
        build_vscode(checkout, checkout / "dist", VERSION, node)
        return sum(1 for call in calls_of(node) if call[1:] == ["esbuild.mjs"])

    assert (builds(), builds()) == (1, 1)
    own = checkout / OWN
    for passed_over in (own / "tests" / "unit" / "it.test.ts", own / "src" / "core" / "hub" / "api.d.ts"):
        passed_over.write_text("other")
    assert builds() == 1
    built = checkout / "dist" / f"bowerbird-vscode-{VERSION}.vsix"
    changed = (
        own / "src" / "extension.ts",
        own / "src" / "new.ts",
        own / "README.md",
        own / "package.nls.de.json",
        checkout / "tools" / "build_plugins" / "vscode.py",
        built,
        built.with_name(f"{built.name}.json"),
    )
    for number, path in enumerate(changed, start=2):
        path.write_text("other")
        assert builds() == number, path
    assert builds() == len(changed) + 1


def test_nothing_else_in_the_folder_gets_into_it(checkout: Path) -> None:
    """The bundler sees a copy of the sources: what an earlier build or a test left beside them is not there."""
    stale = checkout / OWN / "dist" / "extension.cjs"
    stale.parent.mkdir()
    stale.write_text("stale")

    data = _built(checkout)

    assert [data for place, data in read_package(data).files.items() if place.name == "extension.cjs"] == [
        b"1"
    ]
    assert stale.read_text() == "stale"
    assert list((checkout / OWN / "node_modules" / ".cache").iterdir()) == [], "the copy is gone afterwards"


@pytest.mark.parametrize(
    ("source", "place", "text", "told"),
    [
        ("src/extension.ts", "src/extension.ts", "1", "no business there"),
        ("it.test.js", "dist/it.test.js", "1", "no business there"),
        ("x.map", "dist/extension.cjs.map", "{}", "no business there"),
        (".npmrc", ".npmrc", "x", "no business there"),
        ("x.js", "dist/webview/main.js", "hub_" + "a" * 30, "looks like a token"),
        ("x.js", "dist/webview/main.js", "-----BEGIN PRIVATE KEY", "looks like a token"),
        ("x.js", "dist/webview/main.js", "//# sourceMappingURL=main.js.map", "a map of the sources"),
        ("x.js", "dist/webview/main.js", "HOME/x.ts", "names a folder of the machine"),
    ],
)
def test_what_may_not_be_in_it_stops_the_build(
    checkout: Path, source: str, place: str, text: str, told: str
) -> None:
    """Sources, tests, maps, settings, tokens, and whose machine it was."""
    path = checkout / OWN / "media" / source if "/" not in source else checkout / OWN / source
    path.write_text(text.replace("HOME", str(checkout)))
    packed_from = path.relative_to(checkout / OWN).as_posix()

    with pytest.raises(BuildError, match=told):
        _built(checkout, packs={packed_from: place})
    assert not (checkout / "dist").exists()


def test_it_must_be_small(checkout: Path) -> None:
    """What does not compress, and is too much: the build says how much there may be."""
    (checkout / OWN / "media" / "big.png").write_bytes(os.urandom(MOST_BYTES))

    with pytest.raises(BuildError, match="300,000"):
        _built(checkout, packs={"media/big.png": "media/big.png"})


@pytest.mark.parametrize(
    ("place", "text", "told"),
    [
        ("src/extension.ts", "broken", "ERROR: Expected something else"),
        ("package.json", '{"version": "1.2.3"}', "not that of bowerbird.bowerbird"),
        ("package.json", '{"version": "9.9.9"}', "pyproject.toml says 1.2.3"),
    ],
)
def test_what_goes_wrong_is_told(checkout: Path, place: str, text: str, told: str) -> None:
    """What the bundler said, a package.json that is not ours, and a version that is not Bowerbird's."""
    (checkout / OWN / place).write_text(text)

    with pytest.raises(BuildError, match=re.escape(told)):
        _built(checkout)


def test_packages_are_fetched_once_and_must_be_those_of_the_lock(checkout: Path) -> None:
    """Those that lie there are taken; another version, one too many, and one that lacks are not."""
    own, node = checkout / OWN, plant_node(checkout.parent / "node")
    there = own / "node_modules" / ".package-lock.json"

    assert ensure_modules(node, own)
    assert not ensure_modules(node, own)
    assert [call[2] for call in calls_of(node)] == ["ci"]
    there.write_text(json.dumps({"packages": {"node_modules/a": {"version": "1.0.0"}}}))
    assert has_modules(own), "what is optional, as for another system, may lack"
    wrong: tuple[dict[str, dict[str, str]], ...] = (
        {"node_modules/a": {"version": "1.0.1"}},
        {"node_modules/b": {}},
        {"node_modules/a": {"version": "1.0.0"}, "node_modules/c": {"version": "1"}},
    )
    for packages in wrong:
        there.write_text(json.dumps({"packages": packages}))
        assert not has_modules(own)
    there.write_text("{")
    assert not has_modules(own)


@pytest.mark.parametrize(
    ("npm", "told"), [("fails", "network is unreachable"), ("lies", "not what the lock")]
)
def test_packages_that_cannot_be_had_are_told(checkout: Path, npm: str, told: str) -> None:
    """Without a network, and where npm says that all went well."""
    with pytest.raises(BuildError, match=told):
        _built(checkout, npm=npm)


def test_which_node_is_taken(tmp_path: Path) -> None:
    """The environment's own comes first; the system's where it is new enough; each with the npm that belongs to it."""
    bundled = plant_node(tmp_path / "bundled")
    system = plant_node(tmp_path / "system", version="v22.1.0")
    path = str(system.program.parent)
    assert find_node(tmp_path / "bundled", path) == bundled
    assert find_node(tmp_path / "none", path) == system

    plant_node(tmp_path / "bundled", version="v20.9.0")
    assert find_node(tmp_path / "bundled", path) == system
    plant_node(tmp_path / "system", version="no Node")
    with pytest.raises(NodeError, match=r"v?20\.9\.0.*no Node that answers.*make extension"):
        find_node(tmp_path / "bundled", path)
    plant_node(tmp_path / "bundled").npm.unlink()
    with pytest.raises(NodeError, match="has no npm beside it"):
        find_node(tmp_path / "bundled", "")


def test_a_build_without_node_says_what_to_do(checkout: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """There is none at all."""
    monkeypatch.setattr(building, "find_node", lambda: find_node(checkout / "none", ""))

    with pytest.raises(BuildError, match="Node 22 or newer with npm is needed"):
        build_vscode(checkout, checkout / "dist", VERSION)


def _include(checkout: Path, target: str, version: str = "standard") -> tuple[dict[str, str], list[str]]:
    """Ask the wheel's hook what goes along; give it and what it warned of."""
    warnings: list[str] = []
    data: dict[str, Any] = {"force_include": {}}
    app = SimpleNamespace(display_warning=warnings.append)
    hook: Any = ExtensionHook(str(checkout), {}, None, None, "", target, app)  # type: ignore[arg-type]
    hook.initialize(version, data)
    return data["force_include"], warnings


def test_the_wheel_takes_what_was_built_from_these_sources_alone(checkout: Path) -> None:
    """Not built, or built from others: it goes without, and says so; so does an archive of the sources."""
    assert _include(checkout, "wheel")[0] == {}
    assert "make extension" in _include(checkout, "wheel")[1][0]
    _built(checkout)
    vsix = checkout / "dist" / f"bowerbird-vscode-{VERSION}.vsix"

    assert _include(checkout, "wheel") == (
        {str(vsix): "bowerbird_bridge/plugins/vscode/bowerbird.vsix"},
        [],
    )
    assert _include(checkout, "sdist")[0] == {
        str(vsix): f"dist/{vsix.name}",
        f"{vsix}.json": f"dist/{vsix.name}.json",
    }
    assert _include(checkout, "wheel", "editable") == ({}, [])
    (checkout / OWN / "src" / "extension.ts").write_text("2")
    assert _include(checkout, "wheel")[0] == {}


def test_ours_has_the_version_of_bowerbird() -> None:
    """The extension's own file says it too, for editors; both are one."""
    written = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]["version"]

    assert version_of(ROOT) == written


def test_ours_is_made_of_what_it_needs() -> None:
    """The real sources are seen: the code, its texts and pictures, and the licence; no tests."""
    places = {str(place) for place in read_sources(ROOT)}

    assert {
        "LICENSE",
        "plugins/vscode/src/extension.ts",
        "plugins/vscode/package.json",
        "plugins/vscode/package.nls.json",
        "plugins/vscode/README.md",
        "plugins/vscode/media/icon.png",
        "plugins/vscode/.vscodeignore",
    } <= places
    assert not [
        place for place in places if "/tests/" in place or "node_modules" in place or "/dist/" in place
    ]
    assert digest_of(read_sources(ROOT), ROOT) == digest_of(read_sources(ROOT), ROOT)


def test_what_is_installed_from_a_checkout_is_what_is_built_there(checkout: Path) -> None:
    """The command takes the file of exactly these sources, and passes over an older one."""
    source = PackageSource(checkout / "no wheel", checkout)
    assert source.ready() is None
    data = _built(checkout)

    ready = source.ready()
    assert ready is not None
    assert ready.data == data == built_from_here(checkout, checkout / "dist")
    (checkout / OWN / "src" / "extension.ts").write_text("2")
    assert source.ready() is None
