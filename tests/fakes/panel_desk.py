"""A panel between a hub and a GIMP that do what a test says, and what it wrote on the disk."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from bowerbird_panel.hub_page import HubPage
from bowerbird_panel.panel import Panel
from bowerbird_panel.settings import SettingsFile
from bowerbird_panel.state import Notice, PairingCode, PanelState
from fakes.gimp_edge import FakeGimp
from fakes.panel_hub import PanelHub

NOW = datetime(2026, 5, 1, 12, 0, tzinfo=UTC)


@dataclass
class PanelDesk:
    """One window after the other, over the same folder."""

    folder: Path
    hub: PanelHub = field(default_factory=PanelHub)
    gimp: FakeGimp = field(default_factory=FakeGimp)
    opened: list[tuple[str, ...]] = field(default_factory=list[tuple[str, ...]])
    """The commands that were run."""
    can_open: bool = True
    states: list[PanelState] = field(default_factory=list[PanelState])
    """All that the window was told."""
    panel: Panel = field(init=False)

    def __post_init__(self) -> None:
        self.panel = self._make()

    @property
    def state(self) -> PanelState:
        """What the window shows."""
        return self.panel.state

    def now(self) -> PanelState:
        """Say what the window shows now, which no checker of types takes for what it showed a line before."""
        return self.panel.state

    def told(self) -> Notice:
        """Give what it tells."""
        assert self.panel.state.notice is not None
        return self.panel.state.notice

    def code(self) -> PairingCode:
        """Give the code that it shows."""
        assert self.panel.state.pairing is not None
        return self.panel.state.pairing

    @property
    def notice(self) -> str:
        """The code of what it tells."""
        return "" if self.state.notice is None else self.state.notice.details

    @property
    def words_of_searches(self) -> list[str | None]:
        """List what was searched for."""
        return [asked.text for kind, asked in self.hub.calls if kind == "search"]

    @property
    def fetched(self) -> list[Path]:
        """List the files that lie between the hub and GIMP."""
        return [path for path in self.folder.glob("fetched/*/*/*") if path.is_file()]

    @property
    def written(self) -> Any:
        """What stands in the file of settings."""
        path = self.folder / "settings.json"
        return json.loads(path.read_text("utf-8")) if path.exists() else {}

    def start_again(self) -> None:
        """Close the window, and open another one."""
        self.panel.close()
        self.hub.closed = False
        self.panel = self._make()

    def die(self) -> None:
        """End as a killed process ends, and open another window."""
        self.hub = PanelHub(running=self.hub.running, paired=self.hub.paired)
        self.gimp = FakeGimp(images=self.gimp.images)
        self.panel = self._make()

    def settle(self) -> None:
        """Let everything come that was asked for, and no time pass that is not needed for it."""
        for _ in range(20):
            self.hub.settle()
            self.gimp.advance(100)
        self.hub.settle()

    def connected(self) -> PanelDesk:
        """Be connected."""
        self.panel.connect()
        self.hub.settle()
        return self

    def showing(self, words: str = "red mug") -> PanelDesk:
        """Be connected, and show what was found."""
        self.connected().panel.set_words(words)
        self.panel.search()
        self.hub.settle()
        return self

    def _make(self) -> Panel:
        panel = Panel(
            self.hub,
            SettingsFile(self.folder / "settings.json", self.gimp.program),
            self.gimp,
            self.folder,
            page=HubPage(
                lambda: ("python", "-m", "bowerbird_bridge", "serve") if self.can_open else None,
                lambda command, _environment: self.opened.append(tuple(command)),
                lambda: False,
            ),
            clock=self.gimp.clock,
            now=lambda: NOW,
        )
        panel.listen(lambda: self.states.append(panel.state))
        return panel
