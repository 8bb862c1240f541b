"""Have the chosen model learn the library while another one answers, and let it take over when nothing is lost by it.

What blocks the change are pictures that the answering model finds and the chosen one could learn but has not seen
yet: those on disks that are away and of which no proxy is kept. A picture that the chosen model refuses, or that
cannot be read although its disk is here, does not block, nor does one that the answering model lacks as well.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from bowerbird_engine.assets import Space
from bowerbird_engine.catalog.catalogue import Catalogue
from bowerbird_engine.encoding.encoders import ImageEncoder
from bowerbird_engine.errors import EmbeddingError, PackError
from bowerbird_engine.indexing.respace import Learned
from bowerbird_engine.reports import SwitchReport


@dataclass(frozen=True, slots=True)
class Successor:
    """The model that was chosen and does not answer yet."""

    title: str
    encoder: ImageEncoder


def learn_and_take_over(
    catalogue: Catalogue, successor: Successor, answering: Space, learn: Callable[[ImageEncoder], Learned]
) -> SwitchReport:
    """Embed what the chosen model lacks; when nothing blocks, it answers from that commit on.

    A model that fails is told in the report: it keeps neither new files nor letters from being indexed. Whatever else
    ends the work early leaves the batches that were committed, and the other model answering.
    """
    learned, trouble = Learned(), ""
    try:
        learned = learn(successor.encoder)
    except (PackError, EmbeddingError) as error:
        trouble = str(error)
    with catalogue.transaction():
        waiting = still_waiting(catalogue, answering, successor.encoder.space)
        took_over = not waiting and not trouble
        if took_over:
            catalogue.choice.take_over()
    return SwitchReport(successor.title, learned.made, learned.refused, waiting, took_over, trouble)


def still_waiting(catalogue: Catalogue, answering: Space, chosen: Space) -> int:
    """Count the pictures that block the change from one model to the other."""
    if answering == chosen:
        return 0
    return catalogue.spaces.waiting(catalogue.vectors.space(answering), catalogue.vectors.space(chosen))
