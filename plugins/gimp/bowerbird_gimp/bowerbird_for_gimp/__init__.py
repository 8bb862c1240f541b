"""Bowerbird inside GIMP 3: search one's own pictures, with words or with what is on the canvas, and use them as layers.

`model` is pure and knows neither GIMP nor Gtk; `host` alone speaks with GIMP; `ui` shows the model; `procedures` is
what menus, shortcuts and scripts call. Standard library and Python 3.9 alone: GIMP's own Python brings nothing else.
"""
