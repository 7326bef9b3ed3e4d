"""What the build made for seekers: small on the wire, kept for good, nothing that an older browser does not know."""

import gzip
import re
from pathlib import Path

import pytest

from app.pages.shape import DIST, asset
from tests.api.house import House, open_house

SEEKERS = ("seeker", "waiting", "chat", "plan")
TOO_NEW = (
    r"\?\.[a-zA-Z(\[]",
    r"\?\?",
    r"\.at\(",
    r"replaceAll",
    r"fromEntries",
    r"globalThis",
    r"structuredClone",
    r"replaceChildren",
    r"randomUUID",
    r"matchAll",
    r"allSettled",
    r"checkVisibility",
    r"this\.#",
    r"static\{",
)
"""What Chrome 70, Firefox 78 or Safari 12 would stumble over."""


def scripts() -> list[Path]:
    """Every built script that a seeker's page may load, with what they import."""
    entries = [DIST / Path(str(asset(name).js)).name for name in SEEKERS]
    wanted = list(entries)
    for path in wanted:
        found = [DIST / name for name in re.findall(r"""from["']\./([\w-]+\.js)""", path.read_text())]
        wanted.extend(one for one in found if one not in wanted)
    return wanted


def test_seekers_scripts_hold_nothing_that_the_oldest_browser_lacks() -> None:
    built = scripts()
    assert len(built) > len(SEEKERS)
    found = {(path.name, known) for path in built for known in TOO_NEW if re.search(known, path.read_text())}
    assert found == set()


@pytest.mark.parametrize(("takes", "gets"), [("gzip, deflate, br", "br"), ("gzip", "gzip"), ("identity", None)])
async def test_built_files_are_sent_small_and_kept_for_good(house: House, takes: str, gets: str | None) -> None:
    visitor = await house.visitor(**{"accept-encoding": takes})
    [sheet] = asset("seeker").css
    for path in (sheet, asset("chat").js):
        answer = await visitor.get(str(path))
        assert answer.headers.get("content-encoding") == gets
        assert answer.headers["cache-control"] == "public, max-age=31536000, immutable"
        assert answer.headers["vary"] == "accept-encoding"
        if gets != "br":  # this client reads no brotli
            assert answer.text == (DIST / Path(str(path)).name).read_text()
    whole = sum(len(gzip.compress(path.read_bytes())) for path in scripts())
    assert whole <= 4 * 10_000


@pytest.mark.parametrize("path", ["/assets/../manifest.json", "/assets/%2e%2e/package.json", "/assets/nothing.js"])
async def test_nothing_else_is_served_as_a_built_file(house: House, path: str) -> None:
    assert (await (await house.visitor()).get(path)).status_code == 404


async def test_the_operators_own_name_icon_and_pages_are_shown(furnished_url: str, tmp_path: Path) -> None:
    notice, icon = tmp_path / "notice.txt", tmp_path / "icon.svg"
    notice.write_text("We are Lighthouse.\n\nWe keep <nothing>.\n")
    icon.write_text('<svg xmlns="http://www.w3.org/2000/svg"/>')
    told = {"name": "Lighthouse", "tab_title": "Recipes", "tab_icon": icon, "privacy_notice": notice, "contact": "us"}
    async with open_house(furnished_url, tmp_path / "data", **told) as house:
        visitor = await house.visitor()
        landing = (await visitor.get("/")).text
        assert "<title>Recipes</title>" in landing
        assert 'href="/icon"' in landing
        assert "Lighthouse" in landing
        assert "Earshot" not in landing
        assert (await visitor.get("/icon")).headers["content-type"] == "image/svg+xml"
        assert '<p dir="auto">We keep &lt;nothing&gt;.</p>' in (await visitor.get("/privacy")).text
        assert '<p class="lede">us</p>' in (await visitor.get("/contact")).text
        assert "Lighthouse" not in (await visitor.get("/notes")).text
