"""Where GIMP's profiles are looked for on each system, and which of them are found."""

from __future__ import annotations

import os
import tempfile
from pathlib import Path

import pytest

from bowerbird_bridge.commands.plugin_hosts.gimp_profiles import (
    Kind,
    ProfilePlace,
    profile_places,
    version_of_profile,
)
from bowerbird_bridge.commands.plugin_hosts.gimp_targets import (
    PluginFolderOwnerError,
    PluginFolderReadOnlyError,
    PluginFolderSharedError,
    Target,
    check_writable,
    find_targets,
    make_folder,
    named_target,
)
from bowerbird_bridge.commands.plugin_hosts.plugin_folder import PluginFolderError
from bowerbird_bridge.commands.plugin_hosts.surroundings import Surroundings
from fakes.ordinary_user import ordinary_user

HOME = Path("/home/me")
SANDBOXES = (
    ProfilePlace("flatpak", HOME / ".var/app/org.gimp.GIMP/config/GIMP"),
    ProfilePlace("snap", HOME / "snap/gimp/current/.config/GIMP"),
)


@pytest.mark.parametrize(
    ("platform", "environ", "native"),
    [
        ("linux", {}, [HOME / ".config/GIMP"]),
        ("linux", {"XDG_CONFIG_HOME": "/etc/me"}, [Path("/etc/me/GIMP"), HOME / ".config/GIMP"]),
        ("linux", {"XDG_CONFIG_HOME": "relative"}, [HOME / ".config/GIMP"]),
        ("linux", {"XDG_CONFIG_HOME": str(HOME / ".config")}, [HOME / ".config/GIMP"]),
        ("freebsd14", {}, [HOME / ".config/GIMP"]),
        ("darwin", {"XDG_CONFIG_HOME": "/etc/me"}, [HOME / "Library/Application Support/GIMP"]),
        ("win32", {"APPDATA": "/Roaming"}, [Path("/Roaming/GIMP")]),
        ("win32", {}, [HOME / "AppData/Roaming/GIMP"]),
    ],
)
def test_where_profiles_lie(platform: str, environ: dict[str, str], native: list[Path]) -> None:
    """Each system has its own place, and only those with Flatpak and Snap have theirs too."""
    places = profile_places(Surroundings(platform, HOME, environ))

    assert [place.folder for place in places if place.kind == "native"] == native
    assert not any(place.is_profile for place in places)
    assert places[len(native) :] == (() if platform in {"darwin", "win32"} else SANDBOXES)


@pytest.mark.parametrize(("named", "folder"), [("/own/profile", "/own/profile"), ("mine", "/home/me/mine")])
def test_a_profile_of_the_environment_comes_instead(named: str, folder: str) -> None:
    """GIMP3_DIRECTORY names the profile itself, from the home folder where it is relative."""
    places = profile_places(Surroundings("linux", HOME, {"GIMP3_DIRECTORY": named}))

    assert places == (ProfilePlace("native", Path(folder), is_profile=True), *SANDBOXES)


@pytest.mark.parametrize(
    ("name", "version"), [("3.0", "3.0"), ("3.12", "3.12"), ("2.10", None), ("3", None), ("3.0-old", None)]
)
def test_profiles_are_told_by_their_names(name: str, version: str | None) -> None:
    """Only GIMP 3 names its profiles so; a copy that somebody made of one is none."""
    assert version_of_profile(name) == version


def _around(home: Path, **environ: str) -> Surroundings:
    return Surroundings("linux", home, environ)


def _make(home: Path, *profiles: str) -> None:
    for profile in profiles:
        (home / profile).mkdir(parents=True)


def test_every_profile_is_found_once(tmp_path: Path) -> None:
    """All versions and all kinds are found; older ones, files and other folders are not."""
    home = tmp_path.resolve()
    flatpak, revision = ".var/app/org.gimp.GIMP/config/GIMP/3.0", "snap/gimp/42/.config/GIMP/3.0"
    _make(home, ".config/GIMP/3.0", ".config/GIMP/3.2", ".config/GIMP/2.10", flatpak, revision)
    (home / ".config/GIMP/3.4").write_text("no folder")
    (home / "snap/gimp/current").symlink_to("42")

    found = find_targets(_around(home, XDG_CONFIG_HOME=str(home / ".config")))

    assert [(target.kind, target.profile, target.version) for target in found] == [
        ("native", home / ".config/GIMP/3.0", "3.0"),
        ("native", home / ".config/GIMP/3.2", "3.2"),
        ("flatpak", home / flatpak, "3.0"),
        ("snap", home / revision, "3.0"),
    ]
    assert found[0].plug_ins == home / ".config/GIMP/3.0/plug-ins"
    assert found[0].data == home / ".config/GIMP/3.0/bowerbird"


def test_the_same_profile_by_two_ways_is_one(tmp_path: Path) -> None:
    """A Flatpak whose configuration is a link to the person's own has no profile of its own."""
    _make(tmp_path, ".config/GIMP/3.0", ".var/app/org.gimp.GIMP/config")
    (tmp_path / ".var/app/org.gimp.GIMP/config/GIMP").symlink_to(tmp_path / ".config/GIMP")

    assert [target.kind for target in find_targets(_around(tmp_path))] == ["native"]


def test_nothing_there_is_nothing_found(tmp_path: Path) -> None:
    """No profile is made up, neither in the usual place nor where the environment points."""
    assert find_targets(_around(tmp_path)) == []
    assert find_targets(_around(tmp_path, GIMP3_DIRECTORY="mine")) == []
    _make(tmp_path, "mine")
    assert [target.profile for target in find_targets(_around(tmp_path, GIMP3_DIRECTORY="mine"))] == [
        tmp_path.resolve() / "mine"
    ]


