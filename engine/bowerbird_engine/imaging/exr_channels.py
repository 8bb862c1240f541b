"""Which of the many channels of an OpenEXR file are the picture. Pure."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Final, Literal

Shows = Literal["colours", "chroma", "grey", "data"]

_COLOURS: Final = (("r", "red"), ("g", "green"), ("b", "blue"))
_ALPHAS: Final = ("a", "alpha")
_CHROMA: Final = ("y", "ry", "by")
_GREYS: Final = ("y", "l", "luminance", "grey", "gray", "i", "intensity")
_VECTOR: Final = ("x", "y", "z")
_DEPTHS: Final = ("z", "depth")

_BEAUTY: Final = frozenset(
    {"beauty", "c", "color", "colour", "combined", "image", "main", "master", "rgb", "rgba"}
)
"""What renderers and compositors call the finished picture among its passes."""

_NO_PICTURE: Final = ("crypto", "normal", "position", "motion", "vector", "uv")
"""Passes that are kept in red, green and blue and show no colours."""


@dataclass(frozen=True, slots=True)
class Part:
    """A part of a file: its channels by name, each with how many pixels it has one value for, across and down."""

    name: str
    channels: Mapping[str, tuple[int, int]]
    deep: bool = False


@dataclass(frozen=True, slots=True)
class Choice:
    """The channels to show: three for colours, luminance and two differences for chroma, one or three for data."""

    part: int
    names: tuple[str, ...]
    alpha: str | None
    shows: Shows


def choose(parts: Sequence[Part]) -> Choice | None:
    """Choose the picture of a file: the finished one before its passes, colours before data. None where all is deep."""
    groups = [group for index, part in enumerate(parts) if not part.deep for group in _groups(index, part)]
    ranked = [
        (group.rank, group.part, group.prefix, choice) for group in groups if (choice := group.colours())
    ]
    if ranked:
        return min(ranked, key=lambda entry: entry[:3])[3]
    for way in (_Group.chroma, _Group.grey, _Group.vector, _Group.depth, _Group.first):
        for group in groups:
            if (choice := way(group)) is not None:
                return choice
    return None


@dataclass(frozen=True, slots=True)
class _Group:
    """The channels of one layer, by the lower-case last part of their names."""

    part: int
    part_name: str
    prefix: str
    channels: Mapping[str, tuple[str, tuple[int, int]]]

    @property
    def rank(self) -> int:
        label = self.prefix or self.part_name
        leaf = label.rpartition(".")[2].casefold()
        if any(word in label.casefold() for word in _NO_PICTURE):
            return 3
        if leaf in _BEAUTY or not label:
            return 0
        # Without a prefix the first part is the main one, whatever it is called.
        return 1 if not self.prefix and self.part == 0 else 2

    def colours(self) -> Choice | None:
        names = [self._whole(*alternatives) for alternatives in _COLOURS]
        return self._choice(names, "colours")

    def chroma(self) -> Choice | None:
        luminance, red, blue = (self.channels.get(name) for name in _CHROMA)
        if luminance is None or red is None or blue is None or luminance[1] != (1, 1) or red[1] != blue[1]:
            return None
        return self._choice([luminance[0], red[0], blue[0]], "chroma")

    def grey(self) -> Choice | None:
        if self.channels.keys() & {"x", "z"}:
            return None
        return self._choice([self._whole(*_GREYS)], "grey")

    def vector(self) -> Choice | None:
        return self._choice([self._whole(name) for name in _VECTOR], "data")

    def depth(self) -> Choice | None:
        return self._choice([self._whole(*_DEPTHS)], "data")

    def first(self) -> Choice | None:
        return self._choice([self._whole(*sorted(self.channels))], "data")

    def _whole(self, *alternatives: str) -> str | None:
        """Name the first channel of these that has a value for each pixel."""
        for name in alternatives:
            found = self.channels.get(name)
            if found is not None and found[1] == (1, 1):
                return found[0]
        return None

    def _choice(self, names: Sequence[str | None], shows: Shows) -> Choice | None:
        there = tuple(name for name in names if name is not None)
        if len(there) != len(names):
            return None
        return Choice(self.part, there, None if shows == "data" else self._whole(*_ALPHAS), shows)


def _groups(index: int, part: Part) -> Iterator[_Group]:
    layers: dict[str, dict[str, tuple[str, tuple[int, int]]]] = {}
    for name in sorted(part.channels):
        prefix, _, last = name.rpartition(".")
        layers.setdefault(prefix, {}).setdefault(last.casefold(), (name, part.channels[name]))
    for prefix, channels in layers.items():
        yield _Group(index, part.name, prefix, channels)
