"""The part of the facade for folders that lie elsewhere now: what was learned of their pictures goes along."""

from __future__ import annotations

import os
from pathlib import Path

from bowerbird_engine.assets import Root
from bowerbird_engine.backup.folder_maps import FolderMap
from bowerbird_engine.backup.relocation import demand_pictures, move_curated, moves_of
from bowerbird_engine.errors import UnknownFolderError
from bowerbird_engine.located import LocatedRoots
from bowerbird_engine.scanning.named_places import real_folder, spellings
from bowerbird_engine.writing import LibraryWriter


class RelocatingMethods:
    """What `Engine` offers of them."""

    _roots: LocatedRoots
    _writer: LibraryWriter

    def move_folder(self, old: Path, new: Path) -> list[Root]:
        """Let the folder `old`, or all folders of the library below it, lie in `new` from now on; give these.

        For pictures that were moved to another disk or path, or put back under the same path of another computer. Ids,
        collections and all that was learned stay. Raises UnknownFolderError, FolderError when `new` is not there or holds
        none of the pictures, and LibraryBusyError while another process owns the library.
        """
        new = real_folder(new)
        purpose = "moving a folder"
        with self._writer.alone(purpose), self._writer.catalogue(purpose) as catalogue:
            stored = catalogue.roots.all()
            named = [FolderMap(os.fspath(spelled), new) for spelled in spellings(old)]
            moves = moves_of(stored, named, catalogue.roots.removed())
            if not moves:
                raise UnknownFolderError(f"{old} is not in the library; `bowerbird folders` lists what is.")
            for move in moves:
                demand_pictures(catalogue.files, move)
            with catalogue.transaction():
                catalogue.roots.move(moves)
                move_curated(catalogue.preferences, catalogue.curated, named)
        self._roots.forget()
        moved = {move.root_id for move in moves}
        return [root for root in self._roots().values() if root.id in moved]
