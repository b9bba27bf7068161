"""What Teams sends to a bot when people write, mention, click, search, come and go."""

from itertools import count
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from tests.doubles.teams import Message, Person, Room

Json = dict[str, Any]

TENANT = "5b1f3c2e-9d0a-4e57-8f3b-2f6a8f0c7d11"
APP_ID = "0f5c1d2e-1111-4222-8333-944455556666"
BOT = f"28:{APP_ID}"
ISSUER = "https://api.botframework.com"
_numbers = count(1)


class Activities:
    """Makes activities in Teams' own shape; `more` takes the place of what it would say."""

    people: "dict[str, Person]"
    service_url: str

    def activity(self, kind: str, user: str, room: "Room", **more: Any) -> Json:
        number = next(_numbers)
        person = self.people.get(user)
        data: Json = {"tenant": {"id": TENANT}}
        if room.team:
            data |= {"team": {"id": room.team}, "channel": {"id": room.id, "type": room.type}}
        return {
            "type": kind,
            "id": f"f:{number:08}-aaaa-bbbb",
            "timestamp": f"2026-11-20T09:{number // 60 % 60:02}:{number % 60:02}.{number % 1000:03}Z",
            "serviceUrl": self.service_url,
            "channelId": "msteams",
            "from": {
                "id": user,
                "name": person.name if person else user,
                "aadObjectId": f"aad-{user}",
                "tenantId": person.tenant if person else TENANT,
            },
            "recipient": {"id": BOT, "name": "Promissory"},
            "conversation": {
                "id": room.id,
                "conversationType": room.kind,
                "tenantId": TENANT,
                "isGroup": room.kind != "personal",
            },
            "channelData": data,
            "locale": "en-GB",
        } | more

    def message(self, user: str, text: str, room: "Room", *, root: str | None = None, **more: Any) -> Json:
        """Somebody writes; in a channel below `root`, or as a new thread."""
        number = str(1_763_800_000_000 + next(_numbers))
        made = self.activity("message", user, room, id=number, text=text, textFormat="plain")
        if room.kind == "channel":
            made["conversation"]["id"] = f"{room.id};messageid={root or number}"
        return made | more

    def mention(self, user: str, text: str, room: "Room", **more: Any) -> Json:
        entity = {
            "type": "mention",
            "text": "<at>Promissory</at>",
            "mentioned": {"id": BOT, "name": "Promissory"},
        }
        return self.message(user, f"<at>Promissory</at> {text}", room, entities=[entity], **more)

    def changed(self, message: Json, kind: str, **more: Any) -> Json:
        """A message that was edited ("messageUpdate") or deleted ("messageDelete")."""
        later = f"2026-11-20T11:00:{next(_numbers) % 60:02}.000Z"
        return message | {"type": kind, "timestamp": later} | more

    def moved(self, room: "Room", *, added: tuple[str, ...] = (), removed: tuple[str, ...] = ()) -> Json:
        """People, or the bot, come and go."""
        who = next(iter(self.people))
        return self.activity(
            "conversationUpdate",
            who,
            room,
            membersAdded=[{"id": one} for one in added],
            membersRemoved=[{"id": one} for one in removed],
        )

    def event(self, room: "Room", kind: str, **data: Any) -> Json:
        """Something became of a team or channel."""
        made = self.activity("conversationUpdate", next(iter(self.people)), room)
        made["channelData"] |= {"eventType": kind} | data
        return made

    def installed(self, user: str, room: "Room", action: str = "add") -> Json:
        return self.activity("installationUpdate", user, room, action=action)

    def click(
        self,
        user: str,
        room: "Room",
        button: Json,
        *,
        message: "Message | None" = None,
        trigger: str = "manual",
        **typed: Any,
    ) -> Json:
        """Presses an Action.Execute; what the inputs hold goes along, as Teams merges it into the data."""
        action = {
            "type": "Action.Execute",
            "verb": button["verb"],
            "title": button.get("title", ""),
            "data": button["data"] | typed,
        }
        value = {"action": action, "trigger": trigger}
        named = {"name": "adaptiveCard/action", "value": value}
        reply = {"replyToId": message.id} if message is not None else {}
        return self.activity("invoke", user, room, **named, **reply)

    def query(self, user: str, room: "Room", words: str, **more: Any) -> Json:
        """Types into the search of the message extension."""
        named = {"name": "query", "value": words} if words else {"name": "initialRun", "value": "true"}
        value = {
            "commandId": "searchPromises",
            "parameters": [named],
            "queryOptions": {"skip": 0, "count": 25},
        }
        return self.activity("invoke", user, room, name="composeExtension/query", value=value | more)
