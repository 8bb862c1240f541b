"""Stage three: fit the last layers of the picture tower and the text tower to each other, over finished features."""

import copy
import time

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor, nn
from torch.nn import functional

from .trainer import Trainer, enlarged, normalise

BATCH = 512
COMBINED = 64
# Pictures whose average the norms' statistics are.
SETTLED = 12_800
# The temperature that stage two ends at; its logarithm.
SHARP = 3.5


class Refit:
    """Hold the features of edited views of the finished tower, and train what stands on them.

    Stage two spreads its attention over thousands of labels. Here each step costs a hundredth of one there, so the words
    for how a picture looks are asked thoroughly, while both towers are held to where they were.
    """

    def __init__(self, trainer: Trainer) -> None:
        self.trainer = trainer
        self.image, self.text, self.scales = trainer.image, trainer.text, trainer.scales
        self.scales.match.data.fill_(SHARP)
        self.before = copy.deepcopy(self.text).requires_grad_(False)

    @torch.no_grad()
    def _settle(self) -> None:
        """Take the norms' statistics afresh from whole pictures at the side that the pack is shown.

        What training leaves is an average of its last few batches, edited ones and smaller ones: recall swung by more
        than a point from one minute to the next.
        """
        trainer, side = self.trainer, self.trainer.recipe.shown
        norms = [module for module in self.image.modules() if isinstance(module, nn.BatchNorm2d)]
        for norm in norms:
            norm.reset_running_stats()
            norm.momentum = None
        self.image.train()
        order = trainer.order()[:SETTLED]
        for rows in np.array_split(order, max(1, len(order) // trainer.recipe.batch)):
            pixels = trainer.corpus.views(rows, np.zeros_like(rows)).to(trainer.device)
            self.image.pooled(normalise(enlarged(pixels, side)).contiguous(memory_format=torch.channels_last))
        self.image.eval()

    @torch.no_grad()
    def _features(self, views: int) -> tuple[Tensor, NDArray[np.int8], NDArray[np.int64]]:
        """Give pooled features [V,C], what was measured [V,K] and the rows [V] of so many edited views."""
        trainer, side = self.trainer, self.trainer.recipe.shown
        self.image.eval()
        pooled: list[Tensor] = []
        measured: list[NDArray[np.int8]] = []
        order = np.concatenate([trainer.order() for _ in range(1 + views // len(trainer.order()))])[:views]
        for rows in np.array_split(order, max(1, views // trainer.recipe.batch)):
            rounds = trainer.chance.integers(0, trainer.recipe.rounds, len(rows))
            pixels, found = trainer.edited(rows, rounds)
            measured.append(found)
            with torch.autocast(trainer.device.type, torch.bfloat16):
                shown = normalise(enlarged(pixels, side)).contiguous(memory_format=torch.channels_last)
                pooled.append(self.image.pooled(shown).float())
        return torch.cat(pooled), np.concatenate(measured), order

    def _step(
        self, pooled: Tensor, was: Tensor, measured: NDArray[np.int8], rows: NDArray[np.int64]
    ) -> dict[str, Tensor]:
        trainer = self.trainer
        pictures = functional.normalize(self.image.head(pooled), dim=-1)
        some = trainer.bank[torch.randint(0, len(trainer.bank), (BATCH,), generator=trainer.draw)]
        texts, then = (
            functional.normalize(tower(some.to(trainer.device)), dim=-1) for tower in (self.text, self.before)
        )
        return {
            "looks": 4.0 * trainer.ask(pictures, trainer.queries.properties(rows, measured, COMBINED)),
            "labels": trainer.ask(pictures, trainer.queries.labels(rows)),
            "match": 0.5 * trainer.match(pictures, rows),
            "pictures stay": 2.0 * (1 - (pictures * was).sum(1).mean()),
            "texts stay": 2.0 * (1 - (texts * then).sum(1).mean()),
        }

    def run(self) -> None:
        """Train for the recipe's steps."""
        trainer, steps = self.trainer, self.trainer.recipe.refit_steps
        self._settle()
        trainer.log(f"settled {trainer.dev_image()}")
        pooled, measured, rows = self._features(trainer.recipe.refit_views)
        with torch.no_grad():
            was = functional.normalize(self.image.head(pooled), dim=-1)
        rates = [1e-3, 1e-3, 5e-4, 3e-3]
        optimiser = torch.optim.AdamW(
            [
                {"params": [*self.image.head.parameters()]},
                {"params": [self.text.moved, self.text.gain]},
                {"params": [*self.text.straight.parameters(), *self.text.bent.parameters()]},
                {"params": [*self.scales.parameters()], "weight_decay": 0.0},
            ],
            weight_decay=0.02,
        )
        schedule = torch.optim.lr_scheduler.OneCycleLR(optimiser, rates, total_steps=steps, pct_start=0.1)
        begun = time.monotonic()
        for step in range(steps):
            at = trainer.chance.integers(0, len(pooled), BATCH)
            here = torch.from_numpy(at).to(pooled.device)
            losses = self._step(pooled[here], was[here], measured[at], rows[at])
            optimiser.zero_grad()
            torch.autograd.backward(torch.stack(list(losses.values())).sum())
            optimiser.step()
            schedule.step()
            if (step + 1) % max(1, steps // 6) == 0:
                shown = " ".join(f"{name} {value.item():.3f}" for name, value in losses.items())
                trainer.log(
                    f"refit {step + 1}/{steps} {shown} {trainer.dev_image()} {time.monotonic() - begun:.0f} s"
                )
