"""The safety desk for programs and for its own page: keys, shares, sealed words. None of it is readable here."""

from typing import Any

from litestar import Controller, Request, get, post, put
from litestar.di import NamedDependency
from litestar.params import FromPath, JSONBody

from app import clock
from app.identity.arrival import address_of
from app.live.guesses import network_of
from app.records import reports
from app.records.tables import Staff
from app.services.cases.decide_case import appeal, decide_case
from app.services.cases.hold_case import hold_case
from app.services.cases.make_officer import decoded, encoded, keep_key
from app.services.cases.open_case import hand_share, opened_words, own_share
from app.services.cases.show_cases import officers_beside, show_case, show_desk
from app.services.line.ask_price import look_slowly
from app.services.node import Node
from app.wire.requests import AskCase, HandShare, HoldCase, OfficerKey, Verdict
from app.wire.safety_views import CaseView, HeldYearView, SafetyDeskView, ShareView, WordsView


class SafetyController(Controller):
    """For coordinators; what opens a case, for safety officers."""

    path = "/api/safety"
    tags = ("coordinator",)
    opt = {"role": "coordinator"}  # noqa: RUF012

    @get()
    async def desk(self, coordinator: NamedDependency[Staff], node: NamedDependency[Node]) -> SafetyDeskView:
        """Reports, officers, pauses."""
        return await show_desk(node, coordinator, now=clock.now())

    @put("/key", status_code=204)
    async def key(
        self, coordinator: NamedDependency[Staff], data: JSONBody[OfficerKey], node: NamedDependency[Node]
    ) -> None:
        """Keep a key pair that was made in the browser. Two others have to make its owner an officer."""
        await keep_key(node, coordinator, data.public, data.wrapped, now=clock.now())

    @get("/cases/{key:str}/share")
    async def share(
        self, coordinator: NamedDependency[Staff], key: FromPath[str], node: NamedDependency[Node]
    ) -> ShareView:
        """One's own sealed share, and to whom one may hand it. Audited."""
        excerpt, share = await own_share(node, coordinator, key, now=clock.now())
        others = await officers_beside(node, coordinator, excerpt)
        return ShareView(excerpt=excerpt.id, share=encoded(share), wrapped=coordinator.officer_wrapped, others=others)

    @post("/cases/{key:str}/hand", status_code=204)
    async def hand(
        self,
        coordinator: NamedDependency[Staff],
        key: FromPath[str],
        data: JSONBody[HandShare],
        node: NamedDependency[Node],
    ) -> None:
        """Open a case for another officer. Audited."""
        await hand_share(node, coordinator, key, data.to, decoded(data.share), now=clock.now())

    @get("/cases/{key:str}/words")
    async def words(
        self, coordinator: NamedDependency[Staff], key: FromPath[str], node: NamedDependency[Node]
    ) -> WordsView:
        """The sealed words, for an officer for whom another one has opened the case. Audited."""
        excerpt, share, handed = await opened_words(node, coordinator, key, now=clock.now())
        return WordsView(
            excerpt=excerpt.id,
            words=encoded(excerpt.words),
            share=encoded(share),
            handed=encoded(handed.share),
            by=handed.by,
            wrapped=coordinator.officer_wrapped,
            hold=node.settings.hold_key,
        )

    @post("/cases/{key:str}/decision", status_code=204)
    async def decide(
        self,
        coordinator: NamedDependency[Staff],
        key: FromPath[str],
        data: JSONBody[Verdict],
        node: NamedDependency[Node],
    ) -> None:
        """Decide a case, or an appeal. Its words are gone at once."""
        await decide_case(node, coordinator, key, data, now=clock.now())

    @post("/cases/{key:str}/hold", status_code=204)
    async def hold(
        self,
        coordinator: NamedDependency[Staff],
        key: FromPath[str],
        data: JSONBody[HoldCase],
        node: NamedDependency[Node],
    ) -> None:
        """Ask for a case to be held because a law demands it; on the second officer's word it is."""
        await hold_case(node, coordinator, key, decoded(data.key), now=clock.now())


class CaseController(Controller):
    """For anyone with a case code."""

    path = "/api/case"
    tags = ("anyone",)
    opt = {"role": "anyone"}  # noqa: RUF012

    @post(status_code=200)
    async def case(
        self, request: Request[Any, Any, Any], data: JSONBody[AskCase], node: NamedDependency[Node]
    ) -> CaseView:
        """What became of a report."""
        await look_slowly(node, network_of(address_of(request, node.settings)), now=clock.now())
        return await show_case(node, data.case_code)

    @post("/appeal", status_code=200)
    async def appeal(
        self, request: Request[Any, Any, Any], data: JSONBody[AskCase], node: NamedDependency[Node]
    ) -> CaseView:
        """Ask for another person's decision."""
        await look_slowly(node, network_of(address_of(request, node.settings)), now=clock.now())
        await appeal(node, data.case_code)
        return await show_case(node, data.case_code)

    @get("/held")
    async def held(self, node: NamedDependency[Node]) -> tuple[HeldYearView, ...]:
        """How many cases a law made us hold, by year."""
        async with node.records.unit() as unit:
            return tuple(HeldYearView(year=one.year, n=one.n) for one in await reports.held(unit))
