"""What the extension decides without Blender: ways to use a picture, texture roles, shapes and sizes."""
