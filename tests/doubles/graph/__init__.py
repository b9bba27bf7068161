"""Microsoft Graph v1.0 as far as mail, calendars, transcripts and subscriptions go: stateful, on loopback."""
