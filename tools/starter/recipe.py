"""The numbers of one training run."""

from dataclasses import dataclass, replace


@dataclass(frozen=True, slots=True)
class Recipe:
    """Hold every number that changes what is trained; a run is repeated by repeating its recipe.

    With `minutes` above 0 the clock ends the run where the epochs have not: a deadline's tool, not repeatable.
    """

    size: int = 112
    # The side at which the pack is shown pictures: training cuts windows, so things look larger there than in whole
    # pictures, and a larger side makes up for it (128 found 0.8 points more than 112, 144 no more).
    shown: int = 128
    dimension: int = 256
    rounds: int = 3
    seed: int = 20
    widths: tuple[int, ...] = (48, 96, 192, 320)
    depths: tuple[int, ...] = (1, 2, 3, 2)
    # How often a pass shows the pictures of a set where that is not once: words for everyday scenes come from captions alone.
    times: tuple[tuple[str, float], ...] = (
        ("flickr8k", 3.0),
        ("coco256", 2.0),
        ("bsds", 2.0),
        ("imagenet_samples", 1.5),
        ("sports", 1.3),
        ("clothing", 0.8),
        ("grocery", 0.8),
        ("drawn", 0.7),
        ("dishes", 0.7),
        ("ikea", 0.6),
        ("birds", 0.5),
        ("butterflies", 0.5),
        ("emoji", 0.5),
    )
    align_epochs: int = 6
    # The weight of telling pictures apart, beside what they show.
    find: float = 0.5
    refit_views: int = 25_600
    refit_steps: int = 600
    epochs: float = 26.0
    minutes: float = 0.0
    batch: int = 128
    # The share of the run up to which pictures are shown at a side: small ones first, at half the price.
    sides: tuple[tuple[float, int], ...] = ((0.35, 64), (0.65, 80), (0.88, 96), (1.0, 112))
    learning_rate: float = 1.5e-3
    weight_decay: float = 0.05
    threads: int = 2


def quick(recipe: Recipe) -> Recipe:
    """Return the recipe of a rough pack, trained in a few minutes."""
    return replace(recipe, rounds=1, align_epochs=5, epochs=4.0)
