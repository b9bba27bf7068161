"""Which mail folders are read, and what their owner calls them."""

from typing import Any

from integrations.errors import Retry
from integrations.graph_api import GraphApi, Json, asking, values
from integrations.graph_errors import Missing, no_mailbox
from records.models import Frozen

UNREAD = ("deleteditems", "junkemail", "drafts", "outbox")
"""Well-known folders that are left alone, with all that lies in them: thrown away, unwanted or not sent yet.
Recoverable Items and hidden folders do not show up in the tree at all."""
_MOST_FOLDERS = 5_000
_PAGE = 250


class Folders(Frozen):
    """The folders that are read: id -> path of names, such as "Inbox/Acme"; `items` is how many mails they hold."""

    paths: dict[str, str]
    items: int


def unread_folders(api: GraphApi) -> list[str]:
    """Ids of the folders that are not read."""
    folders = api.user.mail_folders
    calls = [lambda name=name: folders.by_mail_folder_id(name).get(asking(select=["id"])) for name in UNREAD]
    return [
        str(each["id"]) for each in api.ask_all(calls) if not isinstance(each, Missing) and each.get("id")
    ]


def readable_folders(api: GraphApi, unread: list[str]) -> Folders:
    """The tree without the unread folders. Raises Retry when it changes while it is read."""
    left_out = frozenset(unread)
    paths: dict[str, str] = {}
    items = 0
    level: list[tuple[Any, str]] = [(api.user.mail_folders, "")]
    while level:
        below: list[tuple[Any, str]] = []
        for path, folder in _children(api, level):
            ref = str(folder.get("id") or "")
            is_search = str(folder.get("@odata.type") or "").endswith("mailSearchFolder")
            if not ref or is_search or ref in left_out or ref in paths:
                continue  # a search folder shows mails that lie elsewhere
            name = " ".join(str(folder.get("displayName") or "?").split())[:200]
            paths[ref] = f"{path}/{name}" if path else name
            items += int(folder.get("totalItemCount") or 0)
            if folder.get("childFolderCount"):
                builder = api.user.mail_folders.by_mail_folder_id(ref).child_folders
                below.append((builder, paths[ref]))
            if len(paths) > _MOST_FOLDERS:
                raise Retry(f"the mailbox has more than {_MOST_FOLDERS:,} folders", after=3600.0)
        level = below
    return Folders(paths=paths, items=items)


def _children(api: GraphApi, level: list[tuple[Any, str]]) -> list[tuple[str, Json]]:
    """(path of the parent, folder) for all folders right under those of one level."""
    select = ["id", "displayName", "parentFolderId", "childFolderCount", "totalItemCount"]
    found: list[tuple[str, Json]] = []
    todo = level
    while todo:
        calls = [lambda builder=builder: builder.get(asking(select=select, top=_PAGE)) for builder, _ in todo]
        more: list[tuple[Any, str]] = []
        for page, (builder, path) in zip(api.ask_all(calls), todo, strict=True):
            if isinstance(page, Missing) and not path:
                raise no_mailbox(api.options.account)
            if isinstance(page, Missing):
                continue  # moved or deleted a moment ago
            found += [(path, folder) for folder in values(page)]
            if link := api.link(page, "@odata.nextLink"):
                more.append((builder.with_url(link), path))
        todo = more
    return found
