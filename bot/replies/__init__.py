"""Platform-neutral replies: answers, cards, reminders and forms as plain shapes."""
