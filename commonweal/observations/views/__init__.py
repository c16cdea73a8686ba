"""Pages of delays and publications, by subject."""
