"""Mesh and curve primitives that the models are built from; lengths are metres, z is up."""

# ruff: noqa: PLR0917 - coordinates and sizes read best in their usual order

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from itertools import pairwise

import bmesh
import bpy
from mathutils import Matrix, Vector

Point2 = tuple[float, float]
Point3 = tuple[float, float, float]


def _place(
    mesh: bpy.types.Mesh, material: bpy.types.Material | None, smooth: float | None
) -> bpy.types.Object:
    obj = bpy.data.objects.new(mesh.name, mesh)
    bpy.context.collection.objects.link(obj)
    if material is not None:
        mesh.materials.append(material)
    if smooth is not None:
        mesh.shade_smooth()
        mesh.set_sharp_from_angle(angle=math.radians(smooth))
    return obj


def fillet(points: Sequence[Point2], radius: float | Sequence[float], steps: int = 6) -> list[Point2]:
    """Round the inner corners of an open polyline with circular arcs.

    `radius` is one value, or one per inner corner; it is cut to half the shorter neighbouring edge.
    """
    radii = [radius] * (len(points) - 2) if isinstance(radius, int | float) else list(radius)
    out = [points[0]]
    for (before, corner, after), r in zip(
        zip(points, points[1:], points[2:], strict=False), radii, strict=True
    ):
        c = Vector(corner)
        to_before, to_after = Vector(before) - c, Vector(after) - c
        angle = to_before.angle(to_after)
        if r <= 0 or angle > math.pi - 1e-3:
            out.append(corner)
            continue
        cut = min(r / math.tan(angle / 2), to_before.length * 0.49, to_after.length * 0.49)
        start, end = c + to_before.normalized() * cut, c + to_after.normalized() * cut
        for i in range(steps + 1):
            t = i / steps
            # A quadratic Bezier is within a hair of the arc at these sizes.
            p = start * (1 - t) ** 2 + c * 2 * t * (1 - t) + end * t**2
            out.append((p.x, p.y))
    out.append(points[-1])
    return out


def lathe(
    profile: Sequence[Point2],
    material: bpy.types.Material | None = None,
    segments: int = 96,
    smooth: float = 40,
) -> bpy.types.Object:
    """Turn a profile of (radius, height) pairs around the z axis, with UVs around and along it."""
    mesh = bpy.data.meshes.new("lathe")
    bm = bmesh.new()
    uv = bm.loops.layers.uv.new("UVMap")
    rings = []
    for r, z in profile:
        if r < 1e-6:
            rings.append([bm.verts.new((0, 0, z))])
            continue
        angles = [2 * math.pi * i / segments for i in range(segments)]
        rings.append([bm.verts.new((r * math.cos(a), r * math.sin(a), z)) for a in angles])
    length = [0.0]
    for (r0, z0), (r1, z1) in pairwise(profile):
        length.append(length[-1] + math.hypot(r1 - r0, z1 - z0))
    for k, (low, high) in enumerate(pairwise(rings)):
        v0, v1 = length[k] / length[-1], length[k + 1] / length[-1]
        for i in range(segments):
            j = (i + 1) % segments
            u0, u1 = i / segments, (i + 1) / segments
            if len(low) == 1 and len(high) == 1:
                continue
            if len(low) == 1:
                corners = [(low[0], u0, v0), (high[j], u1, v1), (high[i], u0, v1)]
            elif len(high) == 1:
                corners = [(low[i], u0, v0), (low[j], u1, v0), (high[0], u0, v1)]
            else:
                corners = [(low[i], u0, v0), (low[j], u1, v0), (high[j], u1, v1), (high[i], u0, v1)]
            face = bm.faces.new([c[0] for c in corners])
            for loop, (_, u, v) in zip(face.loops, corners, strict=True):
                loop[uv].uv = (u, v)
    bmesh.ops.recalc_face_normals(bm, faces=bm.faces)
    bm.to_mesh(mesh)
    bm.free()
    return _place(mesh, material, smooth)


