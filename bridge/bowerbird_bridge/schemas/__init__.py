"""What goes over the line, as msgspec structs by resource. Answers leave nothing out: what is not known is null."""
