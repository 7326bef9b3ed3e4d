"""The composition root: settings in, the application out. Everything is put together here and nothing is decided."""

import asyncio
import contextlib
import secrets
from collections.abc import AsyncIterator
from functools import partial

from litestar import Litestar
from litestar.di import Provide
from litestar.openapi.config import OpenAPIConfig
from litestar.openapi.plugins import JsonRenderPlugin
from litestar.template.config import TemplateConfig

from app import clock
from app.api.catalogue import CatalogueController
from app.api.chat import ChatController
from app.api.coordinators import CoordinatorController
from app.api.desk import DeskController
from app.api.health import HealthController
from app.api.lines import LineController
from app.api.practice import PracticeController
from app.api.safety import CaseController, SafetyController
from app.api.shift import ShiftController
from app.api.staff import StaffController
from app.api.tickets import TicketController
from app.asking import in_their_language, only_our_pages, refuse, the_coordinator, the_listener, the_seeker
from app.headers import say_where, set_headers
from app.identity.paging_keys import paging_keys
from app.identity.sealing import Sealer, SharedSealer
from app.jobs.flush_stage import flush_stage
from app.jobs.keep_records import keep_records
from app.jobs.keep_sessions import keep_sessions
from app.jobs.read_messages import read_messages
from app.jobs.run_line import run_line
from app.jobs.send_calls import send_calls
from app.live.cases import CaseFolder, Cases, MemoryCases
from app.live.hub import Hub
from app.live.interface import Live
from app.live.keys import derived
from app.live.memory import MemoryLive
from app.live.shared.cases import SharedCases
from app.live.shared.valkey import ValkeyLive
from app.pages.assets import BuiltFiles
from app.pages.house import HousePages
from app.pages.language import LanguagePages
from app.pages.schema import Viewer
from app.pages.seeker.after import AfterPages, ExitPages
from app.pages.seeker.case import CasePages
from app.pages.seeker.chat import ChatPages
from app.pages.seeker.guest import GuestPages
from app.pages.seeker.hide import HidePages, NotesPages
from app.pages.seeker.landing import LandingPages
from app.pages.seeker.report import ReportPages
from app.pages.seeker.talk import TalkPages
from app.pages.seeker.waiting import WaitingPages
from app.pages.shape import FRONTEND
from app.pages.staff.account import CoordinatorAccount, ListenerAccount
from app.pages.staff.audit import AuditPages
from app.pages.staff.board import BoardPages
from app.pages.staff.care import CARE_PAGES
from app.pages.staff.home import StaffPages
from app.pages.staff.join import JoinPages
from app.pages.staff.joined import JoinedPages
from app.pages.staff.learn import LearnPages
from app.pages.staff.lines import LinePages
from app.pages.staff.people import PeoplePages
from app.pages.staff.practice import PracticeDesk, PracticePages
from app.pages.staff.safety import SafetyPages
from app.pages.staff.settings import SettingPages
from app.pages.staff.statistics import StatisticsPages
from app.pages.staff.topics import TopicPages
from app.pages.templates import InEachLanguage, teach
from app.records.unit_of_work import AWAY, Records
from app.safety.contact import find_contact
from app.safety.cues import cues_in
from app.services.board.look_at_parts import look_at_parts
from app.services.cases.keep_cases import look_at_cases
from app.services.cases.make_officer import load_officers
from app.services.forget import forget_finished
from app.services.house.look_again import look_again
from app.services.node import Node
from app.services.shift.keep_duty import save_duty
from app.services.write_stage import Unwritten, flush
from app.settings import Settings
from app.sockets.board import board_socket
from app.sockets.listener import listener_socket
from app.sockets.nodes import Neighbours
from app.sockets.requests import AtHome
from app.sockets.seeker import seeker_socket
from app.turnstile import Turnstile
from app.unkept import keep_nothing_parsed
from crisis import assess

RESTARTING = 1012
_WARM = "warm.example/words"


def make_node(settings: Settings, records: Records) -> Node:
    """Put one node together."""
    settings.data.mkdir(parents=True, exist_ok=True)
    alone = settings.valkey_url is None
    common = partial(derived, _cluster(settings))
    life = clock.new_id()
    return Node(
        settings=settings,
        life=life,
        live=_live(settings, life),
        cases=_cases(settings, life),
        hub=Hub(),
        sealer=Sealer(settings.data / "pass.key", now=clock.now()) if alone else SharedSealer(common, now=clock.now()),
        records=records,
        unwritten=Unwritten(extra=settings.timing.stage_extra),
        secret=secrets.token_bytes(32) if alone else common("forms"),
        paging=paging_keys(settings, None if alone else _cluster(settings)),
    )


def _live(settings: Settings, life: str) -> Live:
    """Return live memory: in this process, or in the Valkey that several nodes share."""
    if settings.valkey_url is None:
        return MemoryLive()
    return ValkeyLive(settings.valkey_url, life, secret=_cluster(settings), may_persist=settings.valkey_may_persist)


