"""Measure a pack as an outsider would: with pictures, edits, measures and words that training knows nothing of."""
