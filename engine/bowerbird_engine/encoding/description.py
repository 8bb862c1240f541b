"""The description of a pack, `pack.json` in format 2: parsed strictly, and written, without touching any other file.

It tells what a graph does not tell by itself. The types of the inputs, a fixed size of batch and whether the vectors
come normalised are seen when the graph is loaded and run.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final, Literal, cast

from bowerbird_engine.assets import Interpolation, Preprocessing
from bowerbird_engine.encoding.curves import Curves, describe_curves, parse_curves
from bowerbird_engine.encoding.fields import Fields
from bowerbird_engine.errors import PackError

FORMAT: Final = 2
MAX_DIMENSION = 4096
MAX_PICTURE_SIDE = 2048
MAX_CONTEXT = 8192

Precision = Literal["float32", "float16", "int8"]
Cleaning = Literal["none", "lowercase", "canonicalize", "clip"]
PRECISIONS: Final[tuple[Precision, ...]] = ("float32", "float16", "int8")
CLEANINGS: Final[tuple[Cleaning, ...]] = ("none", "lowercase", "canonicalize", "clip")
INTERPOLATIONS: Final[tuple[Interpolation, ...]] = ("bicubic", "bilinear", "lanczos")


@dataclass(frozen=True, slots=True)
class PackFile:
    """A file of a pack: its path in the pack's own folder, with `/`, and the SHA-256 of its bytes in hexadecimal."""

    name: str
    sha256: str


@dataclass(frozen=True, slots=True)
class Projection:
    """A matrix [dimension, width] that brings what a tower gives into the space: a tensor of a safetensors file."""

    file: PackFile
    tensor: str


@dataclass(frozen=True, slots=True)
class ImageTower:
    """The image graph: pictures [N, 3, size, size] in, vectors [N, width] out.

    `weights` are the files beside the graph that hold weights of it.
    """

    file: PackFile
    input: str
    output: str
    preprocessing: Preprocessing
    weights: tuple[PackFile, ...] = ()
    projection: Projection | None = None


@dataclass(frozen=True, slots=True)
class TextTower:
    """The text graph: token ids [N, context_length] in, with a mask of ones and zeros where it wants one.

    `cleaning` is what is done to a text before it is cut into tokens.
    """

    file: PackFile
    input: str
    attention_mask: str | None
    output: str
    context_length: int
    pad_id: int
    cleaning: Cleaning
    weights: tuple[PackFile, ...] = ()
    projection: Projection | None = None


@dataclass(frozen=True, slots=True)
class Description:
    """What `pack.json` says. `curves` is None where nobody has fitted any: the pack is uncalibrated then."""

    id: str
    version: str
    title: str
    dimension: int
    precision: Precision
    licence: str
    source: str
    languages: tuple[str, ...]
    image: ImageTower
    text: TextTower
    tokenizer: PackFile
    curves: Curves | None = None

    @property
    def files(self) -> tuple[PackFile, ...]:
        """Every file that is named, each once."""
        named = [self.image.file, *self.image.weights, self.text.file, *self.text.weights, self.tokenizer]
        named += [tower.projection.file for tower in (self.image, self.text) if tower.projection is not None]
        return tuple(dict.fromkeys(named))


