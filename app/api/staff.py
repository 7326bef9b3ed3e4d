"""Signing in and out, and accepting an invitation."""

from typing import Any

from litestar import Controller, Request, Response, post
from litestar.di import NamedDependency
from litestar.params import FromPath, JSONBody

from app import clock
from app.identity.credentials import bearer, cookie, gone, staff_cookie, staff_cookies
from app.services.invite import accept_invitation
from app.services.know import leave_desk, page_for
from app.services.node import Node
from app.services.sign_in import sign_in
from app.wire.requests import AcceptInvitation, SignIn
from app.wire.staff_views import SecondFactorView, SignedInView


class StaffController(Controller):
    """For listeners and coordinators, before and after their shift."""

    path = "/api"
    tags = ("staff",)
    opt = {"role": "anyone"}  # noqa: RUF012

    @post("/sign-in", status_code=200)
    async def sign_in(self, data: JSONBody[SignIn], node: NamedDependency[Node]) -> Response[SignedInView]:
        """Sign in with pseudonym, password and the six digits."""
        settings = node.settings
        token, person = await sign_in(
            node.records,
            data.name,
            data.password,
            data.code,
            now=clock.now(),
            guesses=node.live.guesses,
            life=settings.timing.staff_session,
        )
        view = SignedInView(name=person.name, role=person.role, page=page_for(person.role))
        return Response(view, cookies=[cookie(staff_cookie(person.role, settings), token, settings)])

    @post("/sign-out", status_code=204)
    async def sign_out(self, request: Request[Any, Any, Any], node: NamedDependency[Node]) -> Response[None]:
        """End this session; with cookies, whichever of them this browser holds."""
        settings, now = node.settings, clock.now()
        for token in (bearer(request), *(request.cookies.get(name) for name in staff_cookies(settings))):
            await leave_desk(node, token, now=now)
        return Response(None, status_code=204, cookies=[gone(name, settings) for name in staff_cookies(settings)])

    @post("/invitations/{code:str}")
    async def accept(
        self, code: FromPath[str], data: JSONBody[AcceptInvitation], node: NamedDependency[Node]
    ) -> SecondFactorView:
        """Join the staff. The second factor's secret is in this answer and nowhere else."""
        newcomer = await accept_invitation(node.records, code, data.name, data.password, now=clock.now())
        return SecondFactorView(name=newcomer.person.name, secret=newcomer.secret, uri=newcomer.uri)
