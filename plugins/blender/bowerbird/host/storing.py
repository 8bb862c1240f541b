"""Where a picture's bytes are kept: inside the .blend, in the folder `textures` beside it, or where they are.

A picture that is there already is used once more, where its bytes are still those of the library.
"""

from __future__ import annotations

import os
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import bpy

from bowerbird_panel.fetched import safe_name
from bowerbird_panel.foreign import quoted
from bowerbird_panel.host import HostTrouble
from bowerbird_panel.provenance import Provenance
from bowerbird_panel.steps import run_through
from bowerbird_panel.words import _

from ..model.maps import Colour
from ..model.ways import Storing
from . import marks, pictures
from .packed_names import TEXTURES, name_packed, numbered
from .upright import turning

_MOST_TRIES = 1000


@dataclass
class Picture:
    """A picture that came, and how it shall be kept. `original` is where it lies in the library, where that is known."""

    file: Path
    provenance: Provenance
    storing: Storing
    original: Path | None = None
    remarks: list[str] = field(default_factory=list)
    """What the person should know of how it was kept."""

    def __post_init__(self) -> None:
        """Read the file, and see how it can be kept. Raises HostTrouble."""
        try:
            self.data = self.file.read_bytes()
        except OSError as error:
            raise HostTrouble(
                "file_gone",
                _("{name} is not there any more.").format(name=quoted(self.provenance.name)),
                _("Insert it once more."),
            ) from error
        pictures.check_readable(self.data, self.provenance.name)
        self.light = pictures.holds_light(self.data)
        # What came by the panel stands upright already.
        turned = run_through(turning(self.data))
        self.is_turned = turned is not None
        self.file_name = safe_name(self.file.name)
        if turned is not None:
            self.data, ending = turned
            self.file_name = str(Path(self.file_name).with_suffix(ending))

    @property
    def title(self) -> str:
        """What things that are made of it are called."""
        return Path(self.provenance.name).stem or self.provenance.name

    @property
    def colour(self) -> Colour:
        """What its numbers mean where it is shown as a picture."""
        return Colour.LIGHT if self.light else Colour.SEEN

    def image(self, colour: Colour) -> Any:
        """Give an image datablock with it. Raises HostTrouble."""
        storing = self._possible()
        image = self._there(storing, colour) or self._made(storing)
        pictures.set_colour(image, colour, light=self.light)
        marks.attach(image, self.provenance)
        marks.keep_storing(image, self.storing)
        return image

    def check_shown(self) -> None:
        """Raise HostTrouble `cannot_load` where Blender has no pixels of it; for what reads files by itself."""
        bpy.data.images.remove(pictures.packed_image(self.data, self.provenance.name))

    def on_disk(self) -> Path:
        """Give a file that lasts, for what cannot be inside a .blend. Raises HostTrouble."""
        linkable = self._linkable()
        if linkable is not None and self.storing is Storing.LINK:
            return linkable
        if bpy.data.filepath:
            return self._copied()
        if linkable is None:
            raise HostTrouble(
                "not_saved",
                _("A strip needs a file beside the .blend file, which is not saved yet."),
                _("Save it first."),
            )
        self.remarks.append(_("This file is not saved yet: the original itself is used where it lies."))
        return linkable

    def put_into(self, image: Any) -> None:
        """Put it in the place of what an image shows; its name, its users and its settings stay. Raises HostTrouble."""
        storing = self._possible()
        # Whether Blender can read it is seen before the image lets go of what it has.
        self.check_shown()
        if storing is Storing.PACK:
            image.pack(data=self.data, data_len=len(self.data))
            name_packed(image, self.file_name)
            image.reload()
        else:
            path = self.original if storing is Storing.LINK else self._copied()
            if image.packed_file is not None:
                image.unpack(method="REMOVE")
            image.filepath_raw = relative(str(path))
            image.reload()
        marks.attach(image, self.provenance)

    def put_into_strip(self, strip: Any) -> None:
        """Put it in the place of what a strip shows; its time, its size on the screen and its effects stay."""
        self.check_shown()
        file = self.on_disk()
        was = strip.elements[0].orig_width
        strip.directory = folder_of(file)
        strip.elements[0].filename = file.name
        image = pictures.packed_image(self.data, self.provenance.name)
        width = image.size[0]
        bpy.data.images.remove(image)
        if was and width:
            strip.transform.scale_x *= was / width
            strip.transform.scale_y *= was / width

    def _possible(self) -> Storing:
        """Tell how it can be kept, and remark where that is not as it was chosen."""
        if self.storing is Storing.COPY and not bpy.data.filepath:
            self.remarks.append(_("This file is not saved yet: the picture was packed into it."))
            return Storing.PACK
        if self.storing is Storing.LINK and self._linkable() is None:
            self.remarks.append(
                _("The original itself cannot be used: the picture was packed into this file.")
            )
            return Storing.PACK
        if self.storing is Storing.LINK:
            self.remarks.append(
                _("Blender would save changes of it over the original: pack it before painting.")
            )
        return self.storing

    def _linkable(self) -> Path | None:
        """Give the original, where it is there and is what came."""
        if self.original is None or self.provenance.relink or self.is_turned:
            return None
        if not _is_read_as_written(self.original):
            return None
        return self.original if _holds(self.original, self.data) else None

    def _there(self, storing: Storing, colour: Colour) -> Any:
        """Find an image of the same picture that can be used once more."""
        for image in bpy.data.images:
            mark = marks.read(image)
            if (
                mark is not None
                and mark.content
                and _picture_of(mark) == _picture_of(self.provenance)
                and image.library is None
                and not image.is_dirty
                and image.colorspace_settings.name == pictures.space_of(image, colour)
                and self._is_kept_in(image, storing)
            ):
                return image
        return None

    def _is_kept_in(self, image: Any, storing: Storing) -> bool:
        # A mark says what anybody wrote into it: the bytes tell.
        if storing is Storing.PACK:
            return image.packed_file is not None and image.packed_file.data == self.data
        if image.packed_file is not None:
            return False
        path = Path(bpy.path.abspath(image.filepath_raw))
        if storing is Storing.LINK:
            return path == self.original and _holds(path, self.data)
        return self._is_a_copy(path)

    def _made(self, storing: Storing) -> Any:
        name = self.provenance.name
        if storing is Storing.PACK:
            image = pictures.packed_image(self.data, name)
            name_packed(image, self.file_name)
            return image
        path = self.original if storing is Storing.LINK else self._copied()
        image = pictures.checked(bpy.data.images.load(str(path)), name)
        image.name = pictures.name_of(name)
        image.filepath_raw = relative(str(path))
        return image

    def _copied(self) -> Path:
        """Put the bytes beside the .blend, under a name that nothing else has."""
        folder = Path(bpy.data.filepath).parent / TEXTURES
        try:
            folder.mkdir(exist_ok=True)
            for number in range(1, _MOST_TRIES):
                path = folder / numbered(self.file_name, number)
                if self._is_a_copy(path) or _written(path, self.data):
                    return path
        except OSError as error:
            raise HostTrouble(
                "cannot_write",
                _("{folder} cannot be written: {reason}.").format(
                    folder=quoted(str(folder)), reason=error.strerror or error
                ),
                _("Pack the picture instead, or save the file elsewhere."),
            ) from error
        raise HostTrouble(
            "cannot_write", _("{folder} has too many files of that name.").format(folder=quoted(str(folder)))
        )

    def _is_a_copy(self, path: Path) -> bool:
        """Tell whether a file has these bytes, and is not the original: Blender saves changes of an image over its file.

        By links, or where the .blend lies in the library, the file beside it may be the original.
        """
        try:
            is_alone = not path.is_symlink() and path.stat().st_nlink == 1
        except OSError:
            return False
        return is_alone and not _is_same(path, self.original) and _holds(path, self.data)


