"""What local features proved of one picture of a list."""

from __future__ import annotations

from dataclasses import dataclass

from bowerbird_engine.assets import Label, Quad


@dataclass(frozen=True, slots=True)
class Verdict:
    """How the picture that was given and a picture of the list belong together; without labels nothing was proved.

    `boxes` lie in the picture of the list, `query_box` in the one that was given. `detail` says what was seen, in plain
    words, "" where there is nothing to say.
    """

    labels: tuple[Label, ...] = ()
    boxes: tuple[Quad, ...] = ()
    query_box: Quad | None = None
    detail: str = ""
