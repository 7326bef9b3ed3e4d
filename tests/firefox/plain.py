"""The whole way in Firefox with JavaScript switched off: what Tor Browser does at its safest level.

Marionette, Firefox's own protocol, presses and reads from outside; what other drivers wait by are scripts in the page.
"""

import asyncio
from contextlib import suppress

import httpx
from marionette_driver import Wait
from marionette_driver.by import By
from marionette_driver.errors import NoSuchElementException
from marionette_driver.marionette import Marionette

from benchmarks.crew import signed_in_by_link
from benchmarks.service import Service, free_port
from tests.sockets.people import Page, desk

PATIENCE = 40
"""Seconds: the machine may be busy."""
FIRST, WORDS, ANSWER = "I came without a script.", "It helps to write it.", "Hello, I am Sam. Begin anywhere."


class Reader:
    """Somebody with Firefox, no script, and patience."""

    def __init__(self, program: str) -> None:
        self.firefox = Marionette(
            bin=program, host="127.0.0.1", port=free_port(), headless=True, prefs={"javascript.enabled": False}
        )
        self.firefox.start_session()

    def presses(self, what: str) -> None:
        """Press the first of these."""
        self.firefox.find_element(By.CSS_SELECTOR, what).click()

    def writes(self, what: str, text: str) -> None:
        """Write into a field."""
        self.firefox.find_element(By.CSS_SELECTOR, what).send_keys(text)

    def arrives(self, path: str) -> None:
        """Be at this page."""
        Wait(self.firefox, PATIENCE).until(lambda it: it.get_url().partition("?")[0].endswith(path))

    def reads(self, text: str, *, frame: bool = True) -> None:
        """Read this, in the frame that asks again by itself, or on the page."""

        def stands_there(it: Marionette) -> bool:
            it.switch_to_frame()
            with suppress(NoSuchElementException):
                if frame:
                    it.switch_to_frame(it.find_element(By.CSS_SELECTOR, "iframe"))
                return text in it.find_element(By.CSS_SELECTOR, "body").text
            return False

        try:
            Wait(self.firefox, PATIENCE, ignored_exceptions=(Exception,)).until(
                stands_there
            )  # a frame may just turn over
        finally:
            self.firefox.switch_to_frame()


def comes_in(reader: Reader, origin: str) -> None:
    """From the landing page into the line."""
    reader.firefox.navigate(f"{origin}/")
    reader.presses("a[href='/talk']")
    reader.presses("[name=age][value=adult]")
    reader.presses("form[action='/talk/age'] .is-main")
    reader.arrives("/talk/about")
    reader.writes("#first_message", FIRST)
    reader.presses("form[action='/talk/about'] .is-main")
    reader.arrives("/wait")


def finds_the_chat(reader: Reader) -> None:
    """The frame says that somebody came, and its link leads there."""
    reader.reads("Go to the chat")
    frame = reader.firefox.find_element(By.CSS_SELECTOR, "iframe")
    reader.firefox.switch_to_frame(frame)
    reader.presses("a[href='/chat']")
    reader.firefox.switch_to_frame()
    reader.arrives("/chat")
    reader.reads(FIRST)


def says_and_leaves(reader: Reader, neutral: str) -> None:
    """Write by form, see the card, and leave nothing behind."""
    reader.reads(ANSWER)
    reader.writes("#text", WORDS)
    reader.presses(".send")
    reader.reads(WORDS)
    reader.writes("#text", "Some nights I want to die.")
    reader.presses(".send")
    reader.reads("It sounds as if this is very hard.")
    reader.presses(".exit")
    reader.arrives(neutral)
    if reader.firefox.get_cookies():
        raise AssertionError("a cookie is left")
    reader.firefox.go_back()
    reader.reads("Welcome", frame=False)
    shown = reader.firefox.page_source
    if any(text in shown for text in (FIRST, WORDS, ANSWER)):
        raise AssertionError("Back shows what was said")


async def listens(sam: Page) -> None:
    """Accept, greet, hear."""
    await sam.hears("offer", within=PATIENCE)
    offer = sam.events[-1]["offer"]
    if offer["firstMessage"] != FIRST:
        raise AssertionError("the first message is not there")
    await sam.says("accept", offer=offer["offer"])
    chat = (await sam.hears("opened"))["chat"]["id"]
    await sam.says("post", chat=chat, ref="ref-answer", text=ANSWER)


async def visit(service: Service, program: str, neutral: str) -> None:
    """Play it through; raises where something is missing."""
    async with httpx.AsyncClient(base_url=service.origin) as http:
        token = (await signed_in_by_link(http, service.links()["listener"])).partition("=")[2]
    reader = await asyncio.to_thread(Reader, program)
    try:
        async with desk(service, token) as sam:
            await asyncio.to_thread(comes_in, reader, service.origin)
            await listens(sam)
            await asyncio.to_thread(finds_the_chat, reader)
            leaves = asyncio.create_task(asyncio.to_thread(says_and_leaves, reader, neutral))
            await sam.hears("ended", within=2 * PATIENCE, reason="exit")
            await leaves
    finally:
        await asyncio.to_thread(reader.firefox.quit)
    print("came in without JavaScript, was heard, left")
