"""Committee papers compiled from frozen returns: no figure of theirs can differ from the return."""
