"""Turn the files of a hub into a pack: find out how its graphs are fed, and write that down."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import Final

from bowerbird_engine.assets import Preprocessing
from bowerbird_engine.encoding.description import (
    MAX_DIMENSION,
    Description,
    ImageTower,
    PackFile,
    Precision,
    Projection,
    TextTower,
    parse_description,
)
from bowerbird_engine.encoding.fields import is_plain_path
from bowerbird_engine.encoding.graph_facts import GraphFacts, graph_facts
from bowerbird_engine.encoding.graphs import look_into
from bowerbird_engine.encoding.packs import DESCRIPTION
from bowerbird_engine.encoding.projection_files import IMAGE_PROJECTION, TEXT_PROJECTION, copy_projections
from bowerbird_engine.errors import PackError
from bowerbird_engine.models.hub_settings import MAX_TOKENIZER_BYTES, HubSettings, read_settings
from bowerbird_engine.models.layouts import Layout
from bowerbird_engine.models.picture_settings import open_clip_recipe, transformers_recipe
from bowerbird_engine.models.text_settings import (
    Family,
    TextFiles,
    TextSettings,
    model_family,
    open_clip_text,
    transformers_text,
)
from bowerbird_engine.models.towers import TowerInterface, picture_interface, text_interface

PROJECTIONS: Final = "projections.safetensors"

# The libraries' own defaults of CLIP's `projection_dim` and SigLIP's `hidden_size`, which their files leave out.
_DIMENSIONS: Final[dict[Family, int]] = {"clip": 512, "siglip": 768, "siglip2": 768}

_PRECISIONS: Final[dict[str, Precision]] = {"float16": "float16", "int8": "int8", "uint8": "int8"}

Obtain = Callable[[Collection[str]], None]
"""Sees to it that files lie in the folder. Raises PackError when one cannot be had."""


@dataclass(frozen=True, slots=True)
class About:
    """What no file of a model tells: how the pack is called, where it is from, and on what terms."""

    id: str
    version: str
    title: str
    licence: str
    source: str
    languages: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class _Tower:
    """One tower as its graph shows it; `weights` are the files beside the graph that it reads."""

    interface: TowerInterface
    facts: GraphFacts
    weights: tuple[str, ...]


def assemble(
    folder: Path, layout: Layout, about: About, *, obtain: Obtain, digests: Mapping[str, str]
) -> Description:
    """Describe the model whose files lie in a folder as its hub lays them out.

    Files beyond those of the layout are asked for with `obtain`: weights beside a graph, and the file that holds
    CLIP's projections, of which a small copy is written into the folder. `digests` spares reading files again whose
    SHA-256 is known. Raises PackError that names the file and what is missing or unusable in it.
    """
    files = _Files(folder, digests)
    obtain(layout.files)
    image = _tower(folder, layout.image_graph, picture_interface)
    text = _tower(folder, layout.text_graph, text_interface)
    obtain((*image.weights, *text.weights))
    image_settings = read_settings(folder, layout.image_model_settings)
    text_settings = read_settings(folder, layout.text_model_settings)
    word_files = _word_files(folder, layout, text_settings)
    words = _words(layout, word_files, text.interface.fixed_length)
    recipe = _recipe(folder, layout)
    _same_size(layout, image.facts, recipe)
    family = _family((image_settings, text_settings), word_files)
    wanted = _wanted_projections(layout, image, text, family)
    projections = _write_projections(folder, layout, wanted, obtain)
    told = _told_dimension(layout, image_settings, family)
    return Description(
        id=about.id,
        version=about.version,
        title=about.title,
        dimension=_dimension(layout, image, text, projections, told),
        precision=layout.precision or _precision(image.facts),
        licence=about.licence,
        source=about.source,
        languages=about.languages,
        image=ImageTower(
            file=files.described(layout.image_graph),
            input=image.interface.input,
            output=image.interface.output,
            preprocessing=recipe,
            weights=tuple(files.described(path) for path in image.weights),
            projection=files.projection(IMAGE_PROJECTION) if IMAGE_PROJECTION in projections else None,
        ),
        text=TextTower(
            file=files.described(layout.text_graph),
            input=text.interface.input,
            attention_mask=text.interface.attention_mask,
            output=text.interface.output,
            context_length=words.context_length,
            pad_id=words.pad_id,
            cleaning=words.cleaning,
            weights=tuple(files.described(path) for path in text.weights),
            projection=files.projection(TEXT_PROJECTION) if TEXT_PROJECTION in projections else None,
        ),
        tokenizer=files.described(layout.tokenizer),
    )


class _Files:
    """Names files with their digests, and reads only those whose digest nobody knows yet."""

    def __init__(self, folder: Path, digests: Mapping[str, str]) -> None:
        self._folder = folder
        self._digests = digests

    def described(self, path: str) -> PackFile:
        known = self._digests.get(path)
        if known is None:
            with (self._folder / path).open("rb") as file:
                known = hashlib.file_digest(file, "sha256").hexdigest()
        return PackFile(path, known)

    def projection(self, tensor: str) -> Projection:
        # Written here, whatever was known of a file of that name.
        return Projection(_Files(self._folder, {}).described(PROJECTIONS), tensor)


def _tower(folder: Path, graph: str, interface: Callable[[GraphFacts, str], TowerInterface]) -> _Tower:
    facts = graph_facts(folder / graph)
    return _Tower(interface(facts, graph), facts, _weights(folder, graph))


def _weights(folder: Path, graph: str) -> tuple[str, ...]:
    """Find the files beside the graph that hold weights of it; only plain paths below the graph's folder are heeded."""
    contents = look_into(folder / graph)
    home = PurePosixPath(graph).parent
    weights: list[str] = []
    for location in sorted(contents.locations):
        path = str(home / location)
        if not is_plain_path(location) or not is_plain_path(path):
            raise PackError(
                f"{graph} keeps weights at {location[:200]!r}, which is no plain path beside it. "
                "Use an export whose weights lie beside its graphs."
            )
        weights.append(path)
    if contents.unplaced:
        raise PackError(f"{graph} keeps weights elsewhere and does not say where. Use another export.")
    return tuple(weights)


