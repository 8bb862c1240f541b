"""Query pictures: each client has room of its own, and what is kept is bounded."""

from __future__ import annotations

import pytest

from bowerbird_bridge.query_pictures import QueryPictures, UnknownQueryImageError


def test_one_client_never_takes_the_room_of_another() -> None:
    """Whoever sends much loses their own oldest pictures, and nobody else's."""
    kept = QueryPictures(most_bytes=100, most_bytes_of_one_client=40)
    quiet = kept.keep("quiet", b"q" * 10)
    loud = [kept.keep("loud", b"l" * 20) for _ in range(20)]

    assert kept.get("quiet", quiet) == b"q" * 10
    assert [kept.get("loud", each) for each in loud[-2:]] == [b"l" * 20] * 2
    with pytest.raises(UnknownQueryImageError):
        kept.get("loud", loud[-3])


def test_all_together_stay_within_the_limit() -> None:
    """Many clients push out what was used longest ago, whoever sent it."""
    kept = QueryPictures(most_bytes=100, most_bytes_of_one_client=40)
    pictures = [(f"client {number}", kept.keep(f"client {number}", b"x" * 30)) for number in range(5)]

    assert kept.count() == 3
    with pytest.raises(UnknownQueryImageError):
        kept.get(*pictures[0])
    assert kept.get(*pictures[-1])
