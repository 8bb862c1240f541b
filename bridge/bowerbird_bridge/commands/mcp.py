"""`bowerbird mcp`: the library for assistants that speak the Model Context Protocol, over standard input and output."""

from __future__ import annotations

import contextlib
import functools
import importlib.metadata
import json
import sys
from collections.abc import Callable
from typing import TYPE_CHECKING, Any, Literal, ParamSpec, TypeVar

import click

from bowerbird_bridge.commands.mcp_library import McpLibrary
from bowerbird_client import BowerbirdClientError, CredentialFile, Filters, Place, Query, Starter
from bowerbird_engine import BowerbirdError, Engine, load_settings

if TYPE_CHECKING:
    from mcp.server.mcpserver import MCPServer

P = ParamSpec("P")
R = TypeVar("R")

TOKEN_FILE = "mcp-client.json"  # noqa: S105  the name of a file
SCOPES = ("search", "thumbnails")

INSTRUCTIONS = """Bowerbird searches the pictures of the person's own folders, on their machine, offline.
Start with `search`: a description for breadth, letters that can be read in the picture (a code, a label) for the exact
file. Take the closest hit as the reference and go on with `similar`. Look at a picture with `asset` before you rely on it.
`similarity` is a percentage; a picture that is not online lies on a disk that the person can plug in."""


class McpMissingError(BowerbirdError):
    """Say that the optional part for MCP is not installed."""

    code = "mcp_missing"


@click.command()
@click.option(
    "--originals", is_flag=True, help="Ask for the right to read original files and to see their paths."
)
def mcp(*, originals: bool) -> None:
    """Serve the library to an assistant over the Model Context Protocol.

    The assistant starts this command itself and speaks with it over standard input and output. With the first question
    it shows a code, which you approve on the hub's page or with `bowerbird pair`.
    """
    settings = load_settings()
    with Engine(settings) as engine:
        place = Place(library_id=engine.library_id)
    scopes = (*SCOPES, "originals") if originals else SCOPES
    tokens = CredentialFile(settings.state_dir / TOKEN_FILE)
    library = McpLibrary(tokens, place, scopes, Starter())
    with contextlib.closing(library):
        make_server(library, originals=originals).run("stdio")


def make_server(library: McpLibrary, *, originals: bool = False) -> MCPServer[Any]:
    """Make the server with its tools. Raises McpMissingError when the SDK is not installed."""
    try:
        from mcp.server.mcpserver import Image, MCPServer  # noqa: PLC0415  an optional extra
        from mcp.server.mcpserver.exceptions import ToolError  # noqa: PLC0415  likewise
        from mcp.types import ToolAnnotations  # noqa: PLC0415  likewise
    except ImportError as error:
        raise McpMissingError(
            f"`bowerbird mcp` needs one more package. Install it with: {sys.executable} -m pip install 'mcp>=2'"
        ) from error

    def plainly(call: Callable[P, R]) -> Callable[P, R]:
        """Tell the assistant what went wrong in the client's own sentence."""

        @functools.wraps(call)
        def told(*arguments: P.args, **keywords: P.kwargs) -> R:
            try:
                return call(*arguments, **keywords)
            except BowerbirdClientError as error:
                raise ToolError(str(error)) from error

        return told

    server: MCPServer[Any] = MCPServer(
        "bowerbird",
        title="Bowerbird",
        instructions=INSTRUCTIONS,
        version=importlib.metadata.version("bowerbird"),
        log_level="ERROR",
    )
    reads = ToolAnnotations(read_only_hint=True, open_world_hint=False)

    @server.tool(title="Search pictures", annotations=reads)
    @plainly
    def search(  # noqa: PLR0917  named by whoever calls the tool
        words: str = "",
        letters: str = "",
        like: str = "",
        examples: list[str] = [],  # noqa: B006  becomes a default in the schema, and is not changed
        core: list[str] = [],  # noqa: B006  likewise
        avoid: str = "",
        folders: list[str] = [],  # noqa: B006  likewise
        among: list[str] = [],  # noqa: B006  likewise
        shape: Literal["", "wide", "tall", "square"] = "",
        colour: str = "",
        keywords: list[str] = [],  # noqa: B006  likewise
        taken_from: str = "",
        taken_to: str = "",
        sort: Literal["best", "newest", "oldest", "largest", "smallest", "name"] = "best",
        verified: bool = False,
        limit: int = 10,
        cursor: str = "",
    ) -> dict[str, Any]:
        """Search the person's own pictures.

        Give `words` (a description), `letters` (text that can be read in the picture, such as a code or a label), `like`
        (the id of a picture of the library), or several of them, which narrow each other. `examples` are ids of further
        pictures that it shall look like; words beside pictures such as "cleaner", "warmer" or "simpler" are directions.
        `core` are ids of a set that stays on top, while the list grows around it. `avoid` names things, separated by commas: pictures that look like them come behind the others, and say so.
        `folders` are ids from the tool `folders`, `among` ids of pictures to search in, such as those of an earlier answer.
        `shape`, `colour` (a name or #rrggbb), `keywords`, `taken_from` and `taken_to` (days such as 2026-11-29) leave
        only pictures that have them. `verified` proves of the best, which takes a second, how they belong to the picture in
        `like`: `labels` such as same_picture or crop_of. `cursor` is the `next` of an earlier answer. Returns hits with id,
        name, folder, similarity in percent, why each was found, and whether it is `curated`: kept by the person already. Those
        of the set have `core`; `calibrated` is false where the percentage tells the place in the list alone.
        """
        query = Query(
            text=words or None,
            letters=letters or None,
            asset=like or None,
            examples=tuple(examples),
            core=tuple(core),
            avoid=avoid or None,
            inside=tuple(folders),
            among=tuple(among) or None,
            filters=Filters(
                shape=shape or None,
                colour=colour or None,
                keywords=tuple(keywords),
                taken_from=taken_from or None,
                taken_to=taken_to or None,
            ),
            sort=sort,
            verified=verified,
            limit=limit,
        )
        return library.search(query, cursor)

    @server.tool(title="More like this", annotations=reads)
    @plainly
    def similar(id: str, limit: int = 10, cursor: str = "") -> dict[str, Any]:  # noqa: A002  the tool's own word
        """Find pictures that look like the one with this id."""
        return library.similar(id, limit, cursor)

    @server.tool(title="Folders", annotations=reads)
    @plainly
    def folders() -> dict[str, Any]:
        """List the folders of the library, whose ids narrow a search."""
        return {"folders": library.folders()}

    @server.tool(title="Look at a picture", annotations=reads, structured_output=False)
    @plainly
    def asset(
        id: str,  # noqa: A002  the tool's own word
        image: Literal["thumbnail", "preview", "original", "none"] = "thumbnail",
    ) -> list[Any]:
        """Look a picture up by its id: its facts, and the picture itself.

        `thumbnail` is 640 pixels on the long side, `preview` 1,024, and `original` the file as it is, where that was
        permitted; `none` gives the facts alone.
        """
        if image == "original" and not originals:
            raise ToolError(
                "Original files were not asked for. Start the server with `bowerbird mcp --originals`, or take `preview`."
            )
        facts, pixels = library.asset(id, image)
        told: list[Any] = [json.dumps(facts)]
        return told if pixels is None else [*told, Image(data=pixels.data, format=pixels.format)]

    return server
