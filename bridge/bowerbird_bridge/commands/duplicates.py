"""The `bowerbird duplicates` commands: what is the same in one of three ways, and what is not."""

from __future__ import annotations

from typing import get_args

import click
from rich.text import Text

from bowerbird_bridge.commands import terminal
from bowerbird_bridge.commands.keeping import keeper_for
from bowerbird_bridge.commands.output import dump, json_option, open_engine, out
from bowerbird_engine import AssetId, DuplicateGroup, Tier

Json = dict[str, object]

_NOTHING = {
    "same_file": "No file is there twice.",
    "same_picture": "No picture is there twice.",
    "similar": "No pictures are so much alike.",
}
_ON = (
    "Nothing was changed. `bowerbird reveal ID` shows a file, for you to delete what you do not want;"
    " `bowerbird curated copy ID` keeps the best one in your curated folder."
)


@click.group(invoke_without_command=True)
@click.option(
    "--tier",
    type=click.Choice(get_args(Tier)),
    default="same_picture",
    show_default=True,
    help="Byte by byte; proved to be the same picture; or alike to the model.",
)
@click.option("--limit", default=20, show_default=True, metavar="N", help="How many groups.")
@click.option("--cursor", metavar="NEXT", help="Go on where an earlier answer's `next` left off.")
@json_option
@click.pass_context
def duplicates(context: click.Context, *, tier: Tier, limit: int, cursor: str | None, as_json: bool) -> None:
    """List pictures that are there more than once, the largest of each group first.

    Nothing is ever deleted. What is not the same is told with `not-same`, and is remembered.
    """
    if context.invoked_subcommand is not None:
        return
    groups: list[DuplicateGroup] = []
    with open_engine() as engine:
        page = engine.duplicates(tier, limit=limit, after=cursor)
        groups += page.groups
        # Similar pictures are looked for as they are asked, and a page may end before there is one.
        while len(groups) < limit and page.next is not None:
            page = engine.duplicates(tier, limit=limit - len(groups), after=page.next)
            groups += page.groups
    if as_json:
        dump({"groups": [_as_json(group) for group in groups], "next": page.next, "notes": list(page.notes)})
        return
    console = out()
    for group in groups:
        console.print(Text(f"{len(group.members)} files, {_size(group.spare_bytes)} beside the largest"))
        for member in group.members:
            asset = member.asset
            mark = "*" if member.largest else " "
            alike = "" if member.percent is None else f"  {member.percent:.0f} %"
            facts = f"{asset.width} x {asset.height}, {_size(asset.byte_size)}{alike}"
            console.print(Text(f"  {mark} {asset.id}  {facts}  {terminal.printable(str(asset.path))}"))
    for note in page.notes:
        console.print(Text(note, style="dim"))
    console.print(Text(_ON if groups else _NOTHING[tier], style="dim" if groups else ""))
    if page.next is not None:
        console.print(Text(f"More: bowerbird duplicates --tier {tier} --cursor {page.next}", style="dim"))


@duplicates.command("not-same")
@click.argument("first", metavar="ID")
@click.argument("second", metavar="ID")
@click.option("--take-back", is_flag=True, help="They may be the same after all.")
@json_option
def not_same(*, first: str, second: str, take_back: bool, as_json: bool) -> None:
    """Say that two pictures are not the same: no group holds both from now on."""
    one, other = AssetId(first.upper()), AssetId(second.upper())
    with open_engine() as engine, keeper_for(engine) as keeper:
        if take_back:
            keeper.take_back_telling_apart(one, other)
        else:
            keeper.tell_apart(one, other)
    if as_json:
        dump({"assets": [one, other], "not_same": not take_back})
    else:
        out().print(
            "They may be in one group again." if take_back else "Noted. No group holds both from now on."
        )


@duplicates.command("list-not-same")
@click.option("--limit", default=50, show_default=True, metavar="N", help="How many pairs.")
@click.option("--cursor", metavar="NEXT", help="Go on where an earlier answer's `next` left off.")
@json_option
def list_not_same(*, limit: int, cursor: str | None, as_json: bool) -> None:
    """List the pairs that you said are not the same, the latest first."""
    with open_engine() as engine:
        page = engine.told_apart(limit=limit, after=cursor)
    if as_json:
        pairs = [[{"id": asset.id, "path": str(asset.path)} for asset in pair] for pair in page.pairs]
        dump({"pairs": pairs, "next": page.next})
        return
    for pair in page.pairs:
        for asset in pair:
            out().print(Text(f"{asset.id}  {terminal.printable(str(asset.path))}"))
        out().print()
    if not page.pairs:
        out().print("You told no pictures apart yet.")


def _as_json(group: DuplicateGroup) -> Json:
    return {
        "id": group.id,
        "tier": group.tier,
        "spare_bytes": group.spare_bytes,
        "members": [
            {
                "id": member.asset.id,
                "path": str(member.asset.path),
                "width": member.asset.width,
                "height": member.asset.height,
                "bytes": member.asset.byte_size,
                "content": member.asset.content_hash.hex(),
                "largest": member.largest,
                "similarity": None if member.percent is None else round(member.percent, 2),
            }
            for member in group.members
        ],
    }


def _size(number: int) -> str:
    return f"{number / 1_000_000:,.1f} MB" if number >= 100_000 else f"{number / 1000:,.1f} kB"  # noqa: PLR2004
