"""The folders to search in, as a list, and by what a script calls them."""

from __future__ import annotations

import pytest

from bowerbird_client import Folder
from bowerbird_panel.places import Place, named, places, to_choose_from


def _folder(called: str, name: str, path: str | None = None) -> Folder:
    return Folder(called, name, path, True, None, None, 3, ())


LISTED = places(
    (_folder("1", "Shoot", "/disk/Shoot"), _folder("2", "Old", None)),
    {
        "1": (_folder("1a", "Clothing"), _folder("1b", "Clothing/red"), _folder("1c", "Old")),
        "2": (_folder("2a", "x/red"),),
    },
)


def test_each_folder_stands_behind_the_one_that_it_lies_in() -> None:
    """With its own name and how deep it lies."""
    assert [(place.depth, place.name) for place in LISTED] == [
        (0, "Shoot"),
        (1, "Clothing"),
        (2, "red"),
        (1, "Old"),
        (0, "Old"),
        (2, "red"),
    ]


@pytest.mark.parametrize(
    ("wish", "ids"),
    [
        ("Clothing", ["1a"]),
        ("Clothing/red", ["1b"]),
        ("Shoot/Clothing/red", ["1b"]),
        ("/disk/Shoot/Clothing", ["1a"]),
        ("/disk/Shoot", ["1"]),
        ("2a", ["2a"]),
        ("Old", ["2"]),
        ("red", ["1b", "2a"]),
        ("None/x/red", []),
        ("cloth", []),
    ],
)
def test_a_folder_is_found_by_id_name_and_path(wish: str, ids: list[str]) -> None:
    """The one nearest to the top; where several are equally near, all of them, and nothing that is merely alike."""
    assert [place.id for place in named(LISTED, wish)] == ids


def test_a_list_stays_short_enough_to_choose_from() -> None:
    """What lies deepest is left out, and what was added to the library never."""
    assert to_choose_from(LISTED, 6) == LISTED
    assert [place.depth for place in to_choose_from(LISTED, 5)] == [0, 1, 1, 0]
    many = tuple(Place(_folder(str(number), "x")) for number in range(9))
    assert to_choose_from(many, 5) == many
