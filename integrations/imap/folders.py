"""Which folders of a mailbox are read: not drafts, spam and trash, by what the server says and by their names."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from integrations.errors import Rejected

_NEVER = frozenset({"\\drafts", "\\junk", "\\trash", "\\noselect", "\\nonexistent"})
_USUAL_NAMES = frozenset(
    {
        # Drafts, and what is still to be sent
        *("drafts", "draft", "unsent messages", "templates", "outbox", "unsent", "scheduled"),
        *("entwürfe", "entwurf", "vorlagen", "postausgang", "brouillons", "modèles", "boîte d'envoi"),
        *("borradores", "bandeja de salida", "bozze", "posta in uscita", "concepten", "postvak uit"),
        *(
            "rascunhos",
            "utkast",
            "kladder",
            "luonnokset",
            "szkice",
            "wersje robocze",
            "koncepty",
            "черновики",
        ),
        # Spam
        *("junk", "spam", "junk email", "junk e-mail", "junk mail", "bulk mail", "bulk", "unwanted"),
        *("junk-e-mail", "spamverdacht", "unerwünscht", "werbung", "courrier indésirable", "indésirables"),
        *("pourriel", "correo no deseado", "no deseado", "posta indesiderata", "ongewenste e-mail"),
        *("ongewenste mail", "lixo eletrônico", "lixo eletrónico", "skräppost", "skräp", "søppelpost"),
        *("uønsket e-mail", "uønsket mail", "roskaposti", "niechciane", "nevyžádaná pošta", "спам"),
        # Trash
        *("trash", "bin", "deleted", "deleted items", "deleted messages", "wastebasket", "rubbish"),
        *("papierkorb", "gelöscht", "gelöschte elemente", "gelöschte objekte", "corbeille", "poubelle"),
        *("éléments supprimés", "messages supprimés", "papelera", "elementos eliminados", "eliminados"),
        *("cestino", "posta eliminata", "elementi eliminati", "prullenbak", "verwijderde items"),
        *("lixeira", "lixo", "itens excluídos", "itens eliminados", "papperskorgen", "borttaget"),
        *("papirkurv", "slettede elementer", "slettet post", "roskakori", "poistetut", "kosz", "koš"),
        *("elementy usunięte", "odstraněná pošta", "удаленные", "корзина"),
    }
)
_PARENTS = frozenset({"inbox", "[gmail]", "[google mail]", "mail"})
"""Beneath these, and at the top, a usual name means what it says; elsewhere it is somebody's own folder."""


@dataclass(frozen=True)
class Folder:
    """One folder as the server lists it."""

    raw: str
    """The server's name, in its own encoding."""
    name: str
    """As its owner sees it, with "/" between levels."""
    flags: frozenset[str] = frozenset()
    """Lower case, such as `\\sent`."""
    status: dict[str, int] = field(default_factory=dict, compare=False)
    """messages, uidnext, uidvalidity, highestmodseq as far as the server told them."""


@dataclass(frozen=True)
class Wanted:
    """What the settings ask for, as names that the owner sees; `Name/*` is the folder with all beneath it."""

    only: tuple[str, ...] = ()
    never: tuple[str, ...] = ()


def to_read(listed: Sequence[Folder], wanted: Wanted) -> list[Folder]:
    """The folders that are read, by name.

    Where the server has one folder of all mail, that is the only one, unless the settings name folders.
    """
    hidden = [f for f in listed if f.flags & _NEVER - {"\\noselect", "\\nonexistent"} or _usual(f.name)]
    left = [f for f in listed if not f.flags & _NEVER and not any(_within(f.name, h.name) for h in hidden)]
    if wanted.only:
        left = [f for f in left if _matches(f.name, wanted.only)]
    elif everything := [f for f in left if "\\all" in f.flags]:
        left = everything
    return sorted((f for f in left if not _matches(f.name, wanted.never)), key=lambda f: f.raw)


def refuse_wrong_names(listed: Sequence[Folder], wanted: Wanted) -> None:
    """Raises Rejected when a folder is asked for by name that isn't there or is never read."""
    readable = to_read(listed, Wanted(only=("*",)))
    for name in wanted.only:
        if any(_matches(f.name, (name,)) for f in readable):
            continue
        if any(_matches(f.name, (name,)) for f in listed):
            raise Rejected(f"the folder {name} holds drafts, spam or deleted mail, which are never read")
        raise Rejected(f"there is no folder {name} in this mailbox: correct the option folders")


def holds_everything(folder: Folder) -> bool:
    """Whether this is the folder of all mail, which says nothing about where a mail lies."""
    return "\\all" in folder.flags


def _usual(name: str) -> bool:
    above, _, last = name.casefold().rpartition("/")
    return last in _USUAL_NAMES and (not above or above in _PARENTS)


def _within(name: str, folder: str) -> bool:
    name, folder = name.casefold(), folder.casefold()
    return name == folder or name.startswith(folder + "/")


def _matches(name: str, patterns: Iterable[str]) -> bool:
    for pattern in patterns:
        if pattern == "*" or name.casefold() == pattern.casefold():
            return True
        if pattern.endswith("/*") and _within(name, pattern[:-2]):
            return True
    return False
