"""A picture as a part of a material: its colour, its roughness, its normals and so on."""

from __future__ import annotations

from typing import Any

from bowerbird_panel.words import _

from ...model.maps import Texture, colour_of, texture_of
from ...model.ways import Insertion, Mapping, Role
from .. import marks
from ..pictures import name_of
from ..storing import Picture
from . import nodes, wiring
from .materials import material_of, remarks_on, slot_for

_TEXTURE = "ShaderNodeTexImage"
_MANNER = "bowerbird_manner"
"""The custom property that says by which other nodes a texture was connected."""
_BLEND = 0.2
"""Of the sides of a box, so that no edge shows where they meet."""
_ROW = 320.0
_ORDER = (
    Role.BASE_COLOR,
    Role.OCCLUSION,
    Role.METALLIC,
    Role.ROUGHNESS,
    Role.ALPHA,
    Role.NORMAL,
    Role.EMISSION,
    Role.HEIGHT,
)
"""From the top, as the sockets of the shader."""


def insert(context: Any, picture: Picture, insertion: Insertion) -> str:
    """Put it into the material; gives the material's name. Raises HostTrouble."""
    slot = slot_for(context, insertion)
    texture = _texture(picture, insertion)
    picture.remarks += remarks_on(slot, needs_uv=insertion.mapping is Mapping.UV)
    image = picture.image(colour_of(texture.role, is_light=picture.light))
    material = material_of(slot, name_of(picture.title))
    tree = nodes.tree_of(material)
    shader, output = nodes.principled_of(tree)
    node = _exchanged(tree, image, texture) if shader is not None else None
    if node is None:
        node = _added(tree, shader, output, texture)
        node.image = image
        if insertion.at is not None:
            # Dropped among the nodes.
            node.location = insertion.at[:2]
        if shader is None:
            picture.remarks.append(
                _("The material has no Principled BSDF: the texture waits there to be connected.")
            )
        else:
            wiring.connect(tree, node, shader, output, texture)
    _set_mapping(tree, node, insertion.mapping)
    marks.attach(node, picture.provenance)
    nodes.choose(tree, node, active=texture.role is Role.BASE_COLOR or shader is None)
    return str(material.name)


def _texture(picture: Picture, insertion: Insertion) -> Texture:
    told = texture_of(picture.provenance.name)
    if insertion.role in {Role.AUTO, told.role}:
        return told
    return Texture(insertion.role)


def _exchanged(tree: Any, image: Any, texture: Texture) -> Any:
    """Put a picture in the place of one that we put there for the same; None where there is none.

    What the person has set or put in between stays.
    """
    node = nodes.ours(tree, texture.role.value, _TEXTURE)
    if node is None:
        return None
    if node.get(_MANNER) == _manner(texture):
        node.image = image
        return node
    for old in [each for each in tree.nodes if each.get(nodes.ROLE) == texture.role.value]:
        if old == node or old.bl_idname in wiring.CONVERTERS:
            tree.nodes.remove(old)
    return None


def _added(tree: Any, shader: Any, output: Any, texture: Texture) -> Any:
    x, y = nodes.place_of(output if shader is None else shader)
    row = _ORDER.index(texture.role)
    node = nodes.add(tree, _TEXTURE, texture.role.value, (x - 620, y - _ROW * row))
    node[_MANNER] = _manner(texture)
    return node


def _manner(texture: Texture) -> str:
    return (
        f"{'inverted ' if texture.is_inverted else ''}{'green-down' if texture.is_green_down else ''}".strip()
    )


def _set_mapping(tree: Any, node: Any, mapping: Mapping) -> None:
    """Say how the texture lies on the object; all of ours that lie alike are moved and scaled by one node."""
    box = mapping is Mapping.BOX
    node.projection = "BOX" if box else "FLAT"
    if box:
        node.projection_blend = _BLEND
    vector = nodes.input_of(node, "Vector")
    source = nodes.source_of(vector)
    if source is not None and source.node.get(nodes.ROLE) not in {each.value for each in Mapping}:
        # The person has laid it otherwise.
        return
    shared = nodes.ours(tree, mapping.value, "ShaderNodeMapping")
    if shared is None:
        shared = _mapping_node(tree, node, mapping)
    before = None if source is None else source.node
    tree.links.new(shared.outputs["Vector"], vector)
    if before is not None and before != shared and not before.outputs["Vector"].is_linked:
        _remove_unused(tree, before)


def _mapping_node(tree: Any, node: Any, mapping: Mapping) -> Any:
    x, y = nodes.place_of(node)
    made = nodes.add(tree, "ShaderNodeMapping", mapping.value, (x - 220, y))
    coordinates = nodes.add(tree, "ShaderNodeTexCoord", mapping.value, (x - 420, nodes.place_of(made)[1]))
    tree.links.new(
        coordinates.outputs["Object" if mapping is Mapping.BOX else "UV"], nodes.input_of(made, "Vector")
    )
    return made


def _remove_unused(tree: Any, mapping: Any) -> None:
    source = nodes.source_of(nodes.input_of(mapping, "Vector"))
    tree.nodes.remove(mapping)
    if (
        source is not None
        and nodes.ROLE in source.node
        and not any(out.is_linked for out in source.node.outputs)
    ):
        tree.nodes.remove(source.node)
