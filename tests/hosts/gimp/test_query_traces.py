"""Taking pixels leaves no trace in the image, and what is missing is said."""

from __future__ import annotations

import numpy as np
import pytest

from hosts.gimp.painting import Painter, Pixels, colourful, plain, take

RED, GREEN, BLUE = (255, 0, 0, 255), (0, 255, 0, 255), (0, 0, 255, 255)


@pytest.fixture
def layered(painter: Painter) -> tuple[int, dict[str, int], dict[str, Pixels]]:
    """Make an image of three layers that overlap, with opacity, a mask, and one that reaches beyond the canvas."""
    arrays = {
        "ground": colourful(64, 48, 1),
        "glass": colourful(40, 30, 2),
        "masked": colourful(30, 30, 3),
    }
    image = painter.image(64, 48)
    ids = {
        "ground": painter.layer(image, arrays["ground"], "ground"),
        "glass": painter.layer(image, arrays["glass"], "glass", (-8, 10), opacity=40),
        "masked": painter.layer(image, arrays["masked"], "masked", (30, 25)),
    }
    arrays["cover"] = np.tile(np.linspace(0, 255, 30).astype(np.uint8), (30, 1))
    painter.mask(ids["masked"], arrays["cover"])
    return image, ids, arrays


Layered = tuple[int, dict[str, int], dict[str, Pixels]]


TROUBLES = {
    "nothing_selected": ("selection", "", "Select a part"),
    "quick_mask": (
        "selection",
        """
        channel = Gimp.Channel.new(image, "Qmask", 20, 10, 50, Gegl.Color.new("red"))
        image.insert_channel(channel, None, 0)
        """,
        "Quick Mask",
    ),
    "no_layer": (
        "layer",
        """
        channel = Gimp.Channel.new(image, "channel", 20, 10, 50, Gegl.Color.new("red"))
        image.insert_channel(channel, None, 0)
        image.set_selected_channels([channel])
        """,
        "Layers dialog",
    ),
    "nothing_to_see": ("canvas", "image.get_layers()[0].set_visible(False)", "visible"),
}


@pytest.mark.parametrize("case", TROUBLES)
def test_what_is_missing_is_said(painter: Painter, case: str) -> None:
    """Nothing selected, no layer, nothing visible: a code, a sentence and advice, and no trace in the image."""
    source, prepared, advice = TROUBLES[case]
    image = painter.image(20, 10)
    painter.layer(image, plain(20, 10, *RED))
    painter.gimp.run(f"image = Gimp.Image.get_by_id(image_id)\n{_dedented(prepared)}", image_id=image)
    before = painter.standing(image)

    taken = take(painter, image, source)

    assert taken.code == ("nothing_selected" if case == "quick_mask" else case)
    assert advice in taken.told
    assert painter.standing(image) == before


def _dedented(code: str) -> str:
    return "\n".join(line.strip() for line in code.strip().splitlines())


@pytest.mark.parametrize("source", ["canvas", "selection", "layer"])
def test_a_closed_image_is_said_to_be_closed(painter: Painter, source: str) -> None:
    """An image that is closed between two steps leads to `image_closed`, and to no image that stays behind."""
    image = painter.image(20, 10)
    painter.layer(image, plain(20, 10, *RED))
    painter.gimp.run(
        "Gimp.Image.get_by_id(image_id).select_rectangle(Gimp.ChannelOps.REPLACE, 2, 2, 9, 5)", image_id=image
    )

    taken = take(painter, image, source, between=f"Gimp.Image.get_by_id({image}).delete()")

    assert taken.code == "image_closed"
    assert painter.gimp.run("len(Gimp.get_images())") == 0


@pytest.mark.parametrize("source", ["canvas", "selection", "layer"])
@pytest.mark.parametrize("end", ["finished", "given up", "failed"])
def test_taking_leaves_no_trace(painter: Painter, layered: Layered, source: str, end: str) -> None:
    """Not dirty, the same selection, layers, colours and images: finished, given up after any step, or failed."""
    image, ids, _arrays = layered
    painter.gimp.run(
        """
        image = Gimp.Image.get_by_id(image_id)
        image.select_ellipse(Gimp.ChannelOps.REPLACE, 5, 5, 20, 20)
        image.set_selected_layers([Gimp.Layer.get_by_id(each) for each in layers])
        image.clean_all()
        """,
        image_id=image,
        layers=[ids["glass"], ids["masked"]],
    )
    before = painter.standing(image)
    steps = take(painter, image, source).steps
    assert steps >= 1

    if end == "given up":
        for stop in range(1, steps + 1):
            painter.gimp.run(
                """
                running = taking.take(Source(source), Gimp.Image.get_by_id(image_id))
                for _ in range(stop):
                    next(running)
                running.close()
                """,
                image_id=image,
                source=source,
                stop=stop,
            )
    if end == "failed":
        failed = painter.gimp.run(
            """
            def fail(*_arguments):
                raise RuntimeError
            kept = taking.thumbnail
            taking.thumbnail = fail
            try:
                for _ in taking.take(Source(source), Gimp.Image.get_by_id(image_id)): pass
                failed = False
            except RuntimeError:
                failed = True
            finally:
                taking.thumbnail = kept
            failed
            """,
            image_id=image,
            source=source,
        )
        assert failed

    assert painter.standing(image) == before
    assert before[0] is False
    # The control: what would be seen of a change.
    painter.gimp.run("Gimp.Image.get_by_id(image_id).duplicate()", image_id=image)
    assert painter.standing(image) != before
