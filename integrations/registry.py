"""The list of connectors, and the only module that names them."""

from pathlib import Path
from typing import Literal

from integrations.ports import Crm, FileSource
from records.models import Frozen


class Connector(Frozen):
    """One folder of `integrations`: what it connects, and whether it brings events or takes changes."""

    name: str
    kind: Literal["source", "crm"]
    brings: str


CONNECTORS: tuple[Connector, ...] = (
    Connector(name="files", kind="source", brings="mail, calendars and transcripts in files"),
    Connector(name="sqlcrm", kind="crm", brings="any SQL database, through a mapping file"),
)


def file_source() -> FileSource:
    """Reads .mbox, maildir, .eml, .ics, .vtt and .srt."""
    from integrations.files.connector import FileSource as Files

    return Files()


def sql_crm(url: str, mapping: str | Path, name: str = "sqlcrm") -> Crm:
    """A SQL database as a CRM, its mapping held against the real tables before anything else happens.

    Raises MappingError (one sentence) for a wrong mapping or a missing database, Retry when the
    database can't be reached.
    """
    from integrations.sqlcrm.connector import SqlCrm
    from integrations.sqlcrm.mapping import load_mapping

    crm = SqlCrm(url, load_mapping(mapping), name)
    crm.check()
    return crm
