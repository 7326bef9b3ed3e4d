"""What is typed and not sent leaves no trace on the wire: not in words, and not in how often something goes out."""

import json
from collections.abc import Callable

import pytest

from tests.browser.people import Listener, Seeker

CANARY = "lamplighter"
EACH = 60
"""Milliseconds between two keys."""
OWN = {"typing", "ping", "delivered", "seen"}
"""What a page says by itself; `typing` names a chat and nothing else."""


@pytest.mark.proves("C33")
def test_no_key_goes_out_before_it_is_sent(seeker: Callable[..., Seeker], listener: Callable[..., Listener]) -> None:
    """C33: on the way in nothing at all goes out; in a chat that somebody writes, now and then, however fast."""
    sam, someone = listener(), seeker()
    page, asked, frames = someone.page, list[str](), list[str]()
    page.on("request", lambda request: asked.append(f"{request.method} {request.url} {request.post_data or ''}"))
    page.on("websocket", lambda socket: socket.on("framesent", lambda sent: frames.append(str(sent))))
    someone.says_age()
    page.wait_for_url("**/talk/about")
    page.wait_for_load_state("networkidle")
    asked.clear()
    page.get_by_label("A made-up name").press_sequentially("Blue Jay", delay=EACH)
    page.get_by_label("A first message").press_sequentially(f"{CANARY}, and more", delay=EACH)
    page.wait_for_timeout(1_000)
    assert asked == []
    page.get_by_label("A first message").fill("Something else.")
    page.get_by_role("button", name="Find someone").click()
    someone.waits()
    sam.is_ready()
    sam.accepts()
    someone.meets("Sam")
    asked.clear()
    frames.clear()
    page.get_by_label("Your message").press_sequentially(f"{CANARY} and then some more words, slowly", delay=EACH)
    page.wait_for_timeout(1_000)
    assert asked == []
    told = [json.loads(frame) for frame in frames]
    assert {one["type"] for one in told} <= OWN
    typing = [one for one in told if one["type"] == "typing"]
    assert 1 <= len(typing) <= 3
    assert all(set(one) - {"pad"} == {"type", "chat"} for one in typing)
    assert not any(CANARY[:4] in frame for frame in frames)
