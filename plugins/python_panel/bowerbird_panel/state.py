"""What the window shows at one moment, as frozen values: the panel makes them, the user interface only reads them."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from enum import Enum

from bowerbird_client import Folder, Hit, SavedSearch

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


MOST_LOCKED = 200
"""As many as the hub takes."""
USUAL_WEIGHT = 0.5
"""Where the hub itself puts the say of the words beside a picture."""
BEST = "best"
"""The usual order; the others are `newest`, `oldest`, `largest`, `smallest` and `name`."""


@dataclass(frozen=True)
class Clue:
    """What is looked for. `like` is a picture of the library, `pixels` one from the program; at most one of the two.

    `saved` is a search that is kept under a name: what the others do not say is as it says. `core` are the ids of a
    locked set. `weight` (0..1) is the say of the words beside a picture; None is the usual one. `shape` is `wide`,
    `tall`, `square` or nothing.
    """

    words: str = ""
    avoid: str = ""
    like: Hit | None = None
    pixels: Pixels | None = None
    saved: SavedSearch | None = None
    core: tuple[str, ...] = ()
    weight: float | None = None
    shape: str = ""
    sort: str = BEST

    def __post_init__(self) -> None:
        """Refuse two pictures: the hub would be asked with one of them, and the window show the other."""
        if self.like is not None and self.pixels is not None:
            raise ValueError("a clue has one picture at most")

    @property
    def is_empty(self) -> bool:
        """Whether there is nothing to look for. Words to avoid alone are no clue."""
        return not (self.words.strip() or self.has_picture or self.saved or self.core)

    @property
    def has_picture(self) -> bool:
        """Whether there is a picture to compare with, which proofs can be had for and words be weighed against."""
        return self.like is not None or self.pixels is not None

    @property
    def is_weighed(self) -> bool:
        """Whether words and a picture stand beside each other."""
        return self.has_picture and bool(self.words.strip())

    def narrowed_as(self, other: Clue) -> Clue:
        """Look for this among what the other one lets through: of its shape, in its order."""
        return replace(self, shape=other.shape, sort=other.sort)


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
    search: int = 0
    """The number of the search that `hits` belong to: it stays while pages and labels are added."""
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
    saved: tuple[SavedSearch, ...] = ()
    """Searches that the owner keeps under names."""
    refines: frozenset[str] = frozenset()
    """Of `core`, `filters`, `sort`, `verified` and `weight` what the hub that runs can."""
    is_proving: bool = False
    """Whether it is being looked at what the hits are to the picture: labels may come."""
    can_go_back: bool = False
    library_size: int | None = None
    """How many pictures are searchable."""

    @property
    def shown(self) -> tuple[Hit, ...]:
        """The hits that pass the slider; the locked ones always do."""
        return tuple(hit for hit in self.hits if hit.core or hit.similarity >= self.similarity)

    @property
    def lockable(self) -> tuple[str, ...]:
        """The ids to lock: what is seen, once the slider has made a choice, and not all of it is locked already."""
        shown = tuple(hit.id for hit in self.shown)
        is_choice = self.similarity > 0 and 0 < len(shown) <= MOST_LOCKED and len(shown) < len(self.hits)
        return shown if is_choice and "core" in self.refines and not set(shown) <= set(self.clue.core) else ()
