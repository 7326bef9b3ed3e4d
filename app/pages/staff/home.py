"""Pages for staff: signing in, and the listener's desk."""

from typing import Any

from litestar import Controller, Request, Response, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath

from app import clock
from app.identity.arrival import browser_of
from app.identity.credentials import challenge_cookie, cookie, gone, staff_cookie, staff_token
from app.identity.passkeys import PasskeyRefused, PasskeysNotHere, ask_to_sign_in
from app.pages.shape import go, page
from app.pages.staff.ways_in import TROUBLE, challenge_of, done, origin_of, signed_in, word
from app.records.tables import Role, Staff
from app.services.cases.case_words import CATEGORIES
from app.services.know import leave_desk, page_for
from app.services.node import Node
from app.services.show import shift_view
from app.services.staff.learn import still_learns
from app.services.staff.sign_in import SignInRefused, sign_in
from app.services.staff.sign_in_with_passkey import sign_in_with_passkey
from app.services.staff.use_link import LinkUsed, use_link
from app.wire.staff_views import SignedInView


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
        name, code = (await word(request, "name")).strip(), (await word(request, "code")).replace(" ", "")
        timing, now = node.settings.timing, clock.now()
        try:
            token, person = await sign_in(
                node.records,
                name,
                await word(request, "password"),
                code,
                now=now,
                guesses=node.live.guesses,
                life=timing.staff_session,
                idle=timing.staff_idle,
                browser=browser_of(request, node.settings),
            )
        except SignInRefused as refused:
            return page(request, node, "staff/sign_in.html", code=401, error=str(refused), name=name)
        return go(page_for(person.role), *await signed_in(request, node, person, token))

    @post("/staff/sign-in/options")
    async def options(self, request: Request[Any, Any, Any], node: NamedDependency[Node]) -> Response[Any]:
        """Say what a passkey has to sign."""
        try:
            origin = origin_of(request, node)
        except PasskeysNotHere:
            return Response({"error": "Passkeys need a name in the address, not a number."}, status_code=409)
        options, token = ask_to_sign_in(node.sealer, origin=origin, now=clock.now())
        challenge = cookie(challenge_cookie(node.settings), token, node.settings)
        return Response(options, status_code=200, cookies=[challenge])

    @post("/staff/sign-in/passkey")
    async def sign_in_with_passkey(self, request: Request[Any, Any, Any], node: NamedDependency[Node]) -> Response[Any]:
        """Sign in with a passkey alone."""
        answer, challenge = await word(request, "credential"), challenge_of(request, node)
        try:
            token, person = await sign_in_with_passkey(node, challenge, answer, now=clock.now())
        except PasskeyRefused:
            return page(request, node, "staff/sign_in.html", code=401, error=TROUBLE, name="")
        return go(page_for(person.role), *await signed_in(request, node, person, token), done(node))

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
            me=me(listener, at="listener"),
            topics=node.catalogue.topics,
            shift=shift,
            page="desk",
            reasons=tuple(CATEGORIES.items()),
            openers=listener.openers,
        )


def me(person: Staff, *, at: Role | None = None) -> SignedInView:
    """Whose page this is; a coordinator may be at a desk."""
    role = at or person.role
    return SignedInView(name=person.name, role=role, page=page_for(role))
