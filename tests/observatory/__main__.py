"""Start Earshot behind TLS, let the HTTP Observatory's own tests and grader look at it, and print what they say.

The certificate and the step from http to https are a proxy's in deploy/; here a few lines stand in for it, and the
scanner trusts the certificate by `NODE_EXTRA_CA_CERTS`. 1 if a page has less than A+.
"""

import asyncio
import json
import os
import ssl
import subprocess
import sys
import tempfile
from contextlib import suppress
from functools import partial
from pathlib import Path
from typing import Any

from benchmarks.service import Service, free_port

HERE = Path(__file__).parent
NODE = Path(sys.executable).with_name("node")
HOST = "localhost"
PAGES = ("/", "/talk", "/lines", "/staff/sign-in")


def certificate(folder: Path) -> tuple[Path, Path]:
    """A certificate of this run's own, and its key."""
    made, key = folder / "site.pem", folder / "site.key"
    command = ["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "1", "-subj", f"/CN={HOST}"]
    named = ["-addext", f"subjectAltName=DNS:{HOST}", "-keyout", str(key), "-out", str(made)]
    subprocess.run([*command, *named], check=True, capture_output=True)
    return made, key


async def carry(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    """Hand on whatever comes, until one side has ended."""
    with suppress(OSError):
        while piece := await reader.read(65_536):
            writer.write(piece)
            await writer.drain()
    writer.close()


async def to(port: int, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    """Carry a connection to the server and back."""
    inner_reader, inner_writer = await asyncio.open_connection("127.0.0.1", port)
    await asyncio.gather(carry(reader, inner_writer), carry(inner_reader, writer))


async def send_to_tls(port: int, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    """Answer a plain request as the proxies of deploy/ do."""
    path = (await reader.readline()).split()[1].decode()
    where = f"Location: https://{HOST}:{port}{path}"
    writer.write(
        f"HTTP/1.1 308 Permanent Redirect\r\n{where}\r\nContent-Length: 0\r\nConnection: close\r\n\r\n".encode()
    )
    writer.close()


async def graded(plain: int, encrypted: int, page: str, trusted: Path) -> dict[str, Any]:
    """What the scanner says of a page."""
    command = [str(NODE), str(HERE / "grade.js"), HOST, str(plain), str(encrypted), page]
    env = os.environ | {"NODE_EXTRA_CA_CERTS": str(trusted)}
    scanner = await asyncio.create_subprocess_exec(*command, env=env, stdout=subprocess.PIPE)
    said, _ = await scanner.communicate()
    told: dict[str, Any] = json.loads(said)
    return told


async def look(service: Service, plain: int, encrypted: int, folder: Path) -> int:
    """Grade each page; 1 if one falls short."""
    made, key = certificate(folder)
    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    context.load_cert_chain(made, key)
    short = 0
    async with (
        await asyncio.start_server(partial(to, service.port), HOST, encrypted, ssl=context),
        await asyncio.start_server(partial(send_to_tls, encrypted), HOST, plain),
    ):
        for page in PAGES:
            told = await graded(plain, encrypted, page, made)
            faults = [f"{name}: {one['result']}" for name, one in told["tests"].items() if not one["pass"]]
            print(f"{page:16} {told['grade']:3} {told['score']} of {len(told['tests'])} tests", *faults, sep="  ")
            short += told["grade"] != "A+" or told["status"] != 200 or bool(faults)
    return min(short, 1)


def main() -> int:
    """Look at a server of this run's own."""
    plain, encrypted = free_port(), free_port()
    with tempfile.TemporaryDirectory(prefix="earshot-observatory-") as folder:
        Path(folder).chmod(0o755)
        env = {"EARSHOT_PUBLIC_ORIGINS": f"https://{HOST}:{encrypted}"}
        with Service(Path(folder) / "data", env=env) as service:
            return asyncio.run(look(service, plain, encrypted, Path(folder)))


if __name__ == "__main__":
    sys.exit(main())
