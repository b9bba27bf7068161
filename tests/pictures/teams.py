"""What a picture of Teams shows: `draw_teams.mjs` draws it."""

import base64
from pathlib import Path
from typing import Any

from tests.doubles.adaptive_cards import check_card
from tests.pictures import samples

Json = dict[str, Any]

LOGO = Path(__file__).parents[2] / "bot" / "teams" / "assets" / "color.png"


def scene(name: str, *cards: Json, question: str = "", dark: bool = False, alone: bool = False) -> Json:
    """One picture: what a person wrote, if anything, and the cards that answered; `alone`: nobody else sees them."""
    for shown in cards:
        check_card(shown)
    at = samples.NOW.astimezone(samples.CET).strftime("%H:%M")
    asked = [{"person": True, "time": at, "words": question}] if question else []
    logo = "data:image/png;base64," + base64.b64encode(LOGO.read_bytes()).decode()
    bot = {"name": "Promissory", "time": at, "logo": logo, "alone": "Only you see this" if alone else ""}
    return {
        "name": name,
        "theme": "dark" if dark else "light",
        "messages": [*asked, *(bot | {"card": c} for c in cards)],
    }
