"""The Teams app package: a zip with manifest.json and two icons, checked before it is written."""

import io
import json
import re
import zipfile
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from bot.teams import icon

Json = dict[str, Any]

FILE = "promissory-teams.zip"
MANIFEST_VERSION = "1.22"
SEARCH, SEARCHED = "searchPromises", "query"
"""The command of the message extension, and the one parameter that it sends."""
SCOPES = ("personal", "team", "groupChat")
HEARS = ("ChannelMessage.Read.Group", "ChatMessage.Read.Chat")
"""What lets the bot hear a channel or a group chat in which nobody mentions it; owners consent when they add it."""

_ASSETS = Path(__file__).parent / "assets"
_ICONS = {"color.png": 192, "outline.png": 32}
_GUID = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")
_VERSION = re.compile(r"(0|[1-9]\d{0,8})\.(0|[1-9]\d{0,8})\.(0|[1-9]\d{0,8})")
_HOST = re.compile(r"(?=.{4,253}$)([a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z][a-z0-9-]{0,61}[a-z0-9]")
_QUESTIONS = (
    ("what do I owe this week?", "My open promises, those due first"),
    ("what did we promise Acme?", "What was promised to a customer, with the words that were said"),
    ("what is late?", "Promises that are past their day"),
)
_PAGES = (("home", "What waits for you"), ("settings", "When I may write to you"))
"""What may be typed in a private chat besides questions."""
_SHORT = "Keeps what was promised to customers, with the exact words as evidence."
_FULL = (
    "Promissory keeps a ledger of what was promised to customers and by customers, with the exact words as "
    "evidence. Ask it what was promised to whom, in a chat with it or in a channel. It proposes changes of CRM "
    "fields as cards that somebody has to approve, and reminds people before a promise is broken. Everybody sees "
    "only what rests on mails, meetings and conversations that they may read themselves. Nothing is sent to a "
    "customer, and nothing is written into the CRM without a click."
)


@dataclass(frozen=True, slots=True)
class Wanted:
    """Whose package: the bot's application id, and the host at which Teams reaches Promissory.

    `website` is what the app's page in Teams links to. With `mentions_only` the bot asks for no consent to
    hear conversations in which nobody mentions it."""

    app_id: str
    domain: str
    website: str = ""
    version: str = "1.0.0"
    mentions_only: bool = False


def manifest(wanted: Wanted) -> Json:
    """What Teams reads first."""
    app_id, domain = wanted.app_id.strip().lower(), host_of(wanted.domain)
    site = wanted.website.strip() or f"https://{domain}"
    made: Json = {
        "$schema": f"https://developer.microsoft.com/json-schemas/teams/v{MANIFEST_VERSION}/MicrosoftTeams.schema.json",
        "manifestVersion": MANIFEST_VERSION,
        "version": wanted.version.strip(),
        "id": app_id,
        "developer": {"name": "Promissory", "websiteUrl": site, "privacyUrl": site, "termsOfUseUrl": site},
        "name": {"short": "Promissory", "full": "Promissory: what was promised, and by when"},
        "description": {"short": _SHORT, "full": _FULL},
        "icons": {"color": "color.png", "outline": "outline.png"},
        "accentColor": "#1F3A5F",
        "defaultInstallScope": "personal",
        "bots": [_bot(app_id)],
        "composeExtensions": [_extension(app_id)],
        "permissions": ["identity", "messageTeamMembers"],
        "validDomains": [domain],
    }
    if wanted.mentions_only:
        return made
    # Consent of owners needs an application to give it to; nothing signs in at this resource.
    return made | {
        "webApplicationInfo": {"id": app_id, "resource": f"api://botid-{app_id}"},
        "authorization": {
            "permissions": {"resourceSpecific": [{"name": n, "type": "Application"} for n in HEARS]}
        },
    }


def icons() -> dict[str, bytes]:
    return {name: (_ASSETS / name).read_bytes() for name in _ICONS}


def zipped(made: Json, pictures: Mapping[str, bytes]) -> bytes:
    """The same bytes for the same content, on every machine and day."""
    packed = io.BytesIO()
    content = {"manifest.json": (json.dumps(made, indent=2, ensure_ascii=False) + "\n").encode(), **pictures}
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_STORED) as archive:
        for name, data in content.items():
            entry = zipfile.ZipInfo(name, date_time=(1980, 1, 1, 0, 0, 0))
            entry.create_system, entry.external_attr = 3, 0o644 << 16
            archive.writestr(entry, data)
    return packed.getvalue()


