"""Where in a picture the letters stand that were asked for. Pure."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from typing import Final

from bowerbird_engine.assets import Quad, SearchHit, TextRegion
from bowerbird_engine.search.evidence import Evidence
from bowerbird_engine.search.letters import Found
from bowerbird_engine.search.terms import terms_in

MOST_LINES: Final = 8
"""A page of a book has the words of a description in many lines; more than a few marks point at nothing."""


def marked(
    hits: Sequence[SearchHit],
    evidence: Evidence,
    read: Callable[[Sequence[int]], Mapping[int, Sequence[TextRegion]]],
) -> tuple[SearchHit, ...]:
    """Add to each hit that letters found the boxes of their lines. `read` gives the lines of contents, all at once."""
    wanted = [hit.asset.content_id for hit in hits if hit.asset.content_id in evidence.letters]
    if not wanted:
        return tuple(hits)
    regions = read(wanted)
    return tuple(
        replace(hit, boxes=hit.boxes + lines_of(evidence.letters[key], regions.get(key, ())))
        if (key := hit.asset.content_id) in evidence.letters
        else hit
        for hit in hits
    )


def lines_of(found: Found, regions: Sequence[TextRegion]) -> tuple[Quad, ...]:
    """Give the boxes of the lines that agreed, in reading order: those that were compared, or those with the words."""
    if found.grade is not None:
        # The lines may have been read anew since, by another recognizer.
        return tuple(regions[place].box for place in found.lines if place < len(regions))
    holding = [region.box for region in regions if terms_in(found.asked, region.text)]
    return tuple(holding[:MOST_LINES])
