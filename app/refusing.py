"""How a refused request is answered: with problem details under /api, elsewhere with a page or the way to one."""

import logging
import re
from http import HTTPStatus
from typing import Any

import msgspec
from litestar import Request, Response
from litestar.exceptions import ValidationException
from litestar.response import Redirect, Template

from app.identity.origin import came_from
from app.identity.seeker_pass import PassUnknown
from app.problems import Problem, problem_of
from app.services.help.correct_lines import LineRefused
from app.services.know import NotSignedIn, NotYours
from app.services.line.ask_price import ProofNeeded
from app.services.line.come_back import TicketOver
from app.words import gettext

logger = logging.getLogger(__name__)

_MISSING = re.compile(r"missing required field `(\w+)`")
_WHOLE = "data"
"""What Litestar calls a body as a whole."""


def answer(request: Request[Any, Any, Any], failure: Exception) -> Response[Any]:
    """Answer a refused request: problem details under /api, a page elsewhere."""
    problem = problem_of(failure)
    if problem.type == "our-fault":  # the class alone: a message may carry what somebody wrote
        logger.error("%s at %s", type(failure).__name__, request.scope.get("path_template", "?"))
    path = request.scope["path"]
    if path.startswith(("/api", "/health")):
        return _details(problem, failure)
    if isinstance(failure, NotSignedIn | NotYours):
        return Redirect("/staff/sign-in", status_code=303)
    if isinstance(failure, PassUnknown | TicketOver):
        over = isinstance(failure, TicketOver)
        tried = not over and came_from(request, path)  # the same page led here: its pass was not kept
        words = {"path": path if request.method == "GET" else "/back", "over": over, "tried": tried}
        return Template("go_on.html", context=words, status_code=200)
    away = problem.status == HTTPStatus.SERVICE_UNAVAILABLE
    told = {"title": gettext(problem.title), "detail": gettext(problem.page or problem.detail)}
    words = told | {"now": None, "away": away}
    return Template("error.html", context=words, status_code=problem.status)


def _details(problem: Problem, failure: Exception) -> Response[Any]:
    body = msgspec.json.encode(body_of(problem, failure))
    return Response(body, status_code=problem.status, media_type="application/problem+json")


def body_of(problem: Problem, failure: Exception) -> dict[str, Any]:
    """Return the problem details of a refused request."""
    body: dict[str, Any] = {
        "type": f"urn:earshot:problem:{problem.type}",
        "title": problem.title,
        "status": problem.status,
        "detail": problem.detail,
    }
    if isinstance(failure, ValidationException):
        body["fields"] = _fields(failure)
    if isinstance(failure, ProofNeeded):
        body["challenge"] = failure.challenge
    if isinstance(failure, LineRefused):
        body["fields"] = [_camel(name) for name in failure.faults]
    return body


def _camel(name: str) -> str:
    first, *rest = name.split("_")
    return first + "".join(word.capitalize() for word in rest)


def _fields(failure: ValidationException) -> list[str]:
    """Name the fields that did not fit, never their values. A field that we do not know is the sender's own word."""
    extra = failure.extra if isinstance(failure.extra, list) else []
    named: set[str] = set()
    for one in (one for one in extra if isinstance(one, dict)):
        missing = _MISSING.search(str(one.get("message", "")))
        named |= {missing[1]} if missing else {str(one.get("key", _WHOLE))}
    return sorted(named - {_WHOLE, ""})
