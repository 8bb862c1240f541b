"""The tests' own tools: code runs inside a real GIMP, and what goes wrong there fails a test."""

from __future__ import annotations

import pytest

from hosts.gimp.inside_gimp import GimpConsole, InsideError


def test_code_runs_inside_gimp(gimp: GimpConsole) -> None:
    """A piece of code gets values in and its last line out, and images live on for the next piece."""
    image = gimp.run(
        """
        image = Gimp.Image.new(width, 20, Gimp.ImageBaseType.RGB)
        image.get_id()
        """,
        width=30,
    )

    assert gimp.run("[Gimp.Image.get_by_id(number).get_width(), image.get_height()]", number=image) == [
        30,
        20,
    ]
    assert gimp.call("gimp-image-get-height", image).good == [20]
    version = gimp.run("[Gimp.MAJOR_VERSION, Gimp.MINOR_VERSION]")
    assert version == {"trixie": [3, 0], "forky": [3, 2]}.get(gimp.system.name, version)


def test_errors_come_out(gimp: GimpConsole) -> None:
    """What code inside raises is raised outside, and the next piece runs."""
    with pytest.raises(InsideError, match="ZeroDivisionError"):
        gimp.run("1 / 0")

    assert gimp.run("1 + 1") == 2
    assert gimp.call("gimp-image-get-height", 12345).status == "calling-error"


def test_complaints_are_heard(gimp: GimpConsole) -> None:
    """A traceback on GIMP's standard error is found, once, and other lines are not."""
    gimp.run(
        "import sys; print('Traceback (most recent call last):', file=sys.stderr); print('fine', file=sys.stderr); sys.stderr.flush()"
    )

    (complaint,) = gimp.complaints()
    assert complaint.startswith("Traceback")
    assert gimp.complaints() == []
