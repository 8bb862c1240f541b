"""Words for what can be measured in a picture, and the measuring.

Every training batch is measured after it was edited, so the labels are true of the pixels that the tower sees. How
queries of several such words are put together: `wording.combine`.
"""

from collections.abc import Sequence

from .attributes import ATTRIBUTES, COLOURS, NAMES
from .measures import measure

__all__ = ["ATTRIBUTES", "COLOURS", "NAMES", "measure", "phrases"]


def phrases(labels: Sequence[str]) -> list[tuple[str, ...]]:
    """Give the ways to say each measured concept, then each label of the sets."""
    said = [*COLOURS.values(), *ATTRIBUTES.values()]
    said.extend(
        (label, f"a photo of {label}", f"a picture of {label}", f"a close-up photo of {label}")
        for label in labels
    )
    return said
