"""What a texture is for, by the names that texture libraries give."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bowerbird.model.maps import Colour, Texture, colour_of, texture_of
from bowerbird.model.ways import Role

NAMES = {
    Role.BASE_COLOR: (
        "wood_basecolor.png", "Wood_BaseColor.png", "brick_diffuse_2k.jpg", "brick_diff_4k.jpg", "Metal049A_1K-JPG_Color.jpg",
        "rock-albedo.tif", "rough_wood_col.png", "metal_plate_02.jpg", "photo.jpg", "normal_day.jpg", "IMG_2041.JPG",
        "Colour of money.jpg", "brick_color.png", "diffuse.png", "base.png", "metal.jpg", "", ".png", "normality.png",
    ),
    Role.NORMAL: (
        "wood_normal.png", "wood_nrm.png", "brick_nor_gl_2k.exr", "Metal049A_1K-JPG_NormalGL.jpg", "rock-Normal-OGL.png",
        "wood_normal_map.png", "normal.png", "brick_normalmap.png", "T_Rock_Normal_4096.png",
    ),
    Role.ROUGHNESS: ("wood_rough.png", "wood_roughness_4k.png", "Wood-Roughness.png", "metal_rgh.png", "roughness.jpg"),
    Role.METALLIC: ("Metal049A_1K-JPG_Metalness.jpg", "wood_metallic.png", "robot_metal.png", "robot_mtl.png"),
    Role.HEIGHT: ("brick_disp_2k.png", "brick_displacement.exr", "rock_height.png", "rock_bump.png", "Rock_Height_Map.png"),
    Role.EMISSION: ("lamp_emission.png", "lamp_emissive.png", "lamp_emit.png"),
    Role.ALPHA: ("leaf_opacity.png", "leaf_alpha.png", "leaf_Opacity_2K.jpg"),
    Role.OCCLUSION: ("brick_ao_2k.jpg", "BrickAmbientOcclusion.png", "brick_ambient_occlusion.png", "wood_AO.png"),
}  # fmt: skip


@pytest.mark.parametrize(("role", "name"), [(role, name) for role, names in NAMES.items() for name in names])
def test_names_tell_roles(role: Role, name: str) -> None:
    """The names of texture libraries are understood, and those of other pictures say nothing."""
    assert texture_of(name).role is role


def test_gloss_is_the_opposite_of_roughness() -> None:
    """A gloss map is for the roughness, the other way round; a roughness map is not (control)."""
    assert texture_of("wood_gloss.png") == Texture(Role.ROUGHNESS, is_inverted=True)
    assert texture_of("Wood_Smoothness_2k.png") == Texture(Role.ROUGHNESS, is_inverted=True)
    assert texture_of("wood_roughness.png") == Texture(Role.ROUGHNESS)


def test_directx_turns_the_second_direction() -> None:
    """A normal map that says that it is DirectX's goes down; OpenGL's and one that says nothing go up."""
    assert texture_of("brick_nor_dx_4k.png") == Texture(Role.NORMAL, is_green_down=True)
    assert texture_of("Metal_NormalDX.jpg") == Texture(Role.NORMAL, is_green_down=True)
    assert texture_of("brick_nor_gl_4k.png") == texture_of("brick_normal.png") == Texture(Role.NORMAL)
    assert texture_of("brick_dx_color.png") == Texture(Role.BASE_COLOR)


@given(st.text())
def test_any_name_is_read(name: str) -> None:
    """No name of a file leads to an error, or to a role that is none."""
    assert texture_of(name).role is not Role.AUTO


def test_only_colours_are_colours() -> None:
    """What is seen is colour or light, by its format; all else is numbers, also in a format of light."""
    assert colour_of(Role.BASE_COLOR, is_light=False) is Colour.SEEN
    assert colour_of(Role.EMISSION, is_light=True) is Colour.LIGHT
    for role in set(Role) - {Role.BASE_COLOR, Role.EMISSION, Role.AUTO}:
        assert {colour_of(role, is_light=light) for light in (True, False)} == {Colour.DATA}
