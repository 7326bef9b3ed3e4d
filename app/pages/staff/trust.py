"""What a listener is entrusted with, on their own page for coordinators: tier, training for crises, clearance."""

from typing import Any

from litestar import Controller, Request, Response, post
from litestar.di import NamedDependency
from litestar.exceptions import NotFoundException
from litestar.params import FromPath

from app import clock
from app.pages.shape import go
from app.pages.staff.ways_in import word
from app.records import second_person, staff
from app.records.tables import Staff
from app.services.node import Node
from app.services.staff.entrust import (
    CLEARED_FOR,
    NotToEntrust,
    clear_for_minors,
    end_clearance,
    entrust,
    may_be_cleared,
)
from app.services.staff.learn import still_learns
from app.services.staff.two_persons import NeedsAnother


class OneListenersTrust(Controller):
    """For coordinators."""

    path = "/coordinator/people/{key:str}/trust"
    include_in_schema = False
    opt = {"role": "coordinator"}  # noqa: RUF012

    @post("")
    async def change(
        self,
        request: Request[Any, Any, Any],
        coordinator: NamedDependency[Staff],
        node: NamedDependency[Node],
        key: FromPath[str],
    ) -> Response[Any]:
        """Change a tier; ask for a clearance, or agree to it; take it back."""
        does, now = await word(request, "do"), clock.now()
        try:
            if does in {"probation", "full", "crisis"}:
                await entrust(node, coordinator, key, does, now=now)  # type: ignore[arg-type]  # just checked
            elif does == "clear":
                await clear_for_minors(node, coordinator, key, now=now)
            elif does == "end":
                await end_clearance(node, coordinator, key, now=now)
        except NotToEntrust as nobody:
            raise NotFoundException from nobody
        except NeedsAnother:
            return go(f"/coordinator/people/{key}?needs=another#trust")
        return go(f"/coordinator/people/{key}#trust")


async def trust_of(node: Node, me: Staff, person: Staff) -> dict[str, Any]:
    """Return what the page says of it: what can be done, and who has asked for what."""
    now = clock.now()
    async with node.records.unit() as unit:
        waiting = [one for one in await second_person.everything(unit) if one.subject == person.id]
        asked = next((one.asked_by for one in waiting if one.act == "clearMinors"), None)
        asker = await staff.by_id(unit, asked) if asked else None
    return {
        "learns": still_learns(person, node.settings),
        "clearing": {
            "until": person.cleared_until,
            "over": person.cleared_until is not None and person.cleared_until < now.date(),
            "asker": asker.name if asker else None,
            "mine": asked == me.id,
            "possible": may_be_cleared(person, now=now),
            "would_end": (now + CLEARED_FOR).date(),
        },
    }
