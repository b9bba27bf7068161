"""Teams conversations as events."""
