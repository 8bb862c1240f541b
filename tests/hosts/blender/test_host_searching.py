"""The operators of searching, connecting and using: for scripts with an answer, and with a reason where they cannot be used."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import pytest

from hosts.blender.inside_blender import BlenderConsole
from hosts.blender.panel import BlenderPanel
from hosts.blender.profiles import token_file
from hosts.harness.hubs import PersonsHub
from hosts.harness.line import InsideError

MUG = "mug-red-front.jpg"
ALWAYS = ("copy_details", "find", "place", "preferences")
"""Operators that nothing keeps from being used."""


@pytest.fixture
def closed(blender: BlenderConsole) -> BlenderPanel:
    """Give a panel that nobody has looked at."""
    panel = BlenderPanel(blender)
    panel.close()
    return panel


def call(blender: BlenderConsole, name: str, **options: object) -> Any:
    """Call an operator as a script does, and give its answer."""
    told = blender.run(
        """
        manager = bpy.context.window_manager
        manager.bowerbird.answer = ""
        told = getattr(bpy.ops.bowerbird, name)(**options)
        [told, manager.bowerbird.answer]
        """,
        name=name,
        options=options,
    )
    assert told[0] == ["FINISHED"]
    return json.loads(told[1]) if told[1] else None


def test_a_script_searches_with_words(blender: BlenderConsole) -> None:
    """A search answers with pictures, the most similar first, which way was taken and why; a limit holds."""
    found = call(blender, "search", words="red mug", limit=5)
    assert MUG in [hit["name"] for hit in found["hits"]][:3]
    assert len(found["hits"]) == 5
    assert found["entry"] == "words"
    similar = [hit["similarity"] for hit in found["hits"]]
    assert similar == sorted(similar, reverse=True)


def test_a_script_searches_in_a_folder_and_without_things(blender: BlenderConsole) -> None:
    """A folder is meant by its name; what is to be avoided comes later; a folder that is not there is told, with those that are."""
    inside = call(blender, "search", words="red mug", folder="interiors")
    assert {hit["folder"]["name"] for hit in inside["hits"]} == {"interiors"}

    plain = [hit["name"] for hit in call(blender, "search", words="mug")["hits"]]
    without = [hit["name"] for hit in call(blender, "search", words="mug", avoid="red")["hits"]]
    assert without.index(MUG) > plain.index(MUG)

    with pytest.raises(InsideError, match=r"No folder of the library is called .*nowhere.*interiors"):
        call(blender, "search", words="mug", folder="nowhere")


def test_a_script_searches_with_a_picture(blender: BlenderConsole, pictures: Path) -> None:
    """What is seen in Blender, and a picture that was found, lead to pictures that look like it."""
    blender.run(
        """
        bpy.ops.mesh.primitive_plane_add()
        material = bpy.data.materials.new("worn")
        material.use_nodes = True
        bpy.context.object.data.materials.append(material)
        node = material.node_tree.nodes.new("ShaderNodeTexImage")
        node.image = bpy.data.images.load(file)
        material.node_tree.nodes.active = node
        """,
        file=str(pictures / "products" / MUG),
    )
    found = call(blender, "search_with", source="TEXTURE", limit=3)
    assert found["hits"][0]["name"] == MUG
    like = call(blender, "more_like", asset=found["hits"][0]["id"], limit=3)
    assert MUG not in [hit["name"] for hit in like["hits"]][1:]
    assert len(like["hits"]) == 3

    with pytest.raises(InsideError, match=r"Nothing was rendered yet. Render an image first \(F12\)"):
        call(blender, "search_with", source="RENDER")


def test_a_script_uses_what_it_found(blender: BlenderConsole, hub: PersonsHub, tmp_path: Path) -> None:
    """A picture is copied into the curated folder; without its id it is said what is missing."""
    hub.ask_as_owner("PATCH", "/v1/preferences", {"curated_folder": str(tmp_path)})
    found = call(blender, "search", words="red mug", limit=1)["hits"][0]
    told = call(blender, "copy_curated", asset=found["id"])
    assert Path(told["copies"][0]["path"]).is_file()
    assert told["copies"][0]["created"]
    for name in ("copy_curated", "reveal", "more_like"):
        with pytest.raises(InsideError, match="Give the id of a picture"):
            call(blender, name)
    with pytest.raises(InsideError, match="There is nothing to look for"):
        call(blender, "search")


def test_a_script_that_is_not_connected_is_told_how(
    closed: BlenderPanel, unpaired: Path, blender: BlenderConsole
) -> None:
    """Without a token a script hears what to do; nothing is shown and nothing waits."""
    with pytest.raises(InsideError, match=r"not connected to Bowerbird yet. Open the tab Bowerbird"):
        call(blender, "search", words="mug")


def test_a_script_needs_no_panel(closed: BlenderPanel, blender: BlenderConsole, hub: PersonsHub) -> None:
    """A script finds also where nobody has opened the panel, and nothing is looked for on its own account after that."""
    assert MUG in [hit["name"] for hit in call(blender, "search", words="red mug")["hits"]][:3]
    assert not blender.run("part('desk').desk().session.busy")


def test_buttons_do_what_the_panel_does(panel: BlenderPanel) -> None:
    """Operators without an answer act on the panel: back, history, choosing, filters, words alone."""
    blender = panel.blender
    assert isinstance(blender, BlenderConsole)
    panel.search("red mug")
    panel.search("teapot")
    call(blender, "back")
    seen = panel.until("seen()['words'] == 'red mug'")
    assert MUG in seen.hits[:3]

    call(blender, "choose", asset=seen.ids[2])
    assert blender.run("panel.state.chosen") == seen.ids[2]
    assert blender.run("[clue.words for clue in panel.state.history]")[0] == "teapot"
    call(blender, "search_history", index=0)
    assert "teapot" in panel.until("'teapot' in seen()['hits'][0]").hits[0]
    call(blender, "forget_history")
    assert blender.run("len(panel.state.history)") == 0

    blender.run("panel.set_similarity(40); panel.set_avoid('red')")
    call(blender, "clear_filters")
    assert blender.run("[panel.state.similarity, panel.state.clue.avoid]") == [0, ""]
    blender.run("panel.more_like(panel.state.hits[0])")
    call(blender, "clear_picture")
    assert blender.run("panel.state.clue.like is None")


def test_connecting_by_operators(
    closed: BlenderPanel, unpaired: Path, blender: BlenderConsole, hub: PersonsHub
) -> None:
    """A Blender without a token asks for rights, shows a code, and is connected when its owner approves it."""
    closed.run("desk.attend()")
    assert "not connected" in closed.until("seen()['connection'] == 'not-paired'").notice
    call(blender, "pair")
    code = closed.until("seen()['code']").code
    with pytest.raises(InsideError, match="compare the code first"):
        call(blender, "search", words="mug")
    call(blender, "cancel_pairing")
    assert closed.until("seen()['connection'] == 'not-paired' and seen()['notice']").code == ""

    call(blender, "remedy")
    second = closed.until("seen()['code']").code
    assert code != second
    done = hub.person.run("pair", second)
    assert done.code == 0, done.err
    closed.until("seen()['connection'] == 'ready'")
    assert token_file(blender.profile).stat().st_mode & 0o777 == 0o600
    assert MUG in closed.search("red mug").hits[:3]

    call(blender, "disconnect")
    closed.until("seen()['connection'] == 'not-paired'")
    assert not token_file(blender.profile).exists()
    closed.close()


def test_every_operator_says_what_it_is_for(blender: BlenderConsole) -> None:
    """Each has a name and a sentence without a dot at its end, as Blender's own, and can be asked whether it can be used."""
    told = blender.run(
        """
        {
            name: [rna.name, rna.description, hasattr(getattr(bpy.types, f"BOWERBIRD_OT_{name}"), "poll")]
            for name in dir(bpy.ops.bowerbird)
            for rna in [getattr(bpy.ops.bowerbird, name).get_rna_type()]
        }
        """
    )
    assert {"search", "search_with", "connect", "reveal", "insert", "relink"} <= set(told)
    for name, (label, description, has_poll) in told.items():
        assert label, name
        assert len(description) > 10, name
        assert not description.endswith("."), name
        assert has_poll or name in ALWAYS, name


