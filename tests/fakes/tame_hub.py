"""Keeps a live hub tame while a fuzzer has the owner's key: it answers everything, and does no harm to the machine."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from bowerbird_engine import AddedFolder, BowerbirdError, PreferenceChanges, Preferences
from fakes.live_hub import LiveHub


class OutsideError(BowerbirdError):
    """Say what the engine says of a folder that cannot be used."""

    code = "bad_folder"


def tame(hub: LiveHub, inside: Path, keep: str, patch: pytest.MonkeyPatch) -> None:
    """Let folders be added and written to `inside` only, nothing be downloaded, and the client `keep` stay.

    A fuzzer that hits upon `/` would have the whole machine indexed, and one that hits upon itself would lock itself
    out.
    """
    engine, book = hub.engine, hub.hub.book
    add_folder, set_preferences, revoke = engine.add_folder, engine.set_preferences, book.revoke

    def add(folder: Path) -> AddedFolder:
        _check(folder, inside)
        return add_folder(folder)

    def set_(changes: PreferenceChanges) -> Preferences:
        if isinstance(changes.curated_folder, Path):
            _check(changes.curated_folder, inside)
        return set_preferences(changes)

    def take_back(client_id: str) -> bool:
        return client_id == keep or revoke(client_id)

    patch.setattr(engine, "settings", replace(engine.settings, hub_endpoint="http://127.0.0.1:9"))
    patch.setattr(engine, "add_folder", add)
    patch.setattr(engine, "set_preferences", set_)
    patch.setattr(book, "revoke", take_back)


def _check(folder: Path, inside: Path) -> None:
    if not folder.is_relative_to(inside) or ".." in folder.parts:
        raise OutsideError("This folder cannot be used here.")
