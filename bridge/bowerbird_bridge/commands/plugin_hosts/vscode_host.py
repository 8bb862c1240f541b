"""VS Code as a host, with the editors made from it: every one gets the extension, by its own means."""

from __future__ import annotations

import re
import shlex
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Final

from bowerbird_bridge.access.private_files import private_folder, write_private
from bowerbird_bridge.commands.plugin_hosts import vscode_installing
from bowerbird_bridge.commands.plugin_hosts.gimp_targets import PluginFolderOwnerError
from bowerbird_bridge.commands.plugin_hosts.hosts import (
    Done,
    Installation,
    Listing,
    Place,
    PluginHostMissingError,
    Removal,
    Tell,
)
from bowerbird_bridge.commands.plugin_hosts.plugin_folder import Outcome
from bowerbird_bridge.commands.plugin_hosts.plugin_state import Parts
from bowerbird_bridge.commands.plugin_hosts.running_programs import runs
from bowerbird_bridge.commands.plugin_hosts.sandboxes import sandbox_note
from bowerbird_bridge.commands.plugin_hosts.surroundings import Surroundings
from bowerbird_bridge.commands.plugin_hosts.vscode_editors import Editor, EditorCallError
from bowerbird_bridge.commands.plugin_hosts.vscode_extension import oldest_editor
from bowerbird_bridge.commands.plugin_hosts.vscode_installing import Spot, spot_of
from bowerbird_bridge.commands.plugin_hosts.vscode_package import package_source
from bowerbird_bridge.commands.plugin_hosts.vscode_programs import (
    Search,
    find_editors,
    looked_in,
    named_editor,
)
from bowerbird_bridge.commands.plugin_hosts.vscode_sources import file_name
from bowerbird_engine import BowerbirdError

_PROCESS = re.compile(r"(code|code-insiders|code-oss|codium|cursor|windsurf)(\.exe)?", re.IGNORECASE)
_SHOPS = {"flatpak": "Flatpak", "snap": "Snap"}
_SANDBOXED = frozenset({"flatpak"})
_BY_HAND = "the view Extensions > the three dots at its top > Install from VSIX"
_WHERE: Final = (
    "In the editor, Bowerbird is an icon in the activity bar, and its commands begin with Bowerbird. Press Connect there,"
    " and compare the code that the editor shows with the one on Bowerbird's page (bowerbird open) or of `bowerbird"
    " pair`."
)
_REMOTE: Final = (
    "For windows that are connected to another machine (SSH, WSL, containers) nothing is to be installed over there: the"
    " extension stays on this side, where the hub is."
)
_KEPT: Final = (
    "What the extension kept for itself, its token and its settings, is in the editor's own storage, which no other"
    " program may change. To make the token worthless: bowerbird clients, then bowerbird clients revoke ID"
)
_NOT_FORGOTTEN: Final = (
    "So --forget removes nothing of it. The editor itself forgets the token, while it still has the extension, by the"
    " command Bowerbird: Disconnect This Editor."
)


@dataclass(frozen=True, slots=True)
class _Looked:
    """The editors that were found, with what they have; and what keeps others from it."""

    spots: Sequence[Spot]
    troubles: Sequence[tuple[Editor, BowerbirdError]]
    notes: Sequence[str]

    def begin(self) -> Done:
        """Start the account of what was done with those that could not even be looked at."""
        return Done(refused=[(_unknown(editor), error) for editor, error in self.troubles])


class EditorTooOldError(BowerbirdError):
    """Say that an editor is older than the extension can be."""

    code = "plugin_host_too_old"


