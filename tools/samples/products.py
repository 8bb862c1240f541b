"""Product shots: which model is photographed from where, in which colour and light."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from pathlib import Path

import bpy
import dials
import gadgets
import goods
import tableware
from pictures import Picture
from shots import GREY, NIGHT, PORTRAIT, SQUARE, Shot
from studio import View


def _row(
    build: Callable[[str], None], colours: tuple[str, ...], step: tuple[float, float], _work: Path
) -> None:
    for i, colour in enumerate(colours):
        before = set(bpy.context.scene.objects)
        build(colour)
        for obj in set(bpy.context.scene.objects) - before:
            obj.location.x += (i - (len(colours) - 1) / 2) * step[0]
            obj.location.y += i * step[1]


def _watch(strap: str, case: str, face: str, hands: str, work: Path) -> None:
    gadgets.watch(strap, case, dials.watch_dial(work, face, hands))


def _of(build: Callable[..., None], *arguments: object) -> Callable[[Path], None]:
    return lambda _work: build(*arguments)


RED, BLUE = "#c3242a", "#1f4f96"

_mug_red = _of(tableware.mug, RED)
_teapot = _of(tableware.teapot, "#2f6f73")
_vase = _of(tableware.vase, "#e2e4e6")
_lamp = _of(gadgets.desk_lamp, "#e0a91c")
_phones = _of(gadgets.headphones, "#e9e4da", "#c9a36a")
_camera = _of(gadgets.camera, "#22211f", "#c9cbce")
_chair = _of(goods.chair, "#1c8285")
_shoe = _of(goods.sneaker, "#c4c7c9", "#fafafa", "#e2542b")
_car = _of(goods.toy_car, RED)
_pack = _of(goods.backpack, "#c07f14", "#7a4a2a")

_Row = tuple[str, str, str, Shot, str | None, str | None]

# Name, what is seen, colours, shot, the picture that it varies, and how.
_SHOTS: tuple[_Row, ...] = (
    (
        "mug-red-front",
        "A red mug with its handle on the right, on a white background",
        "red white",
        Shot(_mug_red, View(-18, 20, 0.58)),
        None,
        None,
    ),
    (
        "mug-red-back",
        "The same red mug turned round, its handle on the left, on white",
        "red white",
        Shot(_mug_red, View(155, 16, 0.58), stage=165),
        "mug-red-front",
        "angle",
    ),
    (
        "mug-red-top",
        "A red mug seen from above, its white inside showing",
        "red white",
        Shot(_mug_red, View(-35, 58, 0.6), size=SQUARE),
        "mug-red-front",
        "angle",
    ),
    (
        "mug-blue-front",
        "A dark blue mug with its handle on the right, on a white background",
        "blue white",
        Shot(_of(tableware.mug, BLUE), View(-18, 20, 0.58)),
        "mug-red-front",
        "recolour",
    ),
    (
        "mug-red-dark",
        "A red mug in dramatic light against black",
        "red black",
        Shot(_mug_red, View(-18, 18, 0.55), "dark", NIGHT),
        "mug-red-front",
        "relight",
    ),
    (
        "teapot-teal-front",
        "A teal teapot with a cane handle, on white",
        "teal white brown",
        Shot(_teapot, View(-14, 17, 0.64)),
        None,
        None,
    ),
    (
        "teapot-teal-spout",
        "A teal teapot, its spout pointing to the viewer, on grey",
        "teal grey",
        Shot(_teapot, View(52, 26, 0.66), paper=GREY, size=SQUARE, stage=60),
        "teapot-teal-front",
        "angle",
    ),
    (
        "teapot-rust-front",
        "A rust-red teapot with a cane handle, on white",
        "orange white brown",
        Shot(_of(tableware.teapot, "#a8482a"), View(-14, 17, 0.64)),
        "teapot-teal-front",
        "recolour",
    ),
    (
        "flask-green",
        "A green steel drinking bottle with a bamboo lid, on white",
        "green white",
        Shot(_of(tableware.flask, "#2f5a3d"), View(-25, 12, 0.76), size=PORTRAIT),
        None,
        None,
    ),
    (
        "flask-black",
        "A black steel drinking bottle with a bamboo lid, on white",
        "black white",
        Shot(_of(tableware.flask, "#17181a"), View(-25, 12, 0.76), size=PORTRAIT),
        "flask-green",
        "recolour",
    ),
    (
        "flask-row",
        "Three drinking bottles side by side: orange, green and blue",
        "orange green blue white",
        Shot(
            partial(_row, tableware.flask, ("#d0662a", "#2f5a3d", "#35618e"), (0.09, 0.03)),
            View(-18, 15, 0.74),
            samples=16,
        ),
        None,
        None,
    ),
    (
        "vase-white",
        "A white ribbed vase with dried flowers, on light grey",
        "white grey beige",
        Shot(_vase, View(-25, 8, 0.82), paper=GREY, size=PORTRAIT),
        None,
        None,
    ),
    (
        "vase-terracotta",
        "A terracotta vase with dried flowers, on white",
        "orange brown white",
        Shot(_of(tableware.vase, "#b9603a"), View(-25, 8, 0.82), size=PORTRAIT),
        "vase-white",
        "recolour",
    ),
    (
        "vase-white-warm",
        "A white vase with dried flowers in low evening light and a long shadow",
        "white beige orange",
        Shot(_vase, View(-8, 9, 0.78), "warm", "#e9d9c3"),
        "vase-white",
        "relight",
    ),
    (
        "lamp-yellow",
        "A yellow desk lamp with brass arms, on white",
        "yellow white gold",
        Shot(_lamp, View(-22, 12, 0.74), size=PORTRAIT),
        None,
        None,
    ),
    (
        "lamp-black",
        "A black desk lamp with brass arms, on white",
        "black white gold",
        Shot(_of(gadgets.desk_lamp, "#1a1b1d"), View(-22, 12, 0.74), size=PORTRAIT),
        "lamp-yellow",
        "recolour",
    ),
    (
        "lamp-yellow-lit",
        "A yellow desk lamp shining in a dark room",
        "yellow black orange",
        Shot(_of(gadgets.desk_lamp, "#e0a91c", True), View(-16, 10, 0.7), "dark", "#23262e"),
        "lamp-yellow",
        "relight",
    ),
    (
        "headphones-cream",
        "Cream headphones with gold caps, on white",
        "white gold black",
        Shot(_phones, View(-35, 14, 0.68)),
        None,
        None,
    ),
    (
        "headphones-cream-side",
        "Cream headphones seen from the side, on grey",
        "white gold grey",
        Shot(_phones, View(-78, 10, 0.68), paper=GREY, size=PORTRAIT, stage=-60),
        "headphones-cream",
        "angle",
    ),
    (
        "headphones-black",
        "Black headphones with silver caps, on white",
        "black silver white",
        Shot(_of(gadgets.headphones, "#1b1c1f", "#c3c6cb"), View(-35, 14, 0.68)),
        "headphones-cream",
        "recolour",
    ),
    (
        "watch-brown",
        "A wrist watch with a cream dial and a brown leather strap, on white",
        "brown silver white",
        Shot(partial(_watch, "#6b3f22", "#c9ccd1", "#f4efe2", "#23262c"), View(-32, 56, 1.3)),
        None,
        None,
    ),
    (
        "watch-navy",
        "A gold wrist watch with a navy dial and a black strap, on grey",
        "blue black gold grey",
        Shot(partial(_watch, "#1d1d20", "#d2a556", "#16294a", "#f2e8cf"), View(-32, 56, 1.3), paper=GREY),
        "watch-brown",
        "recolour",
    ),
    (
        "camera-front",
        "A black and silver film camera with a leather strap, on white",
        "black silver brown white",
        Shot(_camera, View(-24, 17, 0.74)),
        None,
        None,
    ),
    (
        "camera-side",
        "A film camera seen from its right side and above, on white",
        "black silver brown white",
        Shot(_camera, View(38, 34, 0.74)),
        "camera-front",
        "angle",
    ),
    (
        "camera-dark",
        "A film camera in dark, dramatic light",
        "black silver",
        Shot(_camera, View(-24, 14, 0.72), "dark", NIGHT),
        "camera-front",
        "relight",
    ),
    (
        "chair-teal-front",
        "A teal shell chair with wooden legs, on white",
        "teal white brown",
        Shot(_chair, View(-35, 13, 0.82), size=PORTRAIT),
        None,
        None,
    ),
    (
        "chair-teal-back",
        "The teal chair from behind, on white",
        "teal white brown",
        Shot(_chair, View(145, 16, 0.8), size=PORTRAIT, stage=160),
        "chair-teal-front",
        "angle",
    ),
    (
        "chair-teal-side",
        "The teal chair from the side, on grey",
        "teal grey brown",
        Shot(_chair, View(-88, 6, 0.8), paper=GREY, size=PORTRAIT, stage=-70),
        "chair-teal-front",
        "angle",
    ),
    (
        "chair-orange-front",
        "An orange shell chair with wooden legs, on white",
        "orange white brown",
        Shot(_of(goods.chair, "#d35f1e"), View(-35, 13, 0.82), size=PORTRAIT),
        "chair-teal-front",
        "recolour",
    ),
    (
        "sneaker-grey",
        "A grey running shoe with white laces and an orange stripe, on white",
        "grey orange white",
        Shot(_shoe, View(-32, 20, 0.74), samples=16),
        None,
        None,
    ),
    (
        "sneaker-grey-side",
        "A grey running shoe straight from the side",
        "grey orange white",
        Shot(_shoe, View(-4, 8, 0.76), paper=GREY, samples=16),
        "sneaker-grey",
        "angle",
    ),
    (
        "sneaker-blue",
        "A blue running shoe with a yellow stripe, on white",
        "blue yellow white",
        Shot(_of(goods.sneaker, "#2a5ba8", "#fafafa", "#f2b21d"), View(-32, 20, 0.74), samples=16),
        "sneaker-grey",
        "recolour",
    ),
    (
        "toycar-red",
        "A red wooden toy car, on white",
        "red white brown",
        Shot(_car, View(-36, 20, 0.7)),
        None,
        None,
    ),
    (
        "toycar-red-front",
        "A red wooden toy car from the front right, on grey",
        "red grey brown",
        Shot(_car, View(58, 16, 0.66), paper=GREY, stage=60),
        "toycar-red",
        "angle",
    ),
    (
        "toycar-row",
        "Three wooden toy cars in a row: green, yellow and blue",
        "green yellow blue white",
        Shot(
            partial(_row, goods.toy_car, ("#3d7d4a", "#e3ad1f", "#2d62a3"), (0.13, 0.12)),
            View(-30, 24, 0.8),
            samples=16,
        ),
        None,
        None,
    ),
    (
        "backpack-ochre",
        "An ochre backpack with brown leather trim, on white",
        "yellow brown white",
        Shot(_pack, View(-28, 12, 0.8), size=PORTRAIT),
        None,
        None,
    ),
    (
        "backpack-navy",
        "A navy backpack with tan leather trim, on white",
        "blue brown white",
        Shot(_of(goods.backpack, "#1d3157", "#a8703c"), View(-28, 12, 0.8), size=PORTRAIT),
        "backpack-ochre",
        "recolour",
    ),
)


def pictures() -> list[Picture]:
    """List every product shot."""

    def path(name: str) -> str:
        return f"products/{name}.jpg"

    return [
        Picture(
            file=path(name),
            kind="product",
            title=title,
            colours=tuple(colours.split()),
            make=partial(shot.take, name),
            item=name.split("-")[0],
            variant_of=path(of) if of else None,
            variant=how,
        )
        for name, title, colours, shot, of, how in _SHOTS
    ]
