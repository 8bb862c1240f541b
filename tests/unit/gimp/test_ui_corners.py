"""Round corners."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from bowerbird_for_gimp.ui.corners import rounded


@given(st.integers(1, 40), st.integers(1, 40), st.integers(0, 3), st.integers(0, 12))
def test_only_the_alpha_of_corners_changes(width: int, height: int, pad: int, radius: int) -> None:
    """Colours, rows' padding and all that is not near a corner stay; the four corners are alike."""
    stride = width * 4 + pad
    before = bytes(range(1, 252)) * (stride * height // 251 + 1)
    before = before[: stride * height]

    after = rounded(before, width, height, stride, radius)

    assert len(after) == len(before)
    for at, (old, new) in enumerate(zip(before, after, strict=True)):
        row, column = divmod(at, stride)
        x, channel = divmod(column, 4)
        near = min(x, width - 1 - x) < radius and min(row, height - 1 - row) < radius
        assert new <= old
        if channel != 3 or x >= width or not near:
            assert new == old


def test_the_corner_is_gone_and_the_middle_of_the_edge_stays() -> None:
    """What lies outside of the circle is not seen at all."""
    opaque = b"\xff" * (32 * 32 * 4)

    after = rounded(opaque, 32, 32, 32 * 4, 8)

    assert [after[at * 4 + 3] for at in (0, 31, 31 * 32, 31 * 32 + 31)] == [0, 0, 0, 0]
    assert after[16 * 4 + 3] == 255
    # Control: without a radius nothing happens.
    assert rounded(opaque, 32, 32, 32 * 4, 0) == opaque
