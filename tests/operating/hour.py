"""The newcomer's hour: `make test-deploy` follows docs/two-nodes.md from its top to its end, behind a real Caddy, then
behind a real nginx, with TLS; lets two people talk while both nodes are killed, one after the other; and looks for
the address of a visitor in everything that was written meanwhile.

It needs Caddy and nginx; what does not is in tests/operating/test_documents.py and part of `make test`.
"""

import asyncio
import os
import re
import shlex
import shutil
import ssl
from collections.abc import Callable
from pathlib import Path
from time import perf_counter

import httpx
from websockets.asyncio.client import connect
from websockets.typing import Origin

from benchmarks.service import ROOT, free_port
from tests.operating.documents import blocks
from tests.operating.machine import Machine, machine
from tests.operating.talk import talk
from tests.operating.test_documents import follow

YET = "there is no coordinator|fewer than two safety officers|the certificate ends in 0 days"
"""What `earshot check` still says there: nobody has come in, and Caddy's own CA signs for half a day."""
VISITOR, WATCHED = "127.0.0.77", "127.0.0.78"
"""Whence a visitor comes of whom nothing may be written, and one whom nginx logs, beside what our file says."""
AWAY = ROOT / "frontend/dist/away.html"


def main() -> None:
    """Walk through it; what fails says so."""
    missing = [one for one in ("caddy", "nginx") if shutil.which(one) is None]
    if missing:
        raise SystemExit(f"{' and '.join(missing)} is not installed")
    begun = perf_counter()
    page = [one for one in blocks() if one.page.name == "two-nodes.md" and one.language == "sh"]
    proxied = next(number for number, one in enumerate(page) if one.how == "proxy")
    with machine() as there:
        before = follow(there, page[: proxied - 1])
        starts_caddy(there)
        after = follow(there, page[proxied - 1 :], proxied=True)
        wanted = f"a visit at {there.origin}: ok"
        assert wanted in after, f"{before}\n{after}"
        faults = re.findall(r"FAULT  (.*)", after)
        assert [one for one in faults if not re.match(YET, one)] == [], after
        lets_a_newcomer_listen(there)
        people_talk(there, "Caddy")
        there.stops("caddy")
        starts_nginx(there)
        people_talk(there, "nginx")
        nobody_wrote_down(there)
    print(f"hour      docs/two-nodes.md was followed from its top to its end in {perf_counter() - begun:.0f} s")


def starts_caddy(there: Machine) -> None:
    """Start Caddy with the files that were written. Its CA is one of its own here."""
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
    trusts(there, root)
    there.until(lambda: answers(there), "caddy")


def starts_nginx(there: Machine) -> None:
    """Start nginx with the file of deploy/, in a server that otherwise logs what it can."""
    folder = there.folder / "nginx"
    folder.mkdir()
    there.types(
        "openssl req -x509 -newkey rsa:2048 -nodes -days 1 -subj /CN=nginx -addext subjectAltName=IP:127.0.0.2 "
        f"-keyout {folder}/privkey.pem -out {folder}/fullchain.pem 2> /dev/null"
    )
    site = there.here((ROOT / "deploy/proxy/nginx.conf").read_text())
    site = site.replace("/etc/ssl/earshot", str(folder)).replace("talk.example.org", "127.0.0.2")
    site = re.sub(r"\n *listen \[::\]:\d+.*;", "", site)
    site = site.replace("listen 443 ", f"listen {there.proxied} ").replace("listen 80;", f"listen {free_port()};")
    (folder / "site.conf").write_text(site)
    beside = f"server {{ listen {there.beside}; return 204; }}"
    (folder / "nginx.conf").write_text(
        f"daemon off;\nuser root;\npid {folder}/pid;\nerror_log {folder}/error.log info;\nevents {{}}\n"
        f"http {{ access_log {folder}/access.log; {beside} include {folder}/site.conf; }}\n"
    )
    trusts(there, folder / "fullchain.pem")
    there.launches(
        "nginx", "nginx", "-p", str(folder), "-e", str(folder / "error.log"), "-c", str(folder / "nginx.conf")
    )
    there.until(lambda: answers(there), "nginx")


