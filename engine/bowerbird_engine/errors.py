"""The error tree. Each class has a stable `code` that scripts, the bridge and its clients rely on.

BowerbirdError
├── UsageError               bad_request        the caller's words are off
│   ├── EmptyQueryError      empty_query
│   ├── FolderError          bad_folder         not a folder, not readable or writable, inside another one
│   ├── UnknownFolderError   unknown_folder
│   ├── UnknownAssetError    unknown_asset
│   ├── UnknownPackError     unknown_pack
│   ├── PackInUseError       pack_in_use        a model pack that cannot be removed or replaced now
│   ├── UnknownCollectionError unknown_collection
│   ├── CollectionNameError  bad_collection_name empty, too long, with control characters, or taken
│   ├── SameFileError        same_file          two pictures with the same bytes, which cannot be told apart
│   ├── UnknownSavedSearchError unknown_saved_search
│   ├── SavedSearchNameError bad_saved_search_name as for collections
│   ├── RecipeError          bad_recipe         a search recipe that is none, or of a newer version
│   ├── RecipeNeedsError     recipe_needs       a recipe that names a picture, a folder or a collection that is not here
│   ├── NoSelfTestError      no_self_test       no self-test was set up
│   ├── NoCuratedFolderError no_curated_folder  no folder for curated copies was chosen
│   ├── TemplateError        bad_template       a template for curated copies that cannot be read
│   ├── FormatUnavailableError format_unavailable a format that this installation cannot write
│   └── CursorError          bad_cursor
├── PictureError             unreadable_picture a file or some bytes that are no usable picture
│   ├── PictureTooLargeError picture_too_large
│   └── DecoderDiedError     decoder_died       the worker that decoded it crashed, hung or ran out of memory
├── DecoderUnavailableError decoder_unavailable no decoding worker can be started
├── AssetOfflineError        asset_offline      its disk is not here
├── AssetChangedError        asset_changed      its file is no longer the one that was indexed
├── AssetGoneError           asset_gone         its file is no longer at its place
├── PackError                bad_pack           a model pack that cannot be used
│   └── DigestError          wrong_digest       a file of a pack that is not the one that was recorded
├── HubError                 hub                a model pack that cannot be downloaded
│   ├── HubUnreachableError  hub_unreachable    no network, no such host, or too slow an answer
│   └── HubRefusedError      hub_refused        the hub does not give the file, or does not know it
├── EmbeddingError           bad_embedding      an encoder gave something that is no embedding
├── RecognizerError          ocr_unavailable    no text recognizer can be used
├── CatalogueError           catalogue
│   ├── CatalogueDamagedError catalogue_damaged
│   ├── CatalogueTooNewError catalogue_too_new
│   └── DiskFullError        disk_full
├── BackupError              backup_failed      a backup that could not be made or read
│   ├── BackupDamagedError   backup_damaged     a file that is no backup, or one that is not as it was written
│   ├── BackupTooNewError    backup_too_new
│   └── LibraryThereError    library_there      a library where a backup would be restored
├── LibraryBusyError         library_busy       another process owns the library
└── Cancelled                cancelled          the person stopped it
"""

from __future__ import annotations

from typing import ClassVar


class BowerbirdError(Exception):
    """Be the base of every error that a caller may meet. Never raised itself.

    The message is a plain sentence that says what happened and what to do next.
    """

    code: ClassVar[str] = "error"


class UsageError(BowerbirdError, ValueError):
    """Say that what the caller asked for cannot be done as asked."""

    code = "bad_request"


class EmptyQueryError(UsageError):
    """Say that a search was asked for without words, letters or a picture."""

    code = "empty_query"


class FolderError(UsageError):
    """Say that a folder cannot be used for what it was named for.

    It is missing, cannot be read or written, is no folder or only a link to one, or is part of one already there.
    """

    code = "bad_folder"


class UnknownFolderError(UsageError):
    """Say that a folder is not part of the library."""

    code = "unknown_folder"


class UnknownAssetError(UsageError):
    """Say that no picture has this id."""

    code = "unknown_asset"


class UnknownPackError(UsageError):
    """Say that no model pack has this id."""

    code = "unknown_pack"


class PackInUseError(UsageError):
    """Say that a model pack cannot be removed or replaced: it searches, it is being learned, or it is built in."""

    code = "pack_in_use"


class UnknownCollectionError(UsageError):
    """Say that no collection has this id."""

    code = "unknown_collection"


class CollectionNameError(UsageError):
    """Say that a collection cannot have this name: it is empty, too long, not one line of text, or taken."""

    code = "bad_collection_name"


class SameFileError(UsageError):
    """Say that two pictures cannot be told apart: they are the same bytes."""

    code = "same_file"


