"""Blender as a host: every Blender 4.2 and newer gets the extension, by its own means."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from importlib import metadata
from pathlib import Path

from bowerbird_bridge.access.private_files import private_folder, write_private
from bowerbird_bridge.commands.plugin_hosts import blender_installing
from bowerbird_bridge.commands.plugin_hosts.blender_answers import OLDEST, Blender, BlenderCallError, ask
from bowerbird_bridge.commands.plugin_hosts.blender_extension import (
    extension_parts,
    extension_zip,
)
from bowerbird_bridge.commands.plugin_hosts.blender_installing import BlenderRepositoryError, Spot, spot_of
from bowerbird_bridge.commands.plugin_hosts.blender_programs import (
    Program,
    find_programs,
    looked_in,
    named_program,
    settings_folders,
)
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
from bowerbird_bridge.commands.plugin_hosts.plugin_data import forget_data, is_own_folder
from bowerbird_bridge.commands.plugin_hosts.plugin_files import blender_source
from bowerbird_bridge.commands.plugin_hosts.plugin_folder import Outcome
from bowerbird_bridge.commands.plugin_hosts.plugin_state import Parts
from bowerbird_bridge.commands.plugin_hosts.running_programs import runs
from bowerbird_bridge.commands.plugin_hosts.sandboxes import sandbox_note
from bowerbird_bridge.commands.plugin_hosts.surroundings import Surroundings
from bowerbird_engine import BowerbirdError

_PROCESS = re.compile(r"blender(-?\d[\d.]*)?(\.exe)?", re.IGNORECASE)
_SHOPS = {"flatpak": "Flatpak", "snap": "Snap", "steam": "Steam"}
_SANDBOXED = frozenset({"flatpak"})
_NEEDED = ".".join(str(part) for part in OLDEST)
_TAB = "the tab Bowerbird of the sidebar (N) in the 3D view, the image editor and the shader editor"
_BY_HAND = "Edit > Preferences > Get Extensions > the arrow at the top right > Install from Disk"


@dataclass(frozen=True, slots=True)
class _Answers:
    """The Blenders that were found, sorted by what can be done with them; and what keeps others from answering."""

    spots: Sequence[Spot]
    too_old: Sequence[Blender]
    troubles: Sequence[tuple[Program, BowerbirdError]]

    def begin(self) -> Done:
        """Start the account of what was done with those that could not even be asked."""
        return Done(refused=[(_unknown(program), error) for program, error in self.troubles])


@dataclass(frozen=True, slots=True)
class BlenderHost:
    """Blender, in whatever way it was installed. `kept_in` is where the zip lies that Blender installs."""

    around: Surroundings
    kept_in: Path
    name: str = "blender"
    title: str = "Blender"

    def list(self) -> Listing:
        """Ask every Blender that is found."""
        parts, answers = _parts(), self._answers(None)
        blenders = [*(spot.blender for spot in answers.spots), *answers.too_old]
        notes = [
            f"Blender {blender.version_text} ({blender.program.where}) is too old; the extension needs {_NEEDED}."
            for blender in answers.too_old
        ]
        notes += [
            f"Bowerbird is off in Blender {spot.blender.version_text}. To switch it on: Edit > Preferences > Add-ons"
            for spot in answers.spots
            if spot.repository.holds is not None and not spot.repository.is_on
        ]
        notes += [str(trouble) for _, trouble in answers.troubles]
        if not blenders and not answers.troubles:
            notes += self._not_found()
        return Listing(
            self.name,
            parts.version,
            [(_place(spot), spot.found(parts)) for spot in answers.spots],
            [_facts(blender) for blender in blenders],
            looked_in(self.around),
            notes,
        )

    def install(self, into: Path | None, *, force: bool, tell: Tell) -> Installation:
        """Have each Blender install the extension."""
        self._check_home()
        parts = _parts()
        package = self._package(parts)
        answers = self._answers(into)
        if not answers.spots:
            raise self._missing(answers, package)
        done = answers.begin()
        for spot in answers.spots:
            tell(f"Blender {spot.blender.version_text}: {spot.blender.program.where} …")

            def act(spot: Spot = spot) -> Outcome:
                return blender_installing.install(spot, parts, package, force=force)

            done.attempt(_place(spot), act)
        done.or_refusal()
        not_set_up = [spot for spot in answers.spots if not spot.blender.is_set_up]
        running = blender_runs()
        return Installation(done, parts.version, running, _next(done, not_set_up, running=running))

    def remove(self, into: Path | None, *, force: bool, forget: bool) -> Removal:
        """Have each Blender remove the extension."""
        self._check_home()
        parts, answers = _parts(), self._answers(into)
        if into is not None and not answers.spots:
            raise self._missing(answers, None)
        done, forgotten, left = answers.begin(), list[Path](), list[Path]()
        for spot in answers.spots:
            data = spot.repository.data

            def act(spot: Spot = spot, data: Path = data) -> Outcome:
                outcome = blender_installing.remove(spot, parts, force=force)
                if forget and forget_data(data):
                    forgotten.append(data)
                elif is_own_folder(data):
                    left.append(data)
                return outcome

            done.attempt(_place(spot), act)
        return Removal(done.or_refusal(), forgotten, left)

    def _answers(self, into: Path | None) -> _Answers:
        """Ask the Blenders. Of those that share a repository, as two of one version do, the first one counts."""
        programs = find_programs(self.around) if into is None else [named_program(into)]
        spots: dict[Path, Spot] = {}
        too_old: list[Blender] = []
        troubles: list[tuple[Program, BowerbirdError]] = []
        for program in programs:
            try:
                blender = ask(program)
                if blender.has_extensions:
                    spot = spot_of(blender)
                    spots.setdefault(spot.repository.folder.resolve(), spot)
                else:
                    too_old.append(blender)
            except (BlenderCallError, BlenderRepositoryError) as error:
                troubles.append((program, error))
        return _Answers([*spots.values()], too_old, troubles)

    def _check_home(self) -> None:
        if not self.around.is_own_home:
            raise PluginFolderOwnerError(
                f"{self.around.home} belongs to another user. Run this command as that user, without sudo."
            )

    def _package(self, parts: Parts) -> Path:
        """Write the zip to a place that lasts: a person may have to install it by hand."""
        package = private_folder(self.kept_in) / f"bowerbird-{self.name}-{parts.version}.zip"
        write_private(package, extension_zip(parts))
        return package

    def _missing(self, answers: _Answers, package: Path | None) -> BowerbirdError:
        if answers.troubles:
            return answers.troubles[0][1]
        if answers.too_old:
            old = answers.too_old[0]
            return PluginHostMissingError(
                f"Blender {old.version_text} ({old.program.where}) is too old: the extension needs Blender {_NEEDED} or"
                " newer."
            )
        by_hand = "" if package is None else f" Or, in Blender: {_BY_HAND}, and take {package}"
        return PluginHostMissingError(
            f"{''.join(f'{note} ' for note in self._settings_note())}Blender {_NEEDED} or newer was not found. Looked in:"
            f" {', '.join(looked_in(self.around))}. If it is somewhere else: bowerbird plugins install blender --into"
            f" PROGRAM.{by_hand}"
        )

    def _settings_note(self) -> Sequence[str]:
        """Tell of settings that a Blender left, where no Blender is found: there may well be one."""
        for folder in settings_folders(self.around):
            versions = sorted(path.name for path in folder.glob("[4-9].*") if path.is_dir())
            if versions:
                return (
                    f"A Blender has its settings in {folder / versions[-1]}, but where its program is, is not known.",
                )
        return ()

    def _not_found(self) -> Sequence[str]:
        return (
            *self._settings_note(),
            f"Blender {_NEEDED} or newer was not found. Looked in:",
            *(f"  {place}" for place in looked_in(self.around)),
            "  If it is somewhere else: bowerbird plugins install blender --into PROGRAM",
        )


def blender_runs() -> bool:
    """Tell whether a Blender of this user runs now."""
    return runs(_PROCESS)


def _parts() -> Parts:
    return extension_parts(blender_source(), metadata.version("bowerbird"))


def _place(spot: Spot) -> Place:
    program = spot.blender.program
    shop = _SHOPS.get(program.kind)
    title = f"Blender {spot.blender.version_text}{f' ({shop})' if shop else ''}"
    facts = {**_facts(spot.blender), "on": spot.repository.is_on}
    return Place(title, program.where, spot.repository.extension, facts)


def _unknown(program: Program) -> Place:
    facts = {"kind": program.kind, "program": program.where, "blender": None}
    return Place("Blender", program.where, Path(program.where), facts)


def _facts(blender: Blender) -> dict[str, str | None]:
    return {"kind": blender.program.kind, "program": blender.program.where, "blender": blender.version_text}


def _next(done: Done, not_set_up: Sequence[Spot], *, running: bool) -> Sequence[str]:
    notes: list[str] = []
    if running and any(outcome.done for _, outcome in done.outcomes):
        notes.append(
            "Blender runs now. End it and start it again. Should Bowerbird not be on then: Edit > Preferences > Add-ons."
        )
    notes += [
        f"Blender {spot.blender.version_text} has not been set up yet. Start it, choose its settings, and switch"
        " Bowerbird on under Edit > Preferences > Add-ons; or run this command again then."
        for spot in not_set_up
    ]
    notes.append(
        f"In Blender, Bowerbird is {_TAB}. Press Connect there, and compare the code that Blender shows with the one on"
        " Bowerbird's page (bowerbird open) or of `bowerbird pair`."
    )
    kinds = dict.fromkeys(str(place.facts["kind"]) for place, _ in done.outcomes)
    return notes + [sandbox_note("Blender", _SHOPS[kind]) for kind in kinds if kind in _SANDBOXED]
