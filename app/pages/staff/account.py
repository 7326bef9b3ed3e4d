"""One's own account: where one is signed in, how one signs in, and changes to both. A page for each role, alike."""

import base64
import binascii
import contextlib
from typing import Any, ClassVar

from litestar import Controller, Request, Response, get, post
from litestar.di import NamedDependency

from app import clock
from app.identity import known_browser, staff_session
from app.identity.credentials import staff_token
from app.identity.passkeys import PasskeyRefused
from app.identity.passwords import PasswordRefused
from app.pages.shape import go, page
from app.pages.staff.home import me
from app.pages.staff.member import A_COORDINATOR, A_LISTENER
from app.pages.staff.ways_in import TROUBLE, challenge_of, digits_to_show, done, options_to_add, show_codes, word
from app.records import factors
from app.records.tables import Role, Staff
from app.services.cases.open_case import UnknownCase
from app.services.cases.own_cases import appeal_own, own_cases
from app.services.node import Node
from app.services.staff.change_factors import (
    DigitsRefused,
    LastFactor,
    SignInAgain,
    TooManyPasskeys,
    add_passkey,
    is_fresh,
    new_codes,
    remove_digits,
    remove_passkey,
    require_fresh,
    set_digits,
)
from app.services.staff.change_password import change_password
from app.services.staff.end_sessions import end_other_sessions, end_session
from app.services.staff.reset_way_in import drop_reset, standing_resets
from app.services.staff.sign_in import SignInRefused

_REFUSALS: dict[type[Exception], str] = {
    SignInAgain: "For a change like this, please sign in again first: you did so a while ago.",
    LastFactor: "This is the only way in you have left. Add another one first.",
    DigitsRefused: "Those digits do not fit this picture. Scan it anew, and type what the app shows now.",
    TooManyPasskeys: "Ten passkeys are the most. Remove one that you no longer use.",
    PasskeyRefused: TROUBLE,
}


class AccountPages(Controller):
    """What listeners and coordinators alike can do about themselves."""

    include_in_schema = False
    role: ClassVar[Role]

    @get("")
    async def show(
        self, request: Request[Any, Any, Any], member: NamedDependency[Staff], node: NamedDependency[Node]
    ) -> Response[Any]:
        """Sessions, and ways in."""
        return await _show(request, node, member)

    @post("/password")
    async def password(
        self, request: Request[Any, Any, Any], member: NamedDependency[Staff], node: NamedDependency[Node]
    ) -> Response[Any]:
        """Change the password; other sessions end, and this browser stays known."""
        old, new, token = await word(request, "old"), await word(request, "new"), _token(request, node, member)
        try:
            changed = await change_password(node, member, token, old, new, now=clock.now())
        except (SignInRefused, PasswordRefused) as refused:
            return await _show(request, node, member, code=422, password_error=str(refused))
        shown = known_browser.worn(request, node.settings)
        return go(_home(member), known_browser.remembering(shown, changed, node.settings, now=clock.now()))

    @get("/digits")
    async def ask_digits(
        self, request: Request[Any, Any, Any], member: NamedDependency[Staff], node: NamedDependency[Node]
    ) -> Response[Any]:
        """Show a new secret for an authenticator app."""
        return _digits_page(request, node, member)

    @post("/digits")
    async def digits(
        self, request: Request[Any, Any, Any], member: NamedDependency[Staff], node: NamedDependency[Node]
    ) -> Response[Any]:
        """Take the new secret, or go without."""
        token, now = _token(request, node, member), clock.now()
        try:
            await require_fresh(node, token, now=now)
            if await word(request, "do") == "remove":
                await remove_digits(node, member, now=now)
            else:
                code = (await word(request, "code")).replace(" ", "")
                await set_digits(node, member, await word(request, "sealed"), code, now=now)
        except DigitsRefused as refused:
            return _digits_page(request, node, member, code=422, error=_REFUSALS[type(refused)])
        except (SignInAgain, LastFactor) as refused:
            return await _refuse(request, node, member, refused)
        return go(_home(member))

    @post("/passkeys/options")
    async def options(
        self, request: Request[Any, Any, Any], member: NamedDependency[Staff], node: NamedDependency[Node]
    ) -> Response[Any]:
        """Say what a passkey is made for."""
        if not await is_fresh(node, _token(request, node, member), now=clock.now()):
            return Response({"error": _REFUSALS[SignInAgain]}, status_code=403)
        async with node.records.unit() as unit:
            known = tuple(one.credential_id for one in await factors.passkeys_of(unit, member.id))
        return await options_to_add(request, node, whom=member.id, name=member.name, known=known)

    @post("/passkeys")
    async def passkeys(
        self, request: Request[Any, Any, Any], member: NamedDependency[Staff], node: NamedDependency[Node]
    ) -> Response[Any]:
        """Add a passkey, or remove one."""
        token, now = _token(request, node, member), clock.now()
        try:
            await require_fresh(node, token, now=now)
            if await word(request, "do") == "remove":
                await remove_passkey(node, member, _credential(await word(request, "which")), now=now)
            else:
                answer, called = await word(request, "credential"), await word(request, "called")
                await add_passkey(node, member, challenge_of(request, node), answer, called, now=now)
        except (SignInAgain, LastFactor, PasskeyRefused, TooManyPasskeys) as refused:
            return await _refuse(request, node, member, refused)
        return go(_home(member), done(node))

    @post("/codes")
    async def codes(
        self, request: Request[Any, Any, Any], member: NamedDependency[Staff], node: NamedDependency[Node]
    ) -> Response[Any]:
        """Make new recovery codes."""
        try:
            await require_fresh(node, _token(request, node, member), now=clock.now())
        except SignInAgain as refused:
            return await _refuse(request, node, member, refused)
        return show_codes(node, member, await new_codes(node, member, now=clock.now()))

    @post("/sessions")
    async def sessions(
        self, request: Request[Any, Any, Any], member: NamedDependency[Staff], node: NamedDependency[Node]
    ) -> Response[Any]:
        """End one session, or all others."""
        handle = await word(request, "which")
        if handle:
            await end_session(node, member, handle, now=clock.now())
        else:
            await end_other_sessions(node, member, _token(request, node, member), now=clock.now())
        return go(_home(member))

    @post("/reset")
    async def stop_reset(self, member: NamedDependency[Staff], node: NamedDependency[Node]) -> Response[Any]:
        """Stop a reset that one has not asked for."""
        await drop_reset(node.records, member, member.id, now=clock.now())
        return go(_home(member))


