"""A program that stands for the hub's own command: notes its surroundings, then serves, ends at once, or never is ready.

started_hub.py FOLDER serve|fail|never SECONDS
"""

from __future__ import annotations

import json
import os
import sys
import time
from pathlib import Path


def main(folder: Path, what: str, seconds: float) -> int:
    """Do what was asked."""
    noted = {
        "environ": dict(os.environ),
        "stdin": sys.stdin.read(),
        "session": os.getsid(0),
        "cwd": str(Path.cwd()),
    }
    with (folder.parent / "started.jsonl").open("a") as log:
        log.write(json.dumps(noted) + "\n")
    if what == "fail":
        return 3
    sys.path.insert(0, str(Path(__file__).parents[2]))
    from fakes.client_hub import ClientHub, serving  # noqa: PLC0415  the path is known only now

    with serving(ClientHub(state="starting")) as hub:
        hub.announce(folder)
        time.sleep(0.3)
        if what == "serve":
            hub.state = "ready"
        time.sleep(seconds)
    return 0


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1]), sys.argv[2], float(sys.argv[3])))
