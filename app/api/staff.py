"""Signing in and out, and accepting an invitation."""

from typing import Any

from litestar import Controller, Request, Response, post
from litestar.di import NamedDependency
from litestar.params import JSONBody

from app import clock
from app.identity.arrival import browser_of, cookies_for
from app.identity.credentials import bearer, gone, staff_cookies
from app.services.know import leave_desk, page_for
from app.services.node import Node
from app.services.staff.come_in import accept_invitation
from app.services.staff.sign_in import sign_in
from app.wire.requests import AcceptInvitation, SignIn
from app.wire.staff_views import NewcomerView, SignedInView


class StaffController(Controller):
    """For listeners and coordinators, before and after their shift."""

    path = "/api"
    tags = ("staff",)
    opt = {"role": "anyone"}  # noqa: RUF012

    @post("/sign-in", status_code=200)
    async def sign_in(
        self, request: Request[Any, Any, Any], data: JSONBody[SignIn], node: NamedDependency[Node]
    ) -> Response[SignedInView]:
        """Sign in with pseudonym, password and the six digits, or a recovery code in their place."""
        settings, now = node.settings, clock.now()
        token, person = await sign_in(
            node.records,
            data.name,
            data.password,
            data.code,
            now=now,
            guesses=node.live.guesses,
            life=settings.timing.staff_session,
            idle=settings.timing.staff_idle,
            browser=browser_of(request, settings),
        )
        view = SignedInView(name=person.name, role=person.role, page=page_for(person.role))
        return Response(view, cookies=await cookies_for(request, node.records, person, token, settings, now=now))

    @post("/sign-out", status_code=204)
    async def sign_out(self, request: Request[Any, Any, Any], node: NamedDependency[Node]) -> Response[None]:
        """End this session; with cookies, whichever of them this browser holds."""
        settings, now = node.settings, clock.now()
        for token in (bearer(request), *(request.cookies.get(name) for name in staff_cookies(settings))):
            await leave_desk(node, token, now=now)
        return Response(None, status_code=204, cookies=[gone(name, settings) for name in staff_cookies(settings)])

    @post("/join")
    async def join(self, data: JSONBody[AcceptInvitation], node: NamedDependency[Node]) -> NewcomerView:
        """Join the staff. The second factor's secret and the recovery codes are in this answer and nowhere else."""
        newcomer = await accept_invitation(node.records, data.code, data.name, data.password, now=clock.now())
        name, secret, uri, codes = newcomer.person.name, newcomer.secret, newcomer.uri, newcomer.codes
        return NewcomerView(name=name, secret=secret, uri=uri, recovery_codes=codes)
