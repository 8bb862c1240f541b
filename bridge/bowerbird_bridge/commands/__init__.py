"""What the commands of `bowerbird` are made of: each group's functions, and how they read, show and end."""
