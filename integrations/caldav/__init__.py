"""Calendars of any server that speaks CalDAV (RFC 4791)."""
