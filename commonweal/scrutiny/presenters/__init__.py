"""How papers read."""
