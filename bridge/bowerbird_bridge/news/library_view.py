"""What is known of the library and costs too much to be found out for each request."""

from __future__ import annotations

from bowerbird_bridge.news.until_changed import UntilChanged
from bowerbird_engine import Engine, FolderHealth, LibraryStatus


class LibraryView:
    """Keep the sums over the library until it has changed. For any number of threads."""

    def __init__(self, engine: Engine) -> None:
        self.status: UntilChanged[LibraryStatus] = UntilChanged(engine.status, engine.change_counter)
        self.folder_health: UntilChanged[list[FolderHealth]] = UntilChanged(
            engine.folder_health, engine.change_counter
        )
