"""Preferences: defaults of what was never set, and what is kept."""

from __future__ import annotations

import os
from pathlib import Path

from bowerbird_engine.catalog.catalogue import Catalogue
from bowerbird_engine.catalog.connection import open_database
from bowerbird_engine.keepsakes import Preferences


def test_nothing_set_is_all_defaults(catalogue: Catalogue) -> None:
    """A new library watches, rests on battery, reads letters, and has no curated folder."""
    assert catalogue.preferences.get() == Preferences(
        curated_folder=None, watch=True, pause_on_battery=True, pause_under_load=False, letters=True
    )
    assert catalogue.preferences.curated_volume() is None


def test_what_was_set_survives_closing(path: Path) -> None:
    """Switches and a folder with bytes that are no text come back as they were set; the others stay defaults."""
    folder = Path(os.fsdecode(b"/media/curated \xff"))
    with Catalogue.open(path) as catalogue:
        catalogue.preferences.set_switches({"watch": False, "pause_under_load": True})
        catalogue.preferences.set_curated_folder(folder, "uuid:1")
    with Catalogue.open(path, read_only=True) as again:
        assert again.preferences.get() == Preferences(
            curated_folder=folder, watch=False, pause_under_load=True
        )
        assert again.preferences.curated_volume() == "uuid:1"
    with Catalogue.open(path) as catalogue:
        catalogue.preferences.set_switches({"watch": True})
        catalogue.preferences.forget_curated_folder()
        assert catalogue.preferences.get() == Preferences(pause_under_load=True)
        assert catalogue.preferences.curated_volume() is None


def test_a_value_of_another_kind_counts_as_never_set(path: Path) -> None:
    """What another version or a damaged disk left there hides no preference and breaks nothing."""
    Catalogue.open(path).close()
    database = open_database(path)
    database.execute(
        "INSERT INTO preference VALUES ('watch', 'maybe'), ('letters', 2), ('curated_folder', 'text'),"
        " ('curated_volume', 1), ('of_another_version', 1)"
    )
    database.close()
    with Catalogue.open(path, read_only=True) as catalogue:
        assert catalogue.preferences.get() == Preferences()
        assert catalogue.preferences.curated_volume() is None
