"""What is proved of a hit: by points that match, and by pixels that agree where these say that one picture lies on the other."""
