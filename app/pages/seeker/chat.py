"""The chat as pages: a form to write in, and where there is no JavaScript a frame that shows the conversation."""

import logging
from typing import Any

from litestar import Controller, Request, Response, get, post
from litestar.di import NamedDependency
from litestar.params import FromQuery

from app import clock
from app.live.chat import Chat, ChatEnded, TooFast
from app.live.interface import TicketEntry
from app.pages.forms import too_long, unix_lines
from app.pages.seeker.chat_words import beginning, chat_words, guest_words, notice_of
from app.pages.shape import card_facts, go, page, page_with_pass
from app.services.chat.card import choose_quietly, put_card_away
from app.services.chat.check_message import NotSent, SendAnyway
from app.services.chat.end_chat import end_chat, put_back
from app.services.chat.keep_copies import keep_copy
from app.services.chat.look_back import WHY
from app.services.chat.open_earlier import forget_earlier, open_earlier
from app.services.chat.post_message import note_delivered, post_message, take_moment
from app.services.node import Node
from app.services.show import chat_view, notice_to, resources_of
from app.wire.views import MessageView
from app.words import gettext, later

logger = logging.getLogger(__name__)

EMPTY = later("There is nothing to send yet.")
SLOWER = later("A little slower, please: wait a few seconds and send it again. It is kept here.")
AWAY = later(
    "We are bringing your listener back, so this was not sent yet. It is kept here: please send it again in a moment."
)
CLOSED = later("The chat has just ended, so this was not sent. It is kept here for you to copy.")


