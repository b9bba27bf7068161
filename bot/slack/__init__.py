"""Slack: parse the click, call a workflow, render the reply."""
