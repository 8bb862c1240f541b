"""How a model wants its words, out of the tokenizer and the settings that the hubs keep beside it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final, Literal, cast

from bowerbird_engine.encoding.description import MAX_CONTEXT, Cleaning
from bowerbird_engine.errors import PackError
from bowerbird_engine.models.hub_settings import HubSettings

Family = Literal["clip", "siglip", "siglip2", "other"]

# What the models were trained with, where nothing beside them tells it.
_CONTEXTS: Final[dict[Family, int]] = {"clip": 77, "siglip": 64, "siglip2": 64}
_CLIP_PADDING = "<|endoftext|>"
_CLIP_WORD_END = "</w>"

_TOKENIZERS: Final[dict[str, Family]] = {
    "clip": "clip",
    "siglip": "siglip",
    "t5": "siglip",
    "siglip2": "siglip2",
    "gemma": "siglip2",
}
# Names of the library's own for any tokenizer, which tell nothing.
_NAMELESS: Final = frozenset({"", "pretrained", "tokenizersbackend"})
_BYTE_PAIRS = "BPE"

_CLEANINGS: Final[dict[Family, Cleaning]] = {
    "clip": "clip",
    "siglip": "canonicalize",
    # Its tokenizer keeps capitals, but it was trained on lower-case texts.
    "siglip2": "lowercase",
}
_OPEN_CLIP_CLEANINGS: Final[dict[str, Cleaning]] = {
    "canonicalize": "canonicalize",
    "lower": "lowercase",
    "whitespace": "none",
}


@dataclass(frozen=True, slots=True)
class TextSettings:
    """How a text becomes tokens: cleaned, cut or padded to the context length with this id."""

    context_length: int
    pad_id: int
    cleaning: Cleaning


@dataclass(frozen=True, slots=True)
class TextFiles:
    """What tells how words are wanted; empty settings stand for files that are not there."""

    tokenizer: HubSettings
    tokenizer_settings: HubSettings
    special_tokens: HubSettings
    model_settings: HubSettings

    @property
    def family(self) -> Family:
        """Tell whose tokenizer this is, by its class, else by how it cuts words, else by the model."""
        named = (self.tokenizer_settings.text("tokenizer_class") or "").lower()
        for ending in ("fast", "tokenizer"):
            named = named.removesuffix(ending)
        if named in _TOKENIZERS:
            return _TOKENIZERS[named]
        if named not in _NAMELESS:
            return "other"
        cuts = self.tokenizer.inner("model")
        if cuts.any("end_of_word_suffix") == _CLIP_WORD_END:
            return "clip"
        kind = model_family(self.model_settings)
        if kind == "siglip" and cuts.any("type") == _BYTE_PAIRS:
            # SigLIP 2 calls itself siglip, but has Gemma's vocabulary, where SigLIP has one of SentencePiece's own.
            return "siglip2"
        return kind if kind in {"siglip", "siglip2"} else "other"


def model_family(model_settings: HubSettings) -> Family:
    """Tell which kind of model a config.json describes."""
    told = model_settings.text("model_type") or ""
    if told.startswith("siglip2"):
        return "siglip2"
    if told.startswith("siglip"):
        return "siglip"
    return "clip" if told == "clip" or told.startswith("clip_") else "other"


def transformers_text(files: TextFiles, fixed_length: int | None) -> TextSettings:
    """Read how words are wanted by an export of the transformers library.

    `fixed_length` is what the graph itself insists on. Raises PackError with what cannot be told, and where from.
    """
    family = files.family
    cleaning: Cleaning = "lowercase" if files.tokenizer_settings.flag("do_lower_case") else "none"
    lengths = (
        fixed_length,
        files.tokenizer_settings.number("model_max_length"),
        files.model_settings.inner("text_config").whole("max_position_embeddings"),
        files.model_settings.whole("max_position_embeddings"),
        _CONTEXTS.get(family),
    )
    return TextSettings(_context(files, lengths), _padding(files), _CLEANINGS.get(family, cleaning))


def open_clip_text(files: TextFiles, fixed_length: int | None) -> TextSettings:
    """Read how words are wanted by an export of the open_clip library.

    `fixed_length` is what the graph itself insists on. Raises PackError with what cannot be told, and where from.
    """
    tower = files.model_settings.inner("text_cfg")
    told = tower.inner("tokenizer_kwargs").text("clean")
    if told is not None and told not in _OPEN_CLIP_CLEANINGS:
        raise PackError(
            f"{files.model_settings.name} asks for the cleaning '{told}' of texts, which Bowerbird does not know. "
            "Use another model."
        )
    cleaning: Cleaning = "clip" if files.family == "clip" else "none"
    if told is not None:
        cleaning = _OPEN_CLIP_CLEANINGS[told]
    # The library's own default, whatever the tokenizer of another model says of itself.
    lengths = (fixed_length, tower.whole("context_length"), _CONTEXTS["clip"])
    return TextSettings(_context(files, lengths), _padding(files), cleaning)


def _context(files: TextFiles, lengths: tuple[float | None, ...]) -> int:
    # Tokenizers without a limit of their own tell a number with thirty digits.
    for length in lengths:
        if length is not None and 1 <= length <= MAX_CONTEXT:
            return int(length)
    raise PackError(
        f"{files.tokenizer_settings.name} lacks 'model_max_length', and nothing else tells how many tokens the model "
        "takes. Add tokenizer_config.json and config.json of the model."
    )


def _padding(files: TextFiles) -> int:
    if files.tokenizer_settings.text("padding_side") == "left" and files.family != "siglip2":
        # SigLIP 2 was trained with padding on the right, whatever the tokenizer it borrowed says.
        raise PackError(
            f"{files.tokenizer_settings.name} asks for padding on the left, which Bowerbird does not do. "
            "Use another model."
        )
    for settings in (files.tokenizer_settings, files.special_tokens):
        token = _token(settings, "pad_token")
        if token is not None:
            return _known_id(files.tokenizer, token)
    padding = files.tokenizer.inner("padding").whole("pad_id")
    if padding is not None:
        return padding
    if files.family == "clip":
        # Its config.json tells another id, which the library itself does not heed.
        return _known_id(files.tokenizer, _CLIP_PADDING)
    for settings in (files.model_settings.inner("text_config"), files.model_settings):
        padding = settings.whole("pad_token_id")
        if padding is not None:
            return padding
    raise PackError(
        f"{files.tokenizer_settings.name} lacks 'pad_token', and nothing else tells how short texts are padded. "
        "Add tokenizer_config.json and special_tokens_map.json of the model."
    )


def _token(settings: HubSettings, key: str) -> str | None:
    """Read a token that is told as a text, or as an object that holds it."""
    if isinstance(settings.any(key), dict):
        return settings.inner(key).text("content")
    return settings.text(key)


def _known_id(tokenizer: HubSettings, token: str) -> int:
    found = _token_id(tokenizer, token)
    if found is None:
        raise PackError(f"{tokenizer.name} does not know the padding token '{token}'. Fetch the file again.")
    return found


def _token_id(tokenizer: HubSettings, token: str) -> int | None:
    added = tokenizer.any("added_tokens")
    for told in cast("list[object]", added) if isinstance(added, list) else []:
        if isinstance(told, dict):
            one = HubSettings(cast("dict[str, object]", told), tokenizer.name)
            if one.text("content") == token:
                return one.whole("id")
    vocabulary = tokenizer.inner("model").any("vocab")
    if isinstance(vocabulary, dict):
        return HubSettings(cast("dict[str, object]", vocabulary), tokenizer.name).whole(token)
    # Unigram models list their pieces with their scores, in the order of their ids.
    for place, piece in enumerate(cast("list[object]", vocabulary) if isinstance(vocabulary, list) else []):
        if isinstance(piece, list) and piece and cast("list[object]", piece)[0] == token:
            return place
    return None
