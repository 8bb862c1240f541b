#!/usr/bin/env python3
"""A plug-in for tests alone: it starts with GIMP, and runs what the test sends, beside everything else."""
# mypy: disable-error-code="misc, no-any-return, attr-defined, no-untyped-call"
# pyright: basic, reportMissingImports=false, reportMissingModuleSource=false, reportAttributeAccessIssue=false

from __future__ import annotations

import os
import runpy
import sys
from pathlib import Path
from typing import Any

import gi

gi.require_version("Gimp", "3.0")
from gi.repository import Gimp, GLib  # noqa: E402  versions come first


class Snippets(Gimp.PlugIn):
    """Serves for as long as GIMP runs."""

    def do_query_procedures(self) -> list[str]:
        return ["test-snippets"]

    def do_create_procedure(self, name: str) -> Any:
        return Gimp.Procedure.new(self, name, Gimp.PDBProcType.PERSISTENT, self.serve, None)

    def serve(self, procedure: Any, _config: Any, _data: Any) -> Any:
        """Let GIMP go on, and serve."""
        procedure.persistent_ready()
        serve = runpy.run_path(str(Path(__file__).with_name("serve.py")))["serve"]
        serve(int(os.environ["TEST_PORT"]), os.environ["TEST_SECRET"])
        return procedure.new_return_values(Gimp.PDBStatusType.SUCCESS, GLib.Error())


Gimp.main(Snippets.__gtype__, sys.argv)
