"""How words are wanted, out of the hubs' settings and tokenizers."""

from __future__ import annotations

from typing import Any

import pytest

from bowerbird_engine.encoding.description import Cleaning
from bowerbird_engine.errors import PackError
from bowerbird_engine.models.hub_settings import HubSettings
from bowerbird_engine.models.text_settings import (
    TextFiles,
    TextSettings,
    model_family,
    open_clip_text,
    transformers_text,
)

CLIP_TOKENIZER: dict[str, Any] = {
    "added_tokens": [{"content": "<|endoftext|>", "id": 49407}],
    "model": {"type": "BPE", "end_of_word_suffix": "</w>", "vocab": {"!": 0, "a": 1}},
}
SIGLIP_TOKENIZER: dict[str, Any] = {
    "added_tokens": [],
    "model": {"type": "Unigram", "vocab": [["<pad>", 0.0], ["</s>", 0.0], ["a", -1.5]]},
}


def files(
    tokenizer: dict[str, Any] | None = None,
    settings: dict[str, Any] | None = None,
    special: dict[str, Any] | None = None,
    model: dict[str, Any] | None = None,
) -> TextFiles:
    """Put the four sources together; what is not given is not there."""
    return TextFiles(
        tokenizer=HubSettings(CLIP_TOKENIZER if tokenizer is None else tokenizer, "tokenizer.json"),
        tokenizer_settings=HubSettings(settings or {}, "tokenizer_config.json"),
        special_tokens=HubSettings(special or {}, "special_tokens_map.json"),
        model_settings=HubSettings(model or {}, "config.json"),
    )


def test_openais_clip_is_read() -> None:
    """Seventy-seven tokens, padded with the mark of the end, cleaned as OpenAI does."""
    settings = {"tokenizer_class": "CLIPTokenizer", "model_max_length": 77, "pad_token": "<|endoftext|>"}
    assert transformers_text(files(settings=settings), None) == TextSettings(77, 49407, "clip")


def test_clip_is_known_by_its_tokenizer_alone() -> None:
    """Without any settings the way its words end gives CLIP away, and its own defaults are taken."""
    assert transformers_text(files(), None) == TextSettings(77, 49407, "clip")


def test_laions_clip_pads_with_an_exclamation_mark() -> None:
    """The told padding token counts, and is looked up in the vocabulary."""
    settings = {"tokenizer_class": "CLIPTokenizerFast", "pad_token": {"content": "!"}}
    assert transformers_text(files(settings=settings), None).pad_id == 0


def test_siglip_is_read() -> None:
    """Sixty-four tokens, padded with the end mark of its SentencePiece vocabulary, without punctuation."""
    settings = {"tokenizer_class": "SiglipTokenizer", "model_max_length": 64, "pad_token": "</s>"}
    assert transformers_text(files(SIGLIP_TOKENIZER, settings), None) == TextSettings(64, 1, "canonicalize")
    bare = files(SIGLIP_TOKENIZER, {"pad_token": "</s>"}, model={"model_type": "siglip"})
    assert transformers_text(bare, None) == TextSettings(64, 1, "canonicalize")


@pytest.mark.parametrize("model_type", ["siglip", "siglip2"])
def test_siglip2_is_known_by_gemmas_tokenizer(model_type: str) -> None:
    """Its config.json may call it siglip; its texts are lower-cased, its padding lies on the right whatever Gemma's says."""
    settings = {
        "tokenizer_class": "GemmaTokenizer",
        "model_max_length": 1000000000000000019884624838656,
        "pad_token": "<pad>",
        "padding_side": "left",
    }
    told = transformers_text(files(SIGLIP_TOKENIZER, settings, model={"model_type": model_type}), None)
    assert told == TextSettings(64, 0, "lowercase")


@pytest.mark.parametrize("named", [None, "PreTrainedTokenizerFast", "TokenizersBackend"])
@pytest.mark.parametrize(
    ("cuts", "model_type", "cleaning"),
    [
        ("BPE", "siglip", "lowercase"),
        ("Unigram", "siglip", "canonicalize"),
        ("BPE", "siglip2", "lowercase"),
        ("BPE", "clip", "none"),
    ],
)
def test_a_tokenizer_without_a_telling_name_is_known_by_how_it_cuts(
    named: str | None, cuts: str, model_type: str, cleaning: str
) -> None:
    """Newer exports name every tokenizer alike: then its vocabulary and the model decide."""
    tokenizer = {"model": {"type": cuts, "vocab": {"<pad>": 0}}}
    settings = {"tokenizer_class": named, "pad_token": "<pad>", "model_max_length": 64}
    assert (
        transformers_text(files(tokenizer, settings, model={"model_type": model_type}), None).cleaning
        == cleaning
    )


@pytest.mark.parametrize(
    ("settings", "model", "fixed", "length"),
    [
        ({"model_max_length": 40}, {"text_config": {"max_position_embeddings": 50}}, 30, 30),
        ({"model_max_length": 40}, {"text_config": {"max_position_embeddings": 50}}, None, 40),
        ({"model_max_length": 10**30}, {"text_config": {"max_position_embeddings": 50}}, None, 50),
        ({}, {"max_position_embeddings": 60}, None, 60),
        ({}, {}, None, 77),
    ],
)
def test_the_context_length_is_the_first_that_is_told(
    settings: dict[str, Any], model: dict[str, Any], fixed: int | None, length: int
) -> None:
    """The graph's own length can only be kept to; then come the tokenizer's, the model's, and the family's."""
    assert transformers_text(files(settings=settings, model=model), fixed).context_length == length


