"""Start Earshot, and let two people talk in Firefox, with JavaScript and without (`make test-firefox`).

Optional: no test waits for it. Playwright's own Firefox comes from no package registry; Debian's speaks WebDriver BiDi,
which Puppeteer speaks too. Where Firefox's own setting switches scripts off, what Puppeteer waits by does not run: that
visit goes by Marionette.

The order: $FIREFOX, one on the PATH, Debian's package as root.
"""

import asyncio
import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

from benchmarks.service import Service, free_port
from tests.firefox.plain import visit

HERE = Path(__file__).parent
NAMES = ("firefox-esr", "firefox")
QUICK = {"EARSHOT_TIMING__WRAP_UP": "1", "EARSHOT_TIMING__OFFER": "20"}
LONGEST = 240
"""Seconds: the visit, on a busy machine."""


def firefox() -> str | None:
    """Return the program, or nothing."""
    return os.environ.get("FIREFOX") or next((found for name in NAMES if (found := shutil.which(name))), None)


def installed() -> str:
    """Return the program; root gets Debian's package where there is none."""
    if not firefox() and os.geteuid() == 0:
        subprocess.run(["apt-get", "update", "-qq"], check=True)
        subprocess.run(["apt-get", "install", "-y", "-qq", "--no-install-recommends", "firefox-esr"], check=True)
    found = firefox()
    if not found:
        sys.exit("No Firefox. Set FIREFOX=/path/to/it, or install Debian's `firefox-esr`, or run as root.")
    return found


def main() -> int:
    """Play the visit; what went wrong is said by the script, and 1 returned."""
    program, port = installed(), free_port()
    neutral = f"http://localhost:{port}/lines"  # another site, as browsers count sites
    with tempfile.TemporaryDirectory(prefix="earshot-firefox-") as folder:
        Path(folder).chmod(0o755)
        with Service(Path(folder) / "data", env=QUICK | {"EARSHOT_EXIT_URL": neutral}, port=port) as service:
            asyncio.run(visit(service, program, neutral))
            service.stop()
            service.start()  # Sam's link was good once
            told = {
                "FIREFOX": program,
                "ORIGIN": service.origin,
                "LISTENER": service.links()["listener"],
                "NEUTRAL": neutral,
            }
            return subprocess.run(
                ["node", str(HERE / "journey.mjs")], env=os.environ | told, timeout=LONGEST, check=False
            ).returncode


if __name__ == "__main__":
    sys.exit(main())