@dataclass(frozen=True, slots=True)
class VSCodeHost:
    """VS Code, in whatever way it was installed. `kept_in` is where the .vsix lies that editors install."""

    around: Surroundings
    kept_in: Path
    name: str = "vscode"
    title: str = "VS Code"

    def list(self) -> Listing:
        """Look into every editor that is found. Nothing is built, and none is started whose folder tells."""
        source = package_source()
        package = source.ready()
        looked = self._look(None)
        notes = [*looked.notes, *(str(trouble) for _, trouble in looked.troubles)]
        parts = package.parts if package else None
        entries = [(_place(spot), spot.found(parts)) for spot in looked.spots]
        if package is None and any(found.state != "absent" for _, found in entries):
            notes.append(
                "The extension for VS Code has not been built from these sources, so what is installed was not compared"
                " with them. To build it: make extension"
            )
        if not looked.spots and not looked.troubles:
            notes += self._not_found()
        version = parts.version if parts else "not built"
        programs = [_facts(spot.editor) for spot in looked.spots]
        return Listing(self.name, version, entries, programs, looked_in(self.around), notes)

    def install(self, into: Path | None, *, force: bool, tell: Tell) -> Installation:
        """Have each editor install the extension."""
        self._check_home()
        package = package_source().made(tell, self.around.environ)
        path = private_folder(self.kept_in) / file_name(package.parts.version)
        write_private(path, package.data)
        looked = self._look(into)
        if not looked.spots:
            raise self._missing(looked, path)
        done = looked.begin()
        folders: dict[str, Path] = {}
        for spot in looked.spots:
            tell(f"{spot.editor.name}: {spot.editor.program} …")

            def act(spot: Spot = spot) -> Outcome:
                _check_age(spot.editor, package.parts)
                outcome, folder = vscode_installing.install(
                    spot, package.parts, path, self.around, force=force
                )
                folders[spot.editor.program] = folder
                return outcome

            done.attempt(_place(spot), act)
        # Where it lies is known only now.
        done.outcomes = [
            (replace(place, folder=folders[place.where]), outcome) for place, outcome in done.outcomes
        ]
        done.or_refusal()
        running = editor_runs()
        notes = [*looked.notes, *self._named_note(into, looked)]
        return Installation(done, package.parts.version, running, _next(done, notes, running=running))

    def remove(self, into: Path | None, *, force: bool, forget: bool) -> Removal:
        """Have each editor remove the extension."""
        self._check_home()
        package = package_source().ready()
        parts = package.parts if package else None
        looked = self._look(into)
        if into is not None and not looked.spots:
            raise self._missing(looked, None)
        done = looked.begin()
        for spot in looked.spots:

            def act(spot: Spot = spot) -> Outcome:
                return vscode_installing.remove(spot, parts, self.around, force=force)

            done.attempt(_place(spot), act)
        done.or_refusal()
        removed = any(outcome.done for _, outcome in done.outcomes)
        kept = (_KEPT,) if removed or forget else ()
        return Removal(done, (), (), (*kept, *((_NOT_FORGOTTEN,) if forget else ())))

    def _look(self, into: Path | None) -> _Looked:
        search = find_editors(self.around) if into is None else Search([named_editor(into, self.around)], ())
        spots: list[Spot] = []
        troubles: list[tuple[Editor, BowerbirdError]] = []
        for editor in search.editors:
            try:
                spots.append(spot_of(editor, self.around))
            except EditorCallError as error:
                troubles.append((editor, error))
        return _Looked(spots, troubles, search.notes)

    def _named_note(self, into: Path | None, looked: _Looked) -> Sequence[str]:
        """Tell that an editor has to be named each time, where it is not found by itself."""
        if into is None:
            return ()
        found = {editor.extensions for editor in find_editors(self.around).editors}
        if all(spot.editor.extensions in found for spot in looked.spots):
            return ()
        note = (
            f"{into} is not found by itself, so `bowerbird plugins` does not list it. Name it each time, to bring the"
            f" extension up to date and to remove it: bowerbird plugins remove vscode --into {shlex.quote(str(into))}"
        )
        return (note,)

    def _check_home(self) -> None:
        if not self.around.is_own_home:
            raise PluginFolderOwnerError(
                f"{self.around.home} belongs to another user. Run this command as that user, without sudo."
            )

    def _missing(self, looked: _Looked, package: Path | None) -> BowerbirdError:
        if looked.troubles:
            return looked.troubles[0][1]
        by_hand = "" if package is None else f" Or, in the editor: {_BY_HAND}, and take {package}"
        return PluginHostMissingError(
            f"{''.join(f'{note} ' for note in looked.notes)}No VS Code and no editor made from it was found. Looked in:"
            f" {', '.join(looked_in(self.around))}. If it is somewhere else: bowerbird plugins install vscode --into"
            f" PROGRAM.{by_hand}"
        )

    def _not_found(self) -> Sequence[str]:
        return (
            "No VS Code and no editor made from it was found. Looked in:",
            *(f"  {place}" for place in looked_in(self.around)),
            "  If it is somewhere else: bowerbird plugins install vscode --into PROGRAM",
        )


def editor_runs() -> bool:
    """Tell whether an editor of this user runs now."""
    return runs(_PROCESS)


def _check_age(editor: Editor, parts: Parts) -> None:
    """Refuse an editor that would refuse the extension, with a better sentence. One of unknown age is left to try."""
    needed, has = oldest_editor(parts), _numbers(editor.version or "")
    if has and has < _numbers(needed):
        raise EditorTooOldError(
            f"{editor.name} ({editor.program}) is too old: the extension needs VS Code {needed} or newer."
        )


def _numbers(version: str) -> tuple[int, ...]:
    found = re.match(r"(\d+)\.(\d+)", version)
    return tuple(int(number) for number in found.groups()) if found else ()


def _place(spot: Spot) -> Place:
    editor = spot.editor
    shop = _SHOPS.get(editor.kind)
    return Place(
        f"{editor.name}{f' ({shop})' if shop else ''}", editor.program, spot.folder, {**_facts(editor)}
    )


def _unknown(editor: Editor) -> Place:
    return Place(editor.name, editor.program, editor.extensions, {**_facts(editor)})


def _facts(editor: Editor) -> dict[str, str | None]:
    return {
        "kind": editor.kind,
        "program": editor.program,
        "editor": editor.title,
        "vscode": editor.version,
    }


def _next(done: Done, notes: Sequence[str], *, running: bool) -> Sequence[str]:
    told = [*notes]
    if running and any(outcome.done for _, outcome in done.outcomes):
        told.append(
            "An editor runs now. In each of its windows: Ctrl+Shift+P (Cmd+Shift+P), Developer: Reload Window."
        )
    told += [_WHERE, _REMOTE]
    kinds = dict.fromkeys(str(place.facts["kind"]) for place, _ in done.outcomes)
    return told + [sandbox_note("VS Code", _SHOPS[kind]) for kind in kinds if kind in _SANDBOXED]
