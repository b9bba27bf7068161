"""A TCP proxy in front of a real server that hangs up, stalls or turns away the next few requests."""

import contextlib
import select
import socket
import threading
from collections.abc import Callable

KINDS = frozenset({"drop", "stall", "answer"})


class FaultyTcp:
    """Listens on a free port of a loopback address and passes all on to `port` until told otherwise.

    A request is a new connection, or something that a client says on an open one. `spoil`, where set,
    sees what the server says and gives what the client hears; None hangs up.
    """

    def __init__(self, port: int, host: str = "127.0.0.1") -> None:
        self._upstream = port
        self._lock = threading.Lock()
        self._kind, self._left, self._answer = "", 0, b""
        self._stopped = threading.Event()
        self.spoil: Callable[[bytes], bytes | None] | None = None
        self.connections = 0
        self.heard = b""
        """What clients said since somebody last emptied it."""
        self._listening = socket.create_server((host, 0))
        threading.Thread(target=self._accept, daemon=True).start()

    @property
    def port(self) -> int:
        return int(self._listening.getsockname()[1])

    def fail(self, kind: str, times: int, answer: bytes = b"") -> None:
        """The next `times` requests: `drop` hangs up, `stall` never answers, `answer` says that and hangs up."""
        if kind not in KINDS:
            raise ValueError(f"{kind} is none of {', '.join(sorted(KINDS))}")
        with self._lock:
            self._kind, self._left, self._answer = kind, times, answer

    def heal(self) -> None:
        with self._lock:
            self._kind, self._left = "", 0

    def close(self) -> None:
        self._stopped.set()
        with contextlib.suppress(OSError):
            self._listening.shutdown(socket.SHUT_RDWR)
        self._listening.close()

    def _fault(self) -> tuple[str, bytes]:
        with self._lock:
            if self._left == 0:
                return "", b""
            self._left -= 1
            return self._kind, self._answer

    def _accept(self) -> None:
        while not self._stopped.is_set():
            try:
                client, _ = self._listening.accept()
            except OSError:
                return
            self.connections += 1
            threading.Thread(target=self._serve, args=(client,), daemon=True).start()

    def _serve(self, client: socket.socket) -> None:
        client.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        with client, contextlib.suppress(OSError):
            if self._is_spoilt(client):
                return
            with socket.create_connection(("127.0.0.1", self._upstream)) as server:
                server.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
                self._pass_on(client, server)

    def _pass_on(self, client: socket.socket, server: socket.socket) -> None:
        while not self._stopped.is_set():
            for one in select.select([client, server], [], [], 0.2)[0]:
                data = one.recv(65536)
                if not data:
                    return
                if one is client:
                    self.heard += data
                    if self._is_spoilt(client):
                        return
                    server.sendall(data)
                else:
                    said = self.spoil(data) if self.spoil else data
                    if said is None:
                        return
                    client.sendall(said)

    def _is_spoilt(self, client: socket.socket) -> bool:
        """Whether this request fails; a stall lasts until the client gives up."""
        kind, answer = self._fault()
        if kind == "answer":
            client.sendall(answer)
        elif kind == "stall":
            while not self._stopped.is_set():
                if select.select([client], [], [], 0.2)[0] and not client.recv(65536):
                    break
        return kind != ""
