"""Teams: parse the activity, call a workflow, render the reply."""
