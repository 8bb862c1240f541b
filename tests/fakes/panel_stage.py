"""A panel before the real client and hub, and before the stand-in of both: what the tests of it share."""

from __future__ import annotations

import time
from abc import ABC, abstractmethod
from collections.abc import Callable
from pathlib import Path

from bowerbird_bridge.discovery import announce, withdraw
from bowerbird_client import Credential, CredentialFile, Outcome, Place, ProblemError, Session, UnknownError
from bowerbird_panel.hub import Hub
from bowerbird_panel.panel import Panel
from bowerbird_panel.settings import SettingsFile
from bowerbird_panel.state import Activity, Connection, PanelState
from fakes.gimp_edge import FakeGimp
from fakes.live_hub import LiveHub
from fakes.panel_hub import PanelHub, original_of

SCOPES = ("search", "thumbnails", "originals", "curate")
SECONDS = 60.0


class Stage(ABC):
    """A panel with one of the two hubs behind it."""

    def __init__(self, folder: Path, hub: Hub) -> None:
        self.gimp = FakeGimp(size=(96, 64))
        self.hub = hub
        self.panel = Panel(
            hub,
            SettingsFile(folder / "settings.json", self.gimp.program),
            self.gimp,
            folder,
            clock=self.gimp.clock,
        )

    @property
    def state(self) -> PanelState:
        """What the window shows."""
        return self.panel.state

    @property
    def notice(self) -> str:
        """The code of what it tells."""
        return "" if self.state.notice is None else self.state.notice.details

    def until(self, reached: Callable[[], bool]) -> None:
        """Let everything come, and time pass, until it is so."""
        ends = time.monotonic() + SECONDS
        while not reached():
            assert time.monotonic() < ends, self.state
            self.deliver()
            self.gimp.advance(20)

    def ready(self) -> None:
        """Be a plug-in that was paired before, and connected."""
        self.have_paired()
        self.panel.connect()
        self.until(lambda: self.state.connection is Connection.READY and bool(self.state.folders))

    def search(self, words: str) -> None:
        """Search, and wait for what comes of it."""
        self.panel.set_words(words)
        self.panel.search()
        self.until(lambda: self.state.activity is Activity.IDLE)

    @abstractmethod
    def deliver(self) -> None:
        """Let something come."""

    @abstractmethod
    def decide(self, *, approve: bool) -> None:
        """Have the owner say yes or no to the code that is shown."""

    @abstractmethod
    def have_paired(self) -> None:
        """Have the rights already."""

    @abstractmethod
    def revoke(self) -> None:
        """Have the owner take the rights back."""

    @abstractmethod
    def vanish(self) -> None:
        """Stop the hub."""

    @abstractmethod
    def come_back(self) -> None:
        """Start it again."""

    @abstractmethod
    def choose_no_curated_folder(self) -> None:
        """See to it that there is none."""

    @abstractmethod
    def lose_folders(self) -> None:
        """See to it that no folder with the id `gone` is known."""

    @abstractmethod
    def bytes_of(self, asset_id: str) -> bytes:
        """Give what the picture's file holds."""

    def close(self) -> None:
        """End."""
        self.panel.close()


class RealStage(Stage):
    """The real client, found by a file or by a port alone, and the real hub."""

    def __init__(self, live: LiveHub, folder: Path, *, by_port: bool = False) -> None:
        self.live = live
        self.announced = folder / "announced"
        self.announced.mkdir(mode=0o700)
        place = (
            Place(folder / "nothing", ports=(live.port,), by_ports=True)
            if by_port
            else Place(self.announced, ports=())
        )
        self.come_back()
        self.token = CredentialFile(folder / "token.json")
        self.session = Session("GIMP", self.token, scopes=SCOPES, place=place, start=False)
        super().__init__(folder, self.session)

    def deliver(self) -> None:
        self.session.drain()
        time.sleep(0.005)

    def decide(self, *, approve: bool) -> None:
        owner = self.live.owner()
        assert self.state.pairing is not None
        code = self.state.pairing.code
        pending = next(each for each in owner.get("/v1/pairings").json["pairings"] if each["code"] == code)
        path = f"/v1/pairings/{pending['id']}"
        answer = (
            owner.post(f"{path}/approve", {"code": code, "scopes": list(SCOPES)})
            if approve
            else owner.post(f"{path}/deny")
        )
        assert answer.status == 204

    def have_paired(self) -> None:
        caller = self.live.client(*SCOPES, name="GIMP")
        self.token.save(Credential(caller.client_id, caller.token, self.live.engine.library_id))

    def revoke(self) -> None:
        for client in self.live.owner().get("/v1/clients").json["clients"]:
            if client["name"] == "GIMP":
                assert self.live.hub.book.revoke(client["id"])

    def vanish(self) -> None:
        withdraw(
            server_id=self.live.hub.server_id, library_id=self.live.engine.library_id, folder=self.announced
        )
        # Whoever holds a connection needs no file.
        closed: list[Outcome[None]] = []
        self.session.ask(lambda client: client.connection.hang_up(), closed.append)
        self.until(lambda: bool(closed))

    def come_back(self) -> None:
        announce(
            port=self.live.port,
            server_id=self.live.hub.server_id,
            library_id=self.live.engine.library_id,
            folder=self.announced,
        )

    def choose_no_curated_folder(self) -> None:
        pass

    def lose_folders(self) -> None:
        pass

    def bytes_of(self, asset_id: str) -> bytes:
        path = self.live.owner().get(f"/v1/assets/{asset_id}").json["path"]
        return Path(path).read_bytes()


class FakeStage(Stage):
    """The fake."""

    def __init__(self, folder: Path, *, must_be_seen: bool = False) -> None:
        self.fake = PanelHub(paired=False, must_be_seen=must_be_seen)
        super().__init__(folder, self.fake)

    def deliver(self) -> None:
        self.fake.deliver()

    def decide(self, *, approve: bool) -> None:
        self.fake.decide("approve" if approve else "deny")

    def have_paired(self) -> None:
        self.fake.paired = True

    def revoke(self) -> None:
        self.fake.paired = False

    def vanish(self) -> None:
        self.fake.running = False

    def come_back(self) -> None:
        self.fake.running = True

    def choose_no_curated_folder(self) -> None:
        self.fake.errors["copy_curated"] = ProblemError("No folder yet.", code="no_curated_folder")

    def lose_folders(self) -> None:
        self.fake.errors["search"] = UnknownError("There is no such folder.", code="unknown_folder")

    def bytes_of(self, asset_id: str) -> bytes:
        return original_of(asset_id)
