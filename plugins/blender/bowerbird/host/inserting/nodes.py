"""Node trees of materials and worlds: finding what is there, and adding to it without a heap."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import bpy

ROLE = "bowerbird_role"
"""The custom property of nodes that we have made: what for."""
_ALWAYS_NODES = (5, 0, 0)
"""From that version on materials and worlds have nodes, and asking whether they are used is discouraged."""
_GAP = 40.0
_HEIGHTS = {
    "TEX_IMAGE": 280.0,
    "TEX_ENVIRONMENT": 240.0,
    "MAPPING": 370.0,
    "TEX_COORD": 260.0,
    "BSDF_PRINCIPLED": 700.0,
}
_HEIGHT = 200.0
"""Of nodes as they are drawn: Blender knows it only once they were."""


def tree_of(owner: Any) -> Any:
    """Give the nodes of a material or a world; make it use nodes where it does not."""
    if bpy.app.version < _ALWAYS_NODES and not owner.use_nodes:
        owner.use_nodes = True
    return owner.node_tree


def output_of(tree: Any, kind: str) -> Any:
    """Give the output that counts; make one where there is none. `kind` is as in ShaderNodeOutputMaterial."""
    found = [node for node in tree.nodes if node.bl_idname == kind]
    active = next((node for node in found if node.is_active_output), None)
    if active is not None or found:
        return active or found[0]
    made = tree.nodes.new(kind)
    made.location = (300, 300)
    return made


def principled_of(tree: Any) -> tuple[Any, Any]:
    """Give the Principled BSDF that is seen, and the output.

    One is made where nothing is connected with the output; None is given where something else is.
    """
    output = output_of(tree, "ShaderNodeOutputMaterial")
    surface = input_of(output, "Surface")
    if not surface.is_linked:
        made = next((node for node in tree.nodes if node.type == "BSDF_PRINCIPLED"), None)
        if made is None:
            made = tree.nodes.new("ShaderNodeBsdfPrincipled")
            made.location = (output.location.x - 300, output.location.y)
        tree.links.new(made.outputs[0], surface)
        return made, output
    seen = [node for node in upstream(surface) if node.type == "BSDF_PRINCIPLED"]
    active = tree.nodes.active
    return (active if active in seen else seen[0] if seen else None), output


def upstream(socket: Any) -> Iterator[Any]:
    """Give all nodes that a socket depends on, the nearest first."""
    waiting, known = [socket], set()
    while waiting:
        for link in waiting.pop(0).links:
            node = link.from_node
            if node.name not in known:
                known.add(node.name)
                yield node
                waiting += list(node.inputs)


def input_of(node: Any, name: str) -> Any:
    """Give an input by its name or its identifier, of those that are in use."""
    return _socket(node.inputs, name)


def result_of(node: Any, name: str) -> Any:
    """Give an output likewise."""
    return _socket(node.outputs, name)


def source_of(socket: Any) -> Any:
    """Give the output that a socket takes its value from; None where it has its own."""
    return socket.links[0].from_socket if socket.is_linked else None


def ours(tree: Any, role: str, kind: str) -> Any:
    """Find the node of a kind that we made for something, and that is still in use; None where there is none."""
    for node in tree.nodes:
        if node.get(ROLE) == role and node.bl_idname == kind and any(out.is_linked for out in node.outputs):
            return node
    return None


def add(tree: Any, kind: str, role: str, place: tuple[float, float]) -> Any:
    """Make a node at a place, or below it where others stand there."""
    made = tree.nodes.new(kind)
    made[ROLE] = role
    made.location = _free(tree, made, place)
    return made


def choose(tree: Any, node: Any, *, active: bool) -> None:
    """Select a node alone; an active one is what the 3D view shows where it shows textures without light."""
    for other in tree.nodes:
        other.select = other == node
    if active:
        tree.nodes.active = node


def place_of(node: Any) -> tuple[float, float]:
    """Tell where a node stands in the tree, in whatever frames."""
    x, y = node.location
    frame = node.parent
    while frame is not None:
        x, y = x + frame.location.x, y + frame.location.y
        frame = frame.parent
    return (x, y)


def _free(tree: Any, node: Any, place: tuple[float, float]) -> tuple[float, float]:
    x, y = place
    others = [each for each in tree.nodes if each != node and each.type != "FRAME"]
    boxes = [(*place_of(each), each.width, _height(each)) for each in others]
    width, height = node.width, _height(node)
    for _turn in range(len(boxes) + 1):
        hit = [
            top - tall
            for left, top, wide, tall in boxes
            if left < x + width + _GAP / 2
            and x < left + wide + _GAP / 2
            and top - tall < y
            and y - height < top
        ]
        if not hit:
            break
        y = min(hit) - _GAP
    return (x, y)


def _height(node: Any) -> float:
    return max(float(node.dimensions.y), _HEIGHTS.get(node.type, _HEIGHT))


def _socket(sockets: Any, name: str) -> Any:
    return next(each for each in sockets if each.identifier == name or (each.name == name and each.enabled))
