"""Slack conversations as events."""
