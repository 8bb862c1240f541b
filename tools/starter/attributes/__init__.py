"""What can be seen in any picture: the words for it, how it is measured, and edits that bring it about."""
