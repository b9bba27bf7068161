"""What can go wrong, said in one plain sentence that a user can act on."""


class PromissoryError(Exception):
    """A sentence for a person: shown as it is, exit code 1."""


class UnknownReader(PromissoryError):
    """Nobody by that address works here, so nothing may be shown."""


class NotFound(PromissoryError):
    """No such thing, or the asker may not know of it."""


class NotAllowed(PromissoryError):
    """The actor may not do this; the sentence says who can."""


class AlreadyDecided(PromissoryError):
    """Somebody else decided first; the sentence says who."""


class QuoteMismatch(PromissoryError):
    """A promise whose quote is not exactly the text at its span."""


class NewerDatabase(PromissoryError):
    """The database was written by a newer version of Promissory."""


class HomeBusy(PromissoryError):
    """Another process works on this data home."""


class UnknownAccount(PromissoryError):
    """No account by that name; the sentence names near matches."""


class Outdated(PromissoryError):
    """What this rests on changed meanwhile: look again and repeat."""
