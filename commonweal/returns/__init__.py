"""Quarterly returns, built from the record: each cell with its lineage, frozen when submitted, certified by another."""
