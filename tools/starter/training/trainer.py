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
from tools.starter.attributes.edits import restyle, vary
from tools.starter.attributes.measures import measure
from tools.starter.attributes.retouch import ASK
from tools.starter.recipe import Recipe
from torch import Tensor, nn
from torch.nn import functional

from .corpus import Corpus, to_ids
from .losses import Scales, concept_loss, find_loss, match_loss, pace, recall
from .queries import Asked, Queries
from .towers import ImageTower, TeacherHead, TextTower

MEAN = (0.48, 0.45, 0.41)
SPREAD = (0.27, 0.26, 0.28)
# Captions that each step ranks its pictures against, and how often their embeddings are computed afresh.
BANK = 4096
REFRESH = 100
# Seconds between two lines of the log, each with the dev photos measured.
TELL = 120.0
# Pictures of a step of stage one, and queries of combined properties of a step of stage two.
ALIGNED = 512
COMBINED = 48

Log = Callable[[str], None]


def normalise(pixels: Tensor) -> Tensor:
    """Subtract the mean and divide by the spread that the pack states."""
    mean = torch.tensor(MEAN, device=pixels.device).view(1, 3, 1, 1)
    return (pixels - mean) / torch.tensor(SPREAD, device=pixels.device).view(1, 3, 1, 1)


def enlarged(pixels: Tensor, side: int) -> Tensor:
    """Bring whole views to the side at which the pack is shown pictures, as sharp as it will see them."""
    found = functional.interpolate(pixels, size=(side, side), mode="bicubic", antialias=True)
    return found.clamp_(0, 1)


