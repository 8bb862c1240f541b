"""The edge to GIMP: the only modules that call libgimp, on the main thread alone."""
