"""What it means for a plug-in that its host runs in a sandbox."""

from __future__ import annotations


def sandbox_note(program: str, sandbox: str) -> str:
    """Tell what the plug-in cannot do there, and what to do about it."""
    return (
        f"The {program} of {sandbox} runs in a sandbox. Pictures come to it through the hub, so it needs no access to"
        " your folders; but it cannot start the hub. To have the hub run whenever you are logged in: bowerbird service"
        " install"
    )