class ListenerAccount(AccountPages):
    """A listener's own; with what was decided about them."""

    path = "/listener/account"
    opt = {"role": "listener"}  # noqa: RUF012
    dependencies = A_LISTENER

    @post("/appeal")
    async def appeal(
        self, request: Request[Any, Any, Any], member: NamedDependency[Staff], node: NamedDependency[Node]
    ) -> Response[Any]:
        """Ask for another person's decision; asking twice changes nothing."""
        with contextlib.suppress(UnknownCase):
            await appeal_own(node, member, await word(request, "case"), now=clock.now())
        return go(_home(member))


class CoordinatorAccount(AccountPages):
    """A coordinator's own."""

    path = "/coordinator/account"
    opt = {"role": "coordinator"}  # noqa: RUF012
    dependencies = A_COORDINATOR


def _home(member: Staff) -> str:
    return f"/{member.role}/account"


def _token(request: Request[Any, Any, Any], node: Node, member: Staff) -> str:
    return staff_token(request, member.role, node.settings) or ""


def _credential(which: str) -> bytes:
    try:
        return base64.urlsafe_b64decode(which)
    except (binascii.Error, ValueError):
        return b""


def _digits_page(
    request: Request[Any, Any, Any], node: Node, member: Staff, *, code: int = 200, error: str | None = None
) -> Response[Any]:
    shown, whose = digits_to_show(node, member.id, member.name), me(member)
    return page(request, node, "staff/digits.html", code=code, me=whose, digits=shown, error=error, home=_home(member))


async def _refuse(request: Request[Any, Any, Any], node: Node, member: Staff, why: Exception) -> Response[Any]:
    return await _show(request, node, member, code=409, error=_REFUSALS[type(why)])


async def _show(
    request: Request[Any, Any, Any], node: Node, member: Staff, *, code: int = 200, **trouble: str
) -> Response[Any]:
    now, token = clock.now(), _token(request, node, member)
    async with node.records.unit() as unit:
        sessions = await staff_session.sessions_of(unit, member.id, token, now=now)
        keys = await factors.passkeys_of(unit, member.id)
        left = await factors.codes_left(unit, member.id)
    return page(
        request,
        node,
        "staff/account.html",
        code=code,
        me=me(member),
        home=_home(member),
        page="account",
        sessions=sessions,
        passkeys=[(one, base64.urlsafe_b64encode(one.credential_id).decode()) for one in keys],
        digits=bool(member.totp_secret),
        codes_left=left,
        decisions=await own_cases(node, member),
        fresh=await is_fresh(node, token, now=now),
        reset=(await standing_resets(node.records, now=now)).get(member.id),
        **({"error": "", "password_error": ""} | trouble),
    )
