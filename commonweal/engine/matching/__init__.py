"""Matching what two sides wrote: names of organisations; values of predecessors onto their successors."""
