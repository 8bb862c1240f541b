"""The pictures of training: where they lie, where they come from, what is known of each."""
