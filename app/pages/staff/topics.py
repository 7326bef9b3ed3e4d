"""The coordinators' page of topics: order, what comes close, words in each language, closing, sensitive ones."""

from datetime import datetime
from typing import Any, cast, get_args

from litestar import Controller, Request, Response, get, post
from litestar.datastructures import FormMultiDict
from litestar.di import NamedDependency

from app import clock
from app.pages.shape import go, page
from app.pages.staff.home import me
from app.records import topics
from app.records.bands import TopicGroup
from app.records.tables import Staff
from app.services.house.keep_topics import (
    NoSuchTopic,
    TopicStays,
    move_topic,
    save_topic,
    set_topic_open,
    word_topic,
)
from app.services.house.settle import NotSettled
from app.services.node import Node
from app.words import SOURCE, gettext, languages, speaking
from matching.ranking import EVERYBODY_TAKES

STAYS = "Who chooses nothing means this topic: it stays open. To take nobody in, close the door."
GONE = "This topic is not there any more."


class TopicPages(Controller):
    """For coordinators."""

    path = "/coordinator/topics"
    include_in_schema = False
    opt = {"role": "coordinator"}  # noqa: RUF012

    @get()
    async def topics(
        self, request: Request[Any, Any, Any], coordinator: NamedDependency[Staff], node: NamedDependency[Node]
    ) -> Response[Any]:
        """Every topic, in the order of the intake."""
        return await _page(request, node, coordinator)

    @post()
    async def change(
        self, request: Request[Any, Any, Any], coordinator: NamedDependency[Staff], node: NamedDependency[Node]
    ) -> Response[Any]:
        """Open, close, move, change, word or add one."""
        form = await request.form()
        slug = str(form.get("slug") or "")
        try:
            slug = await _do(node, coordinator, slug, form, now=clock.now())
        except NotSettled as typed:
            return await _page(request, node, coordinator, error=typed.why, at=slug, typed=form, code=422)
        except TopicStays:
            return await _page(request, node, coordinator, error=STAYS, at=slug, code=409)
        except NoSuchTopic:
            return await _page(request, node, coordinator, error=GONE, code=404)
        return go(f"/coordinator/topics#{slug}")


async def _do(node: Node, by: Staff, slug: str, form: FormMultiDict, *, now: datetime) -> str:
    """Do what the button says; return where the page goes on."""
    words = (str(form.get("name") or ""), str(form.get("description") or ""))
    match str(form.get("do") or ""):
        case "open" | "close" as did:
            await set_topic_open(node, by, slug, is_open=did == "open", now=now)
        case "up" | "down" as did:
            await move_topic(node, by, slug, up=did == "up", now=now)
        case "word":
            await word_topic(node, by, slug, str(form.get("locale") or ""), *words, now=now)
        case "save":
            group = str(form.get("group") or "")
            return await save_topic(
                node,
                by,
                slug,
                words=words,
                related=[str(one) for one in form.getall("related", [])],
                group=cast("TopicGroup", group) if group in get_args(TopicGroup) else "other",
                sensitive=form.get("sensitive") is not None,
                now=now,
            )
    return slug


async def _page(
    request: Request[Any, Any, Any], node: Node, who: Staff, *, code: int = 200, **trouble: Any
) -> Response[Any]:
    async with node.records.unit() as unit:
        rows = await topics.catalogue(unit)
        said = {(one.slug, one.locale): one for one in await topics.wordings(unit)}
    return page(
        request,
        node,
        "staff/topics.html",
        code=code,
        me=me(who),
        page="topics",
        topics=rows,
        names={one.slug: one.name for one in rows},
        languages=[(locale, name) for locale, name in languages() if locale != SOURCE],
        said=said,
        ours={(one.slug, locale): _ours(one.name, locale) for one in rows for locale, _ in languages()},
        stays=EVERYBODY_TAKES,
        groups=get_args(TopicGroup),
        **({"error": "", "at": None, "typed": {}} | trouble),
    )


def _ours(name: str, locale: str) -> str:
    """Return how our own catalogue says it; nothing where it does not know."""
    with speaking(locale):
        told = gettext(name)
    return "" if told == name else told
