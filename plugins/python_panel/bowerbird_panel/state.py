"""What the window shows at one moment, as frozen values: the panel makes them, the user interface only reads them."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import Enum

from bowerbird_client import Folder, Hit

from .pixels import Pixels
from .places import Place


class Connection(Enum):
    """How the window stands with the hub."""

    CONNECTING = "connecting"
    READY = "ready"
    NOT_RUNNING = "not-running"
    """No hub answers and none could be started."""
    NOT_PAIRED = "not-paired"
    PAIRING = "pairing"
    TROUBLE = "trouble"
    """Anything else; the notice says what."""


class Activity(Enum):
    """What is going on, for the bar above the results."""

    IDLE = "idle"
    TAKING_PIXELS = "taking-pixels"
    SEARCHING = "searching"
    FETCHING = "fetching"
    """A picture's file comes from the hub, to be inserted."""
    INSERTING = "inserting"
    COPYING = "copying"


class Remedy(Enum):
    """What a notice's button does."""

    NONE = "none"
    CONNECT = "connect"
    PAIR = "pair"
    SEARCH_AGAIN = "search-again"
    LOWER_SIMILARITY = "lower-similarity"
    CLEAR_FILTERS = "clear-filters"
    OPEN_HUB_PAGE = "open-hub-page"


@dataclass(frozen=True)
class Notice:
    """One thing to tell: what happened, what to do next, and a button for that where there is one."""

    sentence: str
    advice: str = ""
    remedy: Remedy = Remedy.NONE
    is_error: bool = False
    details: str = ""
    """The stable code of the error, for a report."""
    is_mended_alone: bool = False
    """Whether the person can see what is amiss, and needs no report."""


@dataclass(frozen=True)
class PairingCode:
    """The code to compare. With `must_be_seen` the person has to say that Bowerbird shows the same one."""

    code: str
    seconds_left: int
    must_be_seen: bool = False
    caution: str = ""
    confirmed: bool = False


@dataclass(frozen=True)
class Clue:
    """What is looked for. `like` is a picture of the library, `pixels` one from the program; at most one of the two."""

    words: str = ""
    avoid: str = ""
    like: Hit | None = None
    pixels: Pixels | None = None

    def __post_init__(self) -> None:
        """Refuse two pictures: the hub would be asked with one of them, and the window show the other."""
        if self.like is not None and self.pixels is not None:
            raise ValueError("a clue has one picture at most")

    @property
    def is_empty(self) -> bool:
        """Whether there is nothing to look for. Words to avoid alone are no clue."""
        return not self.words.strip() and self.like is None and self.pixels is None


@dataclass(frozen=True)
class Target:
    """Something that is open in the program, as a place to insert into: an image, a scene."""

    id: int
    name: str


@dataclass(frozen=True)
class PanelState:
    """All that the window shows."""

    connection: Connection = Connection.CONNECTING
    pairing: PairingCode | None = None
    activity: Activity = Activity.IDLE
    progress: float | None = None
    """0..1 of what `activity` fetches; None where nobody knows."""
    clue: Clue = field(default_factory=Clue)
    entry: str = ""
    """Which way the clue chose, in the hub's words, and why."""
    why: str = ""
    hits: tuple[Hit, ...] = ()
    """All that came, in the order of the hub; `shown` of them pass the slider."""
    has_more: bool = False
    similarity: int = 0
    """The slider: percent that a hit must have."""
    folders: tuple[Folder, ...] = ()
    """Those that the owner added to the library."""
    places: tuple[Place, ...] = ()
    """The same, with those below them as soon as they are known."""
    folder: str | None = None
    """Only inside this folder: its id."""
    chosen: str | None = None
    """The id of the hit that the actions are for."""
    placing: str = ""
    """How pictures come into the program: one of its ways."""
    targets: tuple[Target, ...] = ()
    target: int | None = None
    """What to insert into: that from which the person came last, while it is open."""
    notice: Notice | None = None
    """What keeps the window from its work, or what went wrong last."""
    standing: Notice | None = None
    """What keeps the window from the hub, also while `notice` tells of something newer."""
    notes: tuple[str, ...] = ()
    """What the hub remarks beside results: not all is searchable yet, a disk is away."""
    said: str = ""
    """What was done last, in a few words: "Inserted mug.jpg as a layer of poster.xcf"."""
    history: tuple[Clue, ...] = ()
    """Earlier searches with words, the latest first."""
    can_go_back: bool = False
    library_size: int | None = None
    """How many pictures are searchable."""

    @property
    def shown(self) -> tuple[Hit, ...]:
        """The hits that pass the slider."""
        return tuple(hit for hit in self.hits if hit.similarity >= self.similarity)