class ChatPages(Controller):
    """For the seeker of the chat."""

    path = "/chat"
    include_in_schema = False
    opt = {"role": "seeker"}  # noqa: RUF012

    @get()
    async def chat(
        self, request: Request[Any, Any, Any], seeker: NamedDependency[TicketEntry], node: NamedDependency[Node]
    ) -> Response[Any]:
        """The chat, or wherever the seeker stands instead."""
        return await _chat_page(request, seeker, node)

    @get("/log")
    async def log(
        self,
        request: Request[Any, Any, Any],
        seeker: NamedDependency[TicketEntry],
        node: NamedDependency[Node],
        seen: FromQuery[int] = 0,
    ) -> Response[Any]:
        """The conversation as a frame; its address says what was shown before, which is the acknowledgement."""
        now = clock.now()
        chat = node.chat_of(seeker.ticket.id)
        if chat is None:
            return page(request, node, "chat_log.html", **_over(seeker))
        note_delivered(node, chat, "seeker", seen)
        quiet = (now - chat.quiet_since).total_seconds()
        return page(
            request,
            node,
            "chat_log.html",
            chat=(shown := chat_view(node, chat, seeker, "seeker", now=now)),
            beginning=beginning(shown),
            messages=_messages(chat),
            earlier=chat.earlier,
            words=chat_words(),
            refresh=min(15, 4 + int(quiet // 30)),
            notice=notice_of(chat),
            guest=guest_words(shown),
            **_card(node, chat, seeker),
            ended=None,
            waiting=None,
        )

    @post("/post")
    async def say(
        self, request: Request[Any, Any, Any], seeker: NamedDependency[TicketEntry], node: NamedDependency[Node]
    ) -> Response[Any]:
        """Say something. What cannot be sent comes back with the text still in the box."""
        form = await request.form()
        text, ref = unix_lines(str(form.get("text") or "")), str(form.get("ref") or "") or clock.new_id()
        chat = node.chat_of(seeker.ticket.id)
        error = too_long(text) or (None if text else gettext(EMPTY))
        if error is None and chat is None:
            error = gettext(AWAY if _comes_back(seeker) else CLOSED)
        if error is None and chat is not None:
            try:
                sure = str(form.get("confirmed") or "") == "yes"
                now = clock.now()
                message = post_message(node, chat, "seeker", ref=ref[:40], text=text, confirmed=sure, now=now)
                await keep_copy(node, chat, message)  # "see there" tells the writer that it is sent
                return go("/chat")
            except NotSent as kept:
                error = kept.said()
            except SendAnyway as asked:
                return await _chat_page(request, seeker, node, draft=text, error=asked.said(), anyway=True)
            except TooFast:
                error = gettext(SLOWER)
            except ChatEnded:
                error = gettext(CLOSED)
        return await _chat_page(request, seeker, node, draft=text, error=error)

    @post("/moment")
    async def moment(self, seeker: NamedDependency[TicketEntry], node: NamedDependency[Node]) -> Response[Any]:
        """I need a moment."""
        chat = node.chat_of(seeker.ticket.id)
        if chat is not None:
            take_moment(node, chat, "seeker", now=clock.now())
        return go("/chat")

    @post("/earlier")
    async def earlier(
        self, request: Request[Any, Any, Any], seeker: NamedDependency[TicketEntry], node: NamedDependency[Node]
    ) -> Response[Any]:
        """Show this listener what was said before them, or have it forgotten."""
        chat = node.chat_of(seeker.ticket.id)
        if chat is not None:
            shows = str((await request.form()).get("do") or "") == "show"
            (open_earlier if shows else forget_earlier)(node, chat)
        return go("/chat")

    @post("/card")
    async def card(
        self, request: Request[Any, Any, Any], seeker: NamedDependency[TicketEntry], node: NamedDependency[Node]
    ) -> Response[Any]:
        """Not for me, or: I can't speak aloud. It changes what is shown and nothing else, in the waiting room too."""
        did = str((await request.form()).get("do") or "")
        if did == "away":
            await put_card_away(node, seeker)
        elif did in {"quietly", "aloud"}:
            await choose_quietly(node, seeker, quietly=did == "quietly")
        return go("/chat")

    @get("/end")
    async def ask_end(
        self,
        request: Request[Any, Any, Any],
        seeker: NamedDependency[TicketEntry],  # noqa: ARG002
        node: NamedDependency[Node],
    ) -> Response[Any]:
        """Ask once whether it should end."""
        return page(request, node, "end_confirm.html")

    @post("/end")
    async def end(self, seeker: NamedDependency[TicketEntry], node: NamedDependency[Node]) -> Response[Any]:
        """End the chat."""
        chat = node.chat_of(seeker.ticket.id)
        if chat is not None:
            await end_chat(node, chat, "seekerEnded", now=clock.now())
        return go("/after")

    @post("/change-listener")
    async def change_listener(self, seeker: NamedDependency[TicketEntry], node: NamedDependency[Node]) -> Response[Any]:
        """Go on with somebody else, at the head of the line."""
        chat = node.chat_of(seeker.ticket.id)
        if chat is not None:
            await put_back(node, chat, "changed", now=clock.now())
        return go("/wait")


async def _chat_page(
    request: Request[Any, Any, Any],
    seeker: TicketEntry,
    node: Node,
    *,
    draft: str = "",
    error: str | None = None,
    anyway: bool = False,
) -> Response[Any]:
    now = clock.now()
    chat = node.chat_of(seeker.ticket.id)
    if chat is None and not error:
        return go(_elsewhere(seeker)) if not seeker.chat else _coming_back(request, node, seeker)
    if chat is None:
        return page(request, node, "unsent.html", code=422, draft=draft, error=error, path=_elsewhere(seeker))
    return page_with_pass(
        request,
        node,
        "chat.html",
        seeker,
        now=now,
        code=422 if error else 200,
        chat=(shown := chat_view(node, chat, seeker, "seeker", now=now)),
        words=chat_words(),
        guest=guest_words(shown),
        beginning=beginning(shown),
        messages=_messages(chat),
        earlier=chat.earlier,
        resources=resources_of(node, seeker, now=now),
        **_card(node, chat, seeker),
        ref=clock.new_id(),
        draft=draft,
        error=error,
        anyway=anyway,
    )


def _coming_back(request: Request[Any, Any, Any], node: Node, seeker: TicketEntry) -> Response[Any]:
    """After a restart, while the listener's page may still bring the chat back."""
    return page(request, node, "coming_back.html", refresh=4, resources=resources_of(node, seeker, now=clock.now()))


def _comes_back(seeker: TicketEntry) -> bool:
    """Whether there is a chat, which has lost its home."""
    return seeker.chat is not None and seeker.aftermath is None


def _elsewhere(seeker: TicketEntry) -> str:
    return "/after" if seeker.aftermath is not None else "/wait"


def _over(seeker: TicketEntry) -> dict[str, Any]:
    ended = waiting = None
    if seeker.aftermath is not None:
        ended = gettext(WHY.get(seeker.aftermath.reason, later("The chat has ended.")))
    elif seeker.chat is None:
        waiting = notice_to(seeker) or gettext("You are next, and you need not tell it all again.")
    notice = None if ended or waiting else gettext("Our server had to start again. We are bringing your listener back.")
    return {
        "chat": None,
        "messages": (),
        "refresh": 4,
        "notice": notice,
        "card": None,
        "ended": ended,
        "waiting": waiting,
    }


def _messages(chat: Chat) -> list[MessageView]:
    return [MessageView(seq=one.seq, author=one.author, text=one.text, ref=one.ref) for one in chat.after(0)]


def _card(node: Node, chat: Chat, seeker: TicketEntry) -> dict[str, Any]:
    """The card stands for as long as its reason does; rendering it is showing it."""
    due = chat.watch.card_due()
    if due:
        chat.watch.mark_shown(due)
    return card_facts(node, seeker, now=clock.now())
