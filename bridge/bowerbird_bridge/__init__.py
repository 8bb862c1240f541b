"""The ways in from outside: the `bowerbird` command, and the local HTTP bridge once it is there."""
