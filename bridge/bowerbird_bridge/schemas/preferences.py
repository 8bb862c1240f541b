"""What the owner set in this library."""

from __future__ import annotations

import msgspec
from msgspec import UNSET, UnsetType

from bowerbird_bridge.schemas.curated_copies import Template
from bowerbird_bridge.schemas.folders import FolderPath


class Preferences(msgspec.Struct, frozen=True):
    """The preferences. `watch`: changes on the disk are noticed by themselves; `letters`: they are read by themselves.

    `curated_folder` is where curated copies go, null until one was chosen; `curated_template` is the path of each copy in
    it, without its ending: folders and a name of texts and of the fields project, subject, year, month, day, folder and
    name, such as `{project}/{year}-{month}/{subject}`.
    """

    curated_folder: str | None
    watch: bool
    pause_on_battery: bool
    pause_under_load: bool
    letters: bool
    curated_template: str


class PreferenceChanges(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Name what is to change; the rest stays.

    A `curated_folder` of null: there is none any more. A `curated_template` of null: `{name}` again.
    """

    curated_folder: FolderPath | UnsetType | None = UNSET
    watch: bool | UnsetType = UNSET
    pause_on_battery: bool | UnsetType = UNSET
    pause_under_load: bool | UnsetType = UNSET
    letters: bool | UnsetType = UNSET
    curated_template: Template | UnsetType | None = UNSET
