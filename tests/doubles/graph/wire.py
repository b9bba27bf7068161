"""HTTP/1.1 on 127.0.0.1 in a thread of its own; one answer may be late, and a connection may just end."""

import asyncio
import contextlib
import json
import threading
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import parse_qsl, unquote, urlsplit

import h11


@dataclass(frozen=True)
class Request:
    method: str
    target: str
    headers: dict[str, str]
    body: bytes = b""

    @property
    def path(self) -> str:
        return urlsplit(self.target).path

    @property
    def query(self) -> dict[str, str]:
        return dict(parse_qsl(urlsplit(self.target).query, keep_blank_values=True))

    @property
    def segments(self) -> list[str]:
        """The path in pieces, decoded; users('x') and delta() as users/x and delta."""
        found: list[str] = []
        for raw in self.path.split("/")[2:]:
            piece = unquote(raw).removeprefix("microsoft.graph.")
            name, bracket, inside = piece.partition("(")
            inside = inside.removesuffix(")")
            found.append(name)
            if bracket and inside:
                found.append(inside.removeprefix("'").removesuffix("'").replace("''", "'"))
        return found

    @property
    def preferences(self) -> list[str]:
        return [each.strip() for each in self.headers.get("prefer", "").split(",") if each.strip()]

    @property
    def json(self) -> Any:
        return json.loads(self.body or b"{}")


@dataclass(frozen=True)
class Response:
    status: int = 200
    body: bytes = b""
    content_type: str = "application/json; odata.metadata=minimal; charset=utf-8"
    headers: dict[str, str] = field(default_factory=dict)


class Dropped(Exception):
    """The connection ends here, without an answer."""


def answer(value: Any, status: int = 200, **headers: str) -> Response:
    return Response(
        status, json.dumps(value).encode(), headers={k.replace("_", "-"): v for k, v in headers.items()}
    )


class Server:
    """Serves `handle` until closed; `port` is known once it is built."""

    def __init__(self, handle: Callable[[Request], Awaitable[Response]]) -> None:
        self._handle = handle
        self._loop = asyncio.new_event_loop()
        self._open: set[asyncio.StreamWriter] = set()
        ready = threading.Event()
        self.port = 0

        async def start() -> None:
            self._server = await asyncio.start_server(self._talk, "127.0.0.1", 0)
            self.port = self._server.sockets[0].getsockname()[1]
            ready.set()

        def run() -> None:
            self._loop.create_task(start())
            self._loop.run_forever()

        self._thread = threading.Thread(target=run, name="graph-double", daemon=True)
        self._thread.start()
        ready.wait(30)

    def close(self) -> None:
        def stop() -> None:
            self._server.close()
            for writer in list(self._open):
                writer.close()
            self._loop.call_later(0.01, self._loop.stop)

        self._loop.call_soon_threadsafe(stop)
        self._thread.join(30)
        self._loop.close()

    async def _talk(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        connection = h11.Connection(h11.SERVER)
        self._open.add(writer)
        with contextlib.suppress(Dropped, ConnectionError, h11.RemoteProtocolError, asyncio.CancelledError):
            while await self._exchange(connection, reader, writer):
                connection.start_next_cycle()
        self._open.discard(writer)
        writer.close()

    async def _exchange(
        self, connection: h11.Connection, reader: asyncio.StreamReader, writer: asyncio.StreamWriter
    ) -> bool:
        head: h11.Request | None = None
        body = b""
        while True:
            event = connection.next_event()
            if event is h11.NEED_DATA:
                connection.receive_data(await reader.read(65536))
            elif isinstance(event, h11.Request):
                head = event
            elif isinstance(event, h11.Data):
                body += bytes(event.data)
            elif isinstance(event, h11.EndOfMessage) and head is not None:
                break
            else:
                return False
        request = Request(
            method=head.method.decode(),
            target=head.target.decode(),
            headers={name.decode().lower(): value.decode() for name, value in head.headers},
            body=body,
        )
        response = await self._handle(request)
        headers = {"Content-Length": str(len(response.body)), **response.headers}
        if response.body:
            headers["Content-Type"] = response.content_type
        writer.write(
            (connection.send(h11.Response(status_code=response.status, headers=list(headers.items()))) or b"")
            + (connection.send(h11.Data(data=response.body)) or b"")
            + (connection.send(h11.EndOfMessage()) or b"")
        )
        await writer.drain()
        return connection.our_state is h11.DONE and connection.their_state is h11.DONE
