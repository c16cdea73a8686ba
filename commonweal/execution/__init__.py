"""Runs in parallel and their files."""
