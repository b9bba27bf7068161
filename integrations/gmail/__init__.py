"""Gmail through its API: history ids, raw mail, and notices through Pub/Sub."""
