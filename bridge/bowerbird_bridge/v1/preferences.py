"""What the owner set in this library."""

from __future__ import annotations

from typing import Final, TypeVar

from msgspec import UnsetType

from bowerbird_bridge.access.clients import Scope
from bowerbird_bridge.places import folder_as_written
from bowerbird_bridge.schemas.preferences import PreferenceChanges, Preferences
from bowerbird_bridge.v1.discretion import legible
from bowerbird_bridge.v1.routing import Call, Route, route
from bowerbird_engine import UNCHANGED, Unchanged
from bowerbird_engine import PreferenceChanges as KeptChanges
from bowerbird_engine import Preferences as KeptPreferences

_T = TypeVar("_T")


@route("GET", "/v1/preferences", scope=Scope.ADMIN)
def show_preferences(call: Call) -> Preferences:
    """Tell what is set."""
    return _preferences(call.hub.engine.preferences())


@route("PATCH", "/v1/preferences", scope=Scope.ADMIN, problems=("bad_folder", "bad_template"))
def change_preferences(call: Call, body: PreferenceChanges) -> Preferences:
    """Set what is named, and leave the rest as it is."""
    folder = body.curated_folder
    changes = KeptChanges(
        curated_folder=folder_as_written(folder) if isinstance(folder, str) else _kept(folder),
        watch=_kept(body.watch),
        pause_on_battery=_kept(body.pause_on_battery),
        pause_under_load=_kept(body.pause_under_load),
        letters=_kept(body.letters),
        curated_template=_kept(body.curated_template),
    )
    kept = call.hub.engine.set_preferences(changes)
    call.hub.upkeep.wake()
    return _preferences(kept)


def _kept(value: _T | UnsetType) -> _T | Unchanged:
    return UNCHANGED if isinstance(value, UnsetType) else value


def _preferences(kept: KeptPreferences) -> Preferences:
    folder = kept.curated_folder
    return Preferences(
        curated_folder=None if folder is None else legible(folder),
        watch=kept.watch,
        pause_on_battery=kept.pause_on_battery,
        pause_under_load=kept.pause_under_load,
        letters=kept.letters,
        curated_template=kept.curated_template,
    )


ROUTES: Final[tuple[Route, ...]] = (show_preferences, change_preferences)
