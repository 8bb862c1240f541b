"""Where VS Code's extension comes from: out of the wheel, or built from a checkout's sources, never from older ones."""

from __future__ import annotations

import os
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from importlib import resources
from pathlib import Path
from typing import Final

from bowerbird_bridge.commands.plugin_hosts.calling import call
from bowerbird_bridge.commands.plugin_hosts.hosts import Tell
from bowerbird_bridge.commands.plugin_hosts.plugin_files import PluginFilesError
from bowerbird_bridge.commands.plugin_hosts.plugin_state import Parts
from bowerbird_bridge.commands.plugin_hosts.vscode_extension import read_package
from bowerbird_bridge.commands.plugin_hosts.vscode_sources import BUILT, OWN, built_from_here

IN_THE_WHEEL: Final = ("plugins", "vscode", "bowerbird.vsix")
BUILDING_S: Final = 900.0
"""The first time npm fetches what the extension is built with."""
BUILDING: Final = "Building the extension; this takes a minute the first time …"

_SAID = "vscode: "


class PluginNotBuiltError(PluginFilesError):
    """Say that there is no extension to install, and how to come by it."""

    code = "plugin_not_built"


@dataclass(frozen=True, slots=True)
class Package:
    """A .vsix, whole and taken apart."""

    data: bytes
    parts: Parts


@dataclass(frozen=True, slots=True)
class PackageSource:
    """Where the extension may be: the file that a wheel brings, and the folder of a checkout."""

    packaged: Path
    checkout: Path

    @property
    def is_checkout(self) -> bool:
        """Whether it can be built here."""
        return (self.checkout / OWN / "package.json").is_file()

    def ready(self) -> Package | None:
        """Give the extension where it needs no building."""
        if self.packaged.is_file():
            data = self.packaged.read_bytes()
        elif self.is_checkout:
            built = built_from_here(self.checkout, self.checkout / BUILT)
            if built is None:
                return None
            data = built
        else:
            return None
        return Package(data, read_package(data))

    def made(self, tell: Tell, environ: Mapping[str, str]) -> Package:
        """Give the extension, built where need be. Raises PluginNotBuiltError where that cannot be."""
        if (ready := self.ready()) is not None:
            return ready
        if not self.is_checkout:
            raise PluginNotBuiltError(
                "This installation of Bowerbird came without the extension for VS Code. Install Bowerbird anew from a"
                " wheel that has it, or in a checkout: make extension"
            )
        tell(BUILDING)
        data = self._build(environ)
        return Package(data, read_package(data))

    def _build(self, environ: Mapping[str, str]) -> bytes:
        # The tool is part of a checkout and of no wheel: it is run, and not imported.
        search = os.pathsep.join(filter(None, (str(self.checkout), environ.get("PYTHONPATH", ""))))
        command = (sys.executable, "-m", "tools.build_plugins", "vscode")
        called = call(command, BUILDING_S, environ={**environ, "PYTHONPATH": search}, folder=self.checkout)
        if called.code == 0:
            try:
                return Path(called.out.strip().removeprefix(_SAID)).read_bytes()
            except OSError as error:
                raise PluginNotBuiltError(f"What was built cannot be read: {error}.") from error
        if called.code is None:
            why = f"building it took more than {BUILDING_S:.0f} seconds"
        else:
            why = (called.err.strip() or called.out.strip() or "the tool said nothing").removeprefix(_SAID)
        raise PluginNotBuiltError(
            f"The extension cannot be built: {why.rstrip('.')}. To see more: make extension"
        )


def package_source() -> PackageSource:
    """Find the one of this installation."""
    packaged = Path(str(resources.files("bowerbird_bridge"))).joinpath(*IN_THE_WHEEL)
    return PackageSource(packaged, Path(__file__).parents[4])
