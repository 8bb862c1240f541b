"""What buttons, shortcuts and scripts call: operators of a few lines over the panel and the host."""
