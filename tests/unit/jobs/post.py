"""A mail server for tests: speaks as much SMTP as one message needs, on the loopback address."""

import socketserver
from collections.abc import Iterator
from contextlib import contextmanager
from threading import Thread


class _Conversation(socketserver.StreamRequestHandler):
    def handle(self) -> None:
        self._say("220 ready")
        while line := self.rfile.readline().decode().strip():
            self.server.heard.append(line)
            verb = line.split()[0].upper()
            if verb == "EHLO":
                self._say("250-here")
                self._say("250 AUTH PLAIN")
            elif verb == "AUTH":
                self._say("235 welcome")
            elif verb == "DATA":
                self._say("354 go on")
                self.server.heard.extend(self._message())
                self._say("250 taken")
            else:
                self._say("221 bye" if verb == "QUIT" else "250 fine")

    def _say(self, line: str) -> None:
        self.wfile.write(f"{line}\r\n".encode())

    def _message(self) -> Iterator[str]:
        while (line := self.rfile.readline().decode().rstrip("\r\n")) != ".":
            yield line


class _Server(socketserver.TCPServer):
    heard: list[str]


@contextmanager
def post_server() -> Iterator[tuple[int, list[str]]]:
    """``(port, lines heard)`` of a server that takes every message."""
    with _Server(("127.0.0.1", 0), _Conversation) as server:
        server.heard = []
        thread = Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
        thread.start()
        try:
            yield server.server_address[1], server.heard
        finally:
            server.shutdown()
            thread.join()
