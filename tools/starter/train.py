"""Train the towers: first a teacher that is aligned with words, then the picture tower that learns from it."""

import json
import time
from collections.abc import Callable
from dataclasses import asdict
from pathlib import Path
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor, nn
from torch.nn import functional

from .concepts import measure, phrases
from .corpus import Corpus, to_ids
from .edits import restyle, vary
from .losses import Scales, concept_loss, match_loss, pace, recall
from .recipe import Recipe
from .towers import ImageTower, TeacherHead, TextTower

MEAN = (0.48, 0.45, 0.41)
SPREAD = (0.27, 0.26, 0.28)
# Captions that each step ranks its pictures against, and how often their embeddings are computed afresh.
BANK = 4096
REFRESH = 100
# Seconds between two lines of the log, each with the dev photos measured.
TELL = 120.0

Log = Callable[[str], None]


def normalise(pixels: Tensor) -> Tensor:
    """Subtract the mean and divide by the spread that the pack states."""
    mean = torch.tensor(MEAN, device=pixels.device).view(1, 3, 1, 1)
    return (pixels - mean) / torch.tensor(SPREAD, device=pixels.device).view(1, 3, 1, 1)


class Trainer:
    """Run both stages over one corpus."""

    def __init__(self, corpus: Corpus, entries: NDArray[np.float32], recipe: Recipe, log: Log) -> None:
        torch.manual_seed(recipe.seed)
        torch.set_num_threads(recipe.threads)
        torch.set_float32_matmul_precision("medium")
        self.corpus, self.recipe, self.log = corpus, recipe, log
        self.device = torch.device("cuda" if torch.cuda.is_available() else "cpu")
        self.draw = torch.Generator().manual_seed(recipe.seed)
        self.chance = np.random.default_rng(recipe.seed)
        self.scales = Scales().to(self.device)
        self.text = TextTower(entries, recipe).to(self.device)
        self.image = ImageTower(recipe).to(self.device)
        self.image.to(memory_format=torch.channels_last)  # type: ignore[call-overload]
        whole = np.asarray(corpus.features[0][corpus.train], np.float32)
        self.teacher = TeacherHead(whole, recipe.dimension).to(self.device)
        self.echo = nn.Linear(self.image.channels, whole.shape[1]).to(self.device)
        said = phrases(corpus.labels)
        self.said = [torch.from_numpy(to_ids(corpus.tokenizer, list(ways))) for ways in said]
        self.bank = corpus.captions[corpus.train[corpus.captioned[corpus.train]]].flatten(0, 1)
        self.known = torch.zeros(0)

    def _words(self, texts: Tensor) -> Tensor:
        width = max(1, int((texts != 0).sum(-1).max()))
        return functional.normalize(self.text(texts[..., :width].to(self.device)), dim=-1)

    def _concepts(self) -> Tensor:
        picked = [ways[int(self.chance.integers(len(ways)))] for ways in self.said]
        return self._words(torch.stack(picked))

    def _captions(self, rows: NDArray[np.int64]) -> Tensor:
        which = self.chance.integers(0, 5, len(rows))
        texts = self.corpus.captions[torch.from_numpy(rows), torch.from_numpy(which)]
        # A query is shorter than a caption: some words are left out.
        lost = torch.rand(texts.shape, generator=self.draw) < 0.15
        return self._words(texts.masked_fill(lost, 0))

    def _dev_texts(self) -> Tensor:
        ids = self.corpus.captions[torch.from_numpy(self.corpus.dev)]
        return self._words(ids.flatten(0, 1)).view(len(self.corpus.dev), 5, -1)

    @torch.no_grad()
    def dev_teacher(self) -> dict[str, float]:
        """Measure the aligned teacher on the dev photos."""
        self.teacher.eval()
        found = self.teacher(
            self.corpus.seen(self.corpus.dev, np.zeros_like(self.corpus.dev)).to(self.device)
        )
        return recall(functional.normalize(found, dim=-1), self._dev_texts())

    @torch.no_grad()
    def dev_image(self) -> dict[str, float]:
        """Measure the picture tower on the dev photos."""
        self.image.eval()
        found = []
        for rows in np.array_split(self.corpus.dev, 8):
            pixels = self.corpus.views(rows, np.zeros_like(rows)).to(self.device)
            found.append(self.image(normalise(pixels)))
        return recall(functional.normalize(torch.cat(found), dim=-1), self._dev_texts())

    def align(self) -> None:
        """Stage one: fit the teacher's head and the text tower to each other on features alone."""
        modules = nn.ModuleList([self.teacher, self.text, self.scales])
        optimiser = torch.optim.AdamW(
            [
                {"params": [*self.teacher.parameters()], "weight_decay": 0.1},
                {"params": [self.text.moved, self.text.gain], "weight_decay": 0.1, "lr": 1e-3},
                {
                    "params": [*self.text.straight.parameters(), *self.text.bent.parameters()],
                    "weight_decay": 0.1,
                },
                {"params": [*self.scales.parameters()], "weight_decay": 0.0},
            ],
            lr=1e-3,
        )
        batch = 512
        steps = len(self.corpus.train) // batch * self.recipe.align_epochs * 2
        schedule = torch.optim.lr_scheduler.OneCycleLR(
            optimiser, [1e-3, 1e-3, 1e-3, 1e-3], total_steps=steps, pct_start=0.1
        )
        begun = time.monotonic()
        for step in range(steps):
            if step % (len(self.corpus.train) // batch) == 0:
                order = self.chance.permutation(self.corpus.train)
                modules.train()
            at = step % (len(self.corpus.train) // batch) * batch
            rows = order[at : at + batch]
            rounds = self.chance.integers(0, self.recipe.rounds, batch)
            pictures = functional.normalize(
                self.teacher(self.corpus.seen(rows, rounds).to(self.device)), dim=-1
            )
            captioned = self.corpus.captioned[rows]
            texts = self._captions(rows[captioned])
            own = pictures[torch.from_numpy(captioned).to(self.device)]
            loss = match_loss(own, texts, self.scales.match)
            labels = self._concepts()[-len(self.corpus.labels) :]
            targets = self.corpus.targets[torch.from_numpy(rows)].to(self.device)
            loss = loss + concept_loss(pictures, labels, targets, self.scales)
            optimiser.zero_grad()
            torch.autograd.backward(loss)
            optimiser.step()
            schedule.step()
            if (step + 1) % max(1, steps // 6) == 0:
                spent = time.monotonic() - begun
                self.log(
                    f"align {step + 1}/{steps} loss {loss.item():.3f} {self.dev_teacher()} {spent:.0f} s"
                )

    def _window(self, pixels: Tensor, side: int) -> Tensor:
        """Cut the same random window, at least three quarters wide, from a whole batch and show it at `side`."""
        whole = pixels.shape[-1]
        high, wide = (int(edge) for edge in self.chance.integers(whole * 3 // 4, whole + 1, 2))
        top, left = int(self.chance.integers(whole - high + 1)), int(self.chance.integers(whole - wide + 1))
        part = pixels[:, :, top : top + high, left : left + wide]
        return functional.interpolate(part, size=(side, side), mode="bilinear", antialias=True)

    def _step(self, rows: NDArray[np.int64], side: int) -> tuple[Tensor, dict[str, float]]:
        rounds = self.chance.integers(0, self.recipe.rounds, len(rows))
        pixels = self.corpus.views(rows, rounds, self.chance.random(len(rows)) < 0.5)
        pixels = restyle(vary(pixels.to(self.device), self.draw), self.draw)
        measured = measure(pixels)
        features = self.corpus.seen(rows, rounds).to(self.device)
        with torch.no_grad():
            wanted = functional.normalize(self.teacher(features), dim=-1)
            some = torch.randint(0, len(self.bank), (BANK,), generator=self.draw)
            bank = self.known[some]
            sharp = self.scales.match.exp().clamp(max=60)
            wished = functional.softmax(sharp * wanted @ bank.T, dim=-1)
        with torch.autocast(self.device.type, torch.bfloat16):
            x = normalise(self._window(pixels, side)).contiguous(memory_format=torch.channels_last)
            pooled = self.image.pooled(x)
            pictures = self.image.head(pooled)
            echoed = self.echo(pooled)
        pictures = functional.normalize(pictures.float(), dim=-1)
        captioned = self.corpus.captioned[rows]
        own = pictures[torch.from_numpy(captioned).to(self.device)]
        targets = torch.cat([measured, self.corpus.targets[torch.from_numpy(rows)].to(self.device)], 1)
        guess = functional.log_softmax(sharp * pictures @ bank.T, dim=-1)
        losses = {
            "match": match_loss(own, self._captions(rows[captioned]), self.scales.match),
            "teacher": 4.0 * (1 - (pictures * wanted).sum(1).mean()),
            "ranking": functional.kl_div(guess, wished, reduction="batchmean"),
            "echo": 2.0
            * (1 - functional.cosine_similarity(echoed.float(), self.teacher.standard(features)).mean()),
            "concepts": 2.0 * concept_loss(pictures, self._concepts(), targets, self.scales),
        }
        return torch.stack(list(losses.values())).sum(), {name: loss.item() for name, loss in losses.items()}

    @torch.no_grad()
    def _remember(self) -> None:
        self.known = torch.cat([self._words(part) for part in torch.split(self.bank, 2048)])

    def distil(self, checkpoint: Path) -> None:
        """Stage two: train the picture tower on the teacher, the captions and the concepts."""
        recipe = self.recipe
        self.teacher.eval().requires_grad_(False)
        groups: list[dict[str, Any]] = [
            {"params": [*self.image.parameters(), *self.echo.parameters()]},
            {"params": [self.text.moved, self.text.gain], "weight_decay": 0.1},
            {"params": [*self.text.straight.parameters(), *self.text.bent.parameters()]},
            {"params": [*self.scales.parameters()], "weight_decay": 0.0},
        ]
        optimiser = torch.optim.AdamW(groups, weight_decay=recipe.weight_decay)
        rates = [recipe.learning_rate, 3e-4, 3e-4, 3e-4]
        # Photos with captions are shown twice a pass: words for everyday scenes come from them alone.
        photos = self.corpus.train[self.corpus.captioned[self.corpus.train]]
        steps = int((len(self.corpus.train) + len(photos)) / recipe.batch * recipe.epochs)
        begun, told, step, done = time.monotonic(), time.monotonic(), 0, 0.0
        order, at = np.empty(0, np.int64), 0
        while done < 1:
            if at + recipe.batch > len(order):
                order, at = self.chance.permutation(np.concatenate([self.corpus.train, photos])), 0
            rows, at = order[at : at + recipe.batch], at + recipe.batch
            if step % REFRESH == 0:
                self._remember()
            for group, rate in zip(optimiser.param_groups, rates, strict=True):
                group["lr"] = rate * pace(done)
            side = next(side for share, side in recipe.sides if done < share)
            self.image.train()
            loss, parts = self._step(rows, side)
            optimiser.zero_grad()
            torch.autograd.backward(loss)
            nn.utils.clip_grad_norm_(self.image.parameters(), 5.0)
            optimiser.step()
            step += 1
            now = time.monotonic()
            done = step / steps
            if recipe.minutes:
                done = max(done, (now - begun) / 60 / recipe.minutes)
            if now - told > TELL or done >= 1:
                told = now
                shown = " ".join(f"{name} {value:.3f}" for name, value in parts.items())
                rate = step * recipe.batch / (now - begun)
                self.log(
                    f"distil {step}/{steps} {done:.0%} side {side} {shown} {self.dev_image()} {rate:.0f} views/s"
                )
                self.save(checkpoint)

    def save(self, checkpoint: Path) -> None:
        """Keep what the export needs."""
        torch.save(
            {
                "recipe": json.dumps(asdict(self.recipe)),
                "image": self.image.state_dict(),
                "text": self.text.state_dict(),
            },
            checkpoint,
        )
