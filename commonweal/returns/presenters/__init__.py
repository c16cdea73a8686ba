"""How returns read."""
