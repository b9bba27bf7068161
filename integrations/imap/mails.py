"""Mails of a folder as Changes: fetched in batches, and one by one where one of them spoils the batch."""

import logging
from collections.abc import Sequence
from datetime import datetime

from integrations.errors import Skip
from integrations.formats.mail import mail_to_event
from integrations.formats.mime_limits import MAX_MAIL
from integrations.imap.answers import Meta
from integrations.imap.failures import Refused
from integrations.imap.folders import Folder, holds_everything
from integrations.imap.session import Body, Session
from integrations.imap.uid_sets import UidSet
from integrations.ports import Change

log = logging.getLogger(__name__)
SOURCE = "imap"


def ref_of(raw: str, validity: int, uid: int) -> str:
    """The id of a message as long as it lies in this folder."""
    return f"{raw}/{validity}/{uid}"


def parse_ref(ref: str) -> tuple[str, int, int] | None:
    """Folder, validity and number; None for what `ref_of` did not make."""
    raw, validity, uid = ref.rsplit("/", 2) if ref.count("/") >= 2 else ("", "", "")
    if not (raw and _is_number(validity) and _is_number(uid)):
        return None
    return raw, int(validity), int(uid)


def fetched(session: Session, folder: Folder, metas: Sequence[Meta]) -> dict[int, Body | None]:
    """These messages by number, those that have gone left out; None for what was not, or could not be, fetched."""
    found: dict[int, Body | None] = {m.uid: None for m in metas if m.size > MAX_MAIL}
    if small := [m.uid for m in metas if m.size <= MAX_MAIL]:
        found |= _bodies(session, folder.raw, small)
    return found


def change_of(folder: Folder, validity: int, meta: Meta, body: Body | None, now: datetime) -> Change:
    """The message as it is now."""
    ref = ref_of(folder.raw, validity, meta.uid)
    labels = () if holds_everything(folder) else (folder.name,)
    if body is None:
        why = "the mail server lists this mail but does not hand it out"
        if meta.size > MAX_MAIL:
            why = f"the mail is larger than {MAX_MAIL // (1024 * 1024)} MB"
        return Change(ref=ref, labels=labels, refused=why)
    flags, raw = body
    if any(flag.lower() == b"\\draft" for flag in flags):
        return Change(ref=ref, labels=labels)
    try:
        event = mail_to_event(raw, now=now, fallback_at=meta.arrived, source=SOURCE)
    except Skip as skip:
        return Change(ref=ref, labels=labels, refused=str(skip))
    except Exception as problem:
        # Whatever a mail may hold, it must not stop the others.
        log.warning("a mail could not be understood: %s", type(problem).__name__)
        return Change(ref=ref, labels=labels, refused="the mail could not be understood")
    return Change(ref=ref, labels=labels, events=(event,))


def _bodies(session: Session, raw: str, uids: Sequence[int]) -> dict[int, Body | None]:
    """The bytes of each; None for what is there but is not handed out; nothing for what has gone."""
    found: dict[int, Body | None] = {}
    try:
        found.update(session.bodies(raw, uids))
    except Refused:
        pass
    missing = [uid for uid in uids if uid not in found]
    if missing:
        there = {meta.uid for meta in session.index(raw, UidSet.of(missing))}
        for uid in missing:
            if uid in there:
                found[uid] = _single(session, raw, uid)
    return found


def _single(session: Session, raw: str, uid: int) -> Body | None:
    for _ in range(2):
        try:
            if body := session.bodies(raw, [uid]).get(uid):
                return body
        except Refused:
            continue
    return None


def _is_number(text: str) -> bool:
    return text.isascii() and text.isdigit() and len(text) <= 10
