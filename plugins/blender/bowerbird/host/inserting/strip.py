"""A picture as a strip of the sequencer."""

from __future__ import annotations

from typing import Any

from bowerbird_panel.host import HostTrouble
from bowerbird_panel.words import _

from ...model.ways import Insertion
from .. import marks
from ..pictures import name_of
from ..storing import Picture, folder_of, strips_of
from .editing import check_editable

_MOST_CHANNELS = 128
_SHORTEST = 25
"""Frames: what Blender gives to a single picture."""


def insert(context: Any, picture: Picture, insertion: Insertion) -> str:
    """Put it at the current frame, over all that is there; gives the strip's name. Raises HostTrouble."""
    # From 5.0 on the sequencer may show another scene than the rest of the window.
    scene = getattr(context, "sequencer_scene", None) or context.scene
    check_editable(scene)
    picture.check_shown()
    begin = scene.frame_current
    end = begin + max(_SHORTEST, round(scene.render.fps / scene.render.fps_base))
    channel = _channel(scene.sequence_editor, begin, end)
    file = picture.on_disk()
    editor = scene.sequence_editor or scene.sequence_editor_create()
    strips = strips_of(editor)
    strip = strips.new_image(
        name=name_of(picture.provenance.name),
        filepath=str(file),
        channel=channel,
        frame_start=begin,
        fit_method="FIT",
    )
    strip.directory = folder_of(file)
    marks.keep_storing(strip, insertion.storing)
    strip.frame_final_duration = end - begin
    marks.attach(strip, picture.provenance)
    for other in strips:
        other.select = other == strip
    editor.active_strip = strip
    return str(strip.name)


def _channel(editor: Any, begin: int, end: int) -> int:
    """Find the channel above all that is there at that time."""
    strips = [] if editor is None else strips_of(editor)
    taken = [
        strip.channel for strip in strips if strip.frame_final_start < end and begin < strip.frame_final_end
    ]
    channel = max(taken, default=0) + 1
    if channel > _MOST_CHANNELS:
        raise HostTrouble(
            "no_channel",
            _("No channel of the sequencer is free at the current frame."),
            _("Go to another frame, or move a strip down."),
        )
    return channel
