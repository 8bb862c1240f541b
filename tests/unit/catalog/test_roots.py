"""The folders of the library."""

from __future__ import annotations

import dataclasses
from pathlib import Path

import pytest

from bowerbird_engine.assets import Volume
from bowerbird_engine.catalog.catalogue import Catalogue
from bowerbird_engine.errors import FolderError, UnknownFolderError
from unit.catalog.builders import DISK, SPACE, add_root, index_file, keys, lines, unit_vectors


def test_folders_come_back_in_order_with_any_name(catalogue: Catalogue) -> None:
    """Names are bytes: what is no UTF-8 is kept, too."""
    first = catalogue.roots.add(DISK, b"z\xff", Path("/media/photos/z\udcff"))
    second = add_root(catalogue, "a")

    assert catalogue.roots.all() == [first, second]


def test_the_same_folder_of_the_same_volume_is_added_once(catalogue: Catalogue) -> None:
    """Volume and path on it make a folder; the same path on another volume is another folder."""
    add_root(catalogue)

    with pytest.raises(FolderError):
        add_root(catalogue)
    add_root(catalogue, volume=Volume("uuid-2", "Backup", Path("/media/backup")))

    assert len(catalogue.roots.all()) == 2


def test_a_folder_is_remembered_where_it_was_seen_last(catalogue: Catalogue) -> None:
    """Another mount point or label is taken over; seeing it again where it was writes nothing."""
    root = add_root(catalogue)
    elsewhere = dataclasses.replace(DISK, label="Photos 2", mount_point=Path("/mnt"))

    catalogue.roots.seen_at(root.id, Path("/mnt/pictures"), elsewhere)
    counter = catalogue.change_counter()
    catalogue.roots.seen_at(root.id, Path("/mnt/pictures"), elsewhere)

    (seen,) = catalogue.roots.all()
    assert (seen.last_path, seen.volume_label) == (Path("/mnt/pictures"), "Photos 2")
    assert (seen.id, seen.volume_key, seen.path_on_volume) == (root.id, root.volume_key, root.path_on_volume)
    assert catalogue.change_counter() == counter


def test_removing_a_folder_takes_all_that_was_learned_from_it_alone(catalogue: Catalogue) -> None:
    """Files, vectors, letters and names go; a content that another folder holds stays, with all that belongs to it."""
    root, other = add_root(catalogue), add_root(catalogue, "other")
    shared = index_file(catalogue, root.id, b"shared.jpg", b"S").content_id
    index_file(catalogue, other.id, b"kept.jpg", b"S")
    alone = index_file(catalogue, root.id, b"alone.jpg").content_id
    space_id = catalogue.vectors.space(SPACE)
    catalogue.vectors.put(space_id, keys(shared, alone), unit_vectors(2))
    for content_id in (shared, alone):
        catalogue.texts.put(content_id, "reader", lines("WELCOME 4471"))
    catalogue.files.set_skips(root.id, {"hidden": 1})

    assert catalogue.roots.remove(root.id).files == 2

    assert catalogue.files.of_root(root.id) == []
    assert catalogue.files.live_contents().tolist() == [shared]
    assert catalogue.vectors.load(space_id)[0].tolist() == [shared]
    assert [
        match.content_id
        for match in catalogue.texts.word_shares(
            ["welcome", "alone", "kept"], 0.01, 9, catalogue.files.live_contents()
        )
    ] == [
        shared,
        shared,
    ]
    assert catalogue.texts.regions(alone) == ()
    assert catalogue.files.skips([root.id]) == {}


def test_an_unknown_folder_cannot_be_removed(catalogue: Catalogue) -> None:
    """Removing twice is an error that says so, and an id is not used again."""
    root = add_root(catalogue)
    catalogue.roots.remove(root.id)

    with pytest.raises(UnknownFolderError):
        catalogue.roots.remove(root.id)
    assert add_root(catalogue).id > root.id
