"""`promissory ...`: thin commands over the workflows."""
