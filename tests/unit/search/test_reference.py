"""A picture that was given is encoded once, however often it is asked for."""

from __future__ import annotations

from bowerbird_engine.assets import Float32Array, SearchQuery, Uint8Array
from fakes.encoders import FakeImageEncoder
from fakes.library import Library

RED, BLUE = b"200,30,30", b"20,30,220"


class Counting(FakeImageEncoder):
    """An encoder that counts what it is asked."""

    asked: int = 0

    def encode(self, pictures: Uint8Array) -> Float32Array:
        """Count, and encode."""
        self.asked += 1
        return super().encode(pictures)


def test_a_given_picture_is_encoded_once(library: Library) -> None:
    """For the next search, and for the same one once labels are proved; another picture is another one."""
    encoder = Counting(library.space)
    library.image_encoder = encoder
    searcher = library.searcher()
    first = searcher.search(SearchQuery(like=RED))
    assert searcher.search(SearchQuery(like=RED)) == first
    assert encoder.asked == 1
    searcher.search(SearchQuery(like=BLUE))
    assert encoder.asked == 2
    searcher.search(SearchQuery(like=RED, examples=(BLUE,)))
    assert encoder.asked == 2


def test_hardly_more_given_pictures_are_kept_than_one_goes_back_to(library: Library) -> None:
    """What was given long ago is encoded again."""
    encoder = Counting(library.space)
    library.image_encoder = encoder
    searcher = library.searcher()
    for red in range(0, 200, 5):
        searcher.search(SearchQuery(like=f"{red},30,30".encode()))
    asked = encoder.asked
    searcher.search(SearchQuery(like=b"0,30,30"))
    assert encoder.asked == asked + 1 == 41
