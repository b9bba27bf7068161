"""Real servers that tests start on loopback: one module each, started once a run, ended by pid."""
