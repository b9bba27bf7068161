"""Mail, calendar and transcript files from disk."""
