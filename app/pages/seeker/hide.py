"""Out of sight and back: the bland page behind Hide, and words that lead back when everything had to be closed."""

from typing import Any

from litestar import Controller, Request, Response, get, post
from litestar.di import NamedDependency

from app import clock
from app.identity.credentials import seeker_token
from app.identity.seeker_pass import Draft, open_pass
from app.live.interface import TicketEntry
from app.pages.seeker.busy import fare_of, later_cookie, waiting_draft
from app.pages.seeker.landing import landing_page
from app.pages.shape import go, page, page_with_pass, pass_cookie, ticket_pass
from app.services.chat.card import choose_hiding
from app.services.know import known_seeker
from app.services.line.ask_price import ProofNeeded
from app.services.line.lead_back import LASTS, TooManyWords, WordsLeadNowhere, give_words, lead_back
from app.services.node import Node
from app.services.show import pass_of
from app.words import gettext, ngettext

STILL_EVERY = 8
"""Seconds: often enough to be offered, and to answer when somebody has come."""
_MINUTES = int(LASTS.total_seconds() // 60)
"""How long the words last."""


def place_of_theirs(seeker: TicketEntry) -> str:
    """Return the page on which this seeker stands."""
    if seeker.aftermath is not None:
        return "/after"
    return "/chat" if seeker.chat else "/wait"


class NotesPages(Controller):
    """For anybody whose screen is seen: nothing here says what this site is."""

    include_in_schema = False
    opt = {"role": "anyone"}  # noqa: RUF012

    @get("/notes")
    async def notes(self, request: Request[Any, Any, Any], node: NamedDependency[Node]) -> Response[Any]:
        """Notes like anybody's. For who has a place, a small frame keeps it, and says blandly that there is news."""
        return page(request, node, "notes.html")

    @get("/back")
    async def where_i_was(self, request: Request[Any, Any, Any], node: NamedDependency[Node]) -> Response[Any]:
        """Lead to wherever they stand, in the middle of the questions too."""
        token = seeker_token(request, node.settings)
        if isinstance(open_pass(node.sealer, token, now=clock.now()), Draft):
            return go("/talk/about")
        return go(place_of_theirs(await known_seeker(node, token, now=clock.now())))

    @post("/back")
    async def back(self, request: Request[Any, Any, Any], node: NamedDependency[Node]) -> Response[Any]:
        """Take the words, and lead back to the place or the chat."""
        now, form = clock.now(), await request.form()
        typed, draft = str(form.get("words") or ""), waiting_draft(request, node, now=now)
        try:
            entry = await lead_back(
                node, typed, fare_of(request, node, draft, str(form.get("proof") or ""), now=now), now=now
            )
        except WordsLeadNowhere:
            told = ngettext(
                "These words lead nowhere, or not any more. They are good for %(count)s minute, and once.",
                "These words lead nowhere, or not any more. They are good for %(count)s minutes, and once.",
                _MINUTES,
            )
            return await landing_page(request, node, code=422, words_error=told % {"count": _MINUTES})
        except (ProofNeeded, TooManyWords) as many:
            told = gettext("Many words were tried just now. Please wait a minute, and try again.")
            challenge = many.challenge if isinstance(many, ProofNeeded) else None
            answer = await landing_page(
                request, node, code=429, words_error=told, words_typed=typed[:80], challenge=challenge
            )
            if ticket_pass(request, node) is None:  # nobody loses a place of theirs over it
                answer.cookies = [later_cookie(node, draft, now=now)]
            return answer
        return go(place_of_theirs(entry), pass_cookie(node, pass_of(node, entry, now=now)))


class HidePages(Controller):
    """For a seeker who has to be out of sight."""

    include_in_schema = False
    opt = {"role": "seeker"}  # noqa: RUF012

    @get("/notes/new")
    async def still(
        self, request: Request[Any, Any, Any], seeker: NamedDependency[TicketEntry], node: NamedDependency[Node]
    ) -> Response[Any]:
        """Keep the place warm, and say whether anything waits: that somebody has come, wrote, or left."""
        chat = node.chat_of(seeker.ticket.id)
        unread = chat.after(chat.sides["seeker"].delivered) if chat is not None else ()
        came = seeker.chat is not None and not _was_in(request, node, seeker.chat)
        news = came or seeker.aftermath is not None or any(one.author == "listener" for one in unread)
        return page(request, node, "notes_new.html", refresh=STILL_EVERY, news=news)

    @post("/hide/by-itself")
    async def by_itself(
        self, request: Request[Any, Any, Any], seeker: NamedDependency[TicketEntry], node: NamedDependency[Node]
    ) -> Response[Any]:
        """Somebody may see this screen, or nobody may any more."""
        hides = str((await request.form()).get("do") or "") == "on"
        await choose_hiding(node, seeker, hides=hides)
        return go(place_of_theirs(seeker))

    @post("/words")
    async def words(
        self, request: Request[Any, Any, Any], seeker: NamedDependency[TicketEntry], node: NamedDependency[Node]
    ) -> Response[Any]:
        """Give words that lead back."""
        now = clock.now()
        if seeker.aftermath is not None:
            return go("/after")
        given = await give_words(node, seeker, now=now)
        return page_with_pass(request, node, "words.html", seeker, now=now, words=given, minutes=_MINUTES)


def _was_in(request: Request[Any, Any, Any], node: Node, chat: str) -> bool:
    """Whether this browser has seen the chat: its pass was written there."""
    known = ticket_pass(request, node)
    return known is not None and known.chat == chat
