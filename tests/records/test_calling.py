"""Staff are called by push and by e-mail: a real PostgreSQL, a real mail server, a real push receiver that decrypts."""

import base64
import json
import secrets
import socket
import threading
from collections.abc import AsyncIterator, Iterator
from dataclasses import dataclass, field
from datetime import timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import http_ece
import pytest
import pytest_asyncio
import sqlalchemy as sa
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from py_vapid import Vapid
from sqlalchemy.ext.asyncio import AsyncConnection

from app.identity.paging_keys import PagingKeys, paging_keys
from app.live.calls import MOST, Call, Calls
from app.live.hub import listener_page
from app.live.notes import Alert, OnDuty
from app.records import audit, duty, staff
from app.records.tables import Staff
from app.records.unit_of_work import Records
from app.services.board.call_away import AT_ONCE, ask_coordinators, call_away
from app.services.board.confirm_email import (
    LetterNotSent,
    TooManyLetters,
    WrongCode,
    ask_email,
    confirm_email,
)
from app.services.board.ring import WORDS
from app.services.board.ways import NotAWay, Push, Ways, add_push, forget_ways, may_ask, set_times, ways_of
from app.settings import Mail, Settings
from app.wire.events import ListenerEvent
from crisis import Tier
from tests.mail import MailServer
from tests.mail import mail_server as a_mail_server
from tests.nodes import NIGHT, Evening, a_listener

KEYS = PagingKeys("a secret that no other service has")
HALF_HOUR = timedelta(minutes=30)
ALWAYS = {"quiet": (0, 0), "zone": "UTC", "most": 2}


@dataclass
class Browser:
    """A browser that is to be called: its keys, and what its push service brought."""

    name: str
    private: ec.EllipticCurvePrivateKey = field(default_factory=lambda: ec.generate_private_key(ec.SECP256R1()))
    auth: bytes = field(default_factory=lambda: secrets.token_bytes(16))
    status: int = 201
    shown: list[dict[str, str]] = field(default_factory=list)
    headers: list[dict[str, str]] = field(default_factory=list)

    def at(self, service: str) -> Push:
        public = self.private.public_key().public_bytes(Encoding.X962, PublicFormat.UncompressedPoint)
        return Push(
            f"{service}/{self.name}",
            *(base64.urlsafe_b64encode(one).rstrip(b"=").decode() for one in (public, self.auth)),
        )

    def receives(self, headers: dict[str, str], body: bytes) -> int:
        self.headers.append(headers)
        if self.status == 201:
            plain = http_ece.decrypt(body, private_key=self.private, auth_secret=self.auth, version="aes128gcm")
            self.shown.append(json.loads(plain))
        return self.status


@dataclass
class PushService:
    """A push service on this machine."""

    url: str
    browsers: dict[str, Browser] = field(default_factory=dict)

    def browser(self, name: str, status: int = 201) -> Push:
        self.browsers[name] = Browser(name, status=status)
        return self.browsers[name].at(self.url)


