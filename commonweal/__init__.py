"""Commonweal: one record for joined-up health and social care."""

__version__ = "0.1.0"