def _recipe(folder: Path, layout: Layout) -> Preprocessing:
    settings = read_settings(folder, layout.picture_settings)
    return open_clip_recipe(settings) if layout.kind == "open_clip" else transformers_recipe(settings)


def _word_files(folder: Path, layout: Layout, model: HubSettings) -> TextFiles:
    return TextFiles(
        tokenizer=read_settings(folder, layout.tokenizer, limit=MAX_TOKENIZER_BYTES),
        tokenizer_settings=read_settings(folder, layout.tokenizer_settings),
        special_tokens=read_settings(folder, layout.special_tokens),
        model_settings=model,
    )


def _words(layout: Layout, files: TextFiles, fixed_length: int | None) -> TextSettings:
    return (open_clip_text if layout.kind == "open_clip" else transformers_text)(files, fixed_length)


def _family(models: Iterable[HubSettings], words: TextFiles) -> Family:
    """Tell what kind of model this is, by its own settings, else by its tokenizer."""
    told: list[Family] = [*(model_family(model) for model in models), words.family]
    for family in told:
        if family != "other":
            return family
    return "other"


def _same_size(layout: Layout, facts: GraphFacts, recipe: Preprocessing) -> None:
    shape = facts.inputs[0].shape or ()
    if any(side not in {None, recipe.size} for side in shape[2:]):
        raise PackError(
            f"{layout.image_graph} takes pictures of {' x '.join(str(side) for side in shape[2:])} pixels, but "
            f"{layout.picture_settings} makes them {recipe.size} x {recipe.size}. Take both from one repository."
        )


def _wanted_projections(layout: Layout, image: _Tower, text: _Tower, family: Family) -> tuple[str, ...]:
    """Tell which towers give what CLIP calls pooled, which is not yet in the common space; SigLIP's is."""
    if layout.kind == "open_clip" or family in {"siglip", "siglip2"}:
        return ()
    pooled = tuple(
        tensor
        for tower, tensor in ((image, IMAGE_PROJECTION), (text, TEXT_PROJECTION))
        if tower.interface.pooled
    )
    if pooled and family == "other":
        raise PackError(
            f"{layout.image_graph} and {layout.text_graph} give pooled vectors, and whether these still want a projection "
            "is told by 'model_type' in config.json. Add the model's config.json."
        )
    return pooled


def _write_projections(
    folder: Path, layout: Layout, wanted: tuple[str, ...], obtain: Obtain
) -> Mapping[str, tuple[int, int]]:
    if not wanted:
        return {}
    if layout.tensors is None:
        raise PackError(
            f"{layout.image_graph} and {layout.text_graph} give vectors before CLIP's projection. Add the "
            "model.safetensors of the same model, which has it, or use an export that gives image_embeds and text_embeds."
        )
    obtain((layout.tensors,))
    return copy_projections(folder / layout.tensors, wanted, folder / PROJECTIONS)


def _told_dimension(layout: Layout, settings: HubSettings, family: Family) -> int | None:
    if layout.kind == "open_clip":
        return settings.whole("embed_dim")
    if family in {"siglip", "siglip2"}:
        told = settings.inner("vision_config").whole("hidden_size")
    else:
        told = settings.whole("projection_dim")
    return told or _DIMENSIONS.get(family)


def _dimension(
    layout: Layout,
    image: _Tower,
    text: _Tower,
    projections: Mapping[str, tuple[int, int]],
    told: int | None,
) -> int:
    """Find the length of the vectors, which both towers must agree on."""
    widths = (
        _projected_width(image, layout.image_graph, projections.get(IMAGE_PROJECTION)),
        _projected_width(text, layout.text_graph, projections.get(TEXT_PROJECTION)),
    )
    known = {width for width in widths if width is not None}
    if len(known) > 1:
        raise PackError(
            f"{layout.image_graph} gives vectors of {widths[0]} numbers and {layout.text_graph} of {widths[1]}: they are "
            "not two towers of one model. Take both from one repository."
        )
    dimension = known.pop() if known else told
    if dimension is None or not 1 <= dimension <= MAX_DIMENSION:
        raise PackError(
            f"Neither {layout.image_graph} nor {layout.image_model_settings or 'a config.json'} tells how long the vectors "
            "are. Add the model's config.json."
        )
    return dimension


def _projected_width(tower: _Tower, graph: str, projection: tuple[int, int] | None) -> int | None:
    """Tell how long a tower's vectors are in the end, as far as its graph tells."""
    width = tower.interface.width
    if projection is None:
        return width
    dimension, takes = projection
    if width not in {None, takes}:
        raise PackError(
            f"{graph} gives {width} numbers and its projection takes {takes}. Take both from one model."
        )
    return dimension


def _precision(facts: GraphFacts) -> Precision:
    """Tell the precision by the type that most bytes of the weights have."""
    most = max(facts.weights, key=lambda element: facts.weights[element], default="float32")
    return _PRECISIONS.get(most, "float32")


def read_described(folder: Path) -> Description:
    """Read the pack.json of a folder whose other files are not there yet. Raises PackError with what is wrong."""
    settings = read_settings(folder, DESCRIPTION)
    try:
        return parse_description(settings.told)
    except PackError as error:
        raise PackError(f"{DESCRIPTION}: {error}") from None
