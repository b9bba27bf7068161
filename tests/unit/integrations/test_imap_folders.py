"""Which folders are read, by what servers call them."""

import pytest

from integrations.errors import Rejected
from integrations.imap.folders import Folder, Wanted, refuse_wrong_names, to_read


def names(*folders: Folder, only: tuple[str, ...] = (), never: tuple[str, ...] = ()) -> list[str]:
    return [f.name for f in to_read(folders, Wanted(only, never))]


def folder(name: str, *flags: str) -> Folder:
    return Folder(name, name, frozenset(flags))


GMAIL = (
    folder("INBOX"),
    folder("[Gmail]", "\\noselect"),
    folder("[Gmail]/All Mail", "\\all"),
    folder("[Gmail]/Drafts", "\\drafts"),
    folder("[Gmail]/Spam", "\\junk"),
    folder("[Gmail]/Bin", "\\trash"),
    folder("Customers"),
)
EXCHANGE = tuple(
    folder(name)
    for name in (
        *("INBOX", "Sent Items", "Gesendete Elemente", "Entwürfe", "Junk-E-Mail", "Gelöschte Elemente"),
        *("Gelöschte Elemente/Alt", "Postausgang", "Archiv", "Kunden/Acme"),
    )
)


def test_drafts_spam_and_trash_are_left_out_by_what_the_server_says() -> None:
    odd = folder("Ablage P", "\\trash")
    assert names(folder("INBOX"), odd, folder("Ablage P/2025"), folder("Sent", "\\sent")) == ["INBOX", "Sent"]


def test_drafts_spam_and_trash_are_left_out_by_their_usual_names() -> None:
    expected = ["Archiv", "Gesendete Elemente", "INBOX", "Kunden/Acme", "Sent Items"]
    assert sorted(names(*EXCHANGE)) == expected


@pytest.mark.parametrize("name", ["INBOX/Trash", "INBOX/Spam", "DRAFTS", "Corbeille", "[Google Mail]/Spam"])
def test_usual_names_count_at_the_top_and_under_the_inbox(name: str) -> None:
    assert names(folder("INBOX"), folder(name)) == ["INBOX"]


@pytest.mark.parametrize("name", ["Customers/Drafts", "Projects/Trash", "Spam reports", "Drafts of 2026"])
def test_somebodys_own_folder_of_that_name_is_read(name: str) -> None:
    assert names(folder("INBOX"), folder(name)) == [*sorted(["INBOX", name])]


def test_a_folder_of_all_mail_is_the_only_one() -> None:
    assert names(*GMAIL) == ["[Gmail]/All Mail"]


def test_folders_that_are_asked_for_come_instead_of_all_mail() -> None:
    assert names(*GMAIL, only=("inbox", "Customers")) == ["Customers", "INBOX"]
    assert names(*EXCHANGE, only=("Kunden/*",)) == ["Kunden/Acme"]
    assert names(*EXCHANGE, never=("kunden/*", "Archiv", "Sent Items", "Gesendete Elemente")) == ["INBOX"]


def test_a_folder_that_is_not_there_or_never_read_is_told() -> None:
    with pytest.raises(Rejected, match="no folder Custommers"):
        refuse_wrong_names(GMAIL, Wanted(("Custommers",)))
    with pytest.raises(Rejected, match="never read"):
        refuse_wrong_names(GMAIL, Wanted(("[Gmail]/Spam",)))
    refuse_wrong_names(GMAIL, Wanted(("Customers", "INBOX")))
