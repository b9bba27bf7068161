"""A mailbox on any IMAP server."""
