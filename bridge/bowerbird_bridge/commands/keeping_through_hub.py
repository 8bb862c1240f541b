"""What the command line keeps while a hub owns the library: asked of the hub, in the forms of the API."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import fields
from datetime import date
from pathlib import Path
from typing import Any, Final, cast
from urllib.parse import quote

from bowerbird_bridge import folder_ids
from bowerbird_bridge.commands.keeping import Copied
from bowerbird_client import Client, Picture, ProblemError
from bowerbird_engine import AssetId, Engine, Filters, Probe, SavedSearch, SearchQuery

Json = dict[str, object]

PATIENCE_S: Final = 120.0
"""A self-test asks a dozen searches, and copies may be large."""


class RemoteKeeper:
    """Keeps through the hub. Reads go to the engine directly: they need no lock."""

    def __init__(self, engine: Engine, client: Client) -> None:
        self._engine = engine
        self._client = client

    def save_search(self, name: str, query: SearchQuery) -> SavedSearch:
        """Keep a query under a name."""
        told = self._ask("POST", "/v1/saved-searches", {"name": name, "search": self._search(query)})
        return next(each for each in self._engine.saved_searches() if each.id == told["id"])

    def rename_search(self, search_id: str, name: str) -> None:
        """Give a saved search another name."""
        self._ask("PATCH", f"/v1/saved-searches/{quote(search_id, safe='')}", {"name": name})

    def delete_search(self, search_id: str) -> None:
        """Forget a saved search."""
        self._ask("DELETE", f"/v1/saved-searches/{quote(search_id, safe='')}")

    def set_self_test(self, probes: Sequence[Probe]) -> None:
        """Set up the self-test."""
        self._ask("POST", "/v1/self-test", {"probes": [self._probe(probe) for probe in probes]})

    def keep_self_test(self) -> None:
        """Keep the lists that the self-test gives now."""
        self._ask("POST", "/v1/self-test/keep", {})

    def forget_self_test(self) -> None:
        """Have no self-test any more."""
        self._ask("DELETE", "/v1/self-test")

    def copy_curated(
        self, ids: Sequence[AssetId], *, query: str | None, project: str | None, subject: str | None
    ) -> list[Copied]:
        """Copy pictures into the curated folder."""
        asked: Json = {"assets": list(ids), "query": query, "project": project, "subject": subject}
        told = self._ask("POST", "/v1/curated-copies", asked)
        return [
            Copied(str(each["asset"]), str(each["path"]), bool(each["created"]), str(each["reason"]))
            for each in cast("list[Json]", told["copies"])
        ]

    def set_template(self, template: str | None) -> None:
        """Set where in the curated folder copies go."""
        self._ask("PATCH", "/v1/preferences", {"curated_template": template})

    def tell_apart(self, first: AssetId, second: AssetId) -> None:
        """Keep that two pictures are not the same."""
        self._ask("POST", "/v1/duplicates/not-same", {"assets": [first, second]})

    def take_back_telling_apart(self, first: AssetId, second: AssetId) -> None:
        """Forget that two pictures are not the same."""
        ids = "/".join(quote(each, safe="") for each in (first, second))
        self._ask("DELETE", f"/v1/duplicates/not-same/{ids}")

    def _ask(self, method: str, path: str, told: Json | None = None) -> dict[str, Any]:
        answer = self._client.connection.ask(method, path, told, seconds=PATIENCE_S)
        return dict(answer)

    def _search(self, query: SearchQuery) -> Json:
        region = query.region
        asked: Json = {
            "text": query.text,
            "letters": query.letters,
            "like": None if query.like is None else self._like(query.like),
            "region": None
            if region is None
            else {"x": region.x, "y": region.y, "width": region.width, "height": region.height},
            "avoid": query.avoid,
            "inside": self._folders(query.inside),
            "outside": self._folders(query.outside),
            "entry": query.entry,
            "examples": [self._like(each) for each in query.examples],
            "core": list(query.core),
            "weight": query.weight,
            "filters": _filters(query.filters),
            "among": None if query.among is None else list(query.among),
            "sort": query.sort,
            "verified": query.verified,
            "collapse": query.collapse,
        }
        return {name: value for name, value in asked.items() if value is not None}

    def _probe(self, probe: Probe) -> Json:
        asked: Json = {"name": probe.name, "expected": probe.expected}
        if probe.picture is not None:
            picture = probe.picture
            asked["picture"] = self._like(picture)
            if isinstance(picture, Path):
                asked["name"] = probe.name or picture.name
        else:
            asked["words"] = probe.words
        return asked

    def _like(self, given: Path | bytes | AssetId) -> Json:
        if isinstance(given, str):
            return {"asset": given}
        try:
            data = given if isinstance(given, bytes) else given.expanduser().read_bytes()
        except (OSError, RuntimeError) as error:
            raise ProblemError(
                f"{given!s} cannot be read: {error}.", "Check the name.", code="unreadable_picture"
            ) from error
        return {"query_image": self._client.upload(Picture.file(data)).id}

    def _folders(self, folders: Iterable[Path]) -> list[str]:
        roots = self._engine.folders()
        found: list[str] = []
        for folder in folders:
            whole = folder.expanduser().absolute()
            ids = [folder_ids.folder_id(root, whole) for root in roots if whole.is_relative_to(root.path)]
            above = [str(root.id) for root in roots if root.path.is_relative_to(whole)]
            if not ids and not above:
                raise ProblemError(
                    f"{folder} is not part of the library.",
                    "`bowerbird folders` lists what is.",
                    code="unknown_folder",
                )
            found += ids or above
        return found


def _filters(filters: Filters) -> Json | None:
    told: Json = {}
    for each in fields(filters):
        value = getattr(filters, each.name)
        if value not in {None, ()}:
            told[each.name] = value.isoformat() if isinstance(value, date) else value
    return told or None