def parse_description(told: object) -> Description:
    """Turn the parsed JSON into a Description. Raises PackError that names the first field that is wrong."""
    pack = Fields(told)
    number = pack.whole("format", 1, 1_000_000)
    if number != FORMAT:
        age, step = (
            ("a newer", "Update Bowerbird") if number > FORMAT else ("an older", "Install the pack again")
        )
        raise PackError(f"it is in {age} format than this Bowerbird reads. {step}.")
    image, text = pack.inner("image"), pack.inner("text")
    described = Description(
        id=pack.name("id"),
        version=pack.text("version"),
        title=pack.text("title"),
        dimension=pack.whole("dimension", 1, MAX_DIMENSION),
        precision=cast("Precision", pack.choice("precision", PRECISIONS)),
        licence=pack.text("licence"),
        source=pack.text("source"),
        languages=pack.texts("languages"),
        image=ImageTower(
            file=_file(image),
            input=image.text("input"),
            output=image.text("output"),
            preprocessing=_recipe(image.inner("preprocessing")),
            weights=tuple(_file(weights) for weights in image.inners("weights")),
            projection=_projection(image),
        ),
        text=TextTower(
            file=_file(text),
            input=text.text("input"),
            attention_mask=None if text.is_null("attention_mask") else text.text("attention_mask"),
            output=text.text("output"),
            context_length=text.whole("context_length", 1, MAX_CONTEXT),
            pad_id=text.whole("pad_id", 0, 2**31 - 1),
            cleaning=cast("Cleaning", text.choice("cleaning", CLEANINGS)),
            weights=tuple(_file(weights) for weights in text.inners("weights")),
            projection=_projection(text),
        ),
        tokenizer=_file(pack.inner("tokenizer")),
        curves=parse_curves(pack.inner("curves")) if pack.has("curves") else None,
    )
    names = {file.name for file in described.files}
    if len({name.casefold() for name in names}) != len(names):
        raise PackError(
            "two of its files have names that differ in capitals alone, which many disks take for one"
        )
    return described


def describe(pack: Description) -> dict[str, object]:
    """Turn a Description into what its JSON says; `parse_description` gives it back."""
    image, text, recipe = pack.image, pack.text, pack.image.preprocessing
    curves = {} if pack.curves is None else {"curves": describe_curves(pack.curves)}
    return {
        "format": FORMAT,
        "id": pack.id,
        "version": pack.version,
        "title": pack.title,
        "dimension": pack.dimension,
        "precision": pack.precision,
        "licence": pack.licence,
        "source": pack.source,
        "languages": list(pack.languages),
        "image": {
            **_told_file(image.file),
            "weights": [_told_file(file) for file in image.weights],
            "input": image.input,
            "output": image.output,
            "projection": _told_projection(image.projection),
            "preprocessing": {
                "size": recipe.size,
                "resize": recipe.resize,
                "interpolation": recipe.interpolation,
                "scale": recipe.scale,
                "mean": list(recipe.mean),
                "std": list(recipe.std),
            },
        },
        "text": {
            **_told_file(text.file),
            "weights": [_told_file(file) for file in text.weights],
            "input": text.input,
            "attention_mask": text.attention_mask,
            "output": text.output,
            "projection": _told_projection(text.projection),
            "context_length": text.context_length,
            "pad_id": text.pad_id,
            "cleaning": text.cleaning,
        },
        "tokenizer": _told_file(pack.tokenizer),
        **curves,
    }


def _file(fields: Fields) -> PackFile:
    return PackFile(fields.place("file"), fields.digest("sha256"))


def _told_file(file: PackFile) -> dict[str, object]:
    return {"file": file.name, "sha256": file.sha256}


def _projection(tower: Fields) -> Projection | None:
    if tower.is_null("projection"):
        return None
    fields = tower.inner("projection")
    return Projection(_file(fields), fields.text("tensor"))


def _told_projection(projection: Projection | None) -> dict[str, object] | None:
    return None if projection is None else {**_told_file(projection.file), "tensor": projection.tensor}


def _recipe(fields: Fields) -> Preprocessing:
    std = fields.triple("std")
    if min(std) <= 0.0:
        raise PackError(f"'{fields.where('std')}' must be above zero")
    return Preprocessing(
        size=fields.whole("size", 1, MAX_PICTURE_SIDE),
        resize=cast("Literal['crop', 'squash']", fields.choice("resize", ("crop", "squash"))),
        scale=fields.number("scale"),
        mean=fields.triple("mean"),
        std=std,
        interpolation=cast("Interpolation", fields.choice("interpolation", INTERPOLATIONS)),
    )
