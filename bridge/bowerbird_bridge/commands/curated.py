"""The `bowerbird curated` commands: copies in the curated folder, what they are copies of, and where they go."""

from __future__ import annotations

import click
from rich.text import Text

from bowerbird_bridge.commands import terminal
from bowerbird_bridge.commands.keeping import keeper_for
from bowerbird_bridge.commands.output import dump, json_option, open_engine, out
from bowerbird_engine import AssetId, CuratedCopy

project_option = click.option("--project", metavar="TEXT", help="What they are for.")
subject_option = click.option(
    "--subject", metavar="TEXT", help="What they show.  [default: the words of the search]"
)
query_option = click.option("--query", metavar="TEXT", help="The search that found them.")


@click.group()
def curated() -> None:
    """Copy pictures into your curated folder, and see what was copied from where.

    The folder itself is chosen on the hub's page: bowerbird open.
    """


@curated.command()
@click.argument("ids", nargs=-1, required=True, metavar="ID…")
@project_option
@subject_option
@query_option
@json_option
def copy(
    ids: tuple[str, ...], *, project: str | None, subject: str | None, query: str | None, as_json: bool
) -> None:
    """Copy pictures of the library, by their ids. The originals are only read."""
    wanted = [AssetId(each.upper()) for each in ids]
    with open_engine() as engine, keeper_for(engine) as keeper:
        copies = keeper.copy_curated(wanted, query=query, project=project, subject=subject)
    if as_json:
        dump(
            {
                "copies": [
                    {"id": each.asset_id, "path": each.path, "created": each.created, "reason": each.reason}
                    for each in copies
                ]
            }
        )
        return
    for each in copies:
        reason = "" if each.created else f"  ({each.reason})"
        out().print(Text(f"{terminal.printable(each.path)}{reason}"))


@curated.command("list")
@click.option("--limit", default=20, show_default=True, metavar="N", help="How many.")
@click.option("--cursor", metavar="NEXT", help="Go on where an earlier answer's `next` left off.")
@json_option
def list_copies(*, limit: int, cursor: str | None, as_json: bool) -> None:
    """List what was copied, the latest first: where from, for which search, and whether it is still there."""
    with open_engine() as engine:
        page = engine.curated_copies(limit=limit, after=cursor)
    if as_json:
        dump({"copies": [_as_json(each) for each in page.copies], "next": page.next})
        return
    console = out()
    for each in page.copies:
        gone = {True: "", False: "  (no longer there)", None: "  (its disk is away)"}[each.there]
        console.print(Text(f"{terminal.printable(str(each.path))}{gone}"))
        source = "an original that is not known" if each.source is None else str(each.source)
        about = f"from {source}" + ("" if each.source_known else ", which the library has no more")
        said = f", for “{each.query}”" if each.query else ""
        console.print(Text(f"    {each.copied:%Y-%m-%d}, {terminal.printable(about + said)}", style="dim"))
    if not page.copies:
        console.print("Nothing was copied yet.")


@curated.command()
@click.argument("template", required=False)
@click.option(
    "--preview",
    "ids",
    multiple=True,
    metavar="ID",
    help="Only show where a copy of this picture would go. May be given several times.",
)
@click.option("--plain", is_flag=True, help="Put copies into the folder itself again, under their own names.")
@project_option
@subject_option
@query_option
@json_option
def template(
    template: str | None,
    *,
    ids: tuple[str, ...],
    plain: bool,
    project: str | None,
    subject: str | None,
    query: str | None,
    as_json: bool,
) -> None:
    """Show, try or set where copies go: folders and a name, without the ending.

    Fields are {project}, {subject}, {year}, {month} and {day} of the copying, {folder} and {name} of the original.

    \b
    bowerbird curated template "{project}/{year}-{month}/{subject}" --preview 01J… --project Museum
    bowerbird curated template "{project}/{year}-{month}/{subject}"
    """  # noqa: D301  click reads the escape that keeps lines as they are
    if plain and template is not None:
        raise click.UsageError("--plain sets the plain template: leave the other one out.")
    with open_engine() as engine, keeper_for(engine) as keeper:
        if ids:
            wanted = [AssetId(each.upper()) for each in ids]
            paths = engine.preview_curated(
                wanted, template=template, query=query, project=project, subject=subject
            )
            if as_json:
                dump({"paths": paths})
            else:
                for path in paths:
                    out().print(Text(terminal.printable(path)))
            return
        if plain or template is not None:
            keeper.set_template(template)
        told = engine.preferences().curated_template
    if as_json:
        dump({"template": told})
    else:
        out().print(Text(terminal.printable(told)))


def _as_json(copy: CuratedCopy) -> dict[str, object]:
    return {
        "id": copy.asset_id,
        "path": str(copy.path),
        "content": copy.content_hash.hex(),
        "copied": copy.copied.isoformat(),
        "query": copy.query,
        "project": copy.project,
        "subject": copy.subject,
        "source": None if copy.source is None else str(copy.source),
        "source_known": copy.source_known,
        "there": copy.there,
    }
