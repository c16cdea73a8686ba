"""Matching what two sides wrote: names of organisations; values of predecessors onto their successors; payment files
through column maps to typed lines and a control total; and what two partners' books count twice.
"""
