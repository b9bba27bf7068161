"""Pictures of answers and cards for the docs, drawn from what the code really sends."""
