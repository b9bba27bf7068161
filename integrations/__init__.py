"""The outside world: mail files, calendars and CRMs behind ports."""
