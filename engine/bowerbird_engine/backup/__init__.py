"""Backups of a library: made beside whatever else goes on, checked before older ones go, restored on other paths too."""
