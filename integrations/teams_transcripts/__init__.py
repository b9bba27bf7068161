"""What was said in Teams meetings, through Microsoft Graph."""
