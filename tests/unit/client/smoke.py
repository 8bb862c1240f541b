"""What a plug-in does in a day, by an interpreter that has nothing but its standard library and the client.

    smoke.py CLIENT_FOLDER HUB_FOLDER TOKEN_FILE

Pairs (somebody must approve), connects, searches by words and by pixels, takes a thumbnail, and disconnects; prints
one line of JSON about it, with every address that was connected to and every name that was looked up.
"""

from __future__ import annotations

import json
import socket
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

sys.path.insert(0, sys.argv[1])

from bowerbird_client import CredentialFile, Outcome, Picture, Place, Query, Region, Session

SECONDS = 30.0


def answered(session: Session, ask: Callable[[Callable[[Outcome[Any]], object]], object]) -> Any:
    """Ask, and drain as a host's timer would until the answer is there."""
    outcomes: list[Outcome[Any]] = []
    ask(outcomes.append)
    ends = time.monotonic() + SECONDS
    while not outcomes:
        if time.monotonic() > ends:
            raise SystemExit("nothing came")
        session.drain()
        time.sleep(0.01)
    return outcomes[0].value


def main(hub_folder: Path, token_file: Path) -> None:
    """Go through the day."""
    codes: list[str] = []
    addresses: list[str] = []
    names: list[str] = []

    def watch(event: str, arguments: tuple[Any, ...]) -> None:
        if event == "socket.connect":
            addresses.append(str(arguments[1][0]))
        elif event in {"socket.getaddrinfo", "socket.gethostbyname"}:
            names.append(str(arguments[0]))

    sys.addaudithook(watch)
    session = Session("Smoke", CredentialFile(token_file), place=Place(hub_folder, ()), start=False)
    paired = answered(session, lambda done: session.pair(lambda shown: codes.append(shown.code), done))
    connected = answered(session, session.connect)
    words = answered(session, lambda done: session.search(Query(text="a chart with bars", limit=5), done))
    more = answered(session, session.more)
    pixels = Picture.rgba(64, 64, bytes((200, 40, 40, 255)) * 64 * 64)
    like = answered(
        session, lambda done: session.search(Query(picture=pixels, region=Region(0, 0, 0.5, 1)), done)
    )
    thumbnail = answered(session, lambda done: session.thumbnail(words.hits[0], done))
    answered(session, session.disconnect)
    looked_up = list(names)
    # The control: a name that is looked up is seen.
    socket.getaddrinfo("127.0.0.1", 9)
    told = {
        "addresses": sorted(set(addresses)),
        "names": looked_up,
        "seen": names,
        "python": list(sys.version_info[:2]),
        "code": codes[0],
        "same": paired.me == connected.me,
        "words": len(words.hits),
        "more": [hit.id for hit in more.hits if hit in words.hits],
        "like": len(like.hits),
        "thumbnail": len(thumbnail),
        "left": token_file.exists(),
        "closed": session.close(),
    }
    sys.stdout.write(json.dumps(told) + "\n")


if __name__ == "__main__":
    main(Path(sys.argv[2]), Path(sys.argv[3]))
