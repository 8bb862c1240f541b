"""Pictures put into images inside GIMP, by the plug-in's own edge and without a hub."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any

from hosts.gimp.painting import Painter


@dataclass(frozen=True)
class Put:
    """What came of it: the id of the layer or image, or the trouble."""

    made: int
    code: str
    told: str
    steps: int


def put(
    painter: Painter,
    file: Path,
    placing: str,
    image: int | None,
    *,
    name: str = "mug.png",
    rendition: str = "original",
    size: tuple[int, int] = (0, 0),
    between: str = "",
) -> Put:
    """Insert a file as the plug-in's window does, step by step; `between` is run after the first step.

    `size` is that of the original, where the rendition is another one.
    """
    made, code, told, steps = painter.gimp.run(
        """
        from pathlib import Path
        from bowerbird_for_gimp.host import inserting
        from bowerbird_panel.host import HostTrouble
        from bowerbird_for_gimp.model.placing import Placing
        from bowerbird_panel.provenance import Provenance
        origin = Provenance("asset-1", "library-1", name, folder="Kitchen", query="red mug", rendition=rendition, width=size[0], height=size[1])
        if placing == "new-image":
            running = inserting.open_as_image(Path(file), origin, shown=False)
        else:
            running = inserting.insert(Path(file), Placing(placing), Gimp.Image.get_by_id(image_id), origin)
        made, code, told, steps = 0, "", "", 0
        try:
            while True:
                next(running)
                steps += 1
                if steps == 1:
                    exec(between)
        except StopIteration as ended:
            made = ended.value.get_id()
        except HostTrouble as trouble:
            code, told = trouble.code, str(trouble)
        [made, code, told, steps]
        """,
        file=str(file),
        placing=placing,
        image_id=image,
        name=name,
        rendition=rendition,
        size=size,
        between=between,
    )
    return Put(made, code, told, steps)


def box(painter: Painter, layer: int) -> tuple[int, int, int, int]:
    """Tell where a layer lies: x, y, width, height."""
    x, y, width, height = painter.gimp.run(
        """
        layer = Gimp.Layer.get_by_id(layer_id)
        [*layer.get_offsets()[1:], layer.get_width(), layer.get_height()]
        """,
        layer_id=layer,
    )
    return x, y, width, height


def select(painter: Painter, image: int, *rectangle: int) -> None:
    """Select a rectangle: x, y, width, height."""
    painter.gimp.run(
        "Gimp.Image.get_by_id(image_id).select_rectangle(Gimp.ChannelOps.REPLACE, *rectangle)",
        image_id=image,
        rectangle=rectangle,
    )


def activate(painter: Painter, image: int, *layers: int) -> None:
    """Make layers the active ones."""
    painter.gimp.run(
        "Gimp.Image.get_by_id(image_id).set_selected_layers([Gimp.Layer.get_by_id(each) for each in layers])",
        image_id=image,
        layers=layers,
    )


def stack(painter: Painter, image: int) -> Any:
    """Tell the names of the layers, the top one first; a group is a list of its name and what is in it."""
    return painter.gimp.run(
        """
        def named(layers):
            return [
                [layer.get_name(), named(layer.get_children())] if layer.is_group() else layer.get_name()
                for layer in layers
            ]
        named(Gimp.Image.get_by_id(image_id).get_layers())
        """,
        image_id=image,
    )


def origin(painter: Painter, item: int, *, of_image: bool = False) -> Any:
    """Read the mark of a layer or an image; None where it has none."""
    return painter.gimp.run(
        """
        marked = Gimp.Image.get_by_id(item) if of_image else Gimp.Layer.get_by_id(item)
        parasite = marked.get_parasite("bowerbird-source")
        None if parasite is None else [parasite.get_flags(), json.loads(bytes(parasite.get_data()))]
        """,
        item=item,
        of_image=of_image,
    )
