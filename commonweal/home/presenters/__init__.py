"""How the start page and the walk read."""
