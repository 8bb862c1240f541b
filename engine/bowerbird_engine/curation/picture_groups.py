"""From pairs that were proved to be the same picture to groups. Pure.

Likeness is no chain: of three frames of a film each may be proved with the next one, and the first and the last are
different pictures. So a group is a star: every member was proved with the one that stands for it, the largest.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence


def grouped(
    pixels: Mapping[int, int], proved: Iterable[tuple[int, int]], apart: Iterable[tuple[int, int]]
) -> dict[int, int]:
    """Give each content that is in a group, with what stands for it. The same input gives the same groups.

    `pixels` tells the sizes of the contents that count; others in pairs are left out. What stands for a group is its
    largest content, of equal ones the one with the lowest id, the oldest. No group holds a pair of `apart`.
    """
    near = _neighbours(proved, pixels)
    away = _neighbours(apart, pixels)
    representative: dict[int, int] = {}
    order = sorted(near, key=lambda content: (-pixels[content], content))
    for content in order:
        if content in representative:
            continue
        free = [other for other in near[content] if other not in representative]
        members = _together(content, sorted(free, key=lambda other: (-pixels[other], other)), away)
        if len(members) > 1:
            representative |= dict.fromkeys(members, content)
    return representative


def _together(first: int, others: Sequence[int], away: Mapping[int, set[int]]) -> list[int]:
    members = [first]
    for other in others:
        if away.get(other, set()).isdisjoint(members):
            members.append(other)
    return members


def _neighbours(pairs: Iterable[tuple[int, int]], counting: Mapping[int, int]) -> dict[int, set[int]]:
    near: dict[int, set[int]] = {}
    for one, other in pairs:
        if one != other and one in counting and other in counting:
            near.setdefault(one, set()).add(other)
            near.setdefault(other, set()).add(one)
    return near
