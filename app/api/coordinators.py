"""What coordinators see and do. Every table here is counted, banded, or about staff; none is about a seeker."""

from typing import Literal

from litestar import Controller, get, post, put
from litestar.di import NamedDependency
from litestar.params import FromPath, JSONBody

from app import clock
from app.records import audit, reports, staff, statistics
from app.records.tables import Staff
from app.services.board.show_board import show_board
from app.services.house.keep_topics import set_topic_open
from app.services.line.keep_door import tell_door
from app.services.node import Node
from app.services.staff.invite import invite, way_in
from app.wire.requests import Invite, SetDoor, SetTopic
from app.wire.staff_views import AuditView, BoardView, CellView, DoorView, InvitationView, PersonView, ReportView
from app.wire.views import TopicView
from matching import Door


class CoordinatorController(Controller):
    """For coordinators."""

    path = "/api"
    tags = ("coordinator",)
    opt = {"role": "coordinator"}  # noqa: RUF012

    @get("/board")
    async def board(self, coordinator: NamedDependency[Staff], node: NamedDependency[Node]) -> BoardView:
        """The live board, in bands."""
        return await show_board(node, now=clock.now(), viewer=coordinator.id)

    @put("/door")
    async def door(
        self, coordinator: NamedDependency[Staff], data: JSONBody[SetDoor], node: NamedDependency[Node]
    ) -> DoorView:
        """Say who may join, or leave it to the counts. Whoever waits is never dropped: closing gives them notice."""
        told = None if data.door == "auto" else Door(data.door)
        await tell_door(node, coordinator, told, now=clock.now())
        return DoorView(door=node.doorway.stands.value, told=node.doorway.told is not None)

    @put("/topics/{slug:str}")
    async def topic(
        self,
        coordinator: NamedDependency[Staff],
        slug: FromPath[str],
        data: JSONBody[SetTopic],
        node: NamedDependency[Node],
    ) -> tuple[TopicView, ...]:
        """Open or close a topic to those who come; who waits for it keeps the place."""
        await set_topic_open(node, coordinator, slug, is_open=data.open, now=clock.now())
        return node.catalogue.topics

    @get("/people")
    async def people(self, coordinator: NamedDependency[Staff], node: NamedDependency[Node]) -> tuple[PersonView, ...]:  # noqa: ARG002
        """Listeners and coordinators, by pseudonym."""
        today = clock.now().date()
        async with node.records.unit() as unit:
            return tuple(
                PersonView(
                    id=one.id,
                    name=one.name,
                    role=one.role,
                    tier=one.tier,
                    languages=tuple(one.languages),
                    topics=tuple(one.topics),
                    cleared_for_minors=one.cleared_until is not None and one.cleared_until >= today,
                    paused=one.paused,
                )
                for one in await staff.everybody(unit)
            )

    @post("/invitations")
    async def invite(
        self, coordinator: NamedDependency[Staff], data: JSONBody[Invite], node: NamedDependency[Node]
    ) -> InvitationView:
        """Invite somebody. The code is in this answer and nowhere else."""
        code = await invite(node.records, coordinator, data.role, now=clock.now())
        return InvitationView(code=code, role=data.role, link=way_in(node.settings.public_origins[0], code))

    @get("/reports")
    async def reports(self, coordinator: NamedDependency[Staff], node: NamedDependency[Node]) -> tuple[ReportView, ...]:  # noqa: ARG002
        """Report cases: week, category, decision."""
        async with node.records.unit() as unit:
            found = await reports.cases(unit)
        return tuple(
            ReportView(week=one.week.isoformat(), category=one.category, decision=one.decision) for one in found
        )

    @get("/statistics/{table:str}")
    async def statistics(
        self,
        coordinator: NamedDependency[Staff],  # noqa: ARG002
        table: FromPath[Literal["cube_week", "cube_4week"]],
        node: NamedDependency[Node],
    ) -> tuple[CellView, ...]:
        """A published table, as it was published. Empty until its first period has closed."""
        async with node.records.reading() as unit:
            cells = await statistics.published(unit, table)
        return tuple(
            CellView(period=one.period.isoformat(), question=one.question, v1=one.v1, v2=one.v2, n=one.n)
            for one in cells
        )

    @get("/audit")
    async def audit(self, coordinator: NamedDependency[Staff], node: NamedDependency[Node]) -> tuple[AuditView, ...]:  # noqa: ARG002
        """Who of the staff did what, newest first."""
        async with node.records.unit() as unit:
            found = await audit.latest(unit)
        return tuple(
            AuditView(at=one.at.isoformat(), who=name or "the service", did=one.did, target=one.target)
            for one, name in found
        )
