"""A round as data: rulebooks and how they inherit, what they compute, plans as values and what is wrong with them."""
