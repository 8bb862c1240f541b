"""The edge to Blender's data: pixels out of it, pictures into it. Everything here runs on the main thread."""
