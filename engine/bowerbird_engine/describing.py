"""What is known of pictures beside their looks, and what a library can be filtered by."""

from __future__ import annotations

import threading
from typing import Final

from bowerbird_engine.assets import Asset, AssetId
from bowerbird_engine.catalog.catalogue import Catalogue
from bowerbird_engine.errors import UsageError
from bowerbird_engine.facts import METADATA_VERSION, AssetFacts, ColourShare, Facets
from bowerbird_engine.pictures import Pictures
from bowerbird_engine.settings import Settings

_MOST_FACETS: Final = 10_000


class Descriptions:
    """Look up facts, on a connection of their own: counting a large library holds up no search and no thumbnail."""

    def __init__(self, settings: Settings, pictures: Pictures) -> None:
        self._pictures = pictures
        self._lock = threading.Lock()
        self._catalogue = Catalogue.open(settings.catalogue_path, read_only=True)
        self._counted: tuple[int, int, Facets] | None = None

    def close(self) -> None:
        """Close the connection to the catalogue."""
        with self._lock:
            self._catalogue.close()

    def facts(self, asset_id: AssetId) -> AssetFacts:
        """Give what is known of a picture."""
        asset: Asset = self._pictures.asset(asset_id)
        with self._lock, self._catalogue.snapshot():
            said = self._catalogue.facts.metadata(asset.content_id)
            colours = self._catalogue.facts.colours(asset.content_id)
        return AssetFacts(
            said.taken,
            said.camera,
            said.title,
            said.caption,
            said.keywords,
            tuple(ColourShare(name, round(share, 3)) for name, share in colours),
        )

    def facets(self, limit: int) -> Facets:
        """Count what the pictures have; until the library changes the same answer is given again."""
        if not 1 <= limit <= _MOST_FACETS:
            raise UsageError(f"The number of cameras and keywords to list is 1 to {_MOST_FACETS:,}.")
        with self._lock, self._catalogue.snapshot():
            counter = self._catalogue.change_counter()
            if self._counted is None or self._counted[:2] != (counter, limit):
                self._counted = (counter, limit, self._catalogue.facts.facets(METADATA_VERSION, limit))
            return self._counted[2]


class DescribingMethods:
    """What `Engine` offers of it. From any thread, and beside a run of the index."""

    _descriptions: Descriptions

    def facts(self, asset_id: AssetId) -> AssetFacts:
        """Tell what is known of a picture: what its file says, and the colours that tell something of it.

        Raises UnknownAssetError. What has not been read yet is None or empty.
        """
        return self._descriptions.facts(asset_id)

    def facets(self, limit: int = 200) -> Facets:
        """Tell what the library can be filtered by, with counts: at most `limit` cameras and keywords, and all of the rest."""
        return self._descriptions.facets(limit)
