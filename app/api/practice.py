"""The practice room over JSON: a scripted seeker answers. Nothing of it is kept."""

import asyncio

from litestar import Controller, post
from litestar.di import NamedDependency
from litestar.exceptions import NotFoundException
from litestar.params import FromPath, JSONBody

from app.practice import play, scenarios
from app.records.tables import Staff
from app.wire.requests import Practise
from app.wire.staff_views import PracticeTurnView, PracticeView


class PracticeController(Controller):
    """For listeners."""

    path = "/api/practice"
    tags = ("listener",)
    opt = {"role": "listener"}  # noqa: RUF012

    @post("/{key:str}", status_code=200)
    async def answer(
        self,
        listener: NamedDependency[Staff],  # noqa: ARG002
        key: FromPath[str],
        data: JSONBody[Practise],
    ) -> PracticeView:
        """What the seeker says to the last of these lines."""
        scenario = scenarios().get(key)
        if scenario is None:
            raise NotFoundException
        talk = await asyncio.to_thread(play, scenario, data.said, chance=data.chance)  # chats go on meanwhile
        own = [place for place, turn in enumerate(talk.turns) if turn.author == "listener"]
        answers = talk.turns[own[-1] + 1 :]
        return PracticeView(
            turns=tuple(PracticeTurnView(author=turn.author, text=turn.text) for turn in answers), over=talk.over
        )
