"""What a person should know about a page beyond its hits. Pure."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from bowerbird_engine.assets import Asset, Root, SearchHit
from bowerbird_engine.gone import day_held
from bowerbird_engine.reports import PackChoice
from bowerbird_engine.search.query import Clue
from bowerbird_engine.search.readiness import Readiness

_MOST_REASONS: Final = 3
"""More than a few folders that are away are listed better by `bowerbird folders`."""


@dataclass(frozen=True, slots=True)
class Reading:
    """How many pictures the recognizer in use has read, of how many; `available` is false when there is none."""

    read: int
    total: int
    available: bool


def gather(
    clue: Clue,
    hits: Sequence[SearchHit],
    *,
    any_exact: bool,
    cannot_avoid: bool,
    live: int,
    inside: int,
    filtered: bool,
    read: Reading | None,
    ready: Readiness | None,
    roots: Mapping[int, Root],
) -> tuple[str, ...]:
    """Collect the notes of a page.

    `live` counts the pictures of the library, `inside` those that what narrows the search leaves, which is more than folders
    when it is `filtered`; `read` is for a query by letters, `ready` for one that compares looks. `cannot_avoid` tells that something is to be avoided and no model can tell it.
    """
    notes: list[str] = []
    if not live:
        return (
            "The library holds no indexed pictures yet. Add a folder and index it: bowerbird add, bowerbird index.",
        )
    if not inside and filtered:
        return (
            "No indexed picture has all that was asked of it: take a filter away, or search in more folders.",
        )
    if not inside:
        return ("The chosen folders hold no indexed pictures.",)
    if ready is not None:
        notes += _about_readiness(ready)
    if cannot_avoid:
        notes.append("Nothing was avoided: that needs a model, and none compares pictures now.")
    asked = clue.entry.split("+")
    if "letters" in asked and read is not None:
        notes += _about_reading(read)
        if hits and not any_exact:
            notes.append(
                f"No picture that was read has exactly \u201c{clue.letters}\u201d; these come closest."
            )
        if not hits:
            notes.append(f"No letters and no file name come close to \u201c{clue.letters}\u201d.")
    if asked == ["name"] and not hits:
        notes.append(f"No file name comes close to \u201c{clue.name}\u201d.")
    notes += _about_offline(hits, roots)
    return tuple(notes)


def about_a_poor_best() -> str:
    """Say that even the best of a list by words does not match well."""
    return "Nothing in the library matches this well; these come closest."


def about_details_being_read() -> str:
    """Say that copies are not recalled by their details yet."""
    return "Copies are found by their details once these have been read again, in about a minute or after `bowerbird index`."


def about_an_empty_order() -> str:
    """Say why a list in another order than by the best match has nothing."""
    return "Nothing answers clearly enough to be put into another order; by the best match what comes closest is listed."


def about_the_locked(number: int, *, listed: int, unlearned: int, model: bool) -> tuple[str, ...]:
    """Say what became of a locked set of so many pictures: how many are listed, and what its middle was made of."""
    notes: list[str] = []
    if listed < number:
        notes.append(
            f"{number - listed:,} of the locked pictures {'lies' if number - listed == 1 else 'lie'} outside of what was"
            " chosen, and counted without being listed."
        )
    if not model:
        notes.append("Nothing joins the locked set: that needs a model, and none compares pictures now.")
    elif unlearned == number:
        notes.append(
            "Nothing joins the locked set: this model has not learned its pictures yet. Run `bowerbird index`."
        )
    elif unlearned:
        notes.append(
            f"{unlearned:,} of the {number:,} locked pictures {'has' if unlearned == 1 else 'have'} not been learned by"
            " this model yet and did not count: run `bowerbird index`."
        )
    return tuple(notes)


def _about_readiness(ready: Readiness) -> list[str]:
    notes: list[str] = []
    if ready.here:
        notes.append(f"{_not_ready(ready.here, ready.total)}: run `bowerbird index`.")
    if ready.away:
        steps = _sentence("; ".join(_steps(ready.offline)))
        notes.append(
            f"{_not_ready(ready.away, ready.total)} and cannot be reached now: {steps} Then run `bowerbird index`."
        )
    if ready.refused:
        it_is = "picture, which is" if ready.refused == 1 else "pictures, which are"
        notes.append(f"This model cannot digest {ready.refused:,} {it_is} found by letters and name only.")
    return notes


def about_the_model(choice: PackChoice, chosen: Readiness | None) -> tuple[str, ...]:
    """Say what a person should know of the model that answers, and of one that is to take over from it.

    `chosen` tells how much of the library the chosen one has learned; None where it does not matter.
    """
    notes = [choice.trouble] if choice.trouble else []
    if not choice.answers:
        notes.append("Only letters and file names were searched: no model can answer now.")
    if choice.under_way:
        notes.append(_about_switch(choice, chosen))
    elif choice.trouble and choice.answers:
        notes.append(f"\u2018{choice.answers_title}\u2019 answers meanwhile.")
    return tuple(notes)


def about_ranks(title: str) -> str:
    """Say what percentages mean with a model for which no curves were fitted."""
    return f"\u2018{title}\u2019 is not calibrated: percentages tell the place in the list, not how good a match is."


def _about_switch(choice: PackChoice, chosen: Readiness | None) -> str:
    meanwhile = f"\u2018{choice.answers_title}\u2019 answers meanwhile" if choice.answers else ""
    so_far = f"\u2018{choice.chosen_title}\u2019 is being learned: {choice.learned:,} of {choice.contents:,}"
    told = f"{so_far}; {meanwhile}." if meanwhile else f"{so_far}."
    if choice.trouble:
        return told
    if chosen is not None and not chosen.here and chosen.away:
        steps = _sentence("; ".join(_steps(chosen.offline)))
        return (
            f"{told} The rest cannot be reached now: {steps} Then run `bowerbird index`; or do without:"
            f" `bowerbird models use {choice.chosen} --now`."
        )
    return f"{told} `bowerbird index` goes on with it."


def _not_ready(number: int, total: int) -> str:
    verb = "is" if number == 1 else "are"
    return (
        f"{number:,} of {total:,} {'picture' if total == 1 else 'pictures'} {verb} not ready for this model"
    )


def _about_offline(hits: Sequence[SearchHit], roots: Mapping[int, Root]) -> list[str]:
    numbers = Counter(
        _step_for(hit.asset, roots[hit.asset.root_id])
        for hit in hits
        if not hit.asset.online and hit.asset.root_id in roots
    )
    shown = [
        f"{number:,} of these pictures cannot be opened now: {_sentence(step)}"
        for step, number in numbers.most_common(_MOST_REASONS)
    ]
    rest = numbers.total() - sum(number for _, number in numbers.most_common(_MOST_REASONS))
    if rest:
        shown.append(f"{rest:,} more cannot be opened now: `bowerbird folders` says why.")
    return shown


def _steps(roots: Iterable[Root]) -> list[str]:
    steps = list(dict.fromkeys(_step(root) for root in roots))
    if len(steps) <= _MOST_REASONS:
        return steps
    return [*steps[:_MOST_REASONS], "`bowerbird folders` names the others"]


def _step(root: Root) -> str:
    # A folder that was renamed lies on a disk that is here: only the reason knows what helps.
    return root.offline_reason or f"plug in \u201c{root.volume_label}\u201d"


def _step_for(asset: Asset, root: Root) -> str:
    if root.online and asset.held_since is not None:
        return (
            f"not found since {day_held(asset)}; `bowerbird gone`, or Folders on the page, lists what is not found, and"
            " what to do"
        )
    return _step(root)


def _sentence(text: str) -> str:
    return text if text.endswith((".", "?", "!")) else f"{text}."


def _about_reading(read: Reading) -> list[str]:
    if not read.available:
        return [
            "No text recognizer is installed, so new pictures are not read for letters: pip install rapidocr."
        ]
    missing = read.total - read.read
    if missing <= 0:
        return []
    if missing == 1:
        return ["The letters of 1 picture have not been read yet: `bowerbird index` reads them."]
    return [f"The letters of {missing:,} pictures have not been read yet: `bowerbird index` reads them."]
