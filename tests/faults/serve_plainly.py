"""Serve an application that reads everything, in a process of its own; print the port, and end with the standard input.

    serve_plainly.py strict|bare

`bare` is waitress as it comes, for controls.
"""

from __future__ import annotations

import sys
import threading

from waitress.server import create_server

from bowerbird_bridge.serving.guard import Guard
from bowerbird_bridge.serving.lanes import Lanes
from bowerbird_bridge.serving.server import HubServer, listen
from fakes.gate import plain


def main() -> None:
    """Serve until the standard input ends."""
    sock, _ = listen([0])
    port = sock.getsockname()[1]
    strict = sys.argv[1] == "strict"
    run = (
        HubServer(Guard(Lanes(plain), port=port), sock).run
        if strict
        else create_server(plain, sockets=[sock]).run
    )
    threading.Thread(target=run, daemon=True).start()
    sys.stdout.write(f"{port}\n")
    sys.stdout.flush()
    sys.stdin.read()


if __name__ == "__main__":
    main()
