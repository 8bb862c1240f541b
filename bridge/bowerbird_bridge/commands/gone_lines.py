"""How the command line speaks of pictures that were not found: sentences that say what to do. Pure."""

from __future__ import annotations

from bowerbird_engine import AddedFolder, DroppedPictures, HeldPictures


def held_line(held: HeldPictures) -> str:
    """Say what was not found of a folder, that nothing of it is lost, and what to do."""
    share = round(100 * held.pictures / held.known) if held.known else 100
    pictures = "picture" if held.known == 1 else "pictures"
    were = "was" if held.pictures == 1 else "were"
    return (
        f"{held.pictures:,} of {held.known:,} {pictures} {were} not found ({share} %): {held.within}."
        " They stay in the library until you say that they are gone: `bowerbird gone` lists them."
    )


def brought_back_line(added: AddedFolder) -> str | None:
    """Say what is back with a folder that was added, because it or a part of it had been removed; None where nothing is."""
    if not added.brought_back:
        return None
    back = (
        "picture that was removed before is"
        if added.brought_back == 1
        else "pictures that were removed before are"
    )
    return f"{added.brought_back:,} {back} back, with all that was learned."


def dropped_line(dropped: DroppedPictures) -> str:
    """Say what left the library, when, and until when it can be brought back."""
    how = "taken out with its folder" if dropped.removed else "no longer there"
    number = f"{dropped.pictures:,} {'picture' if dropped.pictures == 1 else 'pictures'}"
    return f"{dropped.day.isoformat()}  {number} {how}, to be had back until {dropped.until.isoformat()}: {dropped.within}"
