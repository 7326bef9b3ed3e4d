"""A mail server on this machine, and the box that everything lands in."""

import email.message
import re
import socket
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from aiosmtpd.controller import Controller
from aiosmtpd.handlers import Message


class Box(Message):
    """A mail server's box."""

    def __init__(self) -> None:
        super().__init__()
        self.letters: list[email.message.Message] = []

    def handle_message(self, message: email.message.Message) -> None:
        self.letters.append(message)

    def code(self) -> str:
        """Take the newest letter out, and read the six digits in it."""
        [code] = re.findall(r"\b\d{6}\b", str(self.letters.pop().get_payload()))
        return str(code)


@dataclass
class MailServer:
    """Where it listens, and what it got."""

    port: int
    box: Box


@contextmanager
def mail_server() -> Iterator[MailServer]:
    """A running one."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    box = Box()
    controller = Controller(box, hostname="127.0.0.1", port=port)
    controller.start()
    yield MailServer(port, box)
    controller.stop()
