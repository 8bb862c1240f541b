"""GIMP as a host: every profile of GIMP 3 gets the plug-in's folder."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial
from importlib import metadata
from pathlib import Path
from typing import Final

from bowerbird_bridge.commands.plugin_hosts import plugin_folder
from bowerbird_bridge.commands.plugin_hosts.gimp_profiles import SANDBOXED, profile_places
from bowerbird_bridge.commands.plugin_hosts.gimp_targets import (
    Target,
    check_writable,
    find_targets,
    make_folder,
    named_target,
)
from bowerbird_bridge.commands.plugin_hosts.hosts import (
    Done,
    Installation,
    Listing,
    Place,
    PluginHostMissingError,
    Removal,
    Tell,
)
from bowerbird_bridge.commands.plugin_hosts.installed_gimps import (
    InstalledGimp,
    gimp_runs,
    installed_gimps,
    make_profile,
)
from bowerbird_bridge.commands.plugin_hosts.plugin_data import forget_data, is_own_folder
from bowerbird_bridge.commands.plugin_hosts.plugin_files import gather_beside, gimp_source
from bowerbird_bridge.commands.plugin_hosts.plugin_folder import Outcome
from bowerbird_bridge.commands.plugin_hosts.plugin_state import Parts, examine
from bowerbird_bridge.commands.plugin_hosts.sandboxes import sandbox_note
from bowerbird_bridge.commands.plugin_hosts.surroundings import Surroundings

FOLDER: Final = "bowerbird_gimp"
_MENU = "Tools > Bowerbird > Find and Insert Pictures…"


@dataclass(frozen=True, slots=True)
class GimpHost:
    """GIMP 3, in whatever way it was installed."""

    around: Surroundings
    name: str = "gimp"
    title: str = "GIMP"

    def list(self) -> Listing:
        """Examine every profile; where there is none, tell which GIMPs are installed or where was looked."""
        parts = _parts()
        entries = [
            (_place(target), examine(target.plug_ins / parts.name, parts))
            for target in find_targets(self.around)
        ]
        gimps = installed_gimps(self.around)
        looked_in = [str(place.folder) for place in profile_places(self.around)]
        return Listing(
            self.name,
            parts.version,
            entries,
            [{"kind": gimp.kind, "version": gimp.version} for gimp in gimps],
            looked_in,
            [] if entries else _without_profile(gimps, looked_in),
        )

    def install(self, into: Path | None, *, force: bool, tell: Tell) -> Installation:
        """Put the folder into each profile; a GIMP that has never run is let make its own first."""
        parts = _parts()
        done = Done()
        for target in self._targets(into) or self._first_run(tell):
            done.attempt(_place(target), partial(_install, target, parts, force=force))
        running = gimp_runs()
        outcomes = done.or_refusal().outcomes
        return Installation(done, parts.version, running, _next(outcomes, running=running))

    def remove(self, into: Path | None, *, force: bool, forget: bool) -> Removal:
        """Take the folder out of each profile."""
        parts = _parts()
        done, forgotten, left = Done(), list[Path](), list[Path]()

        def take_out(target: Target) -> Outcome:
            check_writable(target)
            outcome = plugin_folder.remove(target.plug_ins, parts, force=force)
            if forget and forget_data(target.data):
                forgotten.append(target.data)
            return outcome

        for target in self._targets(into):
            refused = len(done.refused)
            done.attempt(_place(target), partial(take_out, target))
            if len(done.refused) == refused and is_own_folder(target.data):
                left.append(target.data)
        return Removal(done.or_refusal(), forgotten, left)

    def _targets(self, into: Path | None) -> Sequence[Target]:
        return find_targets(self.around) if into is None else [named_target(into, self.around)]

    def _first_run(self, tell: Tell) -> Sequence[Target]:
        """Let a GIMP that has never run make its profile. Raises PluginHostMissingError where nothing helps."""
        gimps = [gimp for gimp in installed_gimps(self.around) if gimp.is_gimp_3]
        for gimp in gimps:
            if gimp.console is not None and self.around.is_own_home:
                tell("GIMP has not run yet: starting it once, without a window, so that it sets itself up …")
                make_profile(gimp)
        targets = find_targets(self.around)
        if not targets:
            raise PluginHostMissingError(self._missing(gimps))
        return targets

    def _missing(self, gimps: Sequence[InstalledGimp]) -> str:
        if gimps:
            return (
                f"GIMP {gimps[0].version} is installed but has made no profile yet. Start GIMP once, end it, and run"
                " this command again."
            )
        places = ", ".join(str(place.folder) for place in profile_places(self.around))
        return (
            f"No profile of GIMP 3 was found. Looked in: {places}. If GIMP 3 is installed, start it once and run this"
            " command again, or name the folder that GIMP shows under Edit > Preferences > Folders > Plug-Ins:"
            " --into FOLDER"
        )


def _install(target: Target, parts: Parts, *, force: bool) -> Outcome:
    check_writable(target)
    make_folder(target)
    return plugin_folder.install(target.plug_ins, parts, force=force)


def _parts() -> Parts:
    source = gimp_source()
    return Parts(FOLDER, source.entry, gather_beside(source), metadata.version("bowerbird"))


def _place(target: Target) -> Place:
    kind = SANDBOXED.get(target.kind)
    title = " ".join(part for part in ("GIMP", target.version or "3", f"({kind})" if kind else "") if part)
    facts = {"kind": target.kind, "profile": str(target.profile), "gimp": target.version}
    return Place(title, str(target.profile), target.plug_ins / FOLDER, facts)


def _without_profile(gimps: Sequence[InstalledGimp], looked_in: Sequence[str]) -> Sequence[str]:
    notes: list[str] = []
    for gimp in gimps:
        kind = f" ({SANDBOXED[gimp.kind]})" if gimp.kind in SANDBOXED else ""
        if gimp.is_gimp_3:
            notes.append(f"GIMP {gimp.version}{kind} is installed and has not run yet.")
            notes.append("  To install the plug-in: bowerbird plugins install gimp")
        else:
            notes.append(f"GIMP {gimp.version}{kind} is installed; the plug-in needs GIMP 3.")
    if not gimps:
        notes.append("GIMP 3 was not found. Looked in:")
        notes += [f"  {place}" for place in looked_in]
        notes.append("  If it is somewhere else: bowerbird plugins install gimp --into FOLDER")
    return notes


def _next(outcomes: Sequence[tuple[Place, Outcome]], *, running: bool) -> Sequence[str]:
    notes: list[str] = []
    if running and any(outcome.done for _, outcome in outcomes):
        notes.append("GIMP runs now. End it and start it again: it looks for plug-ins only when it starts.")
    notes.append(
        f"In GIMP, Bowerbird is in the menu {_MENU}. Press Connect there, and compare the code that GIMP shows with"
        " the one on Bowerbird's page (bowerbird open) or of `bowerbird pair`."
    )
    kinds = dict.fromkeys(str(place.facts["kind"]) for place, _ in outcomes)
    return notes + [sandbox_note("GIMP", SANDBOXED[kind]) for kind in kinds if kind in SANDBOXED]
