"""Signed webhooks: support desk, billing and CRM changes."""
