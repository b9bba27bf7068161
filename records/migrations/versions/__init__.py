"""One file per change; the number is the revision."""
