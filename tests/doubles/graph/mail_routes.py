"""/mailFolders and /messages in Graph's JSON."""

import hashlib
import re
from collections.abc import Callable
from datetime import UTC, datetime
from email.utils import getaddresses
from typing import Any, TypeVar

from tests.doubles.graph.mailbox import Folder, Mailbox, Message, encoded, header
from tests.doubles.graph.refusals import Refused, bad_request, not_found
from tests.doubles.graph.rounds import selected
from tests.doubles.graph.wire import Request, Response, answer

T = TypeVar("T")
IMMUTABLE = 'idtype="immutableid"'


class MailRoutes:
    """Answers for one mailbox; `base` is how links to it begin."""

    def __init__(self, mailbox: Mailbox, base: str) -> None:
        self._box = mailbox
        self._base = base

    def answer(self, segments: list[str], request: Request) -> Response:
        match segments:
            case ["mailFolders"]:
                return self._folders(self._box.known["msgfolderroot"], "mailFolders", request)
            case ["mailFolders", name]:
                return answer(self._folder_json(self._folder(name), request))
            case ["mailFolders", name, "childFolders"]:
                folder = self._folder(name)
                return self._folders(folder.id, f"mailFolders('{folder.id}')/childFolders", request)
            case ["mailFolders", name, "messages"]:
                folder = self._folder(name)
                inside = [m for m in self._box.messages.values() if m.folder == folder.id]
                return self._list(inside, f"mailFolders('{folder.id}')/messages", request)
            case ["mailFolders", name, "messages", "delta"]:
                return self._delta(self._folder(name), request)
            case ["messages"]:
                return self._list(self._box.all_messages(), "messages", request)
            case ["messages", name]:
                return answer(self._message_json(self._message(name), request, _select(request)))
            case ["messages", name, "$value"]:
                message = self._message(name)
                if message.unrenderable:
                    raise Refused(
                        500, "ErrorMimeContentConversionFailed", "The MIME content could not be made."
                    )
                return Response(200, message.raw, content_type="text/plain")
        raise bad_request("Resource not found for the segment.")

    def _folder(self, name: str) -> Folder:
        folder = self._box.folder(name)
        if folder is None:
            raise not_found()
        return folder

    def _message(self, name: str) -> Message:
        message = self._box.find(name)
        if message is None:
            if not name.startswith("AA"):
                raise Refused(400, "ErrorInvalidIdMalformed", "Id is malformed.")
            raise not_found()
        return message

    def _folders(self, parent: str, path: str, request: Request) -> Response:
        hidden = request.query.get("includeHiddenFolders", "").lower() == "true"
        found = self._box.children(parent, hidden)
        return self._paged(found, path, request, lambda folder: self._folder_json(folder, request))

    def _folder_json(self, folder: Folder, request: Request) -> dict[str, Any]:
        inside = [m for m in self._box.messages.values() if m.folder == folder.id]
        value = {
            "id": folder.id,
            "displayName": folder.name,
            "parentFolderId": folder.parent,
            "childFolderCount": len(self._box.children(folder.id, hidden=False)),
            "unreadItemCount": sum(not m.is_read for m in inside),
            "totalItemCount": len(inside),
            "sizeInBytes": sum(len(m.raw) for m in inside),
            "isHidden": folder.hidden,
        }
        if folder.is_search:
            value["@odata.type"] = "#microsoft.graph.mailSearchFolder"
        return selected(value, _select(request))

    def id_of(self, message: Message, request: Request) -> str:
        wants = IMMUTABLE in [each.lower() for each in request.preferences]
        return self._box.immutable_id(message) if wants else self._box.rest_id(message)

    def _message_json(self, message: Message, request: Request, select: tuple[str, ...]) -> dict[str, Any]:
        state = f"{message.folder}{message.is_read}{message.moves}{hashlib.md5(message.raw).hexdigest()}"
        key = hashlib.md5(state.encode()).hexdigest()[:24]
        value: dict[str, Any] = {
            "@odata.type": "#microsoft.graph.message",
            "@odata.etag": f'W/"{key}"',
            "id": self.id_of(message, request),
        }
        if select and set(select) <= {"id", "isDraft"}:
            return {**value, "isDraft": message.is_draft} if "isDraft" in select else value
        value |= {
            "createdDateTime": _seconds(message.received),
            "lastModifiedDateTime": _seconds(message.received),
            "changeKey": key,
            "categories": [],
            "receivedDateTime": _seconds(message.received),
            "sentDateTime": _seconds(message.received),
            "hasAttachments": False,
            "internetMessageId": header(message, "Message-ID"),
            "subject": header(message, "Subject"),
            "importance": "normal",
            "parentFolderId": message.folder,
            "isRead": message.is_read,
            "isDraft": message.is_draft,
            "webLink": message.web_link,
            "from": _people(header(message, "From"))[:1],
            "toRecipients": _people(header(message, "To")),
        }
        value["from"] = value["from"][0] if value["from"] else None
        return selected(value, select)

    def _list(self, messages: list[Message], path: str, request: Request) -> Response:
        query = request.query
        if "$filter" in query:
            messages = [m for m in messages if _matches(m, query["$filter"])]
        if order := query.get("$orderby"):
            name, _, way = order.partition(" ")
            if name != "receivedDateTime":
                raise bad_request("The property can't be sorted by.")
            messages = sorted(messages, key=lambda m: (m.received, m.key), reverse=way.lower() == "desc")
        elif "$filter" not in query:
            messages = sorted(messages, key=lambda m: (m.received, m.key), reverse=True)
        select = _select(request)
        return self._paged(messages, path, request, lambda m: self._message_json(m, request, select))

    def _paged(
        self, items: list[T], path: str, request: Request, show: Callable[[T], dict[str, Any]]
    ) -> Response:
        """By $top and $skip, as Graph does: what comes or goes meanwhile shifts the rest."""
        query = request.query
        top = min(int(query.get("$top", "10")), 1000)
        skip = int(query.get("$skip", "0"))
        body: dict[str, Any] = {
            "@odata.context": "$metadata#Collection",
            "value": [show(each) for each in items[skip : skip + top]],
        }
        if len(items) > skip + top:
            rest = {**query, "$top": str(top), "$skip": str(skip + top)}
            body["@odata.nextLink"] = f"{self._base}/{path}?{_encoded(rest)}"
        return answer(body)

    def _delta(self, folder: Folder, request: Request) -> Response:
        if folder.is_search:
            raise bad_request("Change tracking is not supported against a search folder.")
        touches, state, link = self._box.rounds.page(request, folder.id, self._box.listed(folder.id))
        wants = IMMUTABLE in [each.lower() for each in request.preferences]
        values: list[dict[str, Any]] = []
        for touch in touches:
            message = self._box.messages.get(touch.key)
            if message is not None and message.folder == folder.id:
                values.append(self._message_json(message, request, state.select))
            elif not state.is_first:
                stable = encoded("AAkALgAA", self._box.owner, touch.key)
                values.append(
                    {
                        "@odata.type": "#microsoft.graph.message",
                        "id": stable if wants else touch.name,
                        "@removed": {"reason": "deleted"},
                    }
                )
        kind = "@odata.nextLink" if link.startswith("$skip") else "@odata.deltaLink"
        address = f"{self._base}/mailFolders('{folder.id}')/messages/delta?{link}"
        return answer({"@odata.context": "$metadata#Collection(message)", kind: address, "value": values})


def _select(request: Request) -> tuple[str, ...]:
    return tuple(filter(None, request.query.get("$select", "").split(",")))


def _encoded(query: dict[str, str]) -> str:
    from urllib.parse import quote

    return "&".join(f"{name}={quote(value, safe='')}" for name, value in query.items())


def _seconds(at: datetime) -> str:
    return f"{at.astimezone(UTC):%Y-%m-%dT%H:%M:%SZ}"


def _matches(message: Message, clause: str) -> bool:
    match = re.fullmatch(r"receivedDateTime (lt|le|gt|ge) (\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ)", clause)
    if match is None:
        raise Refused(400, "ErrorInvalidUrlQueryFilter", "Invalid filter clause.")
    at = datetime.fromisoformat(match[2])
    return {
        "lt": message.received < at,
        "le": message.received <= at,
        "gt": message.received > at,
        "ge": message.received >= at,
    }[match[1]]


def _people(value: str) -> list[dict[str, Any]]:
    return [{"emailAddress": {"name": name or mail, "address": mail}} for name, mail in getaddresses([value])]
