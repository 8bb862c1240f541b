"""Edit batches of pictures: small changes that should not matter, and large ones that have a name."""

import torch
from torch import Tensor

from . import grounds, retouch
from .retouch import ASK, Edit, Given
from .words import NAMES

# The share of a batch that is edited by much, and the share of those that get a second edit on top.
LARGE_SHARE, TWICE = 0.38, 0.35

# Pictures with less colour than this are grey, and stay grey.
GREY = 0.015

EDITS: tuple[tuple[Edit, float], ...] = (
    (retouch.grey, 1.0),
    (retouch.faded, 1.1),
    (retouch.sepia, 0.4),
    (retouch.duotone, 0.4),
    (retouch.vivid, 1.0),
    (retouch.darkened, 0.9),
    (retouch.lightened, 0.9),
    (retouch.contrast, 0.7),
    (retouch.tempered(warm=True), 0.7),
    (retouch.tempered(warm=False), 0.7),
    (retouch.vignette, 0.4),
    (retouch.blurred, 1.2),
    (retouch.moved, 0.4),
    (retouch.focused, 0.5),
    (retouch.grained, 1.5),
    (grounds.replaced, 1.3),
    (grounds.replaced, 1.3),
    (grounds.backlit_warm, 0.8),
    (grounds.backlit_cool, 0.7),
    (grounds.evening, 0.7),
    (grounds.close_up, 0.6),
)
SECOND: tuple[tuple[Edit, float], ...] = (
    (retouch.grained, 2.5),
    (retouch.grey, 1.0),
    (retouch.faded, 0.8),
    (retouch.tempered(warm=True), 0.7),
    (retouch.tempered(warm=False), 0.5),
    (retouch.vignette, 0.4),
    (retouch.darkened, 0.5),
    (retouch.lightened, 0.5),
)


def vary(pixels: Tensor, draw: torch.Generator) -> Tensor:
    """Brighten, change contrast and saturation, tint a little: float 0..1 [N,3,S,S] in and out.

    All of it is one 3x3 matrix and one offset a picture, so that a batch is passed over once. Grey pictures get no
    tint, and half of the others none: "black and white" and "white" are lost by the faintest one.
    """
    count, device = len(pixels), pixels.device

    def each(low: float, high: float) -> Tensor:
        return torch.rand(count, 1, 1, generator=draw) * (high - low) + low

    few = pixels[:, :, ::8, ::8]
    coloured = ((few.amax(1) - few.amin(1)).mean((1, 2)) > GREY).cpu()
    tinted = coloured & (torch.rand(count, generator=draw) < 0.5)
    tint = torch.rand(count, 3, 1, generator=draw) * 0.12 - 0.06
    tint = 1 + tint * tinted[:, None, None]
    vivid, contrast, light = each(0.75, 1.25), each(0.8, 1.2), each(0.8, 1.2)
    mixing = tint * contrast * (vivid * torch.eye(3) + (1 - vivid) / 3)
    mean = few.mean((1, 2, 3)).cpu().view(count, 1, 1)
    offset = tint * mean * (light - contrast)
    flat = torch.baddbmm(offset.to(device), mixing.to(device), pixels.flatten(2))
    return flat.clamp_(0, 1).view_as(pixels)


def _note(given: Tensor, rows: Tensor, found: Given) -> None:
    """Write what an edit is sure of over what an edit before it was."""
    for name, value in found.items():
        column = NAMES.index(name)
        if isinstance(value, Tensor):
            given[rows, column] = value.flatten().to(given)
        else:
            given[rows, column] = value


def _apply(
    pixels: Tensor, given: Tensor, which: Tensor, edits: tuple[tuple[Edit, float], ...], draw: torch.Generator
) -> None:
    """Give each picture of `which` one of the edits, in place."""
    weights = torch.tensor([weight for _, weight in edits])
    kind = torch.multinomial(weights, len(pixels), replacement=True, generator=draw)
    kind[~which] = -1
    for number, (edit, _) in enumerate(edits):
        rows = torch.nonzero(kind == number).flatten().to(pixels.device)
        if len(rows):
            edited, found = edit(pixels[rows], draw)
            pixels[rows] = edited.clamp(0, 1)
            _note(given, rows, found)


def restyle(pixels: Tensor, draw: torch.Generator) -> tuple[Tensor, Tensor]:
    """Give a good third of the batch a large edit, some a second one on top.

    Gives the pixels and what the edits are sure of, [N,len(NAMES)]: 1 yes, 0 no, -1 unknown, ASK what the edited
    pixels measure.
    """
    pixels = pixels.clone()
    given = torch.full((len(pixels), len(NAMES)), ASK, device=pixels.device)
    large = torch.rand(len(pixels), generator=draw) < LARGE_SHARE
    twice = large & (torch.rand(len(pixels), generator=draw) < TWICE)
    _apply(pixels, given, large, EDITS, draw)
    _apply(pixels, given, twice, SECOND, draw)
    return pixels, given
