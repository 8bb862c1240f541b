"""From what a query holds now to the names that it is kept by, and back."""

from __future__ import annotations

import os
import threading
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from pathlib import Path, PurePath, PurePosixPath
from typing import Final

from bowerbird_engine.assets import Asset, AssetId, ContentHash, Root, SearchQuery
from bowerbird_engine.catalog.catalogue import Catalogue
from bowerbird_engine.errors import (
    AssetChangedError,
    AssetGoneError,
    AssetOfflineError,
    PictureError,
    RecipeNeedsError,
    UnknownAssetError,
    UnknownFolderError,
    UsageError,
)
from bowerbird_engine.replay.query_form import FolderName, PictureName, QueryForm
from bowerbird_engine.replay.query_reading import MOST_EXAMPLES

KEPT_SIDE: Final = 1024
"""Of the picture that a saved search keeps: as long as the proxies that stand for pictures of the library."""

Shrink = Callable[[Path | bytes, int], tuple[ContentHash, bytes]]
Proxy = Callable[[AssetId], bytes]


@dataclass(frozen=True, slots=True)
class NamedQuery:
    """A query in the form that is kept, and small files of the pictures that were given, by their hash."""

    form: QueryForm
    pictures: Mapping[str, bytes]


class QueryNames:
    """Name what queries hold, and find it again. For any number of threads, each call with a connection's lock."""

    def __init__(
        self,
        catalogue: Catalogue,
        lock: threading.Lock,
        roots: Callable[[], Mapping[int, Root]],
        shrink: Shrink,
        proxy: Proxy,
    ) -> None:
        self._catalogue = catalogue
        self._lock = lock
        self._roots = roots
        self._shrink = shrink
        self._proxy = proxy

    # To keep it here

    def for_here(self, query: SearchQuery) -> NamedQuery:
        """Name a query for this library, with a small file of each picture that was given.

        Raises UnknownAssetError, UnknownFolderError, and PictureError for a picture that cannot be read.
        """
        _demand_a_clue(query)
        pictures: dict[str, bytes] = {}

        def named(given: Path | bytes | AssetId) -> PictureName:
            if isinstance(given, str):
                content = self._content(given).hex()
                kept = self._kept(given)
                if kept is not None:
                    pictures[content] = kept
                return PictureName(content, given)
            found, data = self._shrink(given, KEPT_SIDE)
            pictures[found.hex()] = data
            return PictureName(found.hex())

        form = self._form(query, named)
        self._demand_core(query.core)
        form = replace(
            form,
            core=tuple(PictureName(asset=asset_id) for asset_id in query.core),
            among=None
            if query.among is None
            else tuple(PictureName(asset=asset_id) for asset_id in query.among),
        )
        return NamedQuery(form, pictures)

    def from_here(self, named: NamedQuery) -> SearchQuery:
        """Make a query of one that was kept here. A picture that is gone is replaced by the small file of it.

        Raises UnknownAssetError where none was kept, and UnknownFolderError for a folder that is no longer there.
        """
        form = named.form
        known = self._assets((*form.given, *form.core, *(form.among or ())))

        def found(picture: PictureName) -> bytes | AssetId:
            if picture.asset is not None and picture.asset in known:
                return AssetId(picture.asset)
            data = named.pictures.get(picture.content or "")
            if data is None:
                raise UnknownAssetError(
                    "A picture that this search compares with is no longer in the library."
                )
            return data

        roots = self._roots()
        if not _has_a_clue(form) and not _present(form.core, known):
            raise UnknownAssetError("The pictures that this search is built on are no longer in the library.")
        return _query(
            form,
            found,
            inside=[_folder_here(folder, roots) for folder in form.inside],
            outside=[_folder_here(folder, roots) for folder in form.outside],
            core=_present(form.core, known),
            among=None if form.among is None else _present(form.among, known),
        )

    # To send it elsewhere

    def for_anywhere(self, query: SearchQuery, side: int | None) -> NamedQuery:
        """Name a query for any library, with small files of the pictures where their `side` is given.

        Raises UnknownAssetError, UnknownCollectionError, UnknownFolderError and PictureError.
        """
        _demand_a_clue(query)
        pictures: dict[str, bytes] = {}

        def named(given: Path | bytes | AssetId) -> PictureName:
            if isinstance(given, str):
                content = self._content(given).hex()
                if side is not None:
                    pictures[content] = self._shrink(self._proxy(given), side)[1]
                return PictureName(content)
            found, data = self._shrink(given, side or 1)
            if side is not None:
                pictures[found.hex()] = data
            return PictureName(found.hex())

        form = self._form(query, named)
        self._demand_core(query.core)
        with self._lock:
            known = self._catalogue.files.assets_of([*query.core, *(query.among or ())], self._roots())
            collection = query.filters.collection
            name = None if collection is None else self._catalogue.collections.get(collection).name
        form = replace(
            form,
            inside=tuple(replace(folder, root=None) for folder in form.inside),
            outside=tuple(replace(folder, root=None) for folder in form.outside),
            core=_contents(query.core, known),
            among=None if query.among is None else _contents(query.among, known),
            filters=replace(form.filters, collection=name),
        )
        return NamedQuery(form, pictures)

    def from_anywhere(self, named: NamedQuery, supplied: Mapping[str, bytes]) -> SearchQuery:
        """Make a query of one that came from anywhere: pictures of this library first, then those that came along.

        `supplied` are pictures that the person has at hand, by their hash. Raises RecipeNeedsError for what is missing.
        """
        form = named.form
        wanted = (*form.given, *form.core, *(form.among or ()))
        here = self._by_content(ContentHash(bytes.fromhex(each.content)) for each in wanted if each.content)

        def found(picture: PictureName) -> bytes | AssetId:
            content = picture.content or ""
            data = here.get(content) or named.pictures.get(content) or supplied.get(content)
            if data is None:
                raise RecipeNeedsError(
                    "This recipe compares with a picture that is not in it and not in this library. Give the picture"
                    f" along with it; its SHA-256 begins with {content[:12]}."
                )
            return data

        if not _has_a_clue(form) and not any(each.content in here for each in form.core):
            raise RecipeNeedsError("The pictures that this recipe is built on are not in this library.")
        roots = list(self._roots().values())
        return _query(
            form,
            found,
            inside=[path for folder in form.inside for path in _folders_anywhere(folder, roots)],
            # What is not here need not be kept out.
            outside=[
                path for folder in form.outside for path in _folders_anywhere(folder, roots, needed=False)
            ],
            core=[here[each.content] for each in form.core if each.content in here],
            among=None
            if form.among is None
            else [here[each.content] for each in form.among if each.content in here],
            collection=self._collection_id(form.filters.collection),
        )

    # What the library knows

    def _form(self, query: SearchQuery, named: Callable[[Path | bytes | AssetId], PictureName]) -> QueryForm:
        roots = self._roots()
        if len(query.examples) > MOST_EXAMPLES:
            raise UsageError(f"A search that is kept has at most {MOST_EXAMPLES} example pictures.")
        return QueryForm(
            text=query.text or None,
            letters=query.letters or None,
            like=None if query.like is None else named(query.like),
            region=query.region,
            avoid=query.avoid or None,
            inside=tuple(name for folder in query.inside for name in _folder_names(folder, roots)),
            outside=tuple(name for folder in query.outside for name in _folder_names(folder, roots)),
            entry=query.entry,
            examples=tuple(map(named, query.examples)),
            weight=query.weight,
            filters=query.filters,
            sort=query.sort,
            verified=query.verified,
            collapse=query.collapse,
        )

    def _demand_core(self, core: tuple[AssetId, ...]) -> None:
        known = self._assets(PictureName(asset=asset_id) for asset_id in core)
        for asset_id in core:
            if asset_id not in known:
                raise UnknownAssetError(f"No picture of the library has the id {asset_id!r}.")

    def _content(self, asset_id: AssetId) -> ContentHash:
        with self._lock:
            return self._catalogue.files.asset(asset_id, self._roots()).content_hash

    def _kept(self, asset_id: AssetId) -> bytes | None:
        try:
            return self._proxy(asset_id)
        except (AssetOfflineError, AssetChangedError, AssetGoneError, PictureError):
            return None

    def _assets(self, pictures: Iterable[PictureName]) -> Mapping[AssetId, Asset]:
        ids = [AssetId(picture.asset) for picture in pictures if picture.asset is not None]
        roots = self._roots()
        with self._lock:
            return self._catalogue.files.assets_of(ids, roots)

    def _by_content(self, hashes: Iterable[ContentHash]) -> dict[str, AssetId]:
        roots = self._roots()
        with self._lock, self._catalogue.snapshot():
            ids = self._catalogue.hashes.ids(hashes)
            assets = self._catalogue.files.assets(list(ids.values()), roots)
        return {content.hex(): assets[key][0].id for content, key in ids.items() if assets.get(key)}

    def _collection_id(self, name: str | None) -> str | None:
        if name is None:
            return None
        with self._lock:
            for collection in self._catalogue.collections.all():
                if collection.name.casefold() == name.casefold():
                    return collection.id
        raise RecipeNeedsError(
            f"This recipe searches in the collection \u201c{name}\u201d, and this library has none of that name."
        )


