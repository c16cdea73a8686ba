"""A grid of cells read by a layout into typed rows and findings."""
