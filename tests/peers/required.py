"""Whether a test may go without its peer."""

import os

import pytest


def here_or_skip(reason: str | None) -> None:
    """Skips the test for this reason; fails it where PROMISSORY_REQUIRE_PEERS=1 says that all peers are there."""
    if reason is None:
        return
    if os.environ.get("PROMISSORY_REQUIRE_PEERS") == "1":
        pytest.fail(reason)
    pytest.skip(reason)