@pytest.mark.parametrize(
    ("settings", "special", "tokenizer", "model", "pad"),
    [
        ({"pad_token": "a"}, {"pad_token": "!"}, {}, {}, 1),
        ({}, {"pad_token": "!"}, {}, {}, 0),
        ({}, {"pad_token": {"content": "a"}}, {}, {}, 1),
        ({}, {}, {"padding": {"pad_id": 5}}, {}, 5),
        ({}, {}, {}, {"pad_token_id": 1}, 49407),
    ],
)
def test_the_padding_is_the_first_that_is_told(
    settings: dict[str, Any],
    special: dict[str, Any],
    tokenizer: dict[str, Any],
    model: dict[str, Any],
    pad: int,
) -> None:
    """The id in CLIP's config.json is not the one that its library pads with, and is not taken."""
    assert transformers_text(files(CLIP_TOKENIZER | tokenizer, settings, special, model), None).pad_id == pad


def test_other_models_take_the_padding_of_their_settings() -> None:
    """Where no token is named, the number in config.json counts."""
    settings = {"tokenizer_class": "XLMRobertaTokenizer", "model_max_length": 64}
    for model in ({"pad_token_id": 1}, {"text_config": {"pad_token_id": 1}}):
        assert transformers_text(files(SIGLIP_TOKENIZER, settings, model=model), None).pad_id == 1


@pytest.mark.parametrize(("told", "cleaning"), [(True, "lowercase"), (False, "none"), (None, "none")])
def test_other_tokenizers_are_taken_at_their_word(told: bool | None, cleaning: str) -> None:
    """A tokenizer of no known family says itself whether it wants lower case."""
    settings = {
        "tokenizer_class": "BertTokenizer",
        "model_max_length": 64,
        "pad_token": "<pad>",
        "do_lower_case": told,
    }
    assert transformers_text(files(SIGLIP_TOKENIZER, settings), None).cleaning == cleaning


@pytest.mark.parametrize(
    ("told", "cleaning"),
    [
        ({"clean": "canonicalize"}, "canonicalize"),
        ({"clean": "lower"}, "lowercase"),
        ({"clean": "whitespace"}, "none"),
    ],
)
def test_open_clip_tells_its_cleaning(told: dict[str, Any], cleaning: Cleaning) -> None:
    """The library's own words for cleaning are understood."""
    model = {"text_cfg": {"context_length": 64, "tokenizer_kwargs": told}}
    made = open_clip_text(files(SIGLIP_TOKENIZER, {"pad_token": "<pad>"}, model=model), None)
    assert made == TextSettings(64, 0, cleaning)


def test_open_clips_defaults_are_its_own() -> None:
    """Seventy-seven tokens whatever a borrowed tokenizer says; CLIP's cleaning for CLIP's tokenizer, else none."""
    settings = {"tokenizer_class": "XLMRobertaTokenizer", "model_max_length": 512, "pad_token": "<pad>"}
    assert open_clip_text(files(SIGLIP_TOKENIZER, settings), None) == TextSettings(77, 0, "none")
    assert open_clip_text(files(settings={"tokenizer_class": "CLIPTokenizer"}), 16) == TextSettings(
        16, 49407, "clip"
    )


@pytest.mark.parametrize(
    ("given", "named"),
    [
        (files(settings={"pad_token": "<none>"}), "'<none>'"),
        (files(settings={"padding_side": "left"}), "on the left"),
        (files(settings={"pad_token": 3}), "'pad_token'"),
        (files(SIGLIP_TOKENIZER, {"model_max_length": 64}), "'pad_token'"),
        (files(SIGLIP_TOKENIZER, {"pad_token": "</s>"}), "'model_max_length'"),
        (files({"model": "BPE"}), "'model'"),
        (
            files({"model": {"vocab": {"<|endoftext|>": "x"}, "end_of_word_suffix": "</w>"}}),
            "'<|endoftext|>'",
        ),
    ],
    ids=lambda value: value if isinstance(value, str) else "files",
)
def test_what_cannot_be_told_is_refused_by_name(given: TextFiles, named: str) -> None:
    """Each thing that nothing tells is asked for by its field and file."""
    with pytest.raises(PackError, match=named.replace("|", r"\|")) as caught:
        transformers_text(given, None)
    assert ".json" in str(caught.value)


def test_an_unknown_cleaning_is_refused() -> None:
    """Another cleaning than the known ones would give other tokens, so nothing is guessed."""
    with pytest.raises(PackError, match="'nfkc'"):
        open_clip_text(files(model={"text_cfg": {"tokenizer_kwargs": {"clean": "nfkc"}}}), None)


@pytest.mark.parametrize(
    ("told", "family"),
    [
        ("clip", "clip"),
        ("clip_vision_model", "clip"),
        ("siglip", "siglip"),
        ("siglip_text_model", "siglip"),
        ("siglip2", "siglip2"),
        ("clipseg", "other"),
        (None, "other"),
    ],
)
def test_models_are_told_apart_by_their_type(told: str | None, family: str) -> None:
    """The types that config.json knows lead to the families whose habits are known."""
    assert model_family(HubSettings({"model_type": told}, "config.json")) == family
