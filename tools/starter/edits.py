"""Edit batches of pictures: small changes that should not matter, and large ones that have a name."""

from collections.abc import Callable

import torch
from torch import Tensor
from torch.nn import functional

LARGE_SHARE = 0.25

Edit = Callable[[Tensor, torch.Generator], Tensor]


def _each(count: int, low: float, high: float, draw: torch.Generator, device: torch.device) -> Tensor:
    return (torch.rand(count, 1, 1, 1, generator=draw) * (high - low) + low).to(device)


def vary(pixels: Tensor, draw: torch.Generator) -> Tensor:
    """Brighten, change contrast and saturation, tint a little: float 0..1 [N,3,S,S] in and out.

    All of it is one 3x3 matrix and one offset a picture, so that a batch is passed over once.
    """
    count, device = len(pixels), pixels.device

    def each(low: float, high: float) -> Tensor:
        return torch.rand(count, 1, 1, generator=draw) * (high - low) + low

    vivid, tint = each(0.75, 1.25), torch.rand(count, 3, 1, generator=draw) * 0.12 + 0.94
    contrast, light = each(0.8, 1.2), each(0.8, 1.2)
    mixing = tint * contrast * (vivid * torch.eye(3) + (1 - vivid) / 3)
    mean = pixels[:, :, ::8, ::8].mean((1, 2, 3)).cpu().view(count, 1, 1)
    offset = tint * mean * (light - contrast)
    flat = torch.baddbmm(offset.to(device), mixing.to(device), pixels.flatten(2))
    return flat.clamp_(0, 1).view_as(pixels)


def _on_plain(pixels: Tensor, ground: Tensor, draw: torch.Generator) -> Tensor:
    """Show each picture smaller on a plain ground [N,3,1,1], with a faint shadow under it."""
    count, _, size, _ = pixels.shape
    inner = int(torch.randint(size // 2, size * 4 // 5, (1,), generator=draw))
    small = functional.interpolate(pixels, size=(inner, inner), mode="bilinear", antialias=True)
    top = int(torch.randint(4, size - inner - 3, (1,), generator=draw))
    left = int(torch.randint(4, size - inner - 3, (1,), generator=draw))
    axis = torch.linspace(-1, 1, inner, device=pixels.device)
    round_mask = (1.25 - (axis[:, None].abs() ** 4 + axis[None, :].abs() ** 4)).mul(6).clamp(0, 1)
    mask = torch.zeros(1, 1, size, size, device=pixels.device)
    mask[:, :, top : top + inner, left : left + inner] = round_mask
    shade = functional.avg_pool2d(functional.pad(mask.roll(3, 2), (6, 6, 6, 6)), 13, 1)
    canvas = ground.expand(count, 3, size, size) * (1 - 0.3 * shade)
    placed = torch.zeros_like(pixels)
    placed[:, :, top : top + inner, left : left + inner] = small
    return canvas * (1 - mask) + placed * mask


def _backlit(pixels: Tensor, draw: torch.Generator, warm: bool) -> Tensor:
    """Turn the dark parts black and the bright parts into a glowing sky."""
    count, _, size, _ = pixels.shape
    grey = functional.avg_pool2d(
        functional.pad(pixels.mean(1, keepdim=True), (2, 2, 2, 2), mode="replicate"), 5, 1
    )
    share = float(torch.rand(1, generator=draw) * 0.35 + 0.25)
    limit = grey.flatten(1).quantile(share, dim=1).view(count, 1, 1, 1)
    light = ((grey - limit) * 14).clamp(0, 1)
    height = torch.linspace(0, 1, size, device=pixels.device).view(1, 1, size, 1)
    top = torch.tensor([0.85, 0.45, 0.3] if warm else [0.6, 0.72, 0.85], device=pixels.device).view(
        1, 3, 1, 1
    )
    foot = torch.tensor([1.0, 0.75, 0.35] if warm else [0.95, 0.95, 0.95], device=pixels.device).view(
        1, 3, 1, 1
    )
    glow = (top * (1 - height) + foot * height) * _each(count, 0.8, 1.05, draw, pixels.device)
    return light * (0.75 * glow + 0.25 * pixels) + (1 - light) * pixels * 0.12


def _grey(pixels: Tensor, _draw: torch.Generator) -> Tensor:
    return pixels.mean(1, keepdim=True).expand_as(pixels)


def _saturated(low: float, high: float) -> Edit:
    def edit(pixels: Tensor, draw: torch.Generator) -> Tensor:
        grey = pixels.mean(1, keepdim=True)
        return grey + (pixels - grey) * _each(len(pixels), low, high, draw, pixels.device)

    return edit


def _darkened(pixels: Tensor, draw: torch.Generator) -> Tensor:
    return pixels * _each(len(pixels), 0.25, 0.55, draw, pixels.device)


def _lightened(pixels: Tensor, draw: torch.Generator) -> Tensor:
    return 1 - (1 - pixels) * _each(len(pixels), 0.3, 0.6, draw, pixels.device)


def _tinted(red: float, green: float, blue: float) -> Edit:
    def edit(pixels: Tensor, _draw: torch.Generator) -> Tensor:
        return pixels * torch.tensor([red, green, blue], device=pixels.device).view(1, 3, 1, 1)

    return edit


def _blurred(pixels: Tensor, draw: torch.Generator) -> Tensor:
    width = int(torch.randint(2, 6, (1,), generator=draw)) * 2 + 1
    for _ in range(2):
        padded = functional.pad(pixels, (width // 2,) * 4, mode="replicate")
        pixels = functional.avg_pool2d(padded, width, 1)
    return pixels


def _grained(pixels: Tensor, draw: torch.Generator) -> Tensor:
    noise = torch.randn(len(pixels), 1, *pixels.shape[2:], generator=draw).to(pixels.device)
    return pixels + noise * _each(len(pixels), 0.06, 0.14, draw, pixels.device)


def _on_white_or_black(pixels: Tensor, draw: torch.Generator) -> Tensor:
    ground = 1 - torch.rand(len(pixels), 3, 1, 1, generator=draw) * 0.04
    dark = torch.rand(len(pixels), 1, 1, 1, generator=draw) < 0.25
    return _on_plain(pixels, torch.where(dark, ground - 0.92, ground).to(pixels.device), draw)


def _against_the_light(pixels: Tensor, draw: torch.Generator) -> Tensor:
    return _backlit(pixels, draw, warm=bool(torch.rand(1, generator=draw) < 0.65))


EDITS: tuple[Edit, ...] = (
    _grey,
    _saturated(0.1, 0.5),
    _saturated(1.5, 2.2),
    _darkened,
    _lightened,
    _tinted(1.2, 0.95, 0.6),
    _tinted(0.7, 0.95, 1.25),
    _blurred,
    _grained,
    _on_white_or_black,
    _against_the_light,
)


def restyle(pixels: Tensor, draw: torch.Generator) -> Tensor:
    """Give a quarter of the batch one large edit each: tone, light, blur, grain, ground or backlight."""
    kind = torch.randint(0, len(EDITS), (len(pixels),), generator=draw)
    kind[torch.rand(len(pixels), generator=draw) > LARGE_SHARE] = -1
    pixels = pixels.clone()
    for number, edit in enumerate(EDITS):
        rows = torch.nonzero(kind == number).flatten().to(pixels.device)
        if len(rows):
            pixels[rows] = edit(pixels[rows], draw).clamp(0, 1)
    return pixels
