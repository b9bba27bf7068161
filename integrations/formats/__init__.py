"""The written forms that several connectors read: mail (RFC 5322), calendars (RFC 5545), subtitles."""
