"""Says something unasked: on the surface where a person was last seen, or on the first that knows them."""

import logging
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from bot.replies.shapes import Reply
from bot.workflows.conversation import Surface

log = logging.getLogger("promissory.tell")


@dataclass(frozen=True)
class Tell:
    """`last_seen` names the surface on which a person talked to us last, if there was one."""

    surfaces: Sequence[Surface]
    last_seen: Callable[[str], str | None] = lambda email: None

    def deliver(self, email: str, reply: Reply) -> bool:
        """Once, on one surface. False if no surface knows them; raises what the last one raised."""
        preferred = self.last_seen(email)
        failed: Exception | None = None
        for surface in sorted(self.surfaces, key=lambda s: s.name != preferred):
            try:
                if surface.deliver(email, reply):
                    return True
            except Exception as problem:  # noqa: BLE001 - one platform that is down must not silence the other
                log.warning("%s could not deliver: %s", surface.name, type(problem).__name__)
                failed = problem
        if failed is not None:
            raise failed
        return False

    def refresh(self, reply: Reply) -> None:
        """Repaint every copy on every surface; raises what failed after the others were done."""
        failed: Exception | None = None
        for surface in self.surfaces:
            try:
                surface.refresh(reply)
            except Exception as problem:  # noqa: BLE001 - the copies elsewhere are repainted all the same
                failed = problem
        if failed is not None:
            raise failed
