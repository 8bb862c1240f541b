"""Local features of pictures: points that are found again in a crop, a turned or a changed copy."""
