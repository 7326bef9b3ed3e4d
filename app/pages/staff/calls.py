"""Being called when one is needed: a page for each role, alike; and the files that let a browser show the call.

Seekers have neither: an app's icon, or a notification, on a phone that others see could put somebody in danger.
"""

from pathlib import PurePosixPath
from typing import Any, ClassVar

from litestar import Controller, Request, Response, get, post
from litestar.di import NamedDependency

from app import clock
from app.pages.shape import DIST, asset, go, page
from app.pages.staff.home import me
from app.pages.staff.member import A_COORDINATOR, A_LISTENER
from app.pages.staff.ways_in import word
from app.records.tables import Role, Staff
from app.services.board.confirm_email import LetterNotSent, TooManyLetters, WrongCode, ask_email, confirm_email
from app.services.board.ways import MOST_A_DAY, NotAWay, Push, add_push, forget_ways, set_times, ways_of
from app.services.node import Node

_TROUBLE = {
    "push": "This browser's push service is not one that this service may ask. E-mail may be a way.",
    "email": "That does not look like an address.",
    "code": "That was not the code we sent, or it is too old. After five wrong ones, ask for another.",
    "times": "Please choose whole hours, and a time zone by its name, such as Europe/London.",
}

_UNSENT = "The letter could not be sent just now. Please try again in a minute."
_ENOUGH = "A letter was sent a moment ago, or five today. Please look for it, or try again later."


class CallPages(Controller):
    """When and where somebody wants to be called."""

    include_in_schema = False
    role: ClassVar[Role]

    @get("")
    async def show(
        self, request: Request[Any, Any, Any], member: NamedDependency[Staff], node: NamedDependency[Node]
    ) -> Response[Any]:
        """How it stands."""
        return await _show(request, node, member)

    @post("")
    async def change(
        self, request: Request[Any, Any, Any], member: NamedDependency[Staff], node: NamedDependency[Node]
    ) -> Response[Any]:
        """Agree, change one's mind, say when."""
        do = await word(request, "do")
        try:
            await _do(request, node, member, do)
        except LetterNotSent:
            return await _show(request, node, member, code=503, error=_UNSENT)
        except TooManyLetters:
            return await _show(request, node, member, code=429, error=_ENOUGH)
        except (NotAWay, WrongCode, ValueError):
            return await _show(request, node, member, code=422, error=_TROUBLE.get(do, "Please try again."))
        return go(f"/{member.role}/calls")


async def _do(request: Request[Any, Any, Any], node: Node, member: Staff, do: str) -> None:
    now = clock.now()
    match do:
        case "push":
            push = Push(*[await word(request, name) for name in ("endpoint", "p256dh", "auth")])
            await add_push(node, member, push, now=now)
        case "email":
            await ask_email(node, member, (await word(request, "email")).strip(), now=now)
        case "code":
            await confirm_email(node, member, await word(request, "code"), now=now)
        case "times":
            quiet = (int(await word(request, "from")), int(await word(request, "until")))
            most, zone = int(await word(request, "most")), (await word(request, "zone")).strip()
            await set_times(node, member, quiet=quiet, zone=zone, most=most, now=now)
        case "forget":
            await forget_ways(node, member, now=now)


async def _show(
    request: Request[Any, Any, Any], node: Node, member: Staff, *, code: int = 200, error: str = ""
) -> Response[Any]:
    return page(
        request,
        node,
        "staff/calls.html",
        code=code,
        me=me(member),
        page="calls",
        ways=await ways_of(node, member),
        key=node.paging.public if node.paging is not None else "",
        mail=bool(node.settings.mail.host),
        most_a_day=MOST_A_DAY,
        counts=node.calls.counts if member.role == "coordinator" else None,
        error=error,
    )


class ListenerCalls(CallPages):
    """A listener's own."""

    path = "/listener/calls"
    opt = {"role": "listener"}  # noqa: RUF012
    dependencies = A_LISTENER


class CoordinatorCalls(CallPages):
    """A coordinator's own."""

    path = "/coordinator/calls"
    opt = {"role": "coordinator"}  # noqa: RUF012
    dependencies = A_COORDINATOR


class DeskFiles(Controller):
    """What a browser fetches by itself for a desk on the home screen; there is nothing of anybody in it."""

    path = "/listener"
    include_in_schema = False
    opt = {"role": "anyone"}  # noqa: RUF012

    @get("/worker.js", media_type="text/javascript", sync_to_thread=True)
    def worker(self) -> Response[bytes]:
        """The worker that shows a call. From here its scope is `/listener/`: no seeker's page is under it."""
        built = asset("worker").js
        name = PurePosixPath(built).name if built else ""
        if not name:
            return Response(b"", status_code=404, media_type="text/javascript")
        return Response((DIST / name).read_bytes(), media_type="text/javascript")

    @get("/app.webmanifest", media_type="application/manifest+json")
    async def manifest(self) -> dict[str, Any]:
        """The desk as an app, for listeners."""
        return {
            "name": "Earshot desk",
            "short_name": "Earshot",
            "start_url": "/listener/",
            "scope": "/listener/",
            "display": "standalone",
            "icons": [{"src": "/assets/favicon.svg", "type": "image/svg+xml", "sizes": "any"}],
        }