def trusts(there: Machine, certificate: Path) -> None:
    """Browsers of this machine know who signed."""
    there.env["SSL_CERT_FILE"] = os.environ["SSL_CERT_FILE"] = str(certificate)


def answers(there: Machine) -> bool:
    """Whether the front door opens."""
    try:
        return visits(there).status_code == httpx.codes.OK
    except (httpx.HTTPError, OSError):
        return False


def visits(there: Machine) -> httpx.Response:
    """Somebody comes to the front door, from an address of their own."""
    way = httpx.HTTPTransport(local_address=VISITOR, verify=ssl.create_default_context())
    with httpx.Client(transport=way, trust_env=False, timeout=10) as http:
        return http.get(there.origin)


def lets_a_newcomer_listen(there: Machine) -> None:
    """As the page says to be heard at once: without course, and alone; the nodes start again one after the other."""
    with (there.folder / "etc/earshot/earshot.env").open("a") as settings:
        settings.write("EARSHOT_COURSE=no\nEARSHOT_PROBATION_ALONE=yes\n")
    for node in ("earshot@8001", "earshot@8002"):
        there.stops(node)
        there.asks_systemd(f"systemctl start {node}")


def people_talk(there: Machine, proxy: str) -> None:
    """Two people talk, and each node dies once meanwhile: so the one that held their chat does."""
    invitation = there.types("earshot invite listener --settings /etc/earshot/earshot.env").partition("#")[2].split()[0]

    def dies(number: str) -> Callable[[], None]:
        return lambda: there.kills(f"earshot@{number}")

    def comes_back_and_the_other_dies() -> None:
        there.asks_systemd("systemctl start earshot@8001")
        there.kills("earshot@8002")

    took = asyncio.run(talk(there.origin, invitation, (dies("8001"), comes_back_and_the_other_dies)))
    asyncio.run(opens_a_socket(there))
    there.kills("earshot@8001")
    alone = visits(there)
    assert (alone.status_code, alone.text) == (httpx.codes.SERVICE_UNAVAILABLE, AWAY.read_text()), alone
    there.asks_systemd("systemctl start earshot@8001 earshot@8002")
    there.until(lambda: answers(there), proxy)
    words = ", ".join(f"{one:.1f} s" for one in took)
    print(f"{proxy.lower():9} two people talked on after each node was killed (within {words}); nothing was lost")


async def opens_a_socket(there: Machine) -> None:
    """A page of a visitor whose address is looked for opens its socket, with a pass that is none."""
    way = there.origin.replace("http", "ws", 1) + "/ws/seeker"
    async with connect(way, origin=Origin(there.origin), proxy=None, local_addr=(VISITOR, 0)) as socket:
        await socket.send('{"type": "hello", "pass": "none"}'.ljust(512))
        await socket.wait_closed()
        assert socket.close_code == 4401, socket.close_code  # nobody is known by that


def nobody_wrote_down(there: Machine) -> None:
    """No address of a visitor is in any file of this machine; nginx, left alone, writes down whoever comes."""
    way = httpx.HTTPTransport(local_address=WATCHED)
    with httpx.Client(transport=way, trust_env=False) as http:
        http.get(f"http://127.0.0.1:{there.beside}/").raise_for_status()
    there.stops("nginx")
    files = [one for one in there.folder.rglob("*") if one.is_file() and not one.is_symlink()]
    holding = {
        address: [str(one.relative_to(there.folder)) for one in files if address.encode() in one.read_bytes()]
        for address in (VISITOR, WATCHED)
    }
    assert (holding[VISITOR], "nginx/access.log" in holding[WATCHED]) == ([], True), holding
    print(f"logs      {len(files)} files of proxies, nodes and PostgreSQL, and no address of a visitor in them")


if __name__ == "__main__":
    main()