def host_of(words: str) -> str:
    """A host out of what people give for one: with https://, a path or capital letters."""
    return words.strip().lower().removeprefix("https://").partition("/")[0]


# ---------------------------------------------------------------- what Teams would refuse


def problems(made: Json, pictures: Mapping[str, bytes]) -> tuple[str, ...]:
    """Everything that Teams would refuse, each as one sentence; nothing: it can be uploaded."""
    return (*_identity(made), *_lengths(made), *_links(made), *_pictures(pictures))


def _identity(made: Json) -> Iterator[str]:
    app_id = made["id"]
    if not app_id:
        yield (
            "The bot's application id is missing: set PROMISSORY_TEAMS_CLIENT_ID to the one of its "
            "registration, or give --app-id."
        )
    elif not _GUID.fullmatch(app_id):
        yield f"{app_id[:60]!r} is no application id: it has 36 characters and looks like 1b4e28ba-2fa1-11d2-883f-0016d3cca427."
    elif len(set(app_id)) <= 4 or app_id.startswith("12345678-1234"):
        yield f"{app_id} is a placeholder: give the application id of the bot's registration in Microsoft Entra."
    if not _VERSION.fullmatch(made["version"]):
        yield f"{made['version'][:60]!r} is no version: give three numbers such as 1.0.1."


def _lengths(made: Json) -> Iterator[str]:
    command = made["composeExtensions"][0]["commands"][0]
    limited = [
        ("the short name", made["name"]["short"], 30),
        ("the full name", made["name"]["full"], 100),
        ("the short description", made["description"]["short"], 80),
        ("the full description", made["description"]["full"], 4000),
        ("the developer's name", made["developer"]["name"], 32),
        ("the title of the search", command["title"], 32),
        ("the description of the search", command["description"], 128),
    ]
    for listed in made["bots"][0]["commandLists"]:
        for one in listed["commands"]:
            limited += [("a command's title", one["title"], 32), ("its description", one["description"], 128)]
    for what, words, most in limited:
        if not words.strip():
            yield f"{what[0].upper()}{what[1:]} is missing."
        elif len(words) > most:
            yield f"{what[0].upper()}{what[1:]} has {len(words)} characters; Teams takes {most}."


def _links(made: Json) -> Iterator[str]:
    for domain in made["validDomains"]:
        if not domain:
            yield "The host at which Teams reaches Promissory is missing: set PROMISSORY_PUBLIC_URL, or give --domain."
        elif not _HOST.fullmatch(domain):
            yield f"{domain[:80]!r} is no host that Teams could reach: give one such as promissory.example.com."
    if not made["validDomains"][0]:
        return
    for url in dict.fromkeys(made["developer"][k] for k in ("websiteUrl", "privacyUrl", "termsOfUseUrl")):
        if not url.startswith("https://") or len(url) > 2048 or re.search(r"\s", url):
            yield f"{url[:80]!r} can't be the app's page: give an address that begins with https://."


def _pictures(pictures: Mapping[str, bytes]) -> Iterator[str]:
    for name, edge in _ICONS.items():
        drawn = icon.read(pictures.get(name, b""))
        if drawn is None:
            yield f"{name} is no PNG picture with 8 bits a colour."
        elif (drawn.width, drawn.height) != (edge, edge):
            yield f"{name} has {drawn.width} × {drawn.height} pixels; Teams wants {edge} × {edge}."
        elif name == "outline.png" and not drawn.is_white_on_nothing:
            yield f"{name} must be white on a transparent ground, and nothing else."


# ---------------------------------------------------------------- parts of the manifest


def _bot(app_id: str) -> Json:
    asked, alone = (
        [{"title": title, "description": what} for title, what in some]
        for some in (_QUESTIONS, _QUESTIONS + _PAGES)
    )
    return {
        "botId": app_id,
        "scopes": list(SCOPES),
        "isNotificationOnly": False,
        "supportsFiles": False,
        "supportsCalling": False,
        "supportsVideo": False,
        "commandLists": [
            {"scopes": ["personal"], "commands": alone},
            {"scopes": ["team", "groupChat"], "commands": asked},
        ],
    }


def _extension(app_id: str) -> Json:
    searched = {
        "name": SEARCHED,
        "title": "Promise",
        "description": "A customer, or words of the promise",
        "inputType": "text",
    }
    return {
        "botId": app_id,
        "commands": [
            {
                "id": SEARCH,
                "type": "query",
                "title": "Search promises",
                "description": "Find a promise that you may read, and put it into your message",
                "context": ["compose", "commandBox"],
                "initialRun": True,
                "parameters": [searched],
            }
        ],
    }
