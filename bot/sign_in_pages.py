"""The pages of a sign-in over our server: what will be read, off to the vendor, and back."""

import logging
from collections.abc import Callable
from html import escape

from pydantic import SecretStr
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import HTMLResponse, RedirectResponse, Response
from starlette.routing import Route, Router

from bot.workflows.connect import Connect, Connected, Plan
from integrations.oauth_loopback import read_return
from records.errors import PromissoryError

PATH = "/connect/"
RETURN = "/connect/return"
COOKIE = "__Host-promissory-sign-in"
_HEADERS = {
    "Cache-Control": "no-store",
    "Referrer-Policy": "no-referrer",
    "X-Frame-Options": "DENY",
    "X-Content-Type-Options": "nosniff",
    # No form-action: browsers hold it against the redirect to the vendor as well.
    "Content-Security-Policy": "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'none'",
}
log = logging.getLogger("promissory.connections")


def link(public_url: str, ticket: SecretStr) -> str:
    """What its owner is sent to open; whoever has it can begin, but only that mailbox's owner can end."""
    return f"{public_url.rstrip('/')}{PATH}{ticket.get_secret_value()}"


def pages(connect: Callable[[], Connect], public_url: str) -> Router:
    """Routes below /connect/. `public_url` is https, where browsers reach us."""
    back = f"{public_url.rstrip('/')}{RETURN}"

    async def show(request: Request) -> Response:
        # Looking spends nothing: chat programs open links before people do.
        ticket = SecretStr(request.path_params["ticket"])
        try:
            plan = await run_in_threadpool(lambda: connect().invited(ticket))
        except PromissoryError as problem:
            return _page(str(problem), status=404)
        return _page(_consent(plan))

    async def begin(request: Request) -> Response:
        ticket = SecretStr(request.path_params["ticket"])
        try:
            started, browser = await run_in_threadpool(lambda: connect().accept(ticket, back))
        except PromissoryError as problem:
            return _page(str(problem), status=404)
        answer = RedirectResponse(started.url, status_code=303, headers=_HEADERS)
        answer.set_cookie(
            COOKIE,
            browser.get_secret_value(),
            max_age=600,
            path="/",
            secure=True,
            httponly=True,
            samesite="lax",
        )
        return answer

    async def finish(request: Request) -> Response:
        came_back, cookie = SecretStr(str(request.url)), SecretStr(request.cookies.get(COOKIE, ""))

        def work() -> Connected:
            code, state = read_return(came_back)
            return connect().finish(state, code, None, browser=cookie)

        try:
            done = await run_in_threadpool(work)
        except PromissoryError as problem:
            answer = _page(str(problem), status=400)
        else:
            log.info("connected %s over the web", done.connection.id)
            answer = _page(f"{done.connection.id} is connected. You can close this window.")
        answer.delete_cookie(COOKIE, path="/", secure=True, httponly=True, samesite="lax")
        return answer

    return Router(
        routes=[
            Route(RETURN, finish, methods=["GET"]),
            Route(PATH + "{ticket}", show, methods=["GET"]),
            Route(PATH + "{ticket}", begin, methods=["POST"]),
        ],
        # To where, whoever calls could say.
        redirect_slashes=False,
    )


def _consent(plan: Plan) -> list[str]:
    """HTML: what will be read and why, and a button."""
    scopes = "".join(
        f"<li><code>{escape(s.name)}</code>{': ' + escape(s.why) if s.why else ''}</li>" for s in plan.scopes
    )
    return [
        f"<h1>{escape(plan.sheet.title)} of {escape(plan.account)}</h1>",
        f"<p>Promissory {escape(plan.sheet.access)}. It asks for no more than this:</p><ul>{scopes}</ul>",
        f"<p>Only {escape(plan.owner)} can see what is read, until a sharing rule or a person shares it.</p>",
        "<form method=post><button>Go on to the sign-in</button></form>",
    ]


def _page(said: str | list[str], status: int = 200) -> HTMLResponse:
    body = f"<p>{escape(said)}</p>" if isinstance(said, str) else "".join(said)
    return HTMLResponse(
        "<!doctype html><html lang=en><meta charset=utf-8><title>Promissory</title>"
        "<meta name=viewport content='width=device-width'>"
        f"<body style='font:16px sans-serif;max-width:40em;margin:3em auto;padding:0 1em'>{body}",
        status_code=status,
        headers=_HEADERS,
    )
