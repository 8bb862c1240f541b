"""The catalogue: one SQLite file that is the truth about a library."""

from __future__ import annotations

from contextlib import AbstractContextManager
from pathlib import Path
from types import TracebackType
from typing import Self

from bowerbird_engine.catalog import copies
from bowerbird_engine.catalog.choice import ChoiceTable
from bowerbird_engine.catalog.collections import CollectionTable
from bowerbird_engine.catalog.condition import CatalogueCondition
from bowerbird_engine.catalog.connection import Database, is_there, open_database
from bowerbird_engine.catalog.content_hashes import ContentHashTable
from bowerbird_engine.catalog.curated import CuratedTable
from bowerbird_engine.catalog.facts import FactTable
from bowerbird_engine.catalog.files import FileTable
from bowerbird_engine.catalog.filters import FilterTable
from bowerbird_engine.catalog.folder_names import FolderNameTable
from bowerbird_engine.catalog.gone import GoneTable
from bowerbird_engine.catalog.migrations import migrate
from bowerbird_engine.catalog.preferences import PreferenceTable
from bowerbird_engine.catalog.roots import RootTable
from bowerbird_engine.catalog.same_pictures import SamePictureTable
from bowerbird_engine.catalog.saved_searches import SavedSearchTable
from bowerbird_engine.catalog.self_tests import SelfTestTable
from bowerbird_engine.catalog.spaces import SpaceTable
from bowerbird_engine.catalog.texts import TextTable
from bowerbird_engine.catalog.vectors import VectorTable
from bowerbird_engine.catalog.visual_words import VisualWordTable
from bowerbird_engine.errors import CatalogueDamagedError, CatalogueError, CatalogueTooNewError


class Catalogue:
    """Hold one connection to the catalogue, for use from one thread at a time.

    There is one writer, the owner of the library; readers open their own, read-only, and see each commit whole.
    """

    def __init__(self, database: Database) -> None:
        self._database = database
        self.roots = RootTable(database)
        self.files = FileTable(database)
        self.gone = GoneTable(database)
        self.filters = FilterTable(database)
        self.facts = FactTable(database)
        self.folder_names = FolderNameTable(database)
        self.vectors = VectorTable(database)
        self.spaces = SpaceTable(database)
        self.visual_words = VisualWordTable(database)
        self.same_pictures = SamePictureTable(database)
        self.choice = ChoiceTable(database)
        self.texts = TextTable(database)
        self.collections = CollectionTable(database)
        self.curated = CuratedTable(database)
        self.preferences = PreferenceTable(database)
        self.saved_searches = SavedSearchTable(database)
        self.self_tests = SelfTestTable(database)
        self.hashes = ContentHashTable(database)
        self.condition = CatalogueCondition(database)

    @classmethod
    def open(cls, path: Path, *, read_only: bool = False) -> Self:
        """Open the catalogue, making or updating it unless it is opened to read.

        Raises CatalogueTooNewError for one of a newer version, CatalogueDamagedError for a damaged file.
        """
        database = open_database(path, read_only=read_only)
        try:
            migrate(database)
        except BaseException:
            database.close()
            raise
        return cls(database)

    @classmethod
    def is_current(cls, path: Path) -> bool:
        """Tell whether there is a catalogue that can be read as it is, without being made, updated or recovered first.

        Raises CatalogueTooNewError and CatalogueDamagedError as `open` does.
        """
        if not is_there(path):
            return False
        try:
            cls.open(path, read_only=True).close()
        except (CatalogueTooNewError, CatalogueDamagedError):
            raise
        except CatalogueError:
            return False
        return True

    def close(self) -> None:
        """Close the connection; a second call does nothing."""
        self._database.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    @property
    def path(self) -> Path:
        """The SQLite file."""
        return self._database.path

    @property
    def library_id(self) -> str:
        """The id that this library got when it was made; a copy of the catalogue has the same."""
        library_id: str = self._database.value("SELECT id FROM library")
        return library_id

    def transaction(self) -> AbstractContextManager[None]:
        """Commit all or nothing of a block; inside another transaction it is a savepoint of that one."""
        return self._database.transaction()

    def snapshot(self) -> AbstractContextManager[None]:
        """Let all reads of a block see one and the same state. Nothing may be written inside."""
        return self._database.snapshot()

    def change_counter(self) -> int:
        """Give a number that changes whenever any process commits a change; it costs microseconds."""
        return self._database.change_counter()

    def fold_log(self, *, wait: bool = True) -> bool:
        """Leave all in the one file, its log empty; tell whether no reader was in the way."""
        return self._database.fold_log(wait=wait)

    def integrity_problems(self) -> list[str]:
        """List what is wrong with the file; an empty list means that it is sound. Reads all of it."""
        return copies.integrity_problems(self._database)

    def copy_to(self, target: Path) -> None:
        """Write a copy that was checked after it was written, replacing what is there."""
        copies.verified_copy(self._database, target)
