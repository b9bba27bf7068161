"""Pure rules: typed facts in, a verdict with a reason out."""
