"""The folders to search in: those of the library and, below each of them, those inside it. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from bowerbird_client import Folder

MOST = 300
"""In a list to choose from; where there are more, the deepest are left out."""


@dataclass(frozen=True)
class Place:
    """One folder. `depth` is 0 for one that was added to the library; `way` leads to it from there."""

    folder: Folder
    depth: int = 0
    way: str = ""
    root: Folder | None = None

    @property
    def id(self) -> str:
        """What the hub calls it."""
        return self.folder.id

    @property
    def name(self) -> str:
        """Its own name, without those above it."""
        whole = self.way or self.folder.name or self.folder.path or self.folder.id
        return whole.rpartition("/")[2] if self.way else whole

    @property
    def online(self) -> bool:
        """Whether it can be reached: what the folder that was added says, which knows its disk."""
        return self.folder.online if self.root is None else self.root.online

    def is_called(self, wish: str) -> bool:
        """Tell whether that is its id, its name, or a way to it: from the disk, the library or the folder above all."""
        if self.root is None:
            return wish in {self.folder.id, self.folder.path, self.folder.name}
        ways = {f"{above}/{self.way}" for above in (self.root.path, self.root.name) if above}
        return wish in {self.folder.id, self.name, self.way, *ways}


def places(folders: Iterable[Folder], below: Mapping[str, Iterable[Folder]]) -> tuple[Place, ...]:
    """List all folders, each with those below it behind it. `below` has the id of the one that was added."""
    listed: list[Place] = []
    for folder in folders:
        listed.append(Place(folder))
        for each in below.get(folder.id, ()):
            way = each.name or each.id
            listed.append(Place(each, way.count("/") + 1, way, folder))
    return tuple(listed)


def named(listed: Iterable[Place], wish: str) -> tuple[Place, ...]:
    """Give the folders that are meant by an id, a path or a name: those that are nearest to the top."""
    found = [place for place in listed if place.is_called(wish)]
    top = min((place.depth for place in found), default=0)
    return tuple(place for place in found if place.depth == top)


def to_choose_from(listed: tuple[Place, ...], most: int = MOST) -> tuple[Place, ...]:
    """Leave out what lies deepest where there are too many for a list; what was added to the library stays."""
    deepest = max((place.depth for place in listed), default=0)
    while len(listed) > most and deepest > 0:
        listed = tuple(place for place in listed if place.depth < deepest)
        deepest -= 1
    return listed
