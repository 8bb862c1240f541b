"""The checks of `bowerbird doctor`, one module for each thing that is looked at, and what a library tells of itself."""
