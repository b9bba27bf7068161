"""Failures of the outside world, named by what the caller should do."""

from records.errors import PromissoryError


class Retry(PromissoryError):
    """Try again, not before `after` seconds."""

    def __init__(self, message: str, after: float = 1.0) -> None:
        super().__init__(message)
        self.after = after


class Reauth(PromissoryError):
    """The grant is gone: a person must connect again."""


class Expired(PromissoryError):
    """The cursor is no longer served: list everything anew."""


class Rejected(PromissoryError):
    """The other side refuses this change for good; the sentence says why."""


class Skip(PromissoryError):
    """This one item can't be read; quarantine it and go on."""


class Drift(Rejected):
    """The CRM no longer holds the value that the proposal was based on."""

    def __init__(self, message: str, current: str | None) -> None:
        super().__init__(message)
        self.current = current


class Unverified(PromissoryError):
    """Nothing shows that this came from whom it claims, or it came too late; the sentence says which."""