class Trainer:
    """Run stages one and two over one corpus."""

    def __init__(self, corpus: Corpus, entries: NDArray[np.float32], recipe: Recipe, log: Log) -> None:
        torch.manual_seed(recipe.seed)
        torch.set_num_threads(recipe.threads)
        torch.set_float32_matmul_precision("medium")
        self.corpus, self.recipe, self.log = corpus, recipe, log
        self.device = torch.device("cuda" if torch.cuda.is_available() else "cpu")
        self.draw = torch.Generator().manual_seed(recipe.seed)
        self.chance = np.random.default_rng(recipe.seed)
        self.queries = Queries(corpus, recipe.seed)
        self.scales = Scales().to(self.device)
        self.text = TextTower(entries, recipe).to(self.device)
        self.image = ImageTower(recipe).to(self.device)
        self.image.to(memory_format=torch.channels_last)  # type: ignore[call-overload]
        whole = np.asarray(corpus.features[0][corpus.train], np.float32)
        self.teacher = TeacherHead(whole, recipe.dimension).to(self.device)
        self.echo = nn.Linear(self.image.channels, whole.shape[1]).to(self.device)
        self.bank = torch.from_numpy(to_ids(corpus.tokenizer, corpus.captions(corpus.train)))
        self.dev_texts = torch.from_numpy(to_ids(corpus.tokenizer, corpus.captions(corpus.dev)))
        self.known = torch.zeros(0)
        self.library = torch.zeros(0)

    def words(self, texts: Tensor) -> Tensor:
        """Embed texts, ids [N,L], to rows of length one."""
        width = max(1, int((texts != 0).sum(-1).max()))
        # Words that are left out leave gaps, so that the longest text says nothing about the last word's place.
        packed = torch.zeros(len(texts), width, dtype=texts.dtype)
        kept = texts != 0
        packed[torch.nonzero(kept)[:, 0], (kept.cumsum(-1) - 1)[kept]] = texts[kept]
        return functional.normalize(self.text(packed.to(self.device)), dim=-1)

    def ask(self, pictures: Tensor, asked: Asked) -> Tensor:
        """Ask pictures, rows of length one, whether these texts are true of them."""
        return concept_loss(pictures, self.words(asked.ids), asked.known.to(self.device), self.scales)

    def match(self, pictures: Tensor, rows: NDArray[np.int64]) -> Tensor:
        """Match pictures, rows of length one, with a text of each."""
        told = self.queries.told(rows)
        own = pictures[torch.from_numpy(told.rows).to(self.device)]
        return match_loss(own, self.words(told.ids), self.scales.match, told.also.to(self.device))

    def _dev(self, pictures: Tensor) -> dict[str, float]:
        texts = self.words(self.dev_texts).view(len(self.corpus.dev), 5, -1)
        return recall(functional.normalize(pictures, dim=-1), texts)

    @torch.no_grad()
    def dev_teacher(self) -> dict[str, float]:
        """Measure the aligned teacher on the dev photos."""
        self.teacher.eval()
        return self._dev(
            self.teacher(self.corpus.seen(self.corpus.dev, np.zeros_like(self.corpus.dev)).to(self.device))
        )

    @torch.no_grad()
    def dev_image(self) -> dict[str, float]:
        """Measure the picture tower on the dev photos."""
        self.image.eval()
        found = []
        for rows in np.array_split(self.corpus.dev, 8):
            pixels = self.corpus.views(rows, np.zeros_like(rows)).to(self.device)
            found.append(self.image(normalise(enlarged(pixels, self.recipe.shown))))
        return self._dev(torch.cat(found))

    @torch.no_grad()
    def _embed_library(self) -> Tensor:
        """Embed every whole training picture by the aligned teacher."""
        self.teacher.eval()
        found = []
        for rows in np.array_split(self.corpus.train, max(1, len(self.corpus.train) // 2048)):
            seen = self.corpus.seen(rows, np.zeros_like(rows)).to(self.device)
            found.append(functional.normalize(self.teacher(seen), dim=-1))
        return torch.cat(found)

    def order(self) -> NDArray[np.int64]:
        """Shuffle one pass over the training pictures, those of some sets more or less often than once."""
        parts = []
        for source in dict.fromkeys(picture.source for picture in self.corpus.pictures):
            rows = self.corpus.train[self.corpus.sources[self.corpus.train] == source]
            times = dict(self.recipe.times).get(source, 1.0)
            parts += [rows] * int(times)
            parts.append(self.chance.permutation(rows)[: int(len(rows) * (times % 1))])
        return self.chance.permutation(np.concatenate(parts))

    def align(self) -> None:
        """Stage one: fit the teacher's head and the text tower to each other on features alone."""
        modules = nn.ModuleList([self.teacher, self.text, self.scales])
        optimiser = torch.optim.AdamW(
            [
                {"params": [*self.teacher.parameters()], "weight_decay": 0.1},
                {"params": [self.text.moved, self.text.gain], "weight_decay": 0.1},
                {
                    "params": [*self.text.straight.parameters(), *self.text.bent.parameters()],
                    "weight_decay": 0.1,
                },
                {"params": [*self.scales.parameters()], "weight_decay": 0.0},
            ],
            lr=1e-3,
        )
        order = self.order()
        whole = len(order) // ALIGNED
        steps = whole * self.recipe.align_epochs
        schedule = torch.optim.lr_scheduler.OneCycleLR(
            optimiser, [1e-3] * 4, total_steps=steps, pct_start=0.1
        )
        begun = time.monotonic()
        for step in range(steps):
            if step % whole == 0:
                order = self.order()
                modules.train()
            rows = order[step % whole * ALIGNED :][:ALIGNED]
            rounds = self.chance.integers(0, self.recipe.rounds, (2, ALIGNED))
            seen, again = (
                functional.normalize(self.teacher(self.corpus.seen(rows, each).to(self.device)), dim=-1)
                for each in rounds
            )
            same = torch.from_numpy(rows[:, None] == rows[None, :]).fill_diagonal_(False).to(self.device)
            loss = self.match(seen, rows) + self.ask(seen, self.queries.labels(rows))
            loss = loss + self.recipe.find * match_loss(seen, again, self.scales.find, same)
            optimiser.zero_grad()
            torch.autograd.backward(loss)
            optimiser.step()
            schedule.step()
            if (step + 1) % max(1, steps // 6) == 0:
                spent = time.monotonic() - begun
                self.log(
                    f"align {step + 1}/{steps} loss {loss.item():.3f} {self.dev_teacher()} {spent:.0f} s"
                )

    def window(self, pixels: Tensor, side: int) -> Tensor:
        """Cut the same random window, at least three quarters wide, from a whole batch and show it at `side`."""
        whole = pixels.shape[-1]
        high, wide = (int(edge) for edge in self.chance.integers(whole * 3 // 4, whole + 1, 2))
        top, left = int(self.chance.integers(whole - high + 1)), int(self.chance.integers(whole - wide + 1))
        part = pixels[:, :, top : top + high, left : left + wide]
        return functional.interpolate(part, size=(side, side), mode="bilinear", antialias=True)

    def edited(self, rows: NDArray[np.int64], rounds: NDArray[np.int64]) -> tuple[Tensor, NDArray[np.int8]]:
        """Give views of these rounds, mirrored and edited at random, and what is true of their pixels, [N,K]."""
        pixels = self.corpus.views(rows, rounds, self.chance.random(len(rows)) < 0.5)
        pixels, given = restyle(vary(pixels.to(self.device), self.draw), self.draw)
        found = torch.where(given == ASK, measure(pixels), given)
        return pixels, found.cpu().numpy().astype(np.int8)

    def _step(self, rows: NDArray[np.int64], side: int) -> tuple[Tensor, dict[str, float]]:
        rounds = self.chance.integers(0, self.recipe.rounds, len(rows))
        pixels, measured = self.edited(rows, rounds)
        asked = self.queries.asked(rows, measured, COMBINED)
        features = self.corpus.seen(rows, rounds).to(self.device)
        with torch.no_grad():
            wanted = functional.normalize(self.teacher(features), dim=-1)
            some = torch.randint(0, len(self.bank), (BANK,), generator=self.draw)
            bank = self.known[some]
            sharp = self.scales.match.exp().clamp(max=60)
            wished = functional.softmax(sharp * wanted @ bank.T, dim=-1)
        with torch.autocast(self.device.type, torch.bfloat16):
            x = normalise(self.window(pixels, side)).contiguous(memory_format=torch.channels_last)
            pooled = self.image.pooled(x)
            pictures = self.image.head(pooled)
            echoed = self.echo(pooled)
        pictures = functional.normalize(pictures.float(), dim=-1)
        guess = functional.log_softmax(sharp * pictures @ bank.T, dim=-1)
        own = torch.from_numpy(np.searchsorted(self.corpus.train, rows)).to(self.device)
        losses = {
            "match": self.match(pictures, rows),
            "teacher": 4.0 * (1 - (pictures * wanted).sum(1).mean()),
            "ranking": functional.kl_div(guess, wished, reduction="batchmean"),
            "echo": 2.0
            * (1 - functional.cosine_similarity(echoed.float(), self.teacher.standard(features)).mean()),
            "concepts": 2.0 * self.ask(pictures, asked),
            "find": self.recipe.find * find_loss(pictures, self.library, own, self.scales.find),
        }
        return torch.stack(list(losses.values())).sum(), {name: loss.item() for name, loss in losses.items()}

    @torch.no_grad()
    def _remember(self) -> None:
        self.known = torch.cat([self.words(part) for part in torch.split(self.bank, 2048)])

    def distil(self, checkpoint: Path) -> None:
        """Stage two: train the picture tower on the teacher, the texts and the measured words."""
        recipe = self.recipe
        self.library = self._embed_library()
        self.teacher.eval().requires_grad_(False)
        groups: list[dict[str, Any]] = [
            {"params": [*self.image.parameters(), *self.echo.parameters()]},
            {"params": [self.text.moved, self.text.gain], "weight_decay": 0.1},
            {"params": [*self.text.straight.parameters(), *self.text.bent.parameters()]},
            {"params": [*self.scales.parameters()], "weight_decay": 0.0},
        ]
        optimiser = torch.optim.AdamW(groups, weight_decay=recipe.weight_decay)
        rates = [recipe.learning_rate, 3e-4, 3e-4, 3e-4]
        order, at = self.order(), 0
        steps = int(len(order) / recipe.batch * recipe.epochs)
        begun, told, step, done = time.monotonic(), time.monotonic(), 0, 0.0
        while done < 1:
            if at + recipe.batch > len(order):
                order, at = self.order(), 0
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

    def restore(self, checkpoint: Path) -> None:
        """Take the towers of a checkpoint."""
        saved = torch.load(checkpoint, map_location=self.device, weights_only=True)
        self.image.load_state_dict(saved["image"])
        self.text.load_state_dict(saved["text"])
