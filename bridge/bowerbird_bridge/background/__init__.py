"""What the hub does by itself and takes long: jobs, and when to look at the folders again."""
