"""Who may write to the library: one process owns it, and inside it some work goes side by side and some alone."""

from __future__ import annotations

import contextlib
import threading
from collections.abc import Generator

from bowerbird_engine.backup.exchange import complete_restore
from bowerbird_engine.catalog.catalogue import Catalogue
from bowerbird_engine.catalog.damage import damaged
from bowerbird_engine.catalog.ownership import own_library
from bowerbird_engine.errors import CatalogueError, LibraryBusyError
from bowerbird_engine.settings import Settings


class LibraryWriter:
    """Open the catalogue to write, for one piece of work or, within `hold`, for as long as the process likes.

    For any number of threads. Each piece of work has a connection of its own; SQLite puts their transactions in line.
    """

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self._changed = threading.Condition()
        self._held = False
        self._writers = 0
        self._alone = ""

    def prepare(self) -> None:
        """Make the catalogue where there is none, or bring it up to date, if that is needed."""
        complete_restore(self._settings)
        path = self._settings.catalogue_path
        if Catalogue.is_current(path):
            return
        with own_library(self._settings.state_dir, "preparing the library"):
            Catalogue.open(path).close()

    @contextlib.contextmanager
    def hold(self, purpose: str) -> Generator[None]:
        """Own the library for the block, so that no work inside it has to take the lock.

        The end of the block waits for work that is under way. Raises LibraryBusyError, naming the owner, when the
        library is owned already, and CatalogueDamagedError when an owner that crashed has left it damaged.
        """
        with own_library(self._settings.state_dir, purpose) as ownership:
            if ownership.after_crash:
                with Catalogue.open(self._settings.catalogue_path) as catalogue:
                    _demand_sound(catalogue)
            with self._changed:
                self._held = True
            try:
                yield
            finally:
                with self._changed:
                    self._held = False
                    self._changed.wait_for(lambda: not self._writers)
                with (
                    contextlib.suppress(CatalogueError, LibraryBusyError),
                    Catalogue.open(self._settings.catalogue_path) as catalogue,
                ):
                    _leave_one_file(catalogue, wait=True)

    @contextlib.contextmanager
    def alone(self, purpose: str) -> Generator[None]:
        """Keep other work that has to be alone out of the block.

        Raises LibraryBusyError at once, saying what is under way, when there is such work in this process.
        """
        with self._changed:
            if self._alone:
                raise LibraryBusyError(
                    f"The library {self._settings.state_dir} is busy: {self._alone} is under way."
                    " Wait until it is done, or stop it."
                )
            self._alone = purpose
        try:
            yield
        finally:
            with self._changed:
                self._alone = ""

    @contextlib.contextmanager
    def catalogue(self, purpose: str) -> Generator[Catalogue]:
        """Open the catalogue to write; `purpose` is what another process is told that wants to write meanwhile."""
        if self._joined():
            try:
                with Catalogue.open(self._settings.catalogue_path) as catalogue:
                    yield catalogue
            finally:
                with self._changed:
                    self._writers -= 1
                    self._changed.notify_all()
            return
        with (
            own_library(self._settings.state_dir, purpose) as ownership,
            Catalogue.open(self._settings.catalogue_path) as catalogue,
        ):
            # Reading all of the file takes seconds in a large library: only when there is a reason for doubt.
            if ownership.after_crash:
                _demand_sound(catalogue)
            yield catalogue
            # A backup of a large library reads one state for minutes.
            _leave_one_file(catalogue, wait=False)

    def _joined(self) -> bool:
        """Count one more writer under `hold`; false when the library is not held."""
        with self._changed:
            self._writers += self._held
            return self._held


def _leave_one_file(catalogue: Catalogue, *, wait: bool) -> None:
    """Empty the log for whoever copies the file by hand; a full disk or a damaged file is told when it matters."""
    with contextlib.suppress(CatalogueError, LibraryBusyError):
        catalogue.fold_log(wait=wait)


def _demand_sound(catalogue: Catalogue) -> None:
    if problems := catalogue.integrity_problems():
        raise damaged(catalogue.path, problems[0])
