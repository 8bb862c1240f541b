"""The tests' own tools: a real Blender with the extension in it, and a real hub beside it that can be taken away."""

from __future__ import annotations

import pytest

from hosts.blender.inside_blender import BlenderConsole
from hosts.blender.profiles import token_file
from hosts.harness.hubs import PersonsHub
from hosts.harness.line import InsideError
from hosts.harness.misbehaving import another_hub

ASK = """
from bowerbird_client import Client, CredentialFile, Query
with Client(CredentialFile(Path(token)).load()) as client:
    found = client.search(Query(text="red mug"))
[hit.name for hit in found.hits]
"""


def _ask(blender: BlenderConsole) -> list[str]:
    return list(blender.run(ASK, token=str(token_file(blender.profile))))


def test_the_extension_is_there_and_switched_on(blender: BlenderConsole) -> None:
    """Blender installed the zip, and a new file leaves the extension on."""
    addons = blender.run("[addon.module for addon in bpy.context.preferences.addons]")
    assert "bl_ext.user_default.bowerbird" in addons
    blender.fresh()
    assert blender.run("[addon.module for addon in bpy.context.preferences.addons]") == addons
    where = blender.run("bpy.utils.extension_path_user('bl_ext.user_default.bowerbird')")
    assert str(token_file(blender.profile).parent) == where


def test_what_blender_is_told_comes_from_the_hub(blender: BlenderConsole, hub: PersonsHub) -> None:
    """The client inside Blender gets answers of the real hub; while that is stopped it gets none, and then again."""
    before = _ask(blender)
    assert any("mug" in name for name in before)

    hub.stop()
    with pytest.raises(InsideError, match="NotRunning"):
        _ask(blender)
    hub.start()
    assert _ask(blender) == before


def test_without_its_token_it_is_not_let_in(
    blender: BlenderConsole, unpaired: object, hub: PersonsHub
) -> None:
    """The fixture that takes the token away does so."""
    with pytest.raises(InsideError, match="NotPairedError"):
        _ask(blender)


def test_another_hub_answers_in_its_place(blender: BlenderConsole, hub: PersonsHub) -> None:
    """A hub of the tests' own is asked for the length of a block, and what it saw is known."""
    with another_hub(token_file(blender.profile), hub) as fake:
        fake.overrides["POST", "/v1/search"] = lambda _seen: (200, {}, b"garbage")
        with pytest.raises(InsideError):
            _ask(blender)
        assert fake.asked("POST", "/v1/search")
    hub.start()
    assert _ask(blender)
