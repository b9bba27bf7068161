"""What was said in Google Meet: transcripts through its API, for the 30 days that Google keeps them there."""
