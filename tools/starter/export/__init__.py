"""From a checkpoint to a model pack."""
