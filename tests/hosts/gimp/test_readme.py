"""What the README shows to scripts works as it stands there."""

from __future__ import annotations

import re

import pytest

from architecture.checkout import ROOT
from hosts.gimp.inside_gimp import GimpConsole


@pytest.mark.parametrize("system", ["trixie"], indirect=True)
def test_the_example_runs(gimp: GimpConsole) -> None:
    """The piece of Python in the README finds pictures and puts the first one into the image that is open."""
    (example,) = re.findall(r"```python\n(.*?)```", _section("In GIMP"), re.DOTALL)
    gimp.run("image = Gimp.Image.new(300, 200, Gimp.ImageBaseType.RGB)")

    gimp.run(example)

    found, inserted, name = gimp.run("[len(ids), [layer.get_id() for layer in image.get_layers()], names[0]]")
    assert found == 5
    assert inserted == [gimp.run("layer.get_id()")]
    assert name == gimp.run("layer.get_name()")


def _section(title: str) -> str:
    text = (ROOT / "README.md").read_text(encoding="utf-8")
    return text.partition(f"\n## {title}\n")[2].partition("\n## ")[0]
