"""What training asks for: the losses, the pace of the learning rate, and recall to watch it by."""

import math

import torch
from torch import Tensor, nn
from torch.nn import functional

# The share of a run over which the learning rate rises.
WARM = 0.08


class Scales(nn.Module):
    """Hold the learned temperature of each loss."""

    def __init__(self) -> None:
        super().__init__()
        self.match = nn.Parameter(torch.tensor(math.log(15.0)))
        self.find = nn.Parameter(torch.tensor(math.log(20.0)))
        self.concept = nn.Parameter(torch.tensor(math.log(10.0)))
        self.offset = nn.Parameter(torch.tensor(-2.0))


def match_loss(pictures: Tensor, texts: Tensor, scale: Tensor, also: Tensor | None = None) -> Tensor:
    """Ask each picture for its own text among the batch's, and each text for its picture.

    `also` [N,N] marks other texts (columns) that are, or may be, true of a picture (row): they are no mistakes.
    """
    logits = scale.exp().clamp(max=60) * pictures @ texts.T
    if also is not None:
        logits = logits.masked_fill(also, -1e4)
    own = torch.arange(len(logits), device=logits.device)
    return (functional.cross_entropy(logits, own) + functional.cross_entropy(logits.T, own)) / 2


def find_loss(pictures: Tensor, library: Tensor, own: Tensor, scale: Tensor) -> Tensor:
    """Ask each picture [N,D] for its row `own` among all pictures of the library [M,D]."""
    return functional.cross_entropy(scale.exp().clamp(max=60) * pictures @ library.T, own)


def concept_loss(pictures: Tensor, words: Tensor, targets: Tensor, scales: Scales) -> Tensor:
    """Ask of each picture and concept yes or no; yes and no weigh alike, however rare; -1 is left out."""
    logits = scales.concept.exp().clamp(max=60) * pictures @ words.T + scales.offset
    yes, no = (targets == 1).float(), (targets == 0).float()
    missed = (functional.softplus(-logits) * yes).sum(0) / yes.sum(0).clamp_min(1)
    false = (functional.softplus(logits) * no).sum(0) / no.sum(0).clamp_min(1)
    there = (yes.sum(0) > 0).float()
    return ((missed + false) * there).sum() / (2 * there.sum().clamp_min(1))


def recall(pictures: Tensor, texts: Tensor) -> dict[str, float]:
    """Give recall at 1, 5 and 10 in percent; texts [N,5,D] belong to pictures [N,D]."""
    scores = texts.flatten(0, 1) @ pictures.T
    own = torch.arange(len(pictures), device=scores.device).repeat_interleave(texts.shape[1])
    rank = (scores > scores.gather(1, own[:, None])).sum(1)
    return {f"R@{k}": round(float((rank < k).float().mean()) * 100, 1) for k in (1, 5, 10)}


def pace(done: float) -> float:
    """Give the share of the learning rate: up over the first tenth, then down a cosine to nothing."""
    if done < WARM:
        return (done + 1e-3) / WARM
    return 0.5 * (1 + math.cos(math.pi * (done - WARM) / (1 - WARM)))