def _cases(settings: Settings, life: str) -> Cases:
    """Return where reports wait: like the rest of live memory; alone, also in a folder that outlives the process."""
    if settings.valkey_url is not None:
        return SharedCases(settings.valkey_url, life, secret=_cluster(settings))
    if settings.report_folder is None:
        return MemoryCases()
    return MemoryCases(CaseFolder(settings.report_folder, Sealer(settings.data / "cases.key", now=clock.now(), kept=8)))


def _cluster(settings: Settings) -> str:
    """Return what the nodes have in common; without a secret it is good for trying things out on one machine."""
    return settings.cluster_secret.get_secret_value() if settings.cluster_secret else "only on this machine"


def create_app(node: Node) -> Litestar:
    """Return the application around a node."""
    keep_nothing_parsed()
    several = node.settings.valkey_url is not None
    looking = []
    if node.settings.traces:
        from app.traces import Traces  # noqa: PLC0415  # what it needs is installed only where it is asked for

        looking = [Traces(node.settings).around]
    return Litestar(
        route_handlers=[
            CatalogueController,
            TicketController,
            ChatController,
            StaffController,
            DeskController,
            ShiftController,
            PracticeController,
            CoordinatorController,
            LineController,
            SafetyController,
            CaseController,
            HealthController,
            LandingPages,
            LanguagePages,
            TalkPages,
            WaitingPages,
            ChatPages,
            ReportPages,
            GuestPages,
            AfterPages,
            ExitPages,
            NotesPages,
            HidePages,
            HousePages,
            StaffPages,
            BoardPages,
            JoinedPages,
            TopicPages,
            SettingPages,
            AuditPages,
            JoinPages,
            ListenerAccount,
            CoordinatorAccount,
            PeoplePages,
            *CARE_PAGES,
            LinePages,
            LearnPages,
            PracticePages,
            PracticeDesk,
            SafetyPages,
            StatisticsPages,
            CasePages,
            seeker_socket,
            listener_socket,
            board_socket,
            BuiltFiles,
        ],
        dependencies={
            "node": Provide(lambda: node, sync_to_thread=False),
            "seeker": Provide(the_seeker),
            "listener": Provide(the_listener),
            "coordinator": Provide(the_coordinator),
        },
        lifespan=[lambda app: _life(node, app)],
        middleware=[
            *looking,
            lambda app: Turnstile(app, node),
            lambda app: in_their_language(app, node),
            *([lambda app: AtHome(app, node)] if several else []),
        ],
        before_request=only_our_pages(node),
        before_send=[set_headers(node.settings), say_where],
        exception_handlers={Exception: partial(refuse, node)},
        template_config=TemplateConfig(
            directory=FRONTEND / "templates",
            engine=InEachLanguage,
            engine_callback=partial(teach, node.settings),
        ),
        openapi_config=OpenAPIConfig(
            title="Earshot",
            version="1",
            path="/schema",
            render_plugins=[Viewer(), JsonRenderPlugin(path="/openapi.json")],
        ),
        request_max_body_size=64 * 1024,
        logging_config=None,
        pdb_on_exception=False,
        debug=False,
    )


@contextlib.asynccontextmanager
async def _life(node: Node, app: Litestar) -> AsyncIterator[None]:
    """Start what runs beside the requests; at the end close every page, and write what is still unwritten."""
    url, neighbours = node.settings.valkey_url, None
    await node.live.open()
    await node.cases.open(now=clock.now())
    await look_again(node)
    await load_officers(node)
    await look_at_cases(node, now=clock.now())
    if url is not None:
        neighbours = Neighbours(node, url, derived(_cluster(node.settings), "between nodes"))
        await neighbours.open(app)
    assess(_WARM, language="en")  # the first reading compiles what it needs, and so do the checks;
    find_contact(_WARM, known=node.sayable)  # no chat should stand still for that
    cues_in(_WARM)
    jobs = [
        asyncio.create_task(run_line(node)),
        asyncio.create_task(read_messages(node)),
        asyncio.create_task(flush_stage(node.unwritten, node.records, done=node.done)),
        asyncio.create_task(keep_records(node)),
        asyncio.create_task(send_calls(node)),
        asyncio.create_task(keep_sessions(node)),
        asyncio.create_task(look_at_parts(node)),
        *(
            [asyncio.create_task(pages.read_ahead())]
            if isinstance(pages := app.template_engine, InEachLanguage)
            else []
        ),
    ]
    try:
        yield
    finally:
        node.hub.close_all(RESTARTING)
        for job in jobs:
            job.cancel()
        await asyncio.gather(*jobs, return_exceptions=True)
        if neighbours is not None:
            await neighbours.close()
        if neighbours is None:  # what several nodes know outlives each of them
            await forget_finished(node, now=clock.now(), everything=True)
        await node.live.close()
        await node.cases.close()
        await flush(node.unwritten, node.records, now=clock.now(), last=True)
        with contextlib.suppress(*AWAY):
            await save_duty(node)
        await node.records.close()
