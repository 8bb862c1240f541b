"""Puts VS Code's extension into the wheel where it has been built from these sources; a wheel without it is built all the same.

Hatchling loads this file alone, before anything of ours can be imported.
"""

from __future__ import annotations

import importlib.util
from pathlib import Path
from types import ModuleType
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface

_SOURCES = "bridge/bowerbird_bridge/commands/plugin_hosts/vscode_sources.py"
_IN_THE_WHEEL = "bowerbird_bridge/plugins/vscode/bowerbird.vsix"


class ExtensionHook(BuildHookInterface[Any]):
    """Tell Hatchling of the .vsix."""

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        """Name the file; one that was built from other sources is none."""
        if version == "editable":
            return
        checkout = Path(self.root)
        sources = _load(checkout / _SOURCES)
        folder = checkout / sources.BUILT
        if sources.built_from_here(checkout, folder) is None:
            self.app.display_warning(
                "VS Code's extension is not in it: it has not been built from these sources. To build it: make extension"
            )
            return
        path = folder / sources.file_name(sources.version_of(checkout))
        if self.target_name == "wheel":
            included = {path: _IN_THE_WHEEL}
        else:
            # The wheel that is built from an archive of the sources has it too.
            included = {each: f"{folder.name}/{each.name}" for each in (path, sources.note_of(path))}
        build_data["force_include"].update({str(each): place for each, place in included.items()})


def _load(path: Path) -> ModuleType:
    spec = importlib.util.spec_from_file_location("bowerbird_vscode_sources", path)
    if spec is None or spec.loader is None:
        raise FileNotFoundError(path)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module
