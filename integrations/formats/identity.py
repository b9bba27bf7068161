"""The id under which one mail, meeting or transcript is known, whichever connector brought it."""

import hashlib

FILES = "files"
"""Also what ids are made with for every source: the same mail out of a file and out of a live mailbox is one."""


def event_id(external_id: str, content: str) -> str:
    """The id for good of what the outside calls `external_id` and whose content hashes to `content`."""
    digest = hashlib.sha256(f"{FILES}|{external_id}|{content}".encode("utf-8", "replace"))
    return "ev_" + digest.hexdigest()[:20]
