"""What is said of a library beside the results."""

from __future__ import annotations

import pytest

from bowerbird_client import Status
from bowerbird_panel.status_notes import notes_of


@pytest.mark.parametrize(
    ("told", "notes"),
    [
        ({}, ()),
        ({"pictures": 10, "searchable": 10, "folders": {"online": 1, "offline": 0}}, ()),
        ({"pictures": 10}, ()),
        (
            {"pictures": 1200, "searchable": 100, "folders": {"offline": 2}},
            (
                "1,100 of 1,200 pictures are not searchable yet.",
                "2 folders are away.",
            ),
        ),
        (
            {"pictures": 10, "searchable": 9, "folders": {"offline": 1}},
            (
                "1 of 10 pictures is not searchable yet.",
                "1 folder is away.",
            ),
        ),
    ],
)
def test_what_is_lacking_is_told(told: dict[str, object], notes: tuple[str, ...]) -> None:
    """Of a library that lacks nothing, and by a hub that says less, nothing is said."""
    assert notes_of(Status.read(told)) == notes
