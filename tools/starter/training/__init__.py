"""The towers, what they learn from, and how."""
