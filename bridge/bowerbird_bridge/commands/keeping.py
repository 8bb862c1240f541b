"""How commands keep what a person adds: through the hub that owns the library, or by themselves where none runs."""

from __future__ import annotations

import contextlib
from collections.abc import Generator, Sequence
from dataclasses import dataclass
from typing import Protocol

from bowerbird_bridge.discovery import hub_of_library
from bowerbird_engine import AssetId, Engine, PreferenceChanges, Probe, SavedSearch, SearchQuery


@dataclass(frozen=True, slots=True)
class Copied:
    """What became of a picture that was to be copied: where the copy lies, and why none was made where none was."""

    asset_id: str
    path: str
    created: bool
    reason: str


class Keeper(Protocol):
    """What the commands keep. Errors have the same codes, whoever does the work."""

    def save_search(self, name: str, query: SearchQuery) -> SavedSearch:
        """Keep a query under a name."""
        ...

    def rename_search(self, search_id: str, name: str) -> None:
        """Give a saved search another name."""
        ...

    def delete_search(self, search_id: str) -> None:
        """Forget a saved search."""
        ...

    def set_self_test(self, probes: Sequence[Probe]) -> None:
        """Set up the self-test."""
        ...

    def keep_self_test(self) -> None:
        """Keep the lists that the self-test gives now."""
        ...

    def forget_self_test(self) -> None:
        """Have no self-test any more."""
        ...

    def copy_curated(
        self, ids: Sequence[AssetId], *, query: str | None, project: str | None, subject: str | None
    ) -> list[Copied]:
        """Copy pictures into the curated folder."""
        ...

    def set_template(self, template: str | None) -> None:
        """Set where in the curated folder copies go."""
        ...

    def tell_apart(self, first: AssetId, second: AssetId) -> None:
        """Keep that two pictures are not the same."""
        ...

    def take_back_telling_apart(self, first: AssetId, second: AssetId) -> None:
        """Forget that two pictures are not the same."""
        ...


class OwnKeeper:
    """Does the work in this process."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    def save_search(self, name: str, query: SearchQuery) -> SavedSearch:
        """Keep a query under a name."""
        return self._engine.save_search(name, query)

    def rename_search(self, search_id: str, name: str) -> None:
        """Give a saved search another name."""
        self._engine.rename_saved_search(search_id, name)

    def delete_search(self, search_id: str) -> None:
        """Forget a saved search."""
        self._engine.delete_saved_search(search_id)

    def set_self_test(self, probes: Sequence[Probe]) -> None:
        """Set up the self-test."""
        self._engine.set_self_test(probes)

    def keep_self_test(self) -> None:
        """Keep the lists that the self-test gives now."""
        self._engine.keep_self_test()

    def forget_self_test(self) -> None:
        """Have no self-test any more."""
        self._engine.forget_self_test()

    def copy_curated(
        self, ids: Sequence[AssetId], *, query: str | None, project: str | None, subject: str | None
    ) -> list[Copied]:
        """Copy pictures into the curated folder."""
        copies = self._engine.copy_curated(ids, query=query, project=project, subject=subject)
        return [Copied(copy.asset_id, str(copy.path), copy.created, copy.reason) for copy in copies]

    def set_template(self, template: str | None) -> None:
        """Set where in the curated folder copies go."""
        self._engine.set_preferences(PreferenceChanges(curated_template=template))

    def tell_apart(self, first: AssetId, second: AssetId) -> None:
        """Keep that two pictures are not the same."""
        self._engine.tell_apart(first, second)

    def take_back_telling_apart(self, first: AssetId, second: AssetId) -> None:
        """Forget that two pictures are not the same."""
        self._engine.take_back_telling_apart(first, second)


@contextlib.contextmanager
def keeper_for(engine: Engine) -> Generator[Keeper]:
    """Give what keeps things in the library of an engine, for the length of the block."""
    if hub_of_library(engine.library_id, engine.settings.state_dir) is None:
        yield OwnKeeper(engine)
        return
    from bowerbird_bridge.commands.keeping_through_hub import RemoteKeeper  # noqa: PLC0415  50 ms that only this pays
    from bowerbird_bridge.commands.through_hub import hub_of  # noqa: PLC0415

    with hub_of(engine) as remote:
        yield OwnKeeper(engine) if remote is None else RemoteKeeper(engine, remote.client)
