"""Lines outside between the wire and the directory, as coordinators correct them."""

from datetime import datetime

import msgspec

from app.services.help.correct_lines import Line
from app.services.show import resource_view
from app.wire.requests import CorrectLine
from app.wire.staff_views import LineView
from crisis import Resource

ANYWHERE = "any"
"""What a key begins with where the line serves any country."""


def line_view(line: Line, *, at: datetime) -> LineView:
    """A line as coordinators see it: plain fields, nothing put into words."""
    resource = line.resource
    shown = msgspec.structs.asdict(resource_view(resource, at=at))
    return LineView(
        **shown,
        key=resource.key,
        services=dict(resource.services),
        some_only=resource.some_only,
        confidence=resource.confidence,
        sources=resource.sources,
        stale=resource.stale(at.date()),
        hidden=line.hidden,
        corrected=line.corrected,
    )


def resource_of(key: str, wish: CorrectLine) -> Resource:
    """What coordinators said, as a line. Whether it can be one is decided elsewhere."""
    beginning = key.partition("-")[0]
    return Resource(
        country="" if beginning == ANYWHERE else beginning.upper(),
        name=wish.name.strip(),
        kind=wish.kind,
        key=key,
        phone=wish.phone.strip(),
        also=tuple(filter(None, (one.strip() for one in wish.also))),
        services=tuple((name, number.strip()) for name, number in wish.services.items() if number.strip()),
        sms=wish.sms.strip(),
        word=wish.word.strip(),
        messaging=wish.messaging.strip(),
        chat_url=wish.chat_url.strip(),
        website=wish.website.strip(),
        hours=wish.hours.strip(),
        languages=wish.languages,
        cost=wish.cost.strip(),
        note=wish.note.strip(),
        some_only=wish.some_only,
        checked=wish.checked,
    )
