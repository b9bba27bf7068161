"""The cursors of a mailbox as text: where each folder's delta goes on, and how far back a backfill has come."""

from datetime import UTC, datetime, timedelta

from pydantic import AwareDatetime, ValidationError

from integrations.errors import Expired
from records.models import Frozen


class Deltas(Frozen):
    """`folders`: folder id -> Graph's link to what comes next; `unread`: ids of folders that are not read."""

    folders: dict[str, str]
    unread: list[str]

    @property
    def text(self) -> str:
        return self.model_dump_json()

    def moved(self, folder: str, link: str | None) -> "Deltas":
        """With the folder's link replaced, or the folder left out."""
        others = {name: each for name, each in self.folders.items() if name != folder}
        return self.model_copy(update={"folders": others if link is None else {**others, folder: link}})

    @staticmethod
    def read(text: str) -> "Deltas":
        """Raises Expired for a cursor that is none of ours."""
        try:
            return Deltas.model_validate_json(text)
        except ValidationError as failure:
            raise Expired(
                "the place in the mailbox can't be understood; everything is listed anew"
            ) from failure


class Depth(Frozen):
    """A backfill has come down to `at`, of that second it has seen the mails in `seen`; it read `done` in all."""

    at: AwareDatetime | None = None
    seen: list[str] = []
    done: int = 0

    @property
    def text(self) -> str:
        return self.model_dump_json()

    @property
    def filter(self) -> str | None:
        """What is left. Graph shows whole seconds but compares fractions, so the last second is asked for again."""
        if self.at is None:
            return None
        end = (self.at + timedelta(seconds=1)).astimezone(UTC)
        return f"receivedDateTime lt {end.isoformat(timespec='seconds').replace('+00:00', 'Z')}"

    def after(self, rows: list[tuple[str, datetime]], read: int) -> "Depth":
        """Further on by these (id, received), of which so many were read."""
        if not rows:
            return self
        at = min(received for _, received in rows).replace(microsecond=0)
        same = [ref for ref, received in rows if received.replace(microsecond=0) == at]
        before = self.seen if self.at == at else []
        return Depth(at=at, seen=[*before, *same], done=self.done + read)

    @staticmethod
    def read(text: str) -> "Depth":
        try:
            return Depth.model_validate_json(text)
        except ValidationError as failure:
            raise Expired(
                "the place in the mailbox can't be understood; everything is listed anew"
            ) from failure
