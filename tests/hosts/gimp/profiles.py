"""A person's GIMP profile: how it starts, which keys it knows, and the plug-in in it, put there as a person does."""

from __future__ import annotations

import shutil
from pathlib import Path

from fakes.served import Person

INSIDE = Path(__file__).parent / "inside"

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


def install_plugin(person: Person, profile: Path) -> Path:
    """Put the plug-in into a profile as the person does, and give its folder."""
    done = person.run("plugins", "install", "gimp", "--into", str(profile))
    assert done.code == 0, done.err
    return profile / "plug-ins" / "bowerbird_gimp"


def token_file(profile: Path) -> Path:
    """Name the file where the plug-in keeps its token."""
    return profile / "bowerbird" / "token.json"
