"""The words that Blender itself shows are gathered from classes and properties."""

from __future__ import annotations

from pathlib import Path

from tools.translations import __main__ as command
from tools.translations.catalogues import Domain, read_code
from tools.translations.faults import faults
from tools.translations.labels import labels

CODE = '''
from bpy.props import EnumProperty, StringProperty

CHOICES = (("PACK", "Pack", "Inside the file", "PACKAGE", 0), ("LINK", "Link", ""))
UNSEEN = (("a", "b", "c"),)

class TEST_OT_insert:
    """Not shown."""

    bl_idname = "test.insert"
    bl_label = "Insert"
    bl_description = (
        "Bring it"
        " here"
    )
    words: StringProperty(name="Words", description="What to look for", default="hidden")
    storing: EnumProperty(name="Keep", items=CHOICES)
    way: _choice("way", name="As", description="What it becomes")

open("file", mode="r", name="hidden")
'''


def test_labels_are_gathered() -> None:
    """Labels, tooltips, names of properties and of their choices are found, and nothing that nobody reads."""
    assert {text for _line, text in labels(CODE)} == {
        "Insert", "Bring it here", "Words", "What to look for", "Keep", "Pack", "Inside the file", "Link", "As",
        "What it becomes",
    }  # fmt: skip


def test_a_label_without_a_translation_is_a_fault(tmp_path: Path) -> None:
    """They stand in the catalogue where the program shows them, and are missed there; elsewhere they are no words."""
    code = tmp_path / "planted"
    code.mkdir()
    (code / "insert.py").write_text(CODE, "utf-8")
    shown = Domain("planted", "A planted program", code, code / "locale", ("de",), has_labels=True)
    command.update(shown)
    plain = Domain("planted", "A planted program", code, code / "locale", ("de",))

    assert any("'Insert': not translated" in fault for fault in faults(shown))
    assert len(read_code(shown)) == 10
    assert len(read_code(plain)) == 0
