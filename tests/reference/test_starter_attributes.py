"""The measures and edits that the starter model learns from: what they say is true of the pixels.

They need PyTorch, which no other environment of the project has: training it is no part of the product.
"""

from __future__ import annotations

from importlib import import_module
from typing import Any

from tools.starter.attributes.words import NAMES

SIDE = 112

# Loaded by name: the types of PyTorch are unknown to the environment that checks this file.
torch: Any = import_module("torch")
edits: Any = import_module("tools.starter.attributes.edits")
retouch: Any = import_module("tools.starter.attributes.retouch")
grounds: Any = import_module("tools.starter.attributes.grounds")
measure: Any = import_module("tools.starter.attributes.measures").measure


def _said(pixels: Any, name: str) -> list[int]:
    return [int(value) for value in measure(pixels)[:, NAMES.index(name)]]


def _scene(seed: int = 0, count: int = 8) -> Any:
    """Make coloured blocks with edges, as photos have them."""
    draw = torch.Generator().manual_seed(seed)
    blocks = torch.rand(count, 3, 7, 7, generator=draw) * 0.8 + 0.1
    return blocks.repeat_interleave(SIDE // 7, 2).repeat_interleave(SIDE // 7, 3)


def _draw(seed: int = 5) -> Any:
    return torch.Generator().manual_seed(seed)


def test_a_grey_picture_is_black_and_white_and_a_coloured_one_is_not() -> None:
    """Chroma decides, not brightness."""
    scene = _scene()
    grey = scene.mean(1, keepdim=True).expand_as(scene)
    assert _said(grey, "black and white") == [1] * 8
    assert _said(grey, "low saturation") == [1] * 8
    assert _said(scene, "black and white") == [0] * 8


def test_colours_are_told_by_their_share() -> None:
    """A picture half of one colour has it, and has not its opposite."""
    half = torch.full((1, 3, SIDE, SIDE), 0.5)
    half[:, :, :, : SIDE // 2] = torch.tensor([0.85, 0.08, 0.08]).view(1, 3, 1, 1)
    assert _said(half, "red") == [1]
    assert _said(half, "grey") == [1]
    assert _said(half, "blue") == [0]


def test_backgrounds_are_told_by_the_rim() -> None:
    """A thing in the middle changes nothing; any one colour is plain, only white is white."""
    for colour, white, dark in (((1, 1, 1), 1, 0), ((0.02, 0.02, 0.02), 0, 1), ((0.1, 0.5, 0.7), 0, 0)):
        picture = torch.tensor(colour).float().view(1, 3, 1, 1).repeat(1, 1, SIDE, SIDE)
        picture[:, :, 40:70, 40:70] = _scene(count=1)[:, :, :30, :30]
        assert _said(picture, "plain background") == [1]
        assert _said(picture, "white background") == [white]
        assert _said(picture, "dark background") == [dark]
    assert 1 not in _said(_scene(), "plain background")


def test_light_and_warmth_follow_the_pixels() -> None:
    """More light is bright, less is dark; more red than blue is warm."""
    scene = _scene()
    assert _said(0.25 * scene, "dark") == [1] * 8
    assert _said(0.25 * scene + 0.72, "bright") == [1] * 8
    gains = torch.tensor([1.3, 1.0, 0.5]).view(1, 3, 1, 1)
    assert _said(0.7 * scene.mean(1, keepdim=True) * gains, "warm") == [1] * 8
    assert _said(0.7 * scene.mean(1, keepdim=True) * gains.flip(1), "cool") == [1] * 8


def test_blur_is_lost_edges_and_not_few_edges() -> None:
    """A sharp thing alone on a plain ground is not blurred; any picture is once its edges are gone."""
    alone = torch.full((1, 3, SIDE, SIDE), 0.9)
    alone[:, :, 50:66, 50:66] = 0.1
    assert _said(alone, "blurred") == [0]
    assert _said(_scene(), "blurred") == [0] * 8
    assert _said(retouch.soften(_scene(), 3.0, _draw()), "blurred") == [1] * 8


def test_measures_know_only_yes_no_and_unsure_at_every_side() -> None:
    """The sides of training and the side of the pack are all measured."""
    for side in (80, 96, 112, 128):
        found = measure(_scene()[:, :, :side, :side])
        assert found.shape == (8, len(NAMES))
        assert set(found.unique().tolist()) <= {-1.0, 0.0, 1.0}


def test_grey_pictures_stay_grey_when_varied() -> None:
    """The small changes must not tint what is black and white."""
    scene = _scene()
    grey = scene.mean(1, keepdim=True).expand_as(scene).contiguous()
    varied = edits.vary(grey, _draw())
    assert float((varied.amax(1) - varied.amin(1)).max()) < 1e-4


def test_every_edit_keeps_the_shape_and_names_known_words() -> None:
    """Whatever an edit is sure of is a word that is trained."""
    for edit, _ in (*edits.EDITS, *edits.SECOND):
        for seed in range(4):
            edited, given = edit(_scene(seed), _draw(seed))
            assert edited.shape == (8, 3, SIDE, SIDE)
            assert bool(torch.isfinite(edited).all())
            assert set(given) <= set(NAMES)


def test_an_edit_yields_what_it_is_sure_of() -> None:
    """Where a measure is able to see the edit it agrees with what the edit says of itself."""
    for edit, name in (
        (retouch.grey, "black and white"),
        (retouch.sepia, "sepia"),
        (grounds.replaced, "plain background"),
    ):
        for seed in range(6):
            edited, given = edit(_scene(seed), _draw(seed))
            assert given[name] == 1.0
            assert 0 not in _said(edited.clamp(0, 1), name)


def test_edits_repeat_with_the_same_numbers_and_leave_most_pictures_alone() -> None:
    """A run can be repeated, and the pictures that came in are not written to."""
    scene = _scene(count=64)
    kept = scene.clone()
    first, said = edits.restyle(scene, _draw())
    again, too = edits.restyle(scene, _draw())
    assert bool((first == again).all())
    assert bool((said == too).all())
    assert bool((scene == kept).all())
    same = (first == scene).flatten(1).all(1)
    assert bool((said[same] == edits.ASK).all())
    assert 0.45 < float(same.float().mean()) < 0.8
