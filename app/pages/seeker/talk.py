"""Intake: the age step, which is its own, and then what it is about. Only the age needs an answer."""

from typing import Any

from litestar import Controller, Request, Response, get, post
from litestar.di import NamedDependency

from app import clock
from app.identity.credentials import seeker_token
from app.identity.language import chosen_language
from app.identity.origin import came_from
from app.identity.seeker_pass import Draft, PassUnknown, TicketPass, dear_until, open_pass, seal_pass
from app.live.interface import TicketEntry
from app.pages.forms import LANGUAGES, intake, kept
from app.pages.seeker.busy import busy_page, fare_of, unpacked
from app.pages.shape import go, page, pass_cookie
from app.services.board.show_board import show_status
from app.services.chat.check_message import NotSent, SendAnyway
from app.services.know import known_seeker
from app.services.line.ask_price import ProofNeeded
from app.services.line.check_first import NameNotTaken
from app.services.line.come_back import TicketOver
from app.services.line.join_line import NotServed, TooYoung, UnknownTopic, join_line
from app.services.line.keep_door import LineClosed, LineFull
from app.services.node import Node
from app.services.show import countries_of, pass_of, topics_of
from app.words import gettext, later
from matching import AgeBand
from matching.tickets import TEENS

NO_AGE = later("Please choose one. “Rather not say” is an answer too.")
SHUT: dict[type[Exception], str] = {
    LineClosed: later(
        "We have just closed. That says nothing about you. What you wrote is still here for you to copy."
    ),
    LineFull: later(
        "So many people are here that we can only take in who is in danger right now. If you are thinking of ending "
        "your life, say so below and you are let in. What you wrote is still here."
    ),
}


class TalkPages(Controller):
    """For somebody who is about to become a seeker."""

    path = "/talk"
    include_in_schema = False
    opt = {"role": "anyone"}  # noqa: RUF012

    @get()
    async def age(self, request: Request[Any, Any, Any], node: NamedDependency[Node]) -> Response[Any]:
        """The age step; somebody who has a place already is led to it."""
        standing = await _standing(request, node)
        if standing is not None:
            return go("/chat" if standing.chat else "/wait")
        return page(request, node, "talk_age.html", error=None, adults_only=not node.settings.minors)

    @post("/age")
    async def say_age(self, request: Request[Any, Any, Any], node: NamedDependency[Node]) -> Response[Any]:
        """Take the age band. It travels sealed in the pass until there is a ticket."""
        said = str((await request.form()).get("age") or "")
        if said not in set(AgeBand):
            adults_only = not node.settings.minors
            return page(request, node, "talk_age.html", code=422, error=gettext(NO_AGE), adults_only=adults_only)
        if said == AgeBand.UNDER_13 or (said in TEENS and not node.settings.minors):
            return go("/young")
        expires = clock.now() + node.settings.timing.pass_life
        draft = Draft(
            age_band=said,
            locale=chosen_language(request, node.settings, node.sealer, now=clock.now()),
            expires=expires,
            ticket=clock.new_id(),
            dear=dear_until(node.sealer, seeker_token(request, node.settings), now=clock.now()),
        )
        return go("/talk/about", pass_cookie(node, seal_pass(node.sealer, draft)))

    @get("/about")
    async def about(self, request: Request[Any, Any, Any], node: NamedDependency[Node]) -> Response[Any]:
        """What it is about. Who comes straight from the age step without a pass has a browser that keeps none."""
        draft = _draft(request, node)
        if draft is None:
            from_the_age_step = came_from(request, "/talk")  # where the pass was given a moment ago
            return page(request, node, "no_cookie.html") if from_the_age_step else go("/talk")
        return page(request, node, "talk_about.html", **await _about(node, draft, {}, {}))

    @post("/about")
    async def join(self, request: Request[Any, Any, Any], node: NamedDependency[Node]) -> Response[Any]:
        """Take a place in line; what cannot be taken comes back with everything typed still in it."""
        draft = _draft(request, node)
        if draft is None:
            standing = await _standing(request, node)
            return go("/wait" if standing else "/talk")
        form = await request.form()
        values = kept(form) | {"confirmed": form.get("confirmed") == "yes"}
        return await _join(request, node, draft, values, proof=str(form.get("proof") or ""))

    @get("/soon")
    async def soon(self, request: Request[Any, Any, Any], node: NamedDependency[Node]) -> Response[Any]:
        """Go on after the short wait, with what was typed before it."""
        draft, now = _draft(request, node), clock.now()
        if draft is None:
            standing = await _standing(request, node)
            return go("/wait" if standing else "/talk")
        values = unpacked(draft)
        if values is None or draft.opens is None:
            return go("/talk/about")
        if draft.opens > now:
            return busy_page(request, node, draft, values, None, now=now)
        return await _join(request, node, draft, values)