@pytest.mark.parametrize(
    ("name", "reason"),
    [
        ("back", "This is the first search."),
        ("clear_picture", "No picture is searched with."),
        ("choose", "Nothing was found yet."),
        ("search_history", "Nothing was searched for yet."),
        ("confirm_code", "No code is shown."),
        ("cancel_pairing", "Nothing is being connected."),
        ("remedy", "Nothing is amiss."),
    ],
)
def test_what_cannot_be_used_says_why(panel: BlenderPanel, name: str, reason: str) -> None:
    """An operator that has nothing to do gives its reason, and Blender tells it to a script too."""
    panel.run("panel.forget_history()")
    with pytest.raises(InsideError, match=re.escape(reason)):
        panel.blender.run("getattr(bpy.ops.bowerbird, name)()", name=name)


def test_away_from_the_hub_it_is_said(panel: BlenderPanel, hub: PersonsHub) -> None:
    """What needs the hub says that it is not there; searching, which looks for it, can still be used."""
    panel.search("red mug")
    panel.run("desk.session._starter = None")
    hub.stop()
    panel.run("panel.search()")
    panel.until("seen()['connection'] == 'not-running'")
    with pytest.raises(InsideError, match="Blender is not connected to Bowerbird"):
        panel.blender.run("bpy.ops.bowerbird.reveal()")
    assert panel.blender.run("bpy.ops.bowerbird.search.poll()")
