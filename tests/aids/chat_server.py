"""A real HTTP server that speaks the OpenAI chat protocol and replies as a test tells it to."""

from __future__ import annotations

import json
import re
import select
import threading
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

_PIECE = 7  # characters in one event of a stream: statements arrive in several


@dataclass(frozen=True)
class Reply:
    """One reply. `text` is what the model writes; `status` other than 200 is an error with `message`.

    `silent`: after the text nothing follows, not even the end. `cut`: it ends at its token budget.
    """

    text: str = ""
    status: int = 200
    message: str = "scripted"
    headers: tuple[tuple[str, str], ...] = ()
    silent: bool = False
    cut: bool = False


def statements(*items: tuple[str, Sequence[int]]) -> Reply:
    """A reply of statements with their quote numbers, as the schema asks for it."""
    listed = [{"quotes": list(quotes), "text": text} for text, quotes in items]
    return Reply(json.dumps({"statements": listed}, ensure_ascii=False))


def number_of(prompt: str, words: str) -> int:
    """The number under which a prompt quotes these words."""
    found = re.search(rf'<trich so="(\d+)"[^>]*>[^<]*{re.escape(words)}', prompt)
    assert found, f"not quoted: {words}"
    return int(found[1])


@dataclass
class ChatServer:
    """Serves `replies` in order, the last one again and again. `requests` are the bodies received.

    A reply that depends on the prompt is a function of it.

    `schemas` False: refuses `response_format`. `streams` False: answers as a whole, whatever was asked.
    `refuses` names further fields that a request must not have.
    """

    replies: Sequence[Reply | Callable[[str], Reply]]
    schemas: bool = True
    streams: bool = True
    refuses: tuple[str, ...] = ()
    requests: list[dict[str, Any]] = field(default_factory=list)
    keys: list[str] = field(default_factory=list)
    let_go: threading.Event = field(default_factory=threading.Event)
    """Set when a client closed its connection in the middle of a reply."""

    def __enter__(self) -> ChatServer:
        self._taken = 0
        self._lock = threading.Lock()
        self.closing = threading.Event()
        self._server = ThreadingHTTPServer(("127.0.0.1", 0), type("Handler", (_Handler,), {"script": self}))
        self._server.daemon_threads = True
        self._thread = threading.Thread(target=self._server.serve_forever, kwargs={"poll_interval": 0.02})
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self.closing.set()
        self._server.shutdown()
        self._server.server_close()
        self._thread.join()

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self._server.server_address[1]}/v1"

    @property
    def prompt(self) -> str:
        """All that the last request told the model."""
        return "\n".join(message["content"] for message in self.requests[-1]["messages"])

    def next(self, body: dict[str, Any]) -> Reply:
        with self._lock:
            self.requests.append(body)
            if "response_format" in body and not self.schemas:
                return Reply(status=400, message="response_format is not supported by this server")
            for name in self.refuses:
                if name in body:
                    return Reply(status=400, message=f"Unsupported parameter: {name}")
            self._taken += 1
            reply = self.replies[min(self._taken, len(self.replies)) - 1]
            return reply(self.prompt) if callable(reply) else reply


class _Handler(BaseHTTPRequestHandler):
    script: ChatServer
    protocol_version = "HTTP/1.1"

    def log_message(self, *_: object) -> None:
        """Say nothing."""

    def do_POST(self) -> None:
        body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        self.script.keys.append(self.headers.get("Authorization", ""))
        reply = self.script.next(body)
        try:
            if reply.status != 200:
                self._send(reply.status, {"error": {"message": reply.message}}, reply.headers)
            elif body.get("stream") and self.script.streams:
                self._stream(reply)
            else:
                self._send(200, _whole(reply), ())
        except (BrokenPipeError, ConnectionResetError):
            self.script.let_go.set()

    def _send(self, status: int, content: object, headers: Sequence[tuple[str, str]]) -> None:
        data = json.dumps(content).encode()
        self.send_response(status)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(data)))
        for name, value in headers:
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(data)

    def _stream(self, reply: Reply) -> None:
        self.send_response(200)
        self.send_header("Content-Type", "text/event-stream")
        self.send_header("Connection", "close")
        self.end_headers()
        for start in range(0, len(reply.text), _PIECE):
            self._event(_chunk({"content": reply.text[start : start + _PIECE]}, None))
        if reply.silent:
            self._wait_until_left()
            return
        self._event(_chunk({}, "length" if reply.cut else "stop"))
        self.wfile.write(b"data: [DONE]\n\n")

    def _event(self, content: object) -> None:
        self.wfile.write(f"data: {json.dumps(content)}\n\n".encode())
        self.wfile.flush()

    def _wait_until_left(self) -> None:
        while not self.script.closing.is_set():
            if select.select([self.connection], [], [], 0.02)[0] and not self.connection.recv(1):
                self.script.let_go.set()
                return


def _chunk(delta: dict[str, str], end: str | None) -> dict[str, Any]:
    choice = {"index": 0, "delta": delta, "finish_reason": end}
    return {"id": "1", "object": "chat.completion.chunk", "created": 0, "model": "m", "choices": [choice]}


def _whole(reply: Reply) -> dict[str, Any]:
    message = {"role": "assistant", "content": reply.text}
    choice = {"index": 0, "message": message, "finish_reason": "length" if reply.cut else "stop"}
    return {"id": "1", "object": "chat.completion", "created": 0, "model": "m", "choices": [choice]}
