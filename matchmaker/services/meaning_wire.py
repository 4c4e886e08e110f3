"""What the web server and the worker say to each other about meaning, on a Unix socket.

Every message is a length, four bytes, big-endian, and an object in JSON. A set of listings is its
bits in base 64, little-endian.
"""

import base64
import binascii
import json
import socket
import struct
from typing import Any, Final

import numpy as np

from matchmaker.services.bitsets import Bits

SOCKET: Final = "meaning.sock"  # in the data folder
_MESSAGE_MAX: Final = 4 * 1024 * 1024  # a set of 24 million listings
_LENGTH: Final = struct.Struct(">I")


def send(connection: socket.socket, message: dict[str, Any]) -> None:
    body = json.dumps(message).encode()
    connection.sendall(_LENGTH.pack(len(body)) + body)


def receive(connection: socket.socket) -> dict[str, Any]:
    """``ValueError`` for what is too long, cut off, or no object."""
    (length,) = _LENGTH.unpack(_exactly(connection, _LENGTH.size))
    if length > _MESSAGE_MAX:
        raise ValueError(f"a message of {length} bytes is too long")
    message = json.loads(_exactly(connection, length))
    if not isinstance(message, dict):
        raise ValueError("a message must be an object")
    return message


def packed(bits: Bits) -> str:
    return base64.b64encode(bits.astype("<u8").tobytes()).decode()


def unpacked(text: str) -> Bits:
    try:
        return np.frombuffer(base64.b64decode(text, validate=True), dtype="<u8").astype(np.uint64)
    except binascii.Error as error:
        raise ValueError("a set must be in base 64") from error


def _exactly(connection: socket.socket, length: int) -> bytes:
    parts, missing = [], length
    while missing:
        part = connection.recv(min(missing, 65_536))
        if not part:
            raise ValueError("a message was cut off")
        parts.append(part)
        missing -= len(part)
    return b"".join(parts)
