"""A person's GIMP profile: how it starts, which keys it knows, and the plug-in in it, put there as a person does."""

from __future__ import annotations

import shutil
from pathlib import Path

ROOT = Path(__file__).parents[3]
INSIDE = Path(__file__).parent / "inside"
PLUGIN = ROOT / "plugins" / "gimp" / "bowerbird_gimp"
CLIENT = ROOT / "plugins" / "python_client" / "bowerbird_client"

GIMPRC = """\
(show-welcome-dialog no)
(check-updates no)
(config-version "{version}")
(theme "Default")
(theme-color-scheme {scheme})
"""


SHORTCUTS = {
    "bowerbird-search": "<primary><shift>F9",
    "bowerbird-search-canvas": "<primary><shift>F10",
    "bowerbird-insert-last": "<primary><shift>F11",
}
"""The keys that a person gave to the plug-in's procedures."""


def make_profile(profile: Path, version: str, *, dark: bool = False, seed: Path | None = None) -> Path:
    """Make a profile that asks nothing, looks for no updates, and knows keys for the plug-in.

    A `seed` is another profile, whose GIMP has asked all its own plug-ins already what they can do: that takes seconds.
    """
    if seed is None:
        profile.mkdir(parents=True)
    else:
        shutil.copytree(seed, profile)
    (profile / "gimprc").write_text(GIMPRC.format(version=version, scheme="dark" if dark else "light"))
    keys = [f'(action "{action}" "{key}")' for action, key in SHORTCUTS.items()]
    (profile / "shortcutsrc").write_text("\n".join(["(file-version 1)", *keys, ""]))
    return profile


def install_plugin(profile: Path) -> Path:
    """Put the plug-in into a profile."""
    folder = profile / "plug-ins" / "bowerbird_gimp"
    shutil.copytree(PLUGIN, folder, ignore=shutil.ignore_patterns("__pycache__", "*.pot", "*.po"))
    shutil.copytree(
        CLIENT, folder / "bowerbird_client", ignore=shutil.ignore_patterns("__pycache__", ".ruff_cache")
    )
    program = folder / "bowerbird_gimp.py"
    if program.exists():
        program.chmod(0o755)
    return folder


def token_file(profile: Path) -> Path:
    """Name the file where the plug-in keeps its token."""
    return profile / "bowerbird" / "token.json"
