"""Language models: which one, whether it may, what it sees, and whether its words are shown."""
