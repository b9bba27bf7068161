"""One file per verb: what happens, in which order."""
