#!/usr/bin/env python3
"""The program that GIMP starts for each call of a procedure."""

import sys

import gi

gi.require_version("Gimp", "3.0")
from gi.repository import Gimp  # noqa: E402  versions come first

from bowerbird_for_gimp.procedures.plug_in import BowerbirdPlugIn  # noqa: E402

if __name__ == "__main__":
    Gimp.main(BowerbirdPlugIn.__gtype__, sys.argv)
