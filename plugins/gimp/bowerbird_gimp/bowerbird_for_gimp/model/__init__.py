"""What the window knows and does, without GIMP and without Gtk."""
