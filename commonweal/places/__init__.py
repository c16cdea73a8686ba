"""Organisations and areas with dated identities, codes, successors, populations and boundaries."""