def box(
    size: Point3,
    at: Point3 = (0, 0, 0),
    material: bpy.types.Material | None = None,
    bevel: float = 0.0,
    segments: int = 4,
) -> bpy.types.Object:
    """Make a box with its centre at `at` and rounded edges."""
    mesh = bpy.data.meshes.new("box")
    bm = bmesh.new()
    bmesh.ops.create_cube(bm, size=1.0, calc_uvs=True)
    bmesh.ops.scale(bm, vec=size, verts=bm.verts)
    if bevel > 0:
        bmesh.ops.bevel(
            bm,
            geom=bm.edges,
            offset=bevel,
            segments=segments,
            profile=0.5,
            affect="EDGES",
            clamp_overlap=True,
        )
    bm.to_mesh(mesh)
    bm.free()
    obj = _place(mesh, material, 45)
    obj.location = at
    return obj


def loft(
    sections: Sequence[Sequence[Point3]],
    material: bpy.types.Material | None = None,
    subdivide: int = 2,
    caps: bool = True,
) -> bpy.types.Object:
    """Skin equal rings of points into one closed surface and smooth it by subdivision."""
    mesh = bpy.data.meshes.new("loft")
    bm = bmesh.new()
    rings = [[bm.verts.new(p) for p in ring] for ring in sections]
    count = len(rings[0])
    for low, high in pairwise(rings):
        for i in range(count):
            j = (i + 1) % count
            bm.faces.new((low[i], low[j], high[j], high[i]))
    if caps:
        bm.faces.new(rings[0][::-1])
        bm.faces.new(rings[-1])
    bmesh.ops.recalc_face_normals(bm, faces=bm.faces)
    bm.to_mesh(mesh)
    bm.free()
    obj = _place(mesh, material, 180)
    if subdivide:
        add_subdivision(obj, subdivide)
    return obj


def add_subdivision(obj: bpy.types.Object, levels: int) -> None:
    """Smooth an object with Catmull-Clark subdivision at render time."""
    modifier = obj.modifiers.new("subdivision", "SUBSURF")
    modifier.levels = modifier.render_levels = levels


def add_bevel(obj: bpy.types.Object, width: float, segments: int = 3) -> None:
    """Round an object's edges at render time."""
    modifier = obj.modifiers.new("bevel", "BEVEL")
    modifier.width, modifier.segments, modifier.limit_method = width, segments, "ANGLE"
    modifier.harden_normals = True
    obj.data.shade_smooth()


def tube(
    points: Sequence[Point3],
    radius: float,
    material: bpy.types.Material | None = None,
    closed: bool = False,
    smooth: bool = True,
    radii: Sequence[float] | None = None,
) -> bpy.types.Object:
    """Sweep a circle along a curve through the points; `radii` scales it point by point."""
    curve = bpy.data.curves.new("tube", "CURVE")
    curve.dimensions, curve.bevel_depth, curve.bevel_resolution = "3D", radius, 8
    curve.resolution_u, curve.use_fill_caps = 16, True
    if smooth:
        spline = curve.splines.new("BEZIER")
        spline.bezier_points.add(len(points) - 1)
        for target, p in zip(spline.bezier_points, points, strict=True):
            target.co, target.handle_left_type, target.handle_right_type = p, "AUTO", "AUTO"
        nodes = spline.bezier_points
    else:
        spline = curve.splines.new("POLY")
        spline.points.add(len(points) - 1)
        for target, p in zip(spline.points, points, strict=True):
            target.co = (*p, 1)
        nodes = spline.points
    for node, scale in zip(nodes, radii or [1.0] * len(points), strict=True):
        node.radius = scale
    spline.use_cyclic_u = closed
    obj = bpy.data.objects.new("tube", curve)
    bpy.context.collection.objects.link(obj)
    if material is not None:
        curve.materials.append(material)
    return obj


