"""The evaluation's measures and retouches of photos, on pictures of which the answer is plain."""

from __future__ import annotations

import numpy as np
import pytest
from PIL import Image, ImageDraw, ImageFilter
from tools.starter.evaluation import colour, measures, objects, retouch
from tools.starter.evaluation.cutouts import Cutout, before, cut_out, ground
from tools.starter.evaluation.measures import LIMITS, measure
from tools.starter.evaluation.sketches import SKETCHES, sketch

SIDE = 192


def _plain(*rgb: int) -> Image.Image:
    return Image.new("RGB", (SIDE, SIDE), (rgb[0], rgb[1], rgb[2]))


def _scene(seed: int = 1) -> Image.Image:
    """Fill a picture with soft patches of many colours: a stand-in for a photo."""
    patches = np.random.default_rng(seed).integers(40, 216, (24, 24, 3)).astype(np.uint8)
    return Image.fromarray(patches).resize((SIDE, SIDE), Image.Resampling.BICUBIC)


def _thing(ground_paint: tuple[int, int, int], paint: tuple[int, int, int]) -> Image.Image:
    """Draw a thing in the middle of an even ground."""
    picture = Image.new("RGB", (SIDE, SIDE), ground_paint)
    ImageDraw.Draw(picture).rectangle((60, 50, 130, 140), fill=paint)
    return picture


def _says(name: str, picture: Image.Image) -> str:
    """Give yes, no or unsure."""
    value = measure(picture)[name]
    return "yes" if value >= LIMITS[name].yes else "no" if value <= LIMITS[name].no else "unsure"


@pytest.mark.parametrize("name", list(retouch.PAINTS))
def test_every_paint_has_the_name_that_the_measure_gives_it(name: str) -> None:
    """What is painted red is measured as red, and as no other colour but its neighbours."""
    for paint in retouch.PAINTS[name]:
        here = colour.named(colour.to_lab(np.array([[paint]], np.uint8)))
        assert [each for each in colour.NAMES if here[each].any()] == [name], paint


def test_lightness_of_black_and_white() -> None:
    """White is 100, black 0, and neither has chroma."""
    lab = colour.to_lab(np.array([[[255, 255, 255], [0, 0, 0]]], np.uint8))
    assert lab.light[0] == pytest.approx([100, 0], abs=0.1)
    assert lab.chroma.max() < 0.5


@pytest.mark.parametrize(
    ("name", "with_it", "without"),
    [
        ("white background", _thing((250, 250, 250), (200, 30, 30)), _scene()),
        ("dark background", _thing((12, 12, 12), (200, 30, 30)), _scene()),
        ("plain background", _thing((120, 160, 140), (200, 30, 30)), _scene()),
        ("black and white", _scene().convert("L").convert("RGB"), _scene()),
        ("low saturation", _scene().convert("L").convert("RGB"), _plain(200, 40, 40)),
        ("high saturation", _plain(220, 40, 30), _scene().convert("L").convert("RGB")),
        ("bright", _plain(235, 230, 225), _plain(60, 60, 60)),
        ("dark", _plain(30, 34, 40), _plain(200, 200, 200)),
        ("warm light", _plain(220, 150, 80), _plain(90, 130, 200)),
        ("cool light", _plain(90, 130, 200), _plain(220, 150, 80)),
        ("minimal", _thing((230, 230, 230), (90, 90, 90)), _scene()),
        ("busy", _scene(), _plain(128, 128, 128)),
        ("pastel", _plain(250, 200, 205), _plain(200, 20, 30)),
        ("earth tones", _plain(134, 96, 56), _plain(40, 80, 200)),
        ("soft light", _plain(128, 128, 128), _thing((250, 250, 250), (5, 5, 5))),
    ],
)
def test_a_measure_tells_what_has_a_property_from_what_has_not(
    name: str, with_it: Image.Image, without: Image.Image
) -> None:
    """Both answers are sure."""
    assert (_says(name, with_it), _says(name, without)) == ("yes", "no")


def test_blur_grows_with_blurring() -> None:
    """A blurred picture is measured as blurred, a sharp one not, and one between lies between."""
    sharp = _thing((240, 240, 240), (20, 20, 20))
    values = [
        measure(sharp.filter(ImageFilter.GaussianBlur(radius)))["blurred"] for radius in (0, 1, 2, 4, 8)
    ]
    assert values == sorted(values)
    assert values[0] <= LIMITS["blurred"].no
    assert values[-1] >= LIMITS["blurred"].yes


