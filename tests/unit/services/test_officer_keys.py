"""What an officer's browser does and what this server does fit together, both ways: HPKE, Shamir, AES-GCM."""

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pyshamir

from app.live.chat import Message
from app.services.cases.make_officer import decoded, encoded
from app.services.cases.seal_excerpt import is_public_key, sealed_words
from tests.nodes import NIGHT
from tests.officers import Officer

ROOT = Path(__file__).parents[3]
NODE = Path(sys.executable).with_name("node")
KEYS = (ROOT / "frontend" / "src" / "officer-keys.ts").as_uri()
SAID = [Message(1, "seeker", "I am ünsafe \U0001f642", "r1"), Message(2, "listener", "Tell me.", "r2")]

MAKE = """
const keys = [await k.makeKeys("one long passphrase"), await k.makeKeys("another passphrase")];
let wrong = "";
try { await k.unwrap(keys[0].wrapped, "not my passphrase"); } catch { wrong = "refused"; }
tell({ keys, wrong });
"""
READ = """
const first = await k.unwrap(said.first.wrapped, "one long passphrase");
const second = await k.unwrap(said.second.wrapped, "another passphrase");
const share = await k.openWith(first, said.shares.first, said.id);
const handed = await k.sealTo(said.second.public, share, said.id);
const key = await k.keyOf(second, [said.shares.second, handed], said.id);
const read = await k.read(key, said.words, said.id);
const split = await shamir.split(key, 3, 2);
tell({ read, parts: split.map(k.toText), key: k.toText(key), held: await k.sealTo(said.offline, key, said.id) });
"""


def in_node(script: str, said: object = None) -> Any:
    """Run this where a browser's cryptography is, and return what it tells."""
    shamir = (ROOT / "frontend" / "node_modules" / "shamir-secret-sharing" / "esm" / "index.js").as_uri()
    program = (
        f'import * as k from "{KEYS}"; import * as shamir from "{shamir}";\n'
        f"const said = {json.dumps(said)}; const tell = (what) => console.log(JSON.stringify(what));\n{script}"
    )
    told = subprocess.run(
        [NODE, "--no-warnings", "--input-type=module", "-e", program],
        cwd=ROOT / "frontend",
        capture_output=True,
        text=True,
        check=False,
    )
    assert told.returncode == 0, told.stderr
    return json.loads(told.stdout)


def test_browsers_open_what_the_server_seals_and_the_server_what_browsers_split() -> None:
    made = in_node(MAKE)
    first, second = made["keys"]
    assert made["wrong"] == "refused"
    assert all(is_public_key(decoded(one["public"])) for one in (first, second))
    assert all(one["wrapped"].startswith("600000.") and len(one["wrapped"]) <= 200 for one in (first, second))
    offline = Officer("offline")
    keys = {"first": decoded(first["public"]), "second": decoded(second["public"])}
    excerpt = sealed_words(SAID, keys, until=NIGHT)
    told = in_node(
        READ,
        {
            "first": first,
            "second": second,
            "id": excerpt.id,
            "words": encoded(excerpt.words),
            "shares": {name: encoded(share) for name, share in excerpt.shares.items()},
            "offline": encoded(offline.public),
        },
    )
    assert told["read"] == [{"seq": one.seq, "from": one.author, "text": one.text} for one in SAID]
    parts = [bytearray(decoded(part)) for part in told["parts"]]
    assert {bytes(pyshamir.combine([one, other])) for one, other in ((parts[0], parts[2]), (parts[1], parts[0]))} == {
        decoded(told["key"])
    }
    assert offline.opens(decoded(told["held"]), about=excerpt.id) == decoded(told["key"])
