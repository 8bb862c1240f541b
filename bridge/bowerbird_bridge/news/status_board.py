"""How things stand in the hub, part by part, for whoever asks and for the events. Cheap: what costs is kept."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Protocol

from bowerbird_bridge.background.job import Job, JobKind, JobState
from bowerbird_bridge.background.jobs import Jobs
from bowerbird_bridge.news.library_view import LibraryView
from bowerbird_bridge.schemas.status import (
    Files,
    FoldersCount,
    IndexPart,
    LettersPart,
    ModelsPart,
    Part,
    Parts,
    State,
    Status,
    StatusProgress,
)
from bowerbird_engine import BowerbirdError, Engine, FileStatus, LibraryStatus, PackChoice


class PartState(Protocol):
    """How a part stands, as whoever looks after it tells."""

    @property
    def state(self) -> State:
        """One of the words of the API."""
        ...

    @property
    def detail(self) -> str:
        """A sentence for everybody: no path is in it."""
        ...


def unwatched() -> Part:
    """Describe a hub that looks at its folders only when it is told to."""
    return Part("missing", "Changes in the folders are noticed when the index runs.")


@dataclass(slots=True)
class StatusBoard:
    """Put the status together. For any number of threads."""

    engine: Engine
    jobs: Jobs
    watcher: Callable[[], PartState] = unwatched
    """How the watching of the folders stands."""
    index_waits: Callable[[], str | None] = lambda: None
    """Why the index waits by its own choice, on battery or under load; None when it does not."""
    library: LibraryView = field(init=False)

    def __post_init__(self) -> None:
        """Keep what costs."""
        self.library = LibraryView(self.engine)

    def now(self) -> Status:
        """Give the status."""
        try:
            library, roots, catalogue = self.library.status(), self.engine.folders(), Part("ready", "")
        except BowerbirdError as error:
            # Not the sentence: it may name a place on the disk, and the status is for every client.
            unread = f"The catalogue cannot be read ({error.code}). Your pictures are safe; `bowerbird doctor` says more."
            library, roots, catalogue = _nothing_known(self.engine), [], Part("failed", unread)
        index = self.jobs.indexing()
        watched = self.watcher()
        online = sum(root.online for root in roots)
        return Status(
            library_id=self.engine.library_id,
            pictures=library.contents,
            searchable=library.searchable,
            files=_files(library.found, library.counts),
            parts=Parts(
                catalogue=catalogue,
                index=index_part(index, self._last_index(), self.index_waits(), library),
                models=models_part(library),
                letters=letters_part(library, index),
                watcher=Part(watched.state, watched.detail),
            ),
            folders=FoldersCount(online=online, offline=len(roots) - online),
            held=sum(held.pictures for held in library.held),
        )

    def _last_index(self) -> Job | None:
        over = (job for job in self.jobs.all() if job.kind is JobKind.INDEX and job.state.final)
        return next(over, None)


def index_part(now: Job | None, last: Job | None, waits: str | None, library: LibraryStatus) -> IndexPart:
    """Describe the index by the job that runs or waits, the last one that is over, and what the files say."""
    if now is not None and now.state is JobState.RUNNING:
        return IndexPart("syncing", "The library is being brought up to date.", _progress(now))
    if waits is not None:
        return IndexPart("paused", waits, None)
    if now is not None:
        return IndexPart("starting", "The index starts in a moment.", None)
    if last is not None and last.state is JobState.FAILED:
        # Not the sentence: it may name a place on the disk, and the status is for every client.
        detail = f"The last run failed ({last.error_code}). The hub's page says more."
        return IndexPart("failed", detail, None)
    pending = library.counts.get(FileStatus.PENDING, 0)
    if pending:
        return IndexPart("installed", f"{pending:,} files wait for the next run.", None)
    return IndexPart("ready", "", None)


def models_part(library: LibraryStatus) -> ModelsPart:
    """Describe which model searches, and what becomes of the one that was chosen."""
    choice = library.choice
    if not choice.answers:
        detail = "No model can be used; letters and names are searched. The hub's page says more."
        return ModelsPart("failed", detail, None, choice.chosen)
    if choice.trouble:
        detail = f"The model that was chosen cannot be used, and {choice.answers_title} searches. The hub's page says more."
        return ModelsPart("failed", detail, choice.answers, choice.chosen)
    if choice.under_way:
        detail = f"{choice.chosen_title} has learned {choice.learned:,} of {choice.contents:,} pictures."
        return ModelsPart("syncing", detail, choice.answers, choice.chosen)
    return ModelsPart("ready", choice.answers_title, choice.answers, choice.chosen)


def letters_part(library: LibraryStatus, index: Job | None) -> LettersPart:
    """Describe how far the letters in pictures are read."""
    read, total = library.letters_read, library.letters_total
    if library.recognizer is None:
        return LettersPart("missing", "No text recognizer is installed.", read, total)
    if read >= total:
        return LettersPart("ready", "", read, total)
    reading = index is not None and index.progress is not None and index.progress.phase == "letters"
    return LettersPart("syncing" if reading else "installed", "", read, total)


def _nothing_known(engine: Engine) -> LibraryStatus:
    """Give what is left of the status when the catalogue cannot be read."""
    return LibraryStatus(
        home=engine.settings.state_dir,
        roots=(),
        found=0,
        counts={},
        skips={},
        pack="",
        contents=0,
        searchable=0,
        recognizer=None,
        letters_read=0,
        letters_total=0,
        choice=PackChoice("", "", "", "", under_way=False, learned=0, contents=0),
    )


def _files(found: int, counts: Mapping[FileStatus, int]) -> Files:
    return Files(
        found=found,
        indexed=counts.get(FileStatus.INDEXED, 0),
        pending=counts.get(FileStatus.PENDING, 0),
        skipped=counts.get(FileStatus.SKIPPED, 0),
        unreadable=counts.get(FileStatus.UNREADABLE, 0),
        quarantined=counts.get(FileStatus.QUARANTINED, 0),
    )


def _progress(job: Job) -> StatusProgress | None:
    if job.progress is None:
        return None
    return StatusProgress(
        phase=job.progress.phase,
        done=job.progress.done,
        total=job.progress.total,
        rate=job.rate,
        seconds_left=job.seconds_left,
    )
