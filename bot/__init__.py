"""The doors people use, and the order in which things happen."""
