"""Who may ask: clients and their tokens, pairing, the owner's key and page, and the private files that keep them."""
