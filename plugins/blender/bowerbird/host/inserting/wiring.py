"""From a texture to the socket of the shader that it is for, by the node that its kind needs."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from ...model.maps import Texture
from ...model.ways import Role
from . import nodes

_NORMAL_MAP, _DISPLACEMENT, _MIX = "ShaderNodeNormalMap", "ShaderNodeDisplacement", "ShaderNodeMix"
_INVERT, _CURVES = "ShaderNodeInvert", "ShaderNodeRGBCurve"
CONVERTERS = frozenset({_NORMAL_MAP, _DISPLACEMENT, _MIX, _INVERT, _CURVES})
_DEPTH = 0.05
"""Units of the scene between the lowest and the highest place; Blender's own is one unit."""


def connect(tree: Any, texture: Any, shader: Any, output: Any, what: Texture) -> None:
    """Let a texture's node take part in the shader."""
    colour = nodes.result_of(texture, "Color")
    _BY_ROLE[what.role](tree, colour, shader, output, what)


def _base_color(tree: Any, colour: Any, shader: Any, _output: Any, _what: Texture) -> None:
    tree.links.new(colour, _colour_entry(tree, shader))


def _metallic(tree: Any, colour: Any, shader: Any, _output: Any, _what: Texture) -> None:
    tree.links.new(colour, nodes.input_of(shader, "Metallic"))


def _alpha(tree: Any, colour: Any, shader: Any, _output: Any, _what: Texture) -> None:
    tree.links.new(colour, nodes.input_of(shader, "Alpha"))


def _roughness(tree: Any, colour: Any, shader: Any, _output: Any, what: Texture) -> None:
    if what.is_inverted:
        invert = _between(tree, _INVERT, what, colour, shader)
        tree.links.new(colour, nodes.input_of(invert, "Color"))
        colour = nodes.result_of(invert, "Color")
    tree.links.new(colour, nodes.input_of(shader, "Roughness"))


def _normal(tree: Any, colour: Any, shader: Any, _output: Any, what: Texture) -> None:
    if what.is_green_down:
        curves = _between(tree, _CURVES, what, colour, shader)
        points = curves.mapping.curves[1].points
        points[0].location, points[-1].location = (0.0, 1.0), (1.0, 0.0)
        curves.mapping.update()
        tree.links.new(colour, nodes.input_of(curves, "Color"))
        colour = nodes.result_of(curves, "Color")
    normal_map = _between(tree, _NORMAL_MAP, what, colour, shader)
    tree.links.new(colour, nodes.input_of(normal_map, "Color"))
    entry = nodes.input_of(shader, "Normal")
    before = nodes.source_of(entry)
    if before is not None and before.node.type == "BUMP":
        # What the person has made bumpy goes on to be so.
        entry = nodes.input_of(before.node, "Normal")
    tree.links.new(nodes.result_of(normal_map, "Normal"), entry)


def _height(tree: Any, colour: Any, _shader: Any, output: Any, what: Texture) -> None:
    displacement = _between(tree, _DISPLACEMENT, what, colour, output)
    nodes.input_of(displacement, "Scale").default_value = _DEPTH
    tree.links.new(colour, nodes.input_of(displacement, "Height"))
    tree.links.new(nodes.result_of(displacement, "Displacement"), nodes.input_of(output, "Displacement"))


def _emission(tree: Any, colour: Any, shader: Any, _output: Any, _what: Texture) -> None:
    tree.links.new(colour, nodes.input_of(shader, "Emission Color"))
    strength = nodes.input_of(shader, "Emission Strength")
    if not strength.is_linked and not strength.default_value:
        strength.default_value = 1.0


def _occlusion(tree: Any, colour: Any, shader: Any, _output: Any, what: Texture) -> None:
    entry = nodes.input_of(shader, "Base Color")
    before = nodes.source_of(entry)
    mix = _between(tree, _MIX, what, colour, shader)
    mix.data_type, mix.blend_type = "RGBA", "MULTIPLY"
    nodes.input_of(mix, "Factor_Float").default_value = 1.0
    own = nodes.input_of(mix, "A_Color")
    own.default_value = entry.default_value
    if before is not None:
        tree.links.new(before, own)
    tree.links.new(colour, nodes.input_of(mix, "B_Color"))
    tree.links.new(nodes.result_of(mix, "Result_Color"), entry)


_BY_ROLE: dict[Role, Callable[[Any, Any, Any, Any, Texture], None]] = {
    Role.BASE_COLOR: _base_color,
    Role.NORMAL: _normal,
    Role.ROUGHNESS: _roughness,
    Role.METALLIC: _metallic,
    Role.HEIGHT: _height,
    Role.EMISSION: _emission,
    Role.ALPHA: _alpha,
    Role.OCCLUSION: _occlusion,
}


def _colour_entry(tree: Any, shader: Any) -> Any:
    """Give the socket for the base colour: before our node that darkens it by the occlusion, where there is one."""
    entry = nodes.input_of(shader, "Base Color")
    mix = nodes.ours(tree, Role.OCCLUSION.value, _MIX)
    if mix is not None and entry.is_linked and nodes.source_of(entry).node == mix:
        return nodes.input_of(mix, "A_Color")
    return entry


def _between(tree: Any, kind: str, what: Texture, colour: Any, end: Any) -> Any:
    """Make a node between a texture and where it goes."""
    _x, y = nodes.place_of(colour.node)
    across = 200 if kind in {_NORMAL_MAP, _DISPLACEMENT, _MIX, _INVERT} else 460
    return nodes.add(tree, kind, what.role.value, (nodes.place_of(end)[0] - across, y))
