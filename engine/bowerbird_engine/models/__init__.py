"""Getting model packs: what is known of them, recognising the hubs' layouts, and keeping them safely on disk."""