def extrude(
    outline: Sequence[Point2],
    depth: float,
    material: bpy.types.Material | None = None,
    bevel: float = 0.0,
    holes: Sequence[Sequence[Point2]] = (),
) -> bpy.types.Object:
    """Extrude a closed outline in the xy plane by `depth`, centred on z = 0, with rounded edges."""
    curve = bpy.data.curves.new("extrude", "CURVE")
    curve.dimensions, curve.fill_mode = "2D", "BOTH"
    curve.extrude, curve.bevel_depth, curve.bevel_resolution = max(depth / 2 - bevel, 0), bevel, 4
    curve.offset = -bevel
    for ring in (outline, *holes):
        spline = curve.splines.new("POLY")
        spline.points.add(len(ring) - 1)
        for target, (x, y) in zip(spline.points, ring, strict=True):
            target.co = (x, y, 0, 1)
        spline.use_cyclic_u = True
    obj = bpy.data.objects.new("extrude", curve)
    bpy.context.collection.objects.link(obj)
    if material is not None:
        curve.materials.append(material)
    return obj


def superellipse(rx: float, ry: float, power: float = 4.0, count: int = 48) -> list[Point2]:
    """Give a rounded rectangle's outline; a power of 2 is an ellipse."""
    out = []
    for i in range(count):
        a = 2 * math.pi * i / count
        c, s = math.cos(a), math.sin(a)
        out.append(
            (rx * math.copysign(abs(c) ** (2 / power), c), ry * math.copysign(abs(s) ** (2 / power), s))
        )
    return out


def ring(
    at: Point3, rx: float, ry: float, power: float = 2.0, count: int = 16, axis: str = "z"
) -> list[Point3]:
    """Give one section for `loft`: a superellipse around `at` across the axis."""
    place: Callable[[float, float], Point3]
    x, y, z = at
    if axis == "x":
        place = lambda a, b: (x, y + a, z + b)  # noqa: E731
    elif axis == "y":
        place = lambda a, b: (x + a, y, z + b)  # noqa: E731
    else:
        place = lambda a, b: (x + a, y + b, z)  # noqa: E731
    return [place(a, b) for a, b in superellipse(rx, ry, power, count)]


def turn(
    obj: bpy.types.Object, x: float = 0, y: float = 0, z: float = 0, at: Point3 | None = None
) -> bpy.types.Object:
    """Rotate an object (degrees, XYZ) and place it; gives the object back."""
    obj.rotation_euler = (math.radians(x), math.radians(y), math.radians(z))
    if at is not None:
        obj.location = at
    return obj


def quad(width: float, height: float, matrix: Matrix, material: bpy.types.Material) -> bpy.types.Object:
    """Make a flat picture of the given size, facing the matrix's z axis."""
    mesh = bpy.data.meshes.new("quad")
    bm = bmesh.new()
    uv = bm.loops.layers.uv.new("UVMap")
    corners = [(-1, -1), (1, -1), (1, 1), (-1, 1)]
    face = bm.faces.new([bm.verts.new((x * width / 2, y * height / 2, 0)) for x, y in corners])
    for loop, (x, y) in zip(face.loops, corners, strict=True):
        loop[uv].uv = ((x + 1) / 2, (y + 1) / 2)
    bm.to_mesh(mesh)
    bm.free()
    obj = _place(mesh, material, None)
    obj.matrix_world = matrix
    return obj


def bent(
    radius: float, height: float, z: float, start: float, sweep: float, material: bpy.types.Material
) -> bpy.types.Object:
    """Make a label bent around the z axis: angles in degrees, the picture reads from outside."""
    mesh = bpy.data.meshes.new("bent")
    bm = bmesh.new()
    uv = bm.loops.layers.uv.new("UVMap")
    steps = 48
    columns = []
    for i in range(steps + 1):
        a = math.radians(start + sweep * i / steps)
        x, y = radius * math.cos(a), radius * math.sin(a)
        columns.append((bm.verts.new((x, y, z)), bm.verts.new((x, y, z + height))))
    for i, ((a0, a1), (b0, b1)) in enumerate(pairwise(columns)):
        face = bm.faces.new((a0, b0, b1, a1))
        u0, u1 = i / steps, (i + 1) / steps
        for loop, at in zip(face.loops, [(u0, 0), (u1, 0), (u1, 1), (u0, 1)], strict=True):
            loop[uv].uv = at
    bm.to_mesh(mesh)
    bm.free()
    return _place(mesh, material, 180)
