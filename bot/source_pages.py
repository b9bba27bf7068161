"""The page behind a link to a source: the same for every id, so that it tells nothing to who may not read it."""

from starlette.requests import Request
from starlette.responses import HTMLResponse, Response
from starlette.routing import Route, Router

from bot.replies.source_links import PATH as PATH
from bot.replies.source_links import event_of as event_of
from bot.replies.source_links import source_link as source_link

_HEADERS = {
    "Cache-Control": "no-store",
    "Referrer-Policy": "no-referrer",
    "X-Frame-Options": "DENY",
    "X-Content-Type-Options": "nosniff",
    "X-Robots-Tag": "noindex, nofollow",
    "Content-Security-Policy": (
        "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
    ),
}
_PAGE = """<!doctype html><html lang=en><meta charset=utf-8><title>A source in Promissory</title>
<meta name=viewport content='width=device-width'>
<body style='font:16px/1.5 sans-serif;max-width:40em;margin:3em auto;padding:0 1em'>
<h1 style='font-size:1.4em'>This link belongs to a source in Promissory</h1>
<p>What it says is shown only to people who may read it, and this page can't know who you are.</p>
<p>To see it, send the link to Promissory in Slack or Teams, in a direct message: it shows you who said it, when,
and in which words, if you may read them. In a channel it shows them only where everybody may read them.</p>
<p>If it shows you nothing, ask the colleague who sent you the link.</p>
"""


def pages() -> Router:
    """Routes below /source/. Nothing is looked up, whatever the id."""

    async def show(request: Request) -> Response:
        return HTMLResponse(_PAGE, headers=_HEADERS)

    return Router(routes=[Route(PATH + "{anything:path}", show, methods=["GET"])], redirect_slashes=False)
