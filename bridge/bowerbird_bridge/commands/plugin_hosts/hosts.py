"""What every host program's module offers to the `bowerbird plugins` commands, and what it tells of what it did."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Protocol

from bowerbird_bridge.commands.plugin_hosts.plugin_folder import Outcome
from bowerbird_bridge.commands.plugin_hosts.plugin_state import Found
from bowerbird_engine import BowerbirdError

Tell = Callable[[str], None]
"""Says a sentence to the person while something takes its time."""


class PluginHostMissingError(BowerbirdError):
    """Say that the program that the plug-in is for was not found."""

    code = "plugin_host_missing"


@dataclass(frozen=True, slots=True)
class Place:
    """One place where a host program has the plug-in, or may have it.

    `title` names the program for a person, `where` what one would look for to find it, and `folder` is the plug-in's
    own. `facts` tell scripts of it, in names that do not change.
    """

    title: str
    where: str
    folder: Path
    facts: Mapping[str, object]


@dataclass(frozen=True, slots=True)
class Listing:
    """Where a host's plug-in is; which programs there are; where was looked; and what else a person should know."""

    host: str
    version: str
    entries: Sequence[tuple[Place, Found]]
    programs: Sequence[Mapping[str, str | None]]
    looked_in: Sequence[str]
    notes: Sequence[str]


@dataclass(slots=True)
class Done:
    """What was done in each place, and what was refused."""

    outcomes: list[tuple[Place, Outcome]] = field(default_factory=list[tuple[Place, Outcome]])
    refused: list[tuple[Place, BowerbirdError]] = field(default_factory=list[tuple[Place, BowerbirdError]])

    def attempt(self, place: Place, act: Callable[[], Outcome]) -> None:
        """Act on one place; that it refuses keeps no other from being served."""
        try:
            self.outcomes.append((place, act()))
        except BowerbirdError as error:
            self.refused.append((place, error))

    def or_refusal(self) -> Done:
        """Give this, or raise the first refusal where nothing else came of it."""
        if self.refused and not self.outcomes:
            raise self.refused[0][1]
        return self


@dataclass(frozen=True, slots=True)
class Installation:
    """What was installed, in which version, whether the program runs now, and what to do next."""

    done: Done
    version: str
    running: bool
    next: Sequence[str]


@dataclass(frozen=True, slots=True)
class Removal:
    """What was removed; of the plug-in's own data, what was forgotten and what is left; and what else there is to know."""

    done: Done
    forgotten: Sequence[Path]
    left: Sequence[Path]
    notes: Sequence[str] = ()


class PluginHost(Protocol):
    """A program that can have the plug-in."""

    @property
    def name(self) -> str:
        """What the command line calls it."""
        ...

    @property
    def title(self) -> str:
        """What people call it."""
        ...

    def list(self) -> Listing:
        """Find the places, and the state of the plug-in in each."""
        ...

    def install(self, into: Path | None, *, force: bool, tell: Tell) -> Installation:
        """Install the plug-in in the place that was named, or in all that are found."""
        ...

    def remove(self, into: Path | None, *, force: bool, forget: bool) -> Removal:
        """Take the plug-in out; with `forget` what it kept for itself goes too."""
        ...
