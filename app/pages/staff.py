"""Pages for staff: signing in, the listener's desk, the coordinator's board."""

from typing import Any

from litestar import Controller, Request, Response, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath

from app import clock
from app.identity.credentials import cookie, gone, staff_cookie, staff_token
from app.pages.shape import go, page
from app.records.tables import Role, Staff
from app.services.case_words import CATEGORIES
from app.services.keep_door import tell_door
from app.services.know import leave_desk, page_for
from app.services.learn import still_learns
from app.services.node import Node
from app.services.show import shift_view
from app.services.show_board import show_board, subject_of
from app.services.sign_in import SignInRefused, sign_in
from app.services.take_alert import heard_of, set_duty, take_alert
from app.services.use_link import LinkUsed, use_link
from app.wire.staff_views import SignedInView
from matching import Door

DOOR_WORDS: dict[str, str] = {
    "open": "Open to everybody.",
    "busy": "Open; the first page says that it takes longer.",
    "urgentOnly": "Open only to who is in danger.",
    "closed": "Closed.",
}


class StaffPages(Controller):
    """For listeners and coordinators."""

    include_in_schema = False
    opt = {"role": "anyone"}  # noqa: RUF012

    @get("/staff/sign-in")
    async def ask(self, request: Request[Any, Any, Any], node: NamedDependency[Node]) -> Response[Any]:
        """Ask for name, password and the six digits."""
        return page(request, node, "staff/sign_in.html", error=None, name="")

    @post("/staff/sign-in")
    async def sign_in(self, request: Request[Any, Any, Any], node: NamedDependency[Node]) -> Response[Any]:
        """Sign in, or ask again with the name still there."""
        form = await request.form()
        name, settings = str(form.get("name") or "").strip(), node.settings
        try:
            token, person = await sign_in(
                node.records,
                name,
                str(form.get("password") or ""),
                str(form.get("code") or "").replace(" ", ""),
                now=clock.now(),
                guesses=node.live.guesses,
                life=settings.timing.staff_session,
            )
        except SignInRefused as refused:
            return page(request, node, "staff/sign_in.html", code=401, error=str(refused), name=name)
        return go(page_for(person.role), cookie(staff_cookie(person.role, settings), token, settings))

    @get("/staff/link/{code:str}")
    async def link(
        self, request: Request[Any, Any, Any], node: NamedDependency[Node], code: FromPath[str]
    ) -> Response[Any]:
        """Sign a sample person in, once a start."""
        if "prefetch" in request.headers.get("sec-purpose", ""):
            return Response(None, status_code=204)
        try:
            token, person = await use_link(node, code, now=clock.now())
        except LinkUsed:
            error = "This link was used, or is from an earlier start. `make run` prints fresh ones."
            return page(request, node, "staff/sign_in.html", code=410, error=error, name="")
        return go(page_for(person.role), cookie(staff_cookie(person.role, node.settings), token, node.settings))

    @post("/staff/sign-out")
    async def sign_out(self, request: Request[Any, Any, Any], node: NamedDependency[Node]) -> Response[Any]:
        """End this session."""
        role: Role = "coordinator" if (await request.form()).get("role") == "coordinator" else "listener"
        await leave_desk(node, staff_token(request, role, node.settings), now=clock.now())
        return go("/staff/sign-in", gone(staff_cookie(role, node.settings), node.settings))

    @get("/listener/", opt={"role": "listener"})
    async def desk(
        self, request: Request[Any, Any, Any], listener: NamedDependency[Staff], node: NamedDependency[Node]
    ) -> Response[Any]:
        """The listener's desk; its chats come over the socket. Who still learns is led to the course."""
        if still_learns(listener, node.settings):
            return go("/listener/learn")
        shift = await shift_view(node, await node.live.listener(listener.id), of=listener.id, now=clock.now())
        return page(
            request,
            node,
            "staff/desk.html",
            me=me(listener),
            topics=node.catalogue.topics,
            shift=shift,
            page="desk",
            reasons=tuple(CATEGORIES.items()),
        )

    @get("/coordinator/", opt={"role": "coordinator"})
    async def board(
        self, request: Request[Any, Any, Any], coordinator: NamedDependency[Staff], node: NamedDependency[Node]
    ) -> Response[Any]:
        """The live board."""
        await heard_of(node, coordinator.id, now=clock.now())
        board = await show_board(node, now=clock.now(), viewer=coordinator.id)
        closing = int(node.settings.timing.closing_notice.total_seconds() // 60)
        return page(
            request,
            node,
            "staff/board.html",
            me=me(coordinator),
            board=board,
            page="board",
            door_words=DOOR_WORDS,
            closing=closing,
        )

    @post("/coordinator/door", opt={"role": "coordinator"})
    async def door(
        self, request: Request[Any, Any, Any], coordinator: NamedDependency[Staff], node: NamedDependency[Node]
    ) -> Response[Any]:
        """Say who may join, or leave it to the counts."""
        said = str((await request.form()).get("door") or "")
        if said == "auto" or said in set(Door):
            await tell_door(node, coordinator, None if said == "auto" else Door(said), now=clock.now())
        return go("/coordinator/")

    @post("/coordinator/alerts", opt={"role": "coordinator"})
    async def take(
        self, request: Request[Any, Any, Any], coordinator: NamedDependency[Staff], node: NamedDependency[Node]
    ) -> Response[Any]:
        """I have this."""
        handle = str((await request.form()).get("handle") or "")
        subject = subject_of(node, coordinator.id, handle)
        if subject is not None:
            await take_alert(node, subject, coordinator.name)
        return go("/coordinator/")

    @post("/coordinator/duty", opt={"role": "coordinator"})
    async def duty(
        self, request: Request[Any, Any, Any], coordinator: NamedDependency[Staff], node: NamedDependency[Node]
    ) -> Response[Any]:
        """Go on duty, or off."""
        said = str((await request.form()).get("duty") or "")
        if said in {"on", "off"}:
            await set_duty(node, coordinator, on=said == "on", now=clock.now())
        return go("/coordinator/")


def me(person: Staff) -> SignedInView:
    """Whose page this is."""
    return SignedInView(name=person.name, role=person.role, page=page_for(person.role))
