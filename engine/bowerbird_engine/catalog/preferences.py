"""What the person set in this library. What was never set has no row: it follows the default of the version that reads."""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import fields
from pathlib import Path
from typing import Any

from bowerbird_engine.catalog.connection import Database, Value
from bowerbird_engine.keepsakes import Preferences

_FOLDER = "curated_folder"
_VOLUME = "curated_volume"
_TEMPLATE = "curated_template"
_SWITCHES = tuple(field.name for field in fields(Preferences) if field.name not in {_FOLDER, _TEMPLATE})


class PreferenceTable:
    """Keep preferences by name. A value of another kind than expected counts as never set."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def get(self) -> Preferences:
        """Give all preferences."""
        stored = self._stored()
        folder, template = stored.get(_FOLDER), stored.get(_TEMPLATE)
        set_values: dict[str, Any] = {
            name: bool(stored[name]) for name in _SWITCHES if stored.get(name) in {0, 1}
        }
        if isinstance(template, str):
            set_values[_TEMPLATE] = template
        return Preferences(Path(os.fsdecode(folder)) if isinstance(folder, bytes) else None, **set_values)

    def curated_volume(self) -> str | None:
        """Give the key of the volume on which the curated folder was chosen."""
        volume = self._stored().get(_VOLUME)
        return volume if isinstance(volume, str) else None

    def set_switches(self, switches: Mapping[str, bool]) -> None:
        """Set preferences that are on or off, by name."""
        with self._database.transaction():
            for name in _SWITCHES:
                if name in switches:
                    self._put(name, int(switches[name]))

    def set_curated_folder(self, folder: Path, volume_key: str) -> None:
        """Set the folder for curated copies and the volume that it lies on."""
        with self._database.transaction():
            self._put(_FOLDER, os.fsencode(folder))
            self._put(_VOLUME, volume_key)

    def forget_curated_folder(self) -> None:
        """Have no folder for curated copies."""
        self._database.execute("DELETE FROM preference WHERE name IN (?, ?)", (_FOLDER, _VOLUME))

    def set_curated_template(self, template: str | None) -> None:
        """Set where in the curated folder copies go; None: the default."""
        if template is None:
            self._database.execute("DELETE FROM preference WHERE name = ?", (_TEMPLATE,))
        else:
            self._put(_TEMPLATE, template)

    def _stored(self) -> dict[str, Any]:
        return dict(self._database.rows("SELECT name, value FROM preference"))

    def _put(self, name: str, value: Value) -> None:
        self._database.execute(
            "INSERT INTO preference (name, value) VALUES (?, ?) ON CONFLICT DO UPDATE SET value = excluded.value",
            (name, value),
        )
