"""Which model was chosen, which one answers, and what two spaces hold against each other."""

from __future__ import annotations

from bowerbird_engine.assets import Space
from bowerbird_engine.catalog.catalogue import Catalogue
from bowerbird_engine.catalog.records import Choice, PackKey
from unit.catalog.builders import SPACE, add_root, index_file, keys, lose, unit_vectors

CLIP = PackKey("clip", "c1" * 32)
OTHER = Space("other", "digest-2", 4)


def test_a_chosen_pack_takes_over_later(catalogue: Catalogue) -> None:
    """Choosing changes nothing about what answers; taking over does; None is the built-in pack again."""
    assert catalogue.choice.get() == Choice(chosen=None, answers=None)
    catalogue.choice.choose(CLIP)
    assert catalogue.choice.get() == Choice(chosen=CLIP, answers=None)
    catalogue.choice.take_over()
    assert catalogue.choice.get() == Choice(chosen=CLIP, answers=CLIP)
    catalogue.choice.choose(None)
    assert catalogue.choice.get() == Choice(chosen=None, answers=CLIP)


def test_the_choice_is_part_of_the_commit_around_it(catalogue: Catalogue) -> None:
    """A change that is undone leaves the choice as it was, and every change is seen by the counter."""
    before = catalogue.change_counter()
    try:
        with catalogue.transaction():
            catalogue.choice.choose(CLIP)
            catalogue.choice.take_over()
            raise KeyboardInterrupt  # noqa: TRY301  whatever ends the block
    except KeyboardInterrupt:
        pass
    assert catalogue.choice.get() == Choice(chosen=None, answers=None)
    catalogue.choice.choose(CLIP)
    assert catalogue.change_counter() != before


def test_what_waits_is_what_a_search_would_lose(catalogue: Catalogue) -> None:
    """A present picture with a vector in one space only waits; missing ones and those refused do not."""
    root = add_root(catalogue)
    contents = [index_file(catalogue, root.id, b"%d.jpg" % number).content_id for number in range(6)]
    mine, other = catalogue.vectors.space(SPACE), catalogue.vectors.space(OTHER)
    catalogue.vectors.put(mine, keys(*contents[:5]), unit_vectors(5))
    assert catalogue.spaces.waiting(mine, other) == 5
    catalogue.vectors.put(other, keys(contents[0]), unit_vectors(1))
    lose(catalogue, root.id, b"1.jpg")
    catalogue.spaces.refuse(other, {contents[2]: ("bad_embedding", "No embedding.")})
    assert catalogue.spaces.waiting(mine, other) == 2
    # The sixth is in neither space: nobody loses it.
    catalogue.vectors.put(other, keys(*contents[3:5]), unit_vectors(2))
    assert catalogue.spaces.waiting(mine, other) == 0


def test_a_refusal_is_noted_once_and_ends_with_a_vector(catalogue: Catalogue) -> None:
    """The same note writes nothing the second time; a new one is a change of the space; a vector takes it away."""
    root = add_root(catalogue)
    content = index_file(catalogue, root.id, b"a.jpg").content_id
    space_id = catalogue.vectors.space(SPACE)
    generation = catalogue.vectors.generation(space_id)
    catalogue.spaces.refuse(space_id, {content: ("bad_embedding", "No \ud800 embedding.")})
    assert catalogue.spaces.refused(space_id).tolist() == [content]
    assert catalogue.vectors.generation(space_id) > generation
    counter = catalogue.change_counter()
    catalogue.spaces.refuse(space_id, {content: ("bad_embedding", "No embedding.")})
    assert catalogue.change_counter() == counter
    catalogue.vectors.put(space_id, keys(content), unit_vectors(1))
    assert catalogue.spaces.refused(space_id).tolist() == []


def test_a_forgotten_pack_leaves_the_others(catalogue: Catalogue) -> None:
    """All spaces of a pack go with their vectors, those of its older versions too; other packs keep theirs."""
    root = add_root(catalogue)
    contents = [index_file(catalogue, root.id, b"%d.jpg" % number).content_id for number in range(3)]
    older, newer = Space("tiny", "digest-0", 4), SPACE
    for space in (older, newer, OTHER):
        catalogue.vectors.put(catalogue.vectors.space(space), keys(*contents), unit_vectors(3))
    catalogue.spaces.refuse(catalogue.vectors.space(newer), {contents[0]: ("x", "y.")})
    assert catalogue.spaces.of_pack("tiny") == [older, newer]
    assert catalogue.spaces.forget("tiny") == 6
    assert catalogue.spaces.of_pack("tiny") == []
    assert catalogue.vectors.find(newer) is None
    assert catalogue.vectors.count(catalogue.vectors.space(OTHER)) == 3
    assert catalogue.spaces.forget("never") == 0