async def _join(
    request: Request[Any, Any, Any], node: Node, draft: Draft, values: dict[str, Any], *, proof: str = ""
) -> Response[Any]:
    """Take the place; what cannot be taken comes back with everything typed still in it."""
    wish, errors = intake(values, age_band=draft.age_band)
    now, anyway = clock.now(), False
    fare = fare_of(request, node, draft, proof, now=now)
    try:
        if wish is not None:
            entry = await _came_before(node, draft)
            entry = entry or await join_line(node, wish, now=now, fare=fare, id_=draft.ticket)
            return go("/wait", pass_cookie(node, pass_of(node, entry, now=now)))
    except ProofNeeded as needed:
        return busy_page(request, node, draft, values, needed, now=now)
    except (LineClosed, LineFull) as shut:
        facts = await _about(node, draft, values, {})
        return page(request, node, "talk_about.html", code=503, **(facts | {"shut": gettext(SHUT[type(shut)])}))
    except NameNotTaken as why:
        errors = {"called": why.said()}
    except NotSent as why:
        errors = {"first_message": why.said()}
    except SendAnyway as asked:
        errors, anyway = {"first_message": asked.said()}, True
    except TooYoung:
        return go("/young")
    except UnknownTopic:
        errors = {"topics": gettext("One of these topics has just closed. Please choose another, or none.")}
    except NotServed:
        errors = {"topics": gettext("Here we can only talk with people of 18 and over.")}
    facts = await _about(node, draft, values, errors) | {"anyway": anyway}
    return page(request, node, "talk_about.html", code=422, **facts)


def _draft(request: Request[Any, Any, Any], node: Node) -> Draft | None:
    try:
        known = open_pass(node.sealer, seeker_token(request, node.settings), now=clock.now())
    except PassUnknown:
        return None
    return known if isinstance(known, Draft) and known.age_band else None


async def _came_before(node: Node, draft: Draft) -> TicketEntry | None:
    """Return the ticket of a form that was sent twice."""
    entry = await node.live.entry(draft.ticket) if draft.ticket else None
    return entry if entry is not None and entry.aftermath is None else None


async def _standing(request: Request[Any, Any, Any], node: Node) -> TicketEntry | None:
    try:
        token = seeker_token(request, node.settings)
        if not isinstance(open_pass(node.sealer, token, now=clock.now()), TicketPass):
            return None
        entry = await known_seeker(node, token, now=clock.now())
    except (PassUnknown, TicketOver):
        return None
    return entry if entry.aftermath is None else None


async def _about(node: Node, draft: Draft, form: dict[str, Any], errors: dict[str, str]) -> dict[str, Any]:
    status = await show_status(node, now=clock.now())
    return {
        "form": form,
        "errors": errors,
        "topics": topics_of(node),
        "chat_languages": LANGUAGES,
        "countries": countries_of(node),
        "country": form.get("country"),
        "age": draft.age_band,
        "none_ready": not status.open,
        "shut": None,
    }
