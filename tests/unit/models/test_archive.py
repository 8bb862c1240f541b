"""Zip archives that lie: refused as a whole, before anything of them is written."""

from __future__ import annotations

import io
import stat
import struct
import zipfile
from collections.abc import Mapping
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bowerbird_engine.encoding.fields import is_plain_path
from bowerbird_engine.errors import PackError
from bowerbird_engine.models.archive import MAX_MEMBERS, MAX_RATIO, ZipSource

Member = str | zipfile.ZipInfo


def packed(members: Mapping[str, bytes] | list[tuple[Member, bytes]], *, deflate: bool = False) -> bytes:
    """Make an archive of members, whose names are taken as they are."""
    made = io.BytesIO()
    kind = zipfile.ZIP_DEFLATED if deflate else zipfile.ZIP_STORED
    with zipfile.ZipFile(made, "w", kind) as archive:
        for name, data in members.items() if isinstance(members, Mapping) else members:
            archive.writestr(name, data)
    return made.getvalue()


def named(name: str) -> zipfile.ZipInfo:
    """Make a member whose name zipfile does not mend."""
    info = zipfile.ZipInfo("x")
    info.filename = name
    return info


def saved(data: bytes, tmp_path: Path) -> Path:
    """Write an archive."""
    path = tmp_path / "model.zip"
    path.write_bytes(data)
    return path


def read(path: Path, member: str) -> bytes:
    """Read a member of an archive."""
    with ZipSource(path) as source:
        return b"".join(source.pieces(member))


def test_members_are_listed_and_read(tmp_path: Path) -> None:
    """Files with plain paths are there with their sizes and bytes; the archive's name is the model's."""
    path = saved(packed({"a.json": b"{}", "onnx/b.onnx": b"weights", "onnx/": b""}, deflate=True), tmp_path)
    with ZipSource(path) as source:
        assert source.name == "model"
        assert source.sizes == {"a.json": 2, "onnx/b.onnx": 7}
    assert read(path, "onnx/b.onnx") == b"weights"


def test_a_folder_around_everything_is_taken_off(tmp_path: Path) -> None:
    """An archive of the folder is as good as one of its files, and what a Mac adds does not count."""
    path = saved(packed({"My model (1)/a.json": b"{}", "__MACOSX/My model (1)/._a.json": b"x"}), tmp_path)
    with ZipSource(path) as source:
        assert source.sizes == {"a.json": 2}
    assert read(path, "a.json") == b"{}"


def test_names_that_no_pack_can_hold_are_left_alone(tmp_path: Path) -> None:
    """Hidden files and names with spaces do no harm and are not offered."""
    path = saved(
        packed({"a.json": b"{}", ".gitattributes": b"", "read me.txt": b"", "ä.json": b""}), tmp_path
    )
    with ZipSource(path) as source:
        assert set(source.sizes) == {"a.json"}


@pytest.mark.parametrize(
    ("name", "reason"),
    [
        ("../evil.json", "climbs"),
        ("a/../../evil.json", "climbs"),
        ("./a.json", "climbs"),
        ("/etc/evil.json", "empty parts"),
        ("a//b.json", "empty parts"),
        ("C:/evil.json", "colon"),
        ("C:evil.json", "colon"),
        ("a.json:stream", "colon"),
        ("..\\evil.json", "backslash"),
        ("\\\\server\\share", "backslash"),
        ("a\x00.json", "cannot be seen"),
        ("a\n.json", "cannot be seen"),
        ("\u202eevil.json", "cannot be seen"),
        ("CON", "device"),
        ("a/nul.json", "device"),
        ("com1.txt", "device"),
        ("aux .json", "device"),
        ("a.json.", "dot or a space"),
        ("a /b.json", "dot or a space"),
        ("a" * 300, "too long"),
    ],
)
def test_a_name_that_is_not_safe_everywhere_refuses_the_archive(
    name: str, reason: str, tmp_path: Path
) -> None:
    """Wherever the archive was made and is read, no member may lead out of the folder or to a device."""
    good = packed([("a.json", b"{}")])
    ZipSource(saved(good, tmp_path)).__exit__(None, None, None)
    if "\x00" in name:
        # zipfile cuts such a name when it writes, so the byte is put in afterwards.
        data = packed([("a.json", b"{}"), ("aX.json", b"bad")]).replace(b"aX.json", b"a\x00.json")
    else:
        data = packed([("a.json", b"{}"), (named(name), b"bad")])
    with pytest.raises(PackError, match=reason):
        ZipSource(saved(data, tmp_path))


@pytest.mark.parametrize(
    ("kind", "reason"),
    [(stat.S_IFLNK, "a link"), (stat.S_IFIFO, "no ordinary file"), (stat.S_IFCHR, "no ordinary file")],
)
def test_links_and_devices_refuse_the_archive(kind: int, reason: str, tmp_path: Path) -> None:
    """A member that would become a link or a device is refused by what its attributes say; a file is not."""
    for bits, fits in ((stat.S_IFREG, True), (kind, False)):
        info = zipfile.ZipInfo("a.json")
        info.external_attr = (bits | 0o644) << 16
        path = saved(packed([(info, b"/etc/passwd")]), tmp_path)
        if fits:
            assert read(path, "a.json") == b"/etc/passwd"
        else:
            with pytest.raises(PackError, match=reason):
                ZipSource(path)