@pytest.mark.parametrize("sigma", [0, 4, 8, 16])
def test_grain_is_measured_in_the_units_of_the_noise(sigma: int) -> None:
    """On an even ground the measure gives the noise's standard deviation."""
    noise = np.random.default_rng(3).normal(128, sigma, (SIDE, SIDE, 1)).repeat(3, 2)
    found = measure(Image.fromarray(np.clip(noise, 0, 255).astype(np.uint8)))["grain"]
    assert found == pytest.approx(sigma, rel=0.1, abs=0.3)


def test_a_photo_without_quiet_places_says_nothing_about_grain() -> None:
    """Grass and stone are not taken for noise: neither yes nor no."""
    pebbles = np.random.default_rng(4).integers(0, 255, (48, 48, 3)).astype(np.uint8)
    rough = Image.fromarray(pebbles).resize((SIDE, SIDE), Image.Resampling.NEAREST)
    told = measures.Measured([rough])
    assert not told.yes("grain").any()
    assert not told.no("grain").any()


def test_grey_things_on_white_are_neither_black_and_white_photos_nor_not() -> None:
    """A catalogue's picture of a grey chair is left out of both."""
    assert _says("black and white", _thing((255, 255, 255), (90, 90, 90))) == "unsure"


def test_no_limits_overlap() -> None:
    """Between no and yes there is room for what is too close to say."""
    assert all(limits.no < limits.half < limits.yes for limits in LIMITS.values())


def test_a_thing_before_an_even_ground_is_cut_out() -> None:
    """The mask covers the thing and little else; a scene without a ground gives nothing."""
    cut = cut_out(_thing((230, 230, 230), (180, 30, 30)))
    assert cut is not None
    assert np.abs(np.subtract(cut.box, (60, 50, 131, 141))).max() <= 4
    assert cut_out(_scene()) is None
    assert cut_out(_plain(200, 200, 200)) is None


@pytest.fixture(scope="module")
def material() -> retouch.Material:
    """Give photos and a thing to retouch."""
    cut = cut_out(_thing((225, 225, 225), (120, 110, 100)))
    assert isinstance(cut, Cutout)
    photos = [_scene(seed) for seed in range(4)]
    return retouch.Material(photos, photos, [cut])


@pytest.mark.parametrize(
    "name",
    [
        *retouch.PAINTS,
        "white background",
        "dark background",
        "plain background",
        "black and white",
        "minimal",
        "silhouette",
    ],
)
def test_a_retouch_gives_the_property_that_it_is_called_by(name: str, material: retouch.Material) -> None:
    """By the measure no such picture lacks it."""
    for seed in range(3):
        made = retouch.RETOUCHES[name](material, np.random.default_rng(seed))
        assert _says(name, made) != "no"


@pytest.mark.parametrize("name", list(retouch.RETOUCHES))
def test_a_retouch_is_the_same_each_time(name: str, material: retouch.Material) -> None:
    """The same seed gives the same picture."""
    one, other = (retouch.RETOUCHES[name](material, np.random.default_rng(5)) for _ in range(2))
    assert one.mode == "RGB"
    assert one.tobytes() == other.tobytes()


def test_a_soft_shadow_darkens_the_ground_beside_the_thing(material: retouch.Material) -> None:
    """With a shadow the ground is darker somewhere outside the thing, and nowhere lighter."""
    shots = [
        before(
            material.cutouts[0],
            ground(np.random.default_rng(6), (240, 240, 240)),
            np.random.default_rng(7),
            shadow=shadow,
        )
        for shadow in (False, True)
    ]
    outside = np.asarray(shots[0][1]) == 0
    plain, shaded = (np.asarray(made.convert("L"), np.int16)[outside] for made, _ in shots)
    assert shaded.min() < plain.min() - 20
    assert (shaded <= plain).all()


@pytest.mark.parametrize("kind", list(SKETCHES))
def test_sketches_repeat_and_differ(kind: str) -> None:
    """The same number gives the same sketch, another number another."""
    assert sketch(kind, 1, 20).tobytes() == sketch(kind, 1, 20).tobytes()
    assert len({sketch(kind, number, 20).tobytes() for number in range(6)}) == 6


@pytest.mark.parametrize(
    ("name", "paint"),
    [("red", (190, 30, 40)), ("white", (205, 203, 200)), ("black", (30, 30, 32)), ("blue", (34, 44, 82))],
)
def test_the_colour_of_a_garment_is_that_of_its_centre(name: str, paint: tuple[int, int, int]) -> None:
    """Indoors white is not the brightest, and dark blue is blue."""
    shares = objects.garment_colours(_thing((150, 110, 70), paint))
    assert max(shares, key=shares.__getitem__) == name
    assert shares[name] >= objects.COLOURED