def label_of(root: Root) -> str:
    """Give the name that people know a root by."""
    return root.path.name or root.volume_label or str(root.path)


def _query(
    form: QueryForm,
    found: Callable[[PictureName], bytes | AssetId],
    *,
    inside: Iterable[Path],
    outside: Iterable[Path],
    core: Iterable[AssetId],
    among: Iterable[AssetId] | None,
    collection: str | None = None,
) -> SearchQuery:
    return SearchQuery(
        text=form.text,
        letters=form.letters,
        like=None if form.like is None else found(form.like),
        region=form.region,
        avoid=form.avoid,
        inside=tuple(inside),
        outside=tuple(outside),
        entry=form.entry,
        examples=tuple(map(found, form.examples)),
        core=tuple(core),
        weight=form.weight,
        filters=form.filters if collection is None else replace(form.filters, collection=collection),
        among=None if among is None else tuple(among),
        sort=form.sort,
        verified=form.verified,
        collapse=form.collapse,
    )


def _has_a_clue(form: QueryForm) -> bool:
    """Tell whether there is something to look for beside a locked set."""
    return bool(form.text or form.letters or form.given)


def _demand_a_clue(query: SearchQuery) -> None:
    if not (query.text or query.letters or query.like is not None or query.examples or query.core):
        raise UsageError("There is nothing to look for in this search. Give it words, letters or a picture.")


