"""What the hub tells without being asked: events, and the state of things that they speak of."""