def relative(path: str) -> str:
    """Give a path as seen from the .blend, where there is a way from there."""
    if not bpy.data.filepath:
        return path
    try:
        return str(bpy.path.relpath(path))
    except ValueError:
        # On another drive of Windows.
        return path


def folder_of(file: Path) -> str:
    """Give a file's folder as strips write it, from the .blend where there is a way."""
    seen = relative(str(file.parent))
    return seen if seen.endswith("/") else f"{seen}/"


def strips_of(editor: Any, *, deep: bool = False) -> Any:
    """Give the strips, which were called sequences before 4.4; `deep` for those inside others too."""
    name = "strips" if hasattr(editor, "strips") else "sequences"
    return getattr(editor, f"{name}_all" if deep else name)


def _picture_of(provenance: Provenance) -> tuple[str, ...]:
    return provenance.library, provenance.asset, provenance.content, provenance.rendition


def _is_read_as_written(path: Path) -> bool:
    """Tell whether Blender finds a file by its path: two slashes lead from the .blend, and a backslash is one too."""
    return os.name == "nt" or not (str(path).startswith("//") or "\\" in str(path))


def _is_same(path: Path, other: Path | None) -> bool:
    """Tell whether two paths lead to one file."""
    try:
        return other is not None and path.samefile(other)
    except OSError:
        return False


def _holds(path: Path, data: bytes) -> bool:
    """Tell whether there is a file with exactly these bytes."""
    try:
        return path.is_file() and path.stat().st_size == len(data) and path.read_bytes() == data
    except OSError:
        return False


def _written(path: Path, data: bytes) -> bool:
    """Write a new file; tell where there is one of that name already."""
    try:
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_BINARY", 0), 0o666)
    except FileExistsError:
        return False
    try:
        with open(descriptor, "wb") as file:  # noqa: PTH123  a descriptor, not a path
            file.write(data)
    except OSError:
        path.unlink(missing_ok=True)
        raise
    return True
