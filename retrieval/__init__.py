"""From text to knowledge: cleaning, extraction, search and answers."""
