"""Version 1 of the API: one module for each resource, and one table of all their routes."""
