"""The demonstration: built through the actions; refuses to load over real data."""