class UnknownSavedSearchError(UsageError):
    """Say that no saved search has this id."""

    code = "unknown_saved_search"


class SavedSearchNameError(UsageError):
    """Say that a saved search cannot have this name: it is empty, too long, not one line of text, or taken."""

    code = "bad_saved_search_name"


class RecipeError(UsageError):
    """Say that something is no search recipe, or one of a newer version."""

    code = "bad_recipe"


class RecipeNeedsError(UsageError):
    """Say that a recipe names a picture, a folder or a collection that is not here."""

    code = "recipe_needs"


class NoSelfTestError(UsageError):
    """Say that no self-test was set up in this library."""

    code = "no_self_test"


class TemplateError(UsageError):
    """Say that a template for curated copies cannot be read, and where it is wrong."""

    code = "bad_template"


class NoCuratedFolderError(UsageError):
    """Say that no folder for curated copies was chosen yet."""

    code = "no_curated_folder"


class FormatUnavailableError(UsageError):
    """Say that this installation cannot write pictures of a format."""

    code = "format_unavailable"


class CursorError(UsageError):
    """Say that a page cursor belongs to another query or was altered."""

    code = "bad_cursor"


class PictureError(BowerbirdError):
    """Say that a file or some bytes are no picture that can be read."""

    code = "unreadable_picture"


class PictureTooLargeError(PictureError):
    """Say that a picture exceeds the limits on pixels or bytes."""

    code = "picture_too_large"


class DecoderDiedError(PictureError):
    """Say that decoding a picture crashed its worker, took too long or wanted too much memory."""

    code = "decoder_died"


class DecoderUnavailableError(BowerbirdError):
    """Say that no decoding worker can be started: the installation or the machine is at fault, not a picture."""

    code = "decoder_unavailable"


class AssetOfflineError(BowerbirdError):
    """Say that a picture lies on a disk that is not plugged in."""

    code = "asset_offline"


class AssetChangedError(BowerbirdError):
    """Say that a picture's file is no longer the one that was indexed, so that it is not given out for it."""

    code = "asset_changed"


class AssetGoneError(BowerbirdError):
    """Say that a picture's file is no longer at its place, though its folder is here."""

    code = "asset_gone"


class PackError(BowerbirdError):
    """Say that a model pack is incomplete, damaged or of another kind than expected."""

    code = "bad_pack"


class DigestError(PackError):
    """Say that a file of a model pack is not the one that was recorded when the pack was first installed."""

    code = "wrong_digest"


class HubError(BowerbirdError):
    """Say that a model pack could not be downloaded; what was downloaded is kept for the next try."""

    code = "hub"


class HubUnreachableError(HubError):
    """Say that the hub does not answer: there is no network, no such host, or the line is too slow."""

    code = "hub_unreachable"


class HubRefusedError(HubError):
    """Say that the hub does not give what was asked for, or does not know it."""

    code = "hub_refused"


class EmbeddingError(BowerbirdError):
    """Say that an encoder gave values that are not finite, zero, or of the wrong shape."""

    code = "bad_embedding"


class RecognizerError(BowerbirdError):
    """Say that no text recognizer is installed or that it failed to start."""

    code = "ocr_unavailable"


class CatalogueError(BowerbirdError):
    """Say that the catalogue cannot be used."""

    code = "catalogue"


class CatalogueDamagedError(CatalogueError):
    """Say that the catalogue's file is damaged."""

    code = "catalogue_damaged"


class CatalogueTooNewError(CatalogueError):
    """Say that a newer Bowerbird made this catalogue."""

    code = "catalogue_too_new"


class DiskFullError(CatalogueError):
    """Say that the disk is full that holds the library's own files or the curated folder."""

    code = "disk_full"


class BackupError(BowerbirdError):
    """Say that a backup could not be made or read."""

    code = "backup_failed"


class BackupDamagedError(BackupError):
    """Say that a file is no backup, or is not as it was written; `what` is the part of the message that says why."""

    code = "backup_damaged"

    def __init__(self, message: str, what: str = "") -> None:
        super().__init__(message)
        self.what = what or message


class BackupTooNewError(BackupError):
    """Say that a newer Bowerbird made this backup."""

    code = "backup_too_new"


class LibraryThereError(BackupError):
    """Say that there is a library already where a backup would be restored."""

    code = "library_there"


class LibraryBusyError(BowerbirdError):
    """Say that another process is writing to the library, and which one."""

    code = "library_busy"


class Cancelled(BowerbirdError):  # noqa: N818  a request that was honoured is no failure
    """Say that the person stopped the work; what was committed stays."""

    code = "cancelled"
