"""Coming in: a code, a name and a password, a second factor, ten recovery codes. Every step is a form."""

from typing import Any

from litestar import Controller, Request, Response, get, post
from litestar.di import NamedDependency

from app import clock
from app.identity import passkeys, second_factor
from app.identity.credentials import codes_cookie, coming_cookie, cookie, gone
from app.identity.passkeys import NewPasskey, PasskeyRefused
from app.identity.passwords import PasswordRefused
from app.pages.shape import go, page
from app.pages.staff.ways_in import (
    TROUBLE,
    as_file,
    challenge_of,
    codes_to_show,
    digits_to_show,
    done,
    options_to_add,
    show_codes,
    signed_in,
    word,
)
from app.services.node import Node
from app.services.staff.come_in import (
    Arrived,
    Coming,
    Digits,
    InvitationRefused,
    NameRefused,
    NameTaken,
    arrive,
    begin_coming,
    choose,
    open_coming,
    seal_coming,
)
from app.services.staff.open_session import open_session
from app.services.staff.sign_in_with_passkey import use_challenge

_CODE, _YOU, _SECOND = "/staff/join", "/staff/join/you", "/staff/join/second"


class JoinPages(Controller):
    """For whoever was invited, or is let in again."""

    include_in_schema = False
    opt = {"role": "anyone"}  # noqa: RUF012

    @get(_CODE)
    async def ask(self, request: Request[Any, Any, Any], node: NamedDependency[Node]) -> Response[Any]:
        """Ask for the code; a script takes it from behind the # of the link."""
        return page(request, node, "staff/join_code.html", error=None)

    @post(_CODE)
    async def begin(self, request: Request[Any, Any, Any], node: NamedDependency[Node]) -> Response[Any]:
        """Take the code."""
        try:
            coming = await begin_coming(node.records, await word(request, "code"), now=clock.now())
        except InvitationRefused as refused:
            return page(request, node, "staff/join_code.html", code=404, error=str(refused))
        return go(_YOU, _on_the_way(node, coming))

    @get(_YOU)
    async def you(self, request: Request[Any, Any, Any], node: NamedDependency[Node]) -> Response[Any]:
        """Ask for a name and a password."""
        coming = _coming(request, node)
        return page(request, node, "staff/join_you.html", coming=coming, name=coming.name) if coming else go(_CODE)

    @post(_YOU)
    async def chosen(self, request: Request[Any, Any, Any], node: NamedDependency[Node]) -> Response[Any]:
        """Take both, or say what does not fit."""
        coming, name = _coming(request, node), (await word(request, "name")).strip()
        if coming is None:
            return go(_CODE)
        try:
            chosen = await choose(node.records, coming, name, await word(request, "password"))
        except (NameRefused, NameTaken, PasswordRefused) as refused:
            field = "password" if isinstance(refused, PasswordRefused) else "name"
            errors = {field: str(refused)}
            return page(request, node, "staff/join_you.html", code=422, coming=coming, name=name, errors=errors)
        return go(_SECOND, _on_the_way(node, chosen))

    @get(_SECOND)
    async def second(self, request: Request[Any, Any, Any], node: NamedDependency[Node]) -> Response[Any]:
        """Offer a passkey, or an app with six digits."""
        coming = _chosen(request, node)
        return _second_page(request, node, coming) if coming else go(_YOU)

    @post(_SECOND)
    async def digits(self, request: Request[Any, Any, Any], node: NamedDependency[Node]) -> Response[Any]:
        """Arrive with an app that knows the secret."""
        coming, now = _chosen(request, node), clock.now()
        if coming is None:
            return go(_YOU)
        sealed, code = await word(request, "sealed"), (await word(request, "code")).replace(" ", "")
        secret = second_factor.taken(node.sealer, coming.whom, sealed, now=now)
        step = second_factor.step_of(secret, code, now=now, last_step=0) if secret else None
        if secret is None or step is None:
            error = "Those digits do not fit this picture. Scan it anew, and type what the app shows now."
            return _second_page(request, node, coming, code=422, error=error)
        return await _arrive(request, node, coming, Digits(secret, step))

    @post(f"{_SECOND}/options")
    async def options(self, request: Request[Any, Any, Any], node: NamedDependency[Node]) -> Response[Any]:
        """Say what a passkey is made for."""
        coming = _chosen(request, node)
        if coming is None:
            return Response({"error": "This took too long. Please begin again with your code."}, status_code=409)
        return await options_to_add(request, node, whom=coming.whom, name=coming.name)

    @post(f"{_SECOND}/passkey")
    async def passkey(self, request: Request[Any, Any, Any], node: NamedDependency[Node]) -> Response[Any]:
        """Arrive with a passkey."""
        coming, now = _chosen(request, node), clock.now()
        if coming is None:
            return go(_YOU)
        try:
            challenge = await use_challenge(node, challenge_of(request, node), whom=coming.whom, now=now)
            made = passkeys.added(challenge, await word(request, "credential"))
        except PasskeyRefused:
            return _second_page(request, node, coming, code=422, error=TROUBLE)
        return await _arrive(request, node, coming, made, name=await word(request, "called"))

    @get("/staff/codes")
    async def codes(self, request: Request[Any, Any, Any], node: NamedDependency[Node]) -> Response[Any]:
        """Show fresh recovery codes, once."""
        told = codes_to_show(request, node)
        shown = page(request, node, "staff/codes.html", told=told, file=as_file(told) if told else None)
        shown.set_cookie(gone(codes_cookie(node.settings), node.settings))
        return shown


def _on_the_way(node: Node, coming: Coming) -> Any:
    return cookie(coming_cookie(node.settings), seal_coming(node.sealer, coming), node.settings)


def _coming(request: Request[Any, Any, Any], node: Node) -> Coming | None:
    return open_coming(node.sealer, request.cookies.get(coming_cookie(node.settings)), now=clock.now())


def _chosen(request: Request[Any, Any, Any], node: Node) -> Coming | None:
    coming = _coming(request, node)
    return coming if coming and coming.password_hash else None


def _second_page(
    request: Request[Any, Any, Any], node: Node, coming: Coming, *, code: int = 200, error: str | None = None
) -> Response[Any]:
    shown = digits_to_show(node, coming.whom, coming.name)
    return page(request, node, "staff/join_second.html", code=code, digits=shown, error=error)


async def _arrive(
    request: Request[Any, Any, Any], node: Node, coming: Coming, factor: Digits | NewPasskey, *, name: str = ""
) -> Response[Any]:
    now, settings = clock.now(), node.settings
    try:
        arrived: Arrived = await arrive(node.records, coming, factor, name=name, now=now)
    except InvitationRefused as refused:
        return page(request, node, "staff/join_code.html", code=404, error=str(refused))
    except NameTaken as refused:
        errors = {"name": str(refused)}
        return page(request, node, "staff/join_you.html", code=409, coming=coming, name=coming.name, errors=errors)
    token = await open_session(node, arrived.person, now=now)
    cookies = await signed_in(request, node, arrived.person, token)
    return show_codes(
        node, arrived.person, arrived.codes, *cookies, gone(coming_cookie(settings), settings), done(node)
    )