@pytest.fixture
def service() -> Iterator[PushService]:
    class Answers(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["content-length"]))
            headers = {name.lower(): value for name, value in self.headers.items()}
            status = known.browsers[self.path[1:]].receives(headers, body)
            self.send_response(status)
            if status == 307:
                self.send_header("location", f"{known.url}/elsewhere")
            self.send_header("content-length", "0")
            self.end_headers()

        def log_message(self, *_: Any) -> None:
            """Say nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Answers)
    known = PushService(f"http://127.0.0.1:{server.server_address[1]}")
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield known
    server.shutdown()
    server.server_close()


@pytest.fixture
def mail_server() -> Iterator[MailServer]:
    with a_mail_server() as running:
        yield running


@pytest_asyncio.fixture
async def evening(records: Records, tmp_path: Path, mail_server: MailServer) -> AsyncIterator[Evening]:
    """An evening on which staff can be called."""
    one = Evening(tmp_path)
    mail = Mail(host="127.0.0.1", port=mail_server.port, sender="calls@earshot.example", tls="none")
    one.restart(mail=mail, push_hosts=("127.0.0.1",))
    one.node.records, one.node.paging = records, KEYS
    yield one


async def hired(evening: Evening, name: str, **facts: Any) -> Staff:
    told = {"role": "listener", "languages": ["en"], "tier": "full"} | facts
    person = Staff(id=name, name=name.capitalize(), password_hash="", totp_secret="", **told)
    async with evening.node.records.unit() as unit:
        await staff.add(unit, person)
    await set_times(evening.node, person, **ALWAYS, now=NIGHT)
    return person


async def mails(evening: Evening, person: Staff, server: MailServer, address: str = "sam@example.org") -> None:
    """This is their address, and they show it."""
    await ask_email(evening.node, person, address, now=NIGHT)
    await confirm_email(evening.node, person, server.box.code(), now=NIGHT)


async def call_for(evening: Evening, **wish: Any) -> Call:
    return Call((await evening.entry(await evening.seeker(**wish))).ticket)


async def test_a_listener_who_agreed_is_called_and_the_call_says_nothing_of_anybody(
    evening: Evening, service: PushService, mail_server: MailServer
) -> None:
    sam = await hired(evening, "sam")
    await add_push(evening.node, sam, service.browser("phone"), now=NIGHT)
    await mails(evening, sam, mail_server)
    call = await call_for(evening, topics=("grief",), first_message="my secret", self_report="now")
    await call_away(evening.node, call, now=NIGHT)
    phone = service.browsers["phone"]
    assert phone.shown == [{"words": WORDS["listener"], "open": "/listener/"}]
    (headers,) = phone.headers
    assert Vapid.verify(headers["authorization"])
    assert KEYS.public in headers["authorization"]
    assert (headers["ttl"], headers["content-encoding"]) == ("600", "aes128gcm")
    (letter,) = mail_server.box.letters
    assert (letter["to"], letter["from"], letter["subject"]) == ("sam@example.org", "calls@earshot.example", "Earshot")
    said = letter.get_payload()
    assert WORDS["listener"] in said
    assert not any(word in letter.as_string() for word in ("grief", "secret", call.ticket.id if call.ticket else ""))
    assert evening.node.calls.counts == {"sent": 2}


async def test_an_address_is_used_only_once_a_code_sent_there_has_come_back(
    evening: Evening, mail_server: MailServer
) -> None:
    sam, call = await hired(evening, "sam"), await call_for(evening)
    await ask_email(evening.node, sam, "sam@example.org", now=NIGHT)
    letter = mail_server.box.letters[0]
    assert (letter["to"], letter["subject"]) == ("sam@example.org", "Earshot")
    assert "sam" not in str(letter.get_payload())
    code = mail_server.box.code()
    await call_away(evening.node, call, now=NIGHT)
    assert mail_server.box.letters == []
    await confirm_email(evening.node, sam, f" {code[:3]} {code[3:]} ", now=NIGHT)
    await call_away(evening.node, call, now=NIGHT)
    assert [one["to"] for one in mail_server.box.letters] == ["sam@example.org"]
    with pytest.raises(WrongCode):
        await confirm_email(evening.node, sam, code, now=NIGHT)  # once


async def test_until_the_new_address_is_confirmed_the_old_one_is_called(
    evening: Evening, mail_server: MailServer
) -> None:
    sam = await hired(evening, "sam")
    await mails(evening, sam, mail_server)
    await ask_email(evening.node, sam, "slip@example.org", now=NIGHT + timedelta(minutes=1))
    mail_server.box.letters.clear()
    await call_away(evening.node, await call_for(evening), now=NIGHT)
    assert [one["to"] for one in mail_server.box.letters] == ["sam@example.org"]
    await ask_email(evening.node, sam, "", now=NIGHT)
    assert (await ways_of(evening.node, sam)).none


async def test_a_code_is_not_guessed_and_does_not_wait_for_ever(evening: Evening, mail_server: MailServer) -> None:
    sam = await hired(evening, "sam")
    await ask_email(evening.node, sam, "sam@example.org", now=NIGHT)
    code = mail_server.box.code()
    wrong = "000000" if code != "000000" else "111111"
    with pytest.raises(WrongCode):
        await confirm_email(evening.node, sam, code, now=NIGHT + HALF_HOUR)
    for _ in range(4):
        with pytest.raises(WrongCode):
            await confirm_email(evening.node, sam, wrong, now=NIGHT)
    with pytest.raises(WrongCode):  # it was the sixth try
        await confirm_email(evening.node, sam, code, now=NIGHT)
    assert (await ways_of(evening.node, sam)).none


async def test_nobodys_mailbox_is_filled_through_us(evening: Evening, mail_server: MailServer) -> None:
    sam = await hired(evening, "sam")
    sent = []
    for seconds in (0, 59, 60, 120, 180, 240, 300, 24 * 3600):
        try:
            await ask_email(evening.node, sam, "else@example.org", now=NIGHT + timedelta(seconds=seconds))
            sent.append(seconds)
        except TooManyLetters:
            pass
    assert sent == [0, 60, 120, 180, 240, 24 * 3600]
    assert len(mail_server.box.letters) == len(sent)
    nobody = evening.node.settings.mail.model_copy(update={"port": 9})
    evening.node.settings = evening.node.settings.model_copy(update={"mail": nobody})
    with pytest.raises(LetterNotSent):
        await ask_email(evening.node, sam, "else@example.org", now=NIGHT + timedelta(days=3))


async def test_nobody_is_called_twice_within_half_an_hour_nor_more_often_than_they_said(
    evening: Evening, service: PushService
) -> None:
    sam = await hired(evening, "sam")
    await add_push(evening.node, sam, service.browser("phone"), now=NIGHT)
    call = await call_for(evening)
    called = []
    for minutes in (0, 29, 30, 61, 2 * 60, 150):  # the day ends two and a half hours after the evening began
        before = len(service.browsers["phone"].shown)
        await call_away(evening.node, call, now=NIGHT + timedelta(minutes=minutes))
        called.append(len(service.browsers["phone"].shown) - before)
    assert called == [1, 0, 1, 0, 0, 1]


@pytest.mark.parametrize(
    ("quiet", "zone", "expected"),
    [
        ((22, 8), "UTC", 1),
        ((21, 22), "UTC", 0),
        ((20, 21), "UTC", 1),
        ((22, 8), "Europe/Berlin", 0),
        ((5, 5), "UTC", 1),
    ],
)
async def test_quiet_hours_are_kept_by_their_own_clock(  # the evening begins at 21:30 in UTC
    evening: Evening, service: PushService, quiet: tuple[int, int], zone: str, expected: int
) -> None:
    sam = await hired(evening, "sam")
    await add_push(evening.node, sam, service.browser("phone"), now=NIGHT)
    await set_times(evening.node, sam, quiet=quiet, zone=zone, most=2, now=NIGHT)
    await call_away(evening.node, await call_for(evening), now=NIGHT)
    assert len(service.browsers["phone"].shown) == expected


async def test_only_those_are_called_who_could_help_and_need_no_rest(evening: Evening, service: PushService) -> None:
    people = {
        "sam": {},
        "tired": {},
        "pausing": {},
        "here": {},
        "stranger": {"languages": ["es"]},
        "paused": {"paused": True},
        "suspended": {"suspended": True},
        "pupil": {"tier": "applicant"},
        "new": {"tier": "probation"},
        "kim": {"role": "coordinator"},
    }
    for name, facts in people.items():
        await add_push(evening.node, await hired(evening, name, **facts), service.browser(name), now=NIGHT)
    hour = timedelta(hours=1)
    async with evening.node.records.unit() as unit:
        await duty.keep(unit, "tired", {NIGHT.replace(minute=0) - n * hour: hour for n in range(1, 5)})
    await evening.node.live.put_listener(a_listener("pausing", resting_until=NIGHT + HALF_HOUR))
    evening.opens(listener_page("here"), ListenerEvent)
    await call_away(evening.node, await call_for(evening, self_report="now"), now=NIGHT)
    assert {name for name, one in service.browsers.items() if one.shown} == {"sam"}


async def test_on_probation_one_is_called_only_while_a_coordinator_is_on_duty(
    evening: Evening, service: PushService
) -> None:
    new = await hired(evening, "new", tier="probation")
    await add_push(evening.node, new, service.browser("phone"), now=NIGHT)
    call = await call_for(evening)
    await call_away(evening.node, call, now=NIGHT)
    assert service.browsers["phone"].shown == []
    await evening.node.live.notes.put(OnDuty(id="kim", name="Kim", seen=NIGHT))
    await call_away(evening.node, call, now=NIGHT)
    assert len(service.browsers["phone"].shown) == 1


async def test_of_many_a_few_are_called_and_other_ones_the_next_time(evening: Evening, service: PushService) -> None:
    for n in range(AT_ONCE + 2):
        await add_push(evening.node, await hired(evening, f"one{n}"), service.browser(f"one{n}"), now=NIGHT)
    call = await call_for(evening)
    await call_away(evening.node, call, now=NIGHT)
    assert sum(len(one.shown) for one in service.browsers.values()) == AT_ONCE
    await call_away(evening.node, call, now=NIGHT + timedelta(minutes=1))
    assert [len(one.shown) for one in service.browsers.values()] == [1] * (AT_ONCE + 2)


async def test_coordinators_are_called_once_for_an_alert_that_nobody_took(
    evening: Evening, service: PushService, mail_server: MailServer
) -> None:
    for name in ("kim", "ida"):
        person = await hired(evening, name, role="coordinator")
        await add_push(evening.node, person, service.browser(name), now=NIGHT)
    node = evening.node
    await node.live.notes.put(OnDuty(id="ida", name="Ida", seen=NIGHT + timedelta(seconds=60)))
    for id_, facts in {"high": {}, "taken": {"taken_by": "Ida"}, "waits": {"tier": int(Tier.ELEVATED)}}.items():
        await node.live.notes.put(Alert(id=id_, **({"tier": int(Tier.HIGH), "since": NIGHT} | facts)))
    asked = []
    for seconds in (59, 60, 61):
        ask_coordinators(node, now=NIGHT + timedelta(seconds=seconds))
        asked.append(node.calls.waiting.qsize())
    assert asked == [0, 1, 1]
    await call_away(node, node.calls.waiting.get_nowait(), now=NIGHT + timedelta(seconds=61))
    assert service.browsers["kim"].shown == [{"words": WORDS["coordinator"], "open": "/coordinator/"}]
    assert service.browsers["ida"].shown == []  # it rings on her board
    assert mail_server.box.letters == []


@pytest.mark.parametrize(
    ("status", "became", "kept"),
    [(404, "gone", 0), (410, "gone", 0), (500, "failed", 1), (429, "failed", 1), (307, "failed", 1)],
)
async def test_dead_addresses_are_forgotten_and_failures_counted(
    evening: Evening, service: PushService, status: int, became: str, kept: int
) -> None:
    sam = await hired(evening, "sam")
    service.browser("elsewhere")
    await add_push(evening.node, sam, service.browser("old", status), now=NIGHT)
    await add_push(evening.node, sam, service.browser("phone"), now=NIGHT)
    await call_away(evening.node, await call_for(evening), now=NIGHT)
    assert len(service.browsers["phone"].shown) == 1
    assert service.browsers["elsewhere"].shown == []  # nobody leads us on to another address
    assert evening.node.calls.counts == {"sent": 1, became: 1}
    assert len((await ways_of(evening.node, sam)).pushes) == 1 + kept


async def test_a_mail_server_that_is_away_is_counted(evening: Evening, mail_server: MailServer) -> None:
    sam = await hired(evening, "sam")
    await mails(evening, sam, mail_server)
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        nobody = Mail(host="127.0.0.1", port=free.getsockname()[1], sender="a@example.org", tls="none")
    evening.node.settings = evening.node.settings.model_copy(update={"mail": nobody})
    await call_away(evening.node, await call_for(evening), now=NIGHT)
    assert evening.node.calls.counts == {"failed": 1}
    assert mail_server.box.letters == []


async def test_who_changes_their_mind_is_forgotten(
    evening: Evening, service: PushService, mail_server: MailServer, sql: AsyncConnection
) -> None:
    sam = await hired(evening, "sam")
    await add_push(evening.node, sam, service.browser("phone"), now=NIGHT)
    await mails(evening, sam, mail_server)
    await forget_ways(evening.node, sam, now=NIGHT)
    await call_away(evening.node, await call_for(evening), now=NIGHT)
    assert service.browsers["phone"].shown == []
    assert (await sql.execute(sa.text("SELECT count(*) FROM staff_contact"))).scalar() == 0
    async with evening.node.records.unit() as unit:
        assert (await audit.latest(unit))[0][0].did == "is called no more"


async def test_the_database_alone_tells_nobodys_address(
    evening: Evening, service: PushService, mail_server: MailServer, sql: AsyncConnection
) -> None:
    sam = await hired(evening, "sam")
    await add_push(evening.node, sam, service.browser("phone"), now=NIGHT)
    await mails(evening, sam, mail_server)
    row = str((await sql.execute(sa.text("SELECT * FROM staff_contact"))).one())
    assert not any(word in row for word in ("sam@", "127.0.0.1", "phone"))
    evening.node.paging = PagingKeys("another secret of another service")
    assert await ways_of(evening.node, sam) == Ways()
    evening.node.paging = KEYS
    assert (await ways_of(evening.node, sam)).email == "sam@example.org"


@pytest.mark.parametrize(
    ("endpoint", "allowed"),
    [
        ("https://fcm.googleapis.com/fcm/send/abc", True),
        ("https://wns2-am3p.notify.windows.com/w/?token=a", True),
        ("https://web.push.apple.com/abc", True),
        ("http://fcm.googleapis.com/abc", False),
        ("https://fcm.googleapis.com:8443/abc", False),
        ("https://me@fcm.googleapis.com/abc", False),
        ("https://fcm.googleapis.com.example.org/abc", False),
        ("https://notify.windows.com.example.org/abc", False),
        ("https://evilnotify.windows.com/abc", False),
        ("https://example.org/?fcm.googleapis.com", False),
        ("https://169.254.169.254/latest", False),
        ("http://127.0.0.1:8000/api", False),
        ("https://[::1]/abc", False),
        ("https://fcm.googleapis.com:port/abc", False),
        ("https://fcm.googleapis.com/" + "a" * 500, False),
        ("file:///etc/passwd", False),
    ],
)
def test_only_push_services_on_the_list_are_asked(endpoint: str, *, allowed: bool) -> None:
    assert may_ask(endpoint, Settings(_env_file=None)) == allowed


@pytest.mark.parametrize(("origin", "allowed"), [("http://127.0.0.1:8000", True), ("https://earshot.example", False)])
def test_this_machine_is_asked_only_to_try_it_out(origin: str, *, allowed: bool) -> None:
    settings = Settings(_env_file=None, public_origins=(origin,), push_hosts=("127.0.0.1",))
    assert may_ask("http://127.0.0.1:9/push", settings) == allowed


async def test_what_is_no_address_is_refused(evening: Evening, service: PushService) -> None:
    sam = await hired(evening, "sam")
    good = service.browser("phone")
    for push in (Push("https://example.org/x", good.p256dh, good.auth), Push(good.endpoint, "short", good.auth)):
        with pytest.raises(NotAWay):
            await add_push(evening.node, sam, push, now=NIGHT)
    for address in ("no address", "a@b, c@d", "a@b\nBcc: c@d", "@example.org"):
        with pytest.raises(NotAWay):
            await ask_email(evening.node, sam, address, now=NIGHT)
    for wrong in ({"quiet": (24, 8)}, {"zone": "Nowhere/Town"}, {"zone": "../../etc/passwd"}, {"most": 99}):
        with pytest.raises(NotAWay):
            await set_times(evening.node, sam, **(ALWAYS | wrong), now=NIGHT)


async def test_a_ticket_that_nobody_ready_can_help_is_called_out_once_and_nobody_waits_for_that(
    evening: Evening,
) -> None:
    await evening.seeker()
    await evening.tick()
    await evening.tick()
    assert evening.node.calls.waiting.qsize() == 1


def test_more_calls_than_can_be_made_are_dropped_and_counted() -> None:
    calls = Calls()
    for _ in range(MOST + 3):
        calls.ask(Call())
    assert (calls.waiting.qsize(), calls.counts) == (MOST, {"dropped": 3})


def test_the_secret_lies_in_a_file_of_ours_or_comes_from_a_setting_or_the_cluster(tmp_path: Path) -> None:
    settings = Settings(_env_file=None, data=tmp_path)
    first = paging_keys(settings, None)
    path = tmp_path / "paging.key"
    assert (paging_keys(settings, None).public, path.stat().st_mode & 0o777) == (first.public, 0o600)
    nodes = {paging_keys(settings, "sixteen signs and more").public for _ in range(2)}
    told = Settings(_env_file=None, data=tmp_path / "other", paging_secret="thirty-two signs that an operator chose")
    assert len({first.public, *nodes, paging_keys(told, "sixteen signs and more").public}) == 3
    assert not (tmp_path / "other").exists()
