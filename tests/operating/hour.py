"""The newcomer's hour, behind a real Caddy: `make test-deploy` follows docs/two-nodes.md from its top to its end, lets
a seeker and a listener talk through the proxy over TLS, and kills one node in the middle.

It needs Caddy on the machine; what does not is in tests/operating/test_documents.py and part of `make test`.
"""

import asyncio
import os
import random  # noqa: TID251  # pauses of pages, seeded
import re
import shlex
import shutil
import signal
import ssl
from pathlib import Path
from time import perf_counter

import httpx

from benchmarks.crew import joined
from benchmarks.people import Listener, Seeker
from benchmarks.service import free_port
from tests.operating.documents import blocks
from tests.operating.machine import Machine, machine
from tests.operating.test_documents import follow

SAID = ("Is somebody there?", "I am here, and I read you.", "It got dark so early.", "Stay a while, there is time.")
YET = "there is no coordinator|fewer than two safety officers|the certificate ends in 0 days"
"""What `earshot check` still says there: nobody has come in, and Caddy's own CA signs for half a day."""
WITHIN = 45.0
"""Seconds until a word has come, a node's death included."""


def main() -> None:
    """Walk through it; what fails says so."""
    if shutil.which("caddy") is None:
        raise SystemExit("caddy is not installed")
    begun = perf_counter()
    page = [one for one in blocks() if one.page.name == "two-nodes.md" and one.language == "sh"]
    proxied = next(number for number, one in enumerate(page) if one.how == "proxy")
    with machine() as there:
        before = follow(there, page[: proxied - 1])
        there.env["SSL_CERT_FILE"] = os.environ["SSL_CERT_FILE"] = str(starts_caddy(there))
        after = follow(there, page[proxied - 1 :], proxied=True)
        wanted = f"a visit at {there.origin}: ok"
        assert wanted in after, f"{before}\n{after}"
        faults = re.findall(r"FAULT  (.*)", after)
        assert [one for one in faults if not re.match(YET, one)] == [], after
        invites_a_listener(there)
        took = asyncio.run(talk(there))
    print(f"hour      docs/two-nodes.md, behind Caddy, took {perf_counter() - begun:.0f} s; of a chat while one node "
          f"was killed no message was lost, and it went on after {took:.1f} s")  # fmt: skip


def starts_caddy(there: Machine) -> Path:
    """Start Caddy with the files that were written; return the certificate to trust. Its CA is one of its own here."""
    unit = there.folder / "etc/systemd/system/caddy.service.d/earshot.conf"
    (told,) = re.findall(r"^Environment=(.*)$", unit.read_text(), re.MULTILINE)
    env = dict(one.split("=", 1) for one in shlex.split(told))
    file = there.folder / "etc/caddy/Caddyfile"
    own = f"admin off\n\tlocal_certs\n\tskip_install_trust\n\thttp_port {free_port()}\n"
    file.write_text(file.read_text().replace("admin off\n", own))
    env |= {"SITE": there.origin, "XDG_DATA_HOME": str(there.folder / "caddy")}
    there.launches("caddy", "caddy", "run", "--adapter", "caddyfile", "--config", str(file), **env)
    root = there.folder / "caddy/caddy/pki/authorities/local/root.crt"
    there.until(root.exists, "caddy")

    def answers() -> bool:
        try:
            return (
                httpx.get(there.origin, verify=ssl.create_default_context(cafile=root), trust_env=False).status_code
                == httpx.codes.OK
            )
        except (httpx.HTTPError, OSError):
            return False

    there.until(answers, "caddy")
    return root


def invites_a_listener(there: Machine) -> None:
    """As the page says to be heard at once: without course, and alone; the nodes start again one after the other."""
    with (there.folder / "etc/earshot/earshot.env").open("a") as settings:
        settings.write("EARSHOT_COURSE=no\nEARSHOT_PROBATION_ALONE=yes\n")
    for node in ("earshot@8001", "earshot@8002"):
        there.started[node].terminate()
        there.started.pop(node).wait(60)
        there.asks_systemd(f"systemctl start {node}")


async def talk(there: Machine) -> float:
    """Two people talk through the proxy, and one node dies. Returns seconds until both have heard each other again."""
    told = there.types("earshot invite listener --settings /etc/earshot/earshot.env")
    chance = random.Random(12)  # noqa: S311
    async with httpx.AsyncClient(base_url=there.origin, verify=ssl.create_default_context(), trust_env=False) as http:
        listener = Listener(there.origin, chance, await joined(http, told.partition("#")[2].split()[0], name="Robin"))
        http.cookies.clear()
        try:
            await asyncio.wait_for(listener.begin(http), WITHIN)
        except TimeoutError:
            raise AssertionError(f"the listener's desk does not open (closed with {listener.closed_with})") from None
        seeker = await Seeker.join(http, there.origin, chance)
        seeker.open()
        chat = await asyncio.wait_for(seeker.opened.get(), WITHIN)
        await asyncio.wait_for(listener.opened.get(), WITHIN)
        await says(seeker, listener, chat, SAID[0])
        await says(listener, seeker, chat, SAID[1])
        victim = there.started.pop("earshot@8001")
        victim.send_signal(signal.SIGKILL)
        victim.wait()
        killed = perf_counter()
        await says(seeker, listener, chat, SAID[2])
        await says(listener, seeker, chat, SAID[3])
        took = perf_counter() - killed
        for page in (seeker, listener):
            stands = [one.text for one in page.papers[chat].bubbles]
            assert stands == list(SAID), stands
        await seeker.close()
        await listener.close()
    return took


async def says(one: Seeker | Listener, other: Seeker | Listener, chat: str, text: str) -> None:
    """One writes, and it stands on the other's page."""
    one.write(chat, text)
    async with asyncio.timeout(WITHIN):
        while text not in [bubble.text for bubble in other.papers[chat].bubbles]:
            await other.papers[chat].next()


if __name__ == "__main__":
    main()
