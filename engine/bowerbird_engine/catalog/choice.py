"""Which model pack was chosen, and which one answers until that one has learned the library."""

from __future__ import annotations

from bowerbird_engine.catalog.connection import Database
from bowerbird_engine.catalog.records import Choice, PackKey
from bowerbird_engine.errors import CatalogueError


class ChoiceTable:
    """Keep the choice of a pack: a new one is chosen first and takes over later, in one commit."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def get(self) -> Choice:
        """Give what was chosen and what answers."""
        row = self._database.row(
            "SELECT chosen_id, chosen_digest, answers_id, answers_digest FROM choice WHERE only = 1"
        )
        if row is None:
            raise CatalogueError(
                f"The catalogue {self._database.path} does not say which model answers. Choose one: `bowerbird models"
                " use ID`."
            )
        return Choice(chosen=_key(row[0], row[1]), answers=_key(row[2], row[3]))

    def choose(self, pack: PackKey | None) -> None:
        """Choose a pack; what answers stays. None is the pack that comes with Bowerbird."""
        told = (None, None) if pack is None else (pack.pack_id, pack.digest)
        self._database.execute(
            "INSERT INTO choice (only, chosen_id, chosen_digest) VALUES (1, ?1, ?2)"
            " ON CONFLICT DO UPDATE SET chosen_id = ?1, chosen_digest = ?2",
            told,
        )

    def take_over(self) -> None:
        """Let the chosen pack answer from this commit on."""
        self._database.execute("UPDATE choice SET answers_id = chosen_id, answers_digest = chosen_digest")


def _key(pack_id: str | None, digest: str | None) -> PackKey | None:
    return None if pack_id is None or digest is None else PackKey(pack_id, digest)
