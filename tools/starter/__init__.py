"""Train, export and measure the built-in starter pack."""
