"""What GIMP runs: a procedure for each menu entry, shortcut and script call."""
