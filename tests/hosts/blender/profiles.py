"""A person's own folder of Blender, and the extension in it, built and put there as a person does."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

from hosts.harness.hubs import PersonsHub

ROOT = Path(__file__).parents[3]


def build_extension(target: Path) -> Path:
    """Build the zip that a person installs."""
    command = [sys.executable, "-m", "tools.build_plugins", "blender", "--into", str(target)]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    (archive,) = target.glob("bowerbird-blender-*.zip")
    return archive


def token_file(profile: Path) -> Path:
    """Name the file where the extension keeps its token: below `bpy.utils.extension_path_user`."""
    return profile / "extensions" / ".user" / "user_default" / "bowerbird" / "token.json"


def pair(hub: PersonsHub, profile: Path) -> Path:
    """Let the extension of a profile in at a hub before Blender runs, and give its token file."""
    token = token_file(profile)
    token.parent.mkdir(parents=True, exist_ok=True)
    hub.pair(token, "Blender")
    return token
