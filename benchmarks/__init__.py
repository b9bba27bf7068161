"""Measurements: each file prints one JSON line per figure."""
