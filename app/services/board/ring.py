"""Ring at one address: a browser through its push service, or a mailbox. What is said is the same for everybody.

No topic, number or name stands in it, and no link but to the desk: whoever sees it learns that Earshot called.
"""

import asyncio
import logging
from dataclasses import dataclass
from datetime import datetime
from email.message import EmailMessage
from email.utils import format_datetime, make_msgid
from enum import StrEnum

import aiosmtplib
import msgspec

from app.identity.paging_keys import PagingKeys
from app.records.tables import Role
from app.services.board.ways import Push
from app.settings import Settings

logger = logging.getLogger(__name__)

WORDS: dict[Role, str] = {
    "listener": "Somebody could use a listener. Open Earshot when you can.",
    "coordinator": "Somebody could use a coordinator. Open Earshot when you can.",
}
PATIENCE = 10.0
"""Seconds in which a push or mail server has to answer."""
GOOD_FOR = 600
"""Seconds after which a call that could not be shown is of no use any more."""
GONE = frozenset({404, 410})
"""With these a push service says that the browser does not want to be called any more (RFC 8030, 7.3)."""
SILENT = "mailto:nobody@localhost"
"""Push services want to be told whom to write to; without a sender's address there is nobody."""


class Rung(StrEnum):
    """What became of it."""

    SENT = "sent"
    FAILED = "failed"
    GONE = "gone"
    NOT = "not"


@dataclass(frozen=True, slots=True)
class Ringing:
    """One call to one person."""

    settings: Settings
    keys: PagingKeys | None
    role: Role
    now: datetime

    async def push(self, push: Push) -> Rung:
        """Ask the push service to show it in this browser."""
        return await asyncio.to_thread(self._push, push)  # the library speaks without asyncio

    async def mail(self, address: str) -> Rung:
        """Send an e-mail, where a server was set for it."""
        origin = self.settings.public_origins[0]
        return await self._send(
            address,
            f"{WORDS[self.role]}\n\n{origin}/{self.role}/\n\n"
            f"You asked for this. To stop it: {origin}/{self.role}/calls\n",
        )

    async def code(self, address: str, code: str) -> Rung:
        """Send the code that shows whose address this is."""
        return await self._send(
            address,
            f"Your code is {code}. It is good for half an hour.\n\n"
            "Somebody who helps at Earshot wants to be called at this address. If that was not you, do nothing: "
            "nothing will be sent here.\n",
        )

    async def _send(self, address: str, words: str) -> Rung:
        mail = self.settings.mail
        if not address or not mail.host:
            return Rung.NOT
        try:
            await aiosmtplib.send(
                self._letter(address, words),
                hostname=mail.host,
                port=mail.port,
                username=mail.user or None,
                password=mail.password.get_secret_value() or None,
                use_tls=mail.tls == "tls",
                start_tls=mail.tls == "starttls",
                timeout=PATIENCE,
            )
        except (aiosmtplib.SMTPException, OSError, ValueError) as failure:
            logger.warning("an e-mail was not sent (%s)", type(failure).__name__)
            return Rung.FAILED
        return Rung.SENT

    def _push(self, push: Push) -> Rung:
        if self.keys is None:
            return Rung.NOT
        import requests  # noqa: PLC0415  # with what it brings along 20 MB, for nodes that have pushed
        from pywebpush import WebPushException, webpush  # noqa: PLC0415

        told = {"words": WORDS[self.role], "open": f"/{self.role}/"}
        sender = self.settings.mail.sender
        try:
            with requests.Session() as session:
                session.max_redirects = 0  # it was the address that was allowed, not where it leads on to
                webpush(
                    {"endpoint": push.endpoint, "keys": {"p256dh": push.p256dh, "auth": push.auth}},
                    data=msgspec.json.encode(told).decode(),
                    vapid_private_key=self.keys.vapid,
                    vapid_claims={"sub": f"mailto:{sender}" if sender else SILENT},
                    headers={"urgency": "high"},
                    ttl=GOOD_FOR,
                    timeout=PATIENCE,
                    requests_session=session,
                )
        except WebPushException as refused:
            if refused.response is not None and refused.response.status_code in GONE:
                return Rung.GONE
            return self._failed(refused)
        except (requests.RequestException, ValueError) as failure:
            return self._failed(failure)
        return Rung.SENT

    def _failed(self, failure: Exception) -> Rung:
        logger.warning("a push was not sent (%s)", type(failure).__name__)
        return Rung.FAILED

    def _letter(self, address: str, words: str) -> EmailMessage:
        letter, sender = EmailMessage(), self.settings.mail.sender
        letter["From"], letter["To"], letter["Subject"] = sender, address, "Earshot"
        letter["Date"], letter["Message-ID"] = format_datetime(self.now), make_msgid(domain=sender.rpartition("@")[2])
        letter.set_content(words)
        return letter
