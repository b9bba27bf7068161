"""How much a mail may cost before it is set aside: the caps that keep reading linear and small."""

from integrations.errors import Skip

MAX_MAIL = 50 * 1024 * 1024
MAX_HEADERS = 256 * 1024
MAX_ENCODED_WORDS = 2000
MAX_PARTS = 1000
MAX_DEPTH = 20
MAX_BOUNDARY_LIKE = 50_000
MAX_TEXT = 500_000
"""Characters of text kept of one mail; the rest is cut and flagged `truncated`."""
MAX_HTML = 1_500_000
MAX_ATTACHED_TEXT = 100_000
MAX_PEOPLE = 1000
MAX_ICS = 10 * 1024 * 1024
MAX_SUBTITLES = 2 * 1024 * 1024
MAX_OCCURRENCES = 400


class Budget:
    """Counts what one mail has used up so far; raises Skip with a plain reason past a cap."""

    def __init__(self) -> None:
        self._parts = 0
        self._boundary_like = 0

    def part(self, depth: int) -> None:
        self._parts += 1
        if depth > MAX_DEPTH:
            raise Skip(f"parts are nested more than {MAX_DEPTH} deep")
        if self._parts > MAX_PARTS:
            raise Skip(f"more than {MAX_PARTS:,} parts")

    def boundary_like(self) -> None:
        self._boundary_like += 1
        if self._boundary_like > MAX_BOUNDARY_LIKE:
            raise Skip(f"more than {MAX_BOUNDARY_LIKE:,} lines that look like part boundaries")


def check_size(size: int) -> None:
    """Raises Skip when a mail is too big to be read safely."""
    if size > MAX_MAIL:
        raise Skip(f"the mail is larger than {MAX_MAIL // (1024 * 1024)} MB")


def check_headers(section: bytes) -> None:
    """Raises Skip when a header section is a bomb."""
    if len(section) > MAX_HEADERS:
        raise Skip(f"the headers are larger than {MAX_HEADERS // 1024} kB")
    if section.count(b"=?") > MAX_ENCODED_WORDS:
        raise Skip(f"more than {MAX_ENCODED_WORDS:,} encoded words in the headers")
