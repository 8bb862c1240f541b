"""What a window on the library knows and does, in any program: one frozen state, one panel that changes it."""
