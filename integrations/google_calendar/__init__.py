"""Google Calendar through its API: sync tokens, whole series, and channels that push."""
