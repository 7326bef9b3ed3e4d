"""The newcomer's hour, behind a real Caddy: `make test-deploy` follows docs/two-nodes.md from its top to its end, walks
a visit through the proxy over TLS, kills one node, and walks another. Two people who talk while a node dies are in
tests/nodes_several, without Caddy.

It needs Caddy on the machine; what does not is in tests/operating/test_documents.py and part of `make test`.
"""

import asyncio
import os
import re
import shlex
import shutil
import signal
import ssl
from pathlib import Path
from time import perf_counter

import httpx

from app.commands.walk import walk
from benchmarks.service import free_port
from tests.operating.documents import blocks
from tests.operating.machine import Machine, machine
from tests.operating.test_documents import follow

YET = "there is no coordinator|fewer than two safety officers|the certificate ends in 0 days"
"""What `earshot check` still says there: nobody has come in, and Caddy's own CA signs for half a day."""


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
        took = kills_a_node(there)
    print(f"hour      docs/two-nodes.md, behind Caddy, took {perf_counter() - begun:.0f} s; "
          f"with one node killed a visit went well, in {took:.1f} s")  # fmt: skip


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


def kills_a_node(there: Machine) -> float:
    """Kill one node; return how long a visit through the proxy then takes, none of which may go wrong."""
    victim = there.started.pop("earshot@8001")
    victim.send_signal(signal.SIGKILL)
    victim.wait()
    begun = perf_counter()
    found = asyncio.run(walk(there.origin))
    assert found == [], found
    return perf_counter() - begun


if __name__ == "__main__":
    main()
