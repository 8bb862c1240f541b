"""The bundle that a person can give to whoever helps: what is in it, and how it tells nothing of them."""
