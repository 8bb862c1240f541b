"""Installing the extension in one Blender, or removing it: Blender itself does it, and what came of it is looked at."""

from __future__ import annotations

import contextlib
import os
import secrets
import shutil
from collections.abc import Generator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from bowerbird_bridge.commands.plugin_hosts.blender_answers import Blender, BlenderCallError, Repository, ask
from bowerbird_bridge.commands.plugin_hosts.blender_extension import EXTENSION_ID
from bowerbird_bridge.commands.plugin_hosts.calling import Called, call
from bowerbird_bridge.commands.plugin_hosts.plugin_data import is_own_folder
from bowerbird_bridge.commands.plugin_hosts.plugin_folder import (
    Outcome,
    PluginFolderError,
    PluginNotOursError,
    check_replaceable,
)
from bowerbird_bridge.commands.plugin_hosts.plugin_state import Found, Parts, examine

INSTALLING_S: Final = 300.0
"""Blender unpacks, loads and switches the extension on: seconds, and on a slow disk a minute."""
_ASIDE: Final = ".bowerbird.aside-"


class BlenderRepositoryError(PluginFolderError):
    """Say that a Blender has no repository that takes the extension."""

    code = "plugin_host_repository"


class ManagedByBlenderError(PluginFolderError):
    """Say that Blender has the extension from a repository and looks after it."""

    code = "plugin_managed"


@dataclass(frozen=True, slots=True)
class Spot:
    """One Blender and its repository for the extension."""

    blender: Blender
    repository: Repository

    def found(self, parts: Parts) -> Found:
        """Tell what is there. What Blender sees and this program does not, as in a sandbox, is taken on its word."""
        holds = self.repository.holds
        if self.repository.is_remote:
            return Found("managed", holds)
        found = examine(self.repository.extension, parts)
        if found.state == "absent" and holds is not None:
            return Found("current" if holds == parts.version else "outdated", holds)
        return found


def spot_of(blender: Blender) -> Spot:
    """Find the repository. Raises BlenderRepositoryError where there is none."""
    repository = blender.repository
    if repository is None:
        raise BlenderRepositoryError(
            f"Blender {blender.version_text} has no repository of its person's own. In Blender, add one: Edit >"
            " Preferences > Get Extensions > Repositories > + > Add Local Repository. Then run this command again."
        )
    return Spot(blender, repository)


def install(spot: Spot, parts: Parts, package: Path, *, force: bool) -> Outcome:
    """Let Blender install the zip, and switch the extension on where its person has set Blender up.

    Before that, saving the preferences would take away Blender's offer to bring those of an older version over.
    """
    before = spot.found(parts)
    blender, repository = spot.blender, spot.repository
    if before.state == "managed":
        raise ManagedByBlenderError(
            f"Blender {blender.version_text} has Bowerbird from its repository {repository.module!r} and brings it up"
            " to date itself: Edit > Preferences > Get Extensions. To have this one instead, remove that one there."
        )
    if before.state == "current" and (repository.is_on or not blender.is_set_up):
        return Outcome(done=False, before=before)
    _check(repository, before, force=force)
    kept = _keep(repository, before)
    how = ("--enable",) if blender.is_set_up else ("--no-prefs",)
    called = _run(spot, ("install-file", "--repo", repository.module, *how, str(package)), package.parent)
    after = _after(spot)
    if after.repository.holds != parts.version or after.found(parts).state != "current":
        if kept is not None:
            shutil.rmtree(kept, ignore_errors=True)
        raise BlenderCallError(
            f"Blender {blender.version_text} did not install the extension: {called.last_words}"
        )
    if blender.is_set_up and not after.repository.is_on:
        also = "" if kept is None else f" What was there is kept as {kept}"
        raise BlenderCallError(
            f"Blender {blender.version_text} installed the extension and could not switch it on:"
            f" {called.last_words}{also}"
        )
    return Outcome(done=True, before=before, kept=kept)


def remove(spot: Spot, parts: Parts, *, force: bool) -> Outcome:
    """Let Blender remove the extension. Its own data stays, though Blender would remove that too."""
    before = spot.found(parts)
    repository = spot.repository
    _bring_back(repository.data)
    if before.state == "absent":
        return Outcome(done=False, before=before)
    _check(repository, before, force=force)
    kept = _keep(repository, before)
    with _out_of_the_way(repository.data):
        called = _run(spot, ("remove", f"{repository.module}.{EXTENSION_ID}"))
    if _after(spot).repository.holds is not None or os.path.lexists(repository.extension):
        raise BlenderCallError(
            f"Blender {spot.blender.version_text} did not remove the extension: {called.last_words}"
        )
    return Outcome(done=True, before=before, kept=kept)


def _check(repository: Repository, found: Found, *, force: bool) -> None:
    """Refuse what somebody put there: without being told to put it aside, and a link in any case."""
    if repository.extension.is_symlink():
        raise PluginNotOursError(
            f"{repository.extension} is a link to {repository.extension.resolve()}, which Bowerbird did not make."
            " Remove it yourself, then run this command again."
        )
    check_replaceable(repository.extension, found, force=force)


def _run(spot: Spot, words: Sequence[str], sees: Path | None = None) -> Called:
    program = spot.blender.program
    command = program.command if sees is None else program.seeing(sees)
    try:
        called = call([*command, "--command", "extension", *words], INSTALLING_S)
    except OSError as error:
        raise BlenderCallError(f"{program.where} cannot be started: {error.strerror or error}.") from error
    if called.code is None:
        raise BlenderCallError(
            f"{program.where} was not done within {INSTALLING_S:.0f} seconds and was ended. Start it once yourself to"
            " see what it waits for, then run this command again."
        )
    return called


def _after(spot: Spot) -> Spot:
    """Ask again, of the same repository: Blender ends well also where it failed."""
    blender = ask(spot.blender.program)
    for repository in blender.repositories:
        if repository.module == spot.repository.module:
            return Spot(blender, repository)
    raise BlenderCallError(f"Blender {blender.version_text} lost its repository {spot.repository.module!r}.")


def _keep(repository: Repository, found: Found) -> Path | None:
    """Copy what a person may want, beside the repository, where Blender does not look: Blender removes the folder."""
    if found.state not in {"changed", "foreign"}:
        return None
    number = 1
    while os.path.lexists(kept := repository.folder.with_name(f"{EXTENSION_ID}.kept-{number}")):
        number += 1
    try:
        shutil.copytree(repository.extension, kept, symlinks=True)
    except (OSError, shutil.Error) as error:
        shutil.rmtree(kept, ignore_errors=True)
        raise PluginFolderError(
            f"{repository.extension} cannot be put aside, so it stays: {error}."
        ) from error
    return kept


@contextlib.contextmanager
def _out_of_the_way(data: Path) -> Generator[None]:
    """Keep the extension's own data from Blender for a while."""
    aside: Path | None = None
    if is_own_folder(data):
        aside = data.with_name(f"{_ASIDE}{secrets.token_hex(4)}")
        data.rename(aside)
    try:
        yield
    finally:
        if aside is not None:
            _bring_back(data)


def _bring_back(data: Path) -> None:
    """Give the data its name again, also after a run that was killed meanwhile."""
    with contextlib.suppress(OSError):
        for aside in sorted(data.parent.glob(f"{_ASIDE}*")):
            if not os.path.lexists(data):
                aside.rename(data)
