"""The two towers that are trained and shipped, and the heads that only training needs."""

import numpy as np
import torch
from numpy.typing import NDArray
from tools.starter.recipe import Recipe
from torch import Tensor, nn
from torch.nn import functional

# Smooth inverse frequency: an entry as frequent as this counts half. The entries of a BERT vocabulary run from
# frequent to rare, so Zipf's law stands in for counts; the first 68 are punctuation, digits and letters.
COMMON = 3e-3
SIGNS = 68


class Block(nn.Module):
    """Two 3x3 convolutions and a shortcut: dense, because that is what CPUs train and run fastest."""

    def __init__(self, entering: int, leaving: int, stride: int) -> None:
        super().__init__()
        self.first = nn.Conv2d(entering, leaving, 3, stride, 1, bias=False)
        self.first_norm = nn.BatchNorm2d(leaving)
        self.second = nn.Conv2d(leaving, leaving, 3, 1, 1, bias=False)
        self.second_norm = nn.BatchNorm2d(leaving)
        self.shortcut: nn.Module = nn.Identity()
        if stride != 1 or entering != leaving:
            pool = nn.AvgPool2d(stride, ceil_mode=True) if stride != 1 else nn.Identity()
            self.shortcut = nn.Sequential(
                pool, nn.Conv2d(entering, leaving, 1, bias=False), nn.BatchNorm2d(leaving)
            )
        nn.init.zeros_(self.second_norm.weight)

    def forward(self, x: Tensor) -> Tensor:
        """Map [N,C,H,W] to [N,C',H/stride,W/stride]."""
        y = functional.relu(self.first_norm(self.first(x)))
        y = self.second_norm(self.second(y))
        return functional.relu(y + self.shortcut(x))


class ImageTower(nn.Module):
    """Turn pixels [N,3,S,S], normalised, into an embedding [N,D] that is not yet of length one."""

    def __init__(self, recipe: Recipe) -> None:
        super().__init__()
        width = recipe.widths[0]
        layers: list[nn.Module] = [
            nn.Conv2d(3, width // 2, 3, 2, 1, bias=False),
            nn.BatchNorm2d(width // 2),
            nn.ReLU(),
            nn.Conv2d(width // 2, width, 3, 2, 1, bias=False),
            nn.BatchNorm2d(width),
            nn.ReLU(),
        ]
        entering = width
        for stage, (leaving, depth) in enumerate(zip(recipe.widths, recipe.depths, strict=True)):
            for block in range(depth):
                layers.append(Block(entering, leaving, 2 if block == 0 and stage > 0 else 1))
                entering = leaving
        self.body = nn.Sequential(*layers)
        self.channels = entering
        self.head = nn.Sequential(
            nn.Linear(entering, 3 * recipe.dimension),
            nn.GELU(),
            nn.Linear(3 * recipe.dimension, recipe.dimension),
        )

    def pooled(self, pixels: Tensor) -> Tensor:
        """Give the features under the head, [N,C]."""
        found: Tensor = self.body(pixels).mean((2, 3))
        return found

    def forward(self, pixels: Tensor) -> Tensor:
        """Embed a batch."""
        found: Tensor = self.head(self.pooled(pixels))
        return found


class TextTower(nn.Module):
    """Turn word-piece ids [N,L], 0 for padding, into an embedding [N,D] that is not yet of length one.

    A weighted mean over a table of entries, then a residual layer. The table begins as what a sentence
    encoder thinks of each entry; the layer is shared, so entries that no caption holds move along.
    """

    entries: Tensor

    def __init__(self, entries: NDArray[np.float32], recipe: Recipe) -> None:
        super().__init__()
        count, width = entries.shape
        table = np.zeros((count + 2, width), np.float32)
        rank = np.maximum(1, np.arange(count) - SIGNS)
        frequency = 1.0 / (rank * np.log(1.78 * count))
        table[2:] = entries * (COMMON / (COMMON + frequency))[:, None]
        self.register_buffer("entries", torch.from_numpy(table))
        self.moved = nn.Parameter(torch.zeros(count + 2, width))
        self.gain = nn.Parameter(torch.zeros(count + 2))
        self.straight = nn.Linear(width, recipe.dimension)
        self.bent = nn.Sequential(
            nn.Linear(width, 2 * recipe.dimension),
            nn.GELU(),
            nn.Linear(2 * recipe.dimension, recipe.dimension),
        )

    def table(self) -> Tensor:
        """Give the table as trained so far, padding at zero."""
        whole = (self.entries + self.moved) * torch.exp(self.gain)[:, None]
        return torch.cat([torch.zeros_like(whole[:1]), whole[1:]])

    def finish(self, summed: Tensor) -> Tensor:
        """Turn sums of entries into embeddings."""
        mean = functional.normalize(summed, dim=-1)
        found: Tensor = self.straight(mean) + self.bent(mean)
        return found

    def forward(self, ids: Tensor) -> Tensor:
        """Embed a batch."""
        rows = (self.entries[ids] + self.moved[ids]) * torch.exp(self.gain[ids])[..., None]
        return self.finish((rows * (ids != 0)[..., None]).sum(1))


class TeacherHead(nn.Module):
    """Carry the picture teacher's features [N,1280] into the space of the towers."""

    mean: Tensor
    spread: Tensor

    def __init__(self, features: NDArray[np.float32], dimension: int) -> None:
        super().__init__()
        self.register_buffer("mean", torch.from_numpy(features.mean(0)))
        self.register_buffer("spread", torch.from_numpy(features.std(0) + 1e-3))
        count = features.shape[1]
        self.drop = nn.Dropout(0.3)
        self.straight = nn.Linear(count, dimension)
        self.bent = nn.Sequential(
            nn.Linear(count, 512), nn.GELU(), nn.Dropout(0.3), nn.Linear(512, dimension)
        )

    def standard(self, features: Tensor) -> Tensor:
        """Give the features with mean 0 and spread 1."""
        return (features - self.mean) / self.spread

    def forward(self, features: Tensor) -> Tensor:
        """Embed a batch."""
        x = self.drop(self.standard(features))
        found: Tensor = self.straight(x) + self.bent(x)
        return found
