"""Figures and maps: one frozen dataclass in, an SVG with its title, description, table and words out."""