@pytest.mark.parametrize(
    ("folder", "kind"),
    [("anywhere", "named"), (".var/app/org.gimp.GIMP/config/GIMP/3.0", "flatpak")],
)
def test_a_person_may_name_the_folder(tmp_path: Path, folder: str, kind: Kind) -> None:
    """A profile and its folder of plug-ins mean the same; a sandbox is known by where it lies."""
    home = tmp_path.resolve()
    _make(home, f"{folder}/plug-ins")

    profile = named_target(home / folder, _around(home))
    plug_ins = named_target(home / folder / "plug-ins", _around(home))

    assert profile == plug_ins
    assert (profile.kind, profile.profile) == (kind, home / folder)


def test_a_folder_that_is_not_there_is_refused(tmp_path: Path) -> None:
    """A mistyped folder is not made."""
    with pytest.raises(PluginFolderError, match="is no folder"):
        named_target(tmp_path / "mistyped", _around(tmp_path))
    assert not list(tmp_path.iterdir())


def test_a_link_out_of_the_profile_is_not_followed(tmp_path: Path) -> None:
    """A folder of plug-ins that leads elsewhere is refused, and the sentence says how to mean it."""
    _make(tmp_path, "elsewhere", ".config/GIMP/3.0")
    (tmp_path / ".config/GIMP/3.0/plug-ins").symlink_to(tmp_path / "elsewhere")
    (target,) = find_targets(_around(tmp_path))

    with pytest.raises(PluginFolderError, match=f"--into {tmp_path.resolve() / 'elsewhere'}"):
        check_writable(target)


def test_a_folder_that_cannot_be_written_is_refused() -> None:
    """A read-only profile has its own code, also where the folder of plug-ins would have to be made."""
    with ordinary_user():
        profile = Path(tempfile.mkdtemp())
        profile.chmod(0o555)
        target = Target("native", profile, profile / "plug-ins")
        try:
            with pytest.raises(PluginFolderReadOnlyError) as refused:
                check_writable(target)
            with pytest.raises(PluginFolderReadOnlyError):
                make_folder(target)
        finally:
            profile.rmdir()

    assert refused.value.code == "plugin_folder_read_only"


@pytest.mark.skipif(os.name != "posix", reason="no owners of this kind")
def test_a_profile_of_another_user_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """With sudo, root does not write into a person's profile what that person could not change any more."""
    target = Target("native", tmp_path, tmp_path / "plug-ins")
    check_writable(target)
    monkeypatch.setattr(os, "geteuid", lambda: 4242)

    with pytest.raises(PluginFolderOwnerError, match="belongs to another user") as refused:
        check_writable(target)
    assert refused.value.code == "plugin_folder_owner"


@pytest.mark.skipif(os.name != "posix", reason="no owners of this kind")
@pytest.mark.parametrize("part", ["", "plug-ins"])
def test_a_folder_that_others_may_write_is_refused(tmp_path: Path, part: str) -> None:
    """GIMP runs what lies there: where others may put something, the person is told how to end that."""
    (tmp_path / "plug-ins").mkdir(mode=0o755)
    target, shared = Target("named", tmp_path, tmp_path / "plug-ins"), tmp_path / part
    shared.chmod(0o777)
    with pytest.raises(PluginFolderSharedError, match="chmod go-w") as refused:
        check_writable(target)
    assert (refused.value.code, str(shared) in str(refused.value)) == ("plugin_folder_shared", True)

    shared.chmod(0o755)
    check_writable(target)


@pytest.mark.skipif(os.name != "posix" or os.geteuid() != 0, reason="only root gives folders away")
@pytest.mark.parametrize(("group", "allowed"), [(4242, True), (4243, False)])
def test_a_group_of_the_users_own_may_write(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, group: int, allowed: bool
) -> None:
    """Many systems give each user one; any other group is other people."""
    for folder in (tmp_path / "plug-ins", tmp_path):
        folder.mkdir(exist_ok=True)
        folder.chmod(0o775)
        os.chown(folder, 4242, group)
    target = Target("named", tmp_path, tmp_path / "plug-ins")
    monkeypatch.setattr(os, "geteuid", lambda: 4242)

    if allowed:
        check_writable(target)
    else:
        with pytest.raises(PluginFolderSharedError):
            check_writable(target)


@pytest.mark.skipif(os.name != "posix" or os.geteuid() != 0, reason="only root gives folders away")
def test_a_profile_around_a_folder_of_ones_own_counts_too(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Who owns the profile may exchange its folder of plug-ins; the system itself may."""
    plug_ins = tmp_path / "plug-ins"
    plug_ins.mkdir(mode=0o755)
    os.chown(plug_ins, 4242, 4242)
    target = Target("named", tmp_path, plug_ins)
    monkeypatch.setattr(os, "geteuid", lambda: 4242)
    check_writable(target)

    os.chown(tmp_path, 4243, 4243)
    with pytest.raises(PluginFolderOwnerError):
        check_writable(target)


@pytest.mark.skipif(os.name != "posix", reason="Windows has no such permissions")
def test_a_folder_that_is_made_is_the_users_alone(tmp_path: Path) -> None:
    """As GIMP makes it, whatever the umask."""
    target = Target("native", tmp_path, tmp_path / "plug-ins")
    before = os.umask(0)
    try:
        make_folder(target)
    finally:
        os.umask(before)

    assert target.plug_ins.stat().st_mode & 0o077 == 0
