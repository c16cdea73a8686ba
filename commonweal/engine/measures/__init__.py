"""Measure definitions, rates, shares, ranks and SPC readings."""