def test_an_encrypted_member_refuses_the_archive(tmp_path: Path) -> None:
    """What cannot be read is not unpacked around."""
    data = bytearray(packed({"a.json": b"{}"}))
    for mark, offset in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        data[data.index(mark) + offset] |= 1
    with pytest.raises(PackError, match="encrypted"):
        ZipSource(saved(bytes(data), tmp_path))


@pytest.mark.filterwarnings("ignore:Duplicate name:UserWarning")  # what is made here on purpose
@pytest.mark.parametrize("names", [("a.json", "a.json"), ("a.json", "A.JSON"), ("a.json", "a.json/")])
def test_a_name_that_is_there_twice_refuses_the_archive(names: tuple[str, str], tmp_path: Path) -> None:
    """Also where the two differ in case alone, which is one file on many systems."""
    with pytest.raises(PackError, match="twice"):
        ZipSource(saved(packed([(name, b"") for name in names]), tmp_path))


def test_a_name_that_is_a_file_and_a_folder_refuses_the_archive(tmp_path: Path) -> None:
    """Whichever came first, the other could not be written."""
    with pytest.raises(PackError, match="a file and a folder"):
        ZipSource(saved(packed({"A": b"", "a/b": b""}), tmp_path))


def test_too_many_members_refuse_the_archive(tmp_path: Path) -> None:
    """As many as a model may have are fine, one more is not."""
    for count, fits in ((MAX_MEMBERS, True), (MAX_MEMBERS + 1, False)):
        path = saved(packed({f"{number}.json": b"" for number in range(count)}), tmp_path)
        if fits:
            with ZipSource(path) as source:
                assert len(source.sizes) == count
        else:
            with pytest.raises(PackError, match="more than a model has"):
                ZipSource(path)


def test_a_bomb_refuses_the_archive(tmp_path: Path) -> None:
    """What would grow a thousandfold is no model; a vocabulary that grows tenfold is one."""
    bomb = packed({"a.json": bytes(20_000_000)}, deflate=True)
    assert len(bomb) * MAX_RATIO < 20_000_000
    with pytest.raises(PackError, match="100-fold"):
        ZipSource(saved(bomb, tmp_path))
    honest = packed({"a.json": b"".join(b"%d," % number for number in range(300_000))}, deflate=True)
    ZipSource(saved(honest, tmp_path)).__exit__(None, None, None)


def test_a_member_that_tells_the_wrong_size_or_is_damaged_is_refused_when_read(tmp_path: Path) -> None:
    """Sizes are only told by the archive: reading compares length and checksum with what comes out."""
    data = b"".join(b"%d," % number for number in range(2000))
    good = packed({"a.json": data}, deflate=True)
    assert read(saved(good, tmp_path), "a.json") == data
    directory = good.index(b"PK\x01\x02")
    smaller, larger, damaged = bytearray(good), bytearray(good), bytearray(good)
    struct.pack_into("<I", smaller, directory + 24, len(data) - 10)
    struct.pack_into("<I", larger, directory + 24, len(data) + 10)
    damaged[200] ^= 0xFF
    for bad in (smaller, larger, damaged):
        with pytest.raises(PackError, match="damaged"):
            read(saved(bytes(bad), tmp_path), "a.json")


@pytest.mark.parametrize("data", [b"", b"PK\x03\x04", b"no archive", packed({"a": b"x"})[:-10]])
def test_what_is_no_archive_is_refused(data: bytes, tmp_path: Path) -> None:
    """An empty file, a cut one and one of another kind are answered in plain words."""
    with pytest.raises(PackError, match="no zip archive that can be read"):
        ZipSource(saved(data, tmp_path))
    with pytest.raises(PackError, match="cannot be read"):
        ZipSource(tmp_path / "missing.zip")


NAMES = st.lists(
    st.sampled_from(
        ["a", "..", ".", "", "con", "b.json", "C:", "x\\y", "\x00", "é", "d ", "LPT1.x", "long" * 80]
    ),
    min_size=1,
    max_size=6,
).map("/".join) | st.text(min_size=1, max_size=40)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(names=st.lists(NAMES, min_size=1, max_size=4, unique_by=str.casefold))
def test_no_name_ever_leads_out(names: list[str], tmp_path: Path) -> None:
    """For names of any kind, what is offered are plain paths inside the folder, or the archive is refused."""
    try:
        path = saved(packed([(named(name), b"x") for name in names]), tmp_path)
    except (UnicodeEncodeError, ValueError):
        return  # no archive can hold such a name
    try:
        with ZipSource(path) as source:
            offered = list(source.sizes)
    except PackError as error:
        assert "refused" in str(error) or "damaged" in str(error)  # noqa: PT017  either end is allowed
        return
    assert all(is_plain_path(name) and ".." not in name.split("/") for name in offered)


@pytest.mark.parametrize("method", [zipfile.ZIP_BZIP2, zipfile.ZIP_LZMA])
def test_unusual_methods_refuse_the_archive(method: int, tmp_path: Path) -> None:
    """What can grow a millionfold in one read is not read; the usual methods are."""
    for kind, fits in ((zipfile.ZIP_DEFLATED, True), (method, False)):
        info = zipfile.ZipInfo("a.json")
        info.compress_type = kind
        path = saved(packed([(info, b"{}")]), tmp_path)
        if fits:
            assert read(path, "a.json") == b"{}"
        else:
            with pytest.raises(PackError, match="another way"):
                ZipSource(path)