def _present(pictures: Iterable[PictureName], known: Mapping[AssetId, Asset]) -> list[AssetId]:
    return [AssetId(each.asset) for each in pictures if each.asset is not None and each.asset in known]


def _contents(ids: Iterable[AssetId], known: Mapping[AssetId, Asset]) -> tuple[PictureName, ...]:
    return tuple(PictureName(known[each].content_hash.hex()) for each in ids if each in known)


def _folder_names(folder: Path, roots: Mapping[int, Root]) -> Iterable[FolderName]:
    """Name a folder that lies in a root, or each root that lies in the folder."""
    written = Path(os.path.abspath(os.fspath(folder.expanduser())))  # noqa: PTH100  `..` away without touching the disk
    names = [name for root in roots.values() if (name := _folder_name(written, root)) is not None]
    if not names:
        raise UnknownFolderError(
            f"{os.fspath(folder)!r} is not part of the library. `bowerbird folders` lists what is."
        )
    return names


def _folder_name(folder: Path, root: Root) -> FolderName | None:
    if folder == root.path or folder in root.path.parents:
        return FolderName(label_of(root), "", root.id)
    if root.path in folder.parents:
        return FolderName(label_of(root), folder.relative_to(root.path).as_posix(), root.id)
    return None


def _folder_here(folder: FolderName, roots: Mapping[int, Root]) -> Path:
    root = roots.get(folder.root or 0)
    if root is None:
        raise UnknownFolderError(
            f"This search looks in \u201c{folder}\u201d, which is no longer a folder of the library."
        )
    return root.path.joinpath(*PurePosixPath(folder.path).parts)


def _folders_anywhere(folder: FolderName, roots: Iterable[Root], *, needed: bool = True) -> list[Path]:
    parts = PurePosixPath(folder.path).parts
    # What is one name where the recipe was made may be a way out of the folder on this system.
    plain = all(PurePath(part).name == part for part in parts)
    found = [
        root.path.joinpath(*parts)
        for root in roots
        if plain and label_of(root).casefold() == folder.label.casefold()
    ]
    if needed and not found:
        raise RecipeNeedsError(
            f"This recipe searches in \u201c{folder}\u201d, and no folder of this library is called"
            f" \u201c{folder.label}\u201d."
        )
    return found
