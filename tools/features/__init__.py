"""What the local features rest on: the projection of descriptors, and the thresholds of verification."""
