"""What is drawn: panels in the sidebars, the grid of results, preferences, shortcuts. Nothing here changes data."""
