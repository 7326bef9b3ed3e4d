"""Reading pages as a browser without JavaScript does: titles, forms with what stands in them, links, text."""

from dataclasses import dataclass, field
from html.parser import HTMLParser
from typing import Any

import httpx


@dataclass
class Form:
    """A form and the values that a browser would send with it."""

    action: str
    method: str
    values: dict[str, Any] = field(default_factory=dict)
    buttons: list[str] = field(default_factory=list)


class Seen(HTMLParser):
    """What stands on a page. Frames inside `<noscript>` count: this browser has no script."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.title = ""
        self.forms: list[Form] = []
        self.links: list[str] = []
        self.frames: list[str] = []
        self.refresh: str | None = None
        self.text = ""
        self._within: list[str] = []
        self._select: str | None = None
        self._area: str | None = None
        self.feed(html)
        self.text = " ".join(self.text.split())

    def form(self, action: str) -> Form:
        """The form that posts there."""
        return next(form for form in self.forms if form.action == action)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        told = {name: value or "" for name, value in attrs}
        self._within.append(tag)
        match tag:
            case "form":
                self.forms.append(Form(told.get("action", ""), told.get("method", "get")))
            case "a":
                self.links.append(told.get("href", ""))
            case "iframe":
                self.frames.append(told["src"])
            case "meta" if told.get("http-equiv") == "refresh":
                self.refresh = told["content"]
            case "input" | "textarea" | "select" | "option":
                self._field(tag, told)

    def _field(self, tag: str, told: dict[str, str]) -> None:
        values, name = self.forms[-1].values if self.forms else {}, told.get("name", "")
        kind = told.get("type", "text")
        if tag == "textarea":
            self._area = name
            values[name] = ""
        elif tag == "select":
            self._select = name
        elif tag == "option":
            if self._select and ("selected" in told or self._select not in values):
                values[self._select] = told.get("value", "")
        elif kind == "checkbox":
            values.setdefault(name, [])
            if "checked" in told:
                values[name].append(told["value"])
        elif kind == "radio":
            if "checked" in told:
                values[name] = told["value"]
        elif name in values:  # as often as it stands there
            values[name] = [*([values[name]] if isinstance(values[name], str) else values[name]), told.get("value", "")]
        elif name:
            values[name] = told.get("value", "")

    def handle_endtag(self, tag: str) -> None:
        if tag in self._within:
            while self._within.pop() != tag:
                pass
        if tag == "textarea":
            self._area = None
        if tag == "select":
            self._select = None

    def handle_data(self, data: str) -> None:
        if self._within[-1:] == ["title"]:
            self.title += data
        elif self._area is not None:
            self.forms[-1].values[self._area] += data
        elif not {"script", "style", "template"} & set(self._within):
            self.text += " " + data


@dataclass
class Plain:
    """A browser without JavaScript: it follows 303s, keeps cookies, and remembers every address it was at."""

    client: httpx.AsyncClient
    visited: list[str] = field(default_factory=list)
    answer: httpx.Response | None = None

    @property
    def page(self) -> Seen:
        """The page it shows."""
        assert self.answer is not None
        return Seen(self.answer.text)

    @property
    def path(self) -> str:
        """Where it stands."""
        assert self.answer is not None
        return self.answer.request.url.raw_path.decode()

    async def goes(self, path: str) -> Seen:
        """Follow a link, and every redirect after it."""
        return await self._follow(await self.client.get(path))

    async def sends(self, action: str, **typed: Any) -> Seen:
        """Send the form of the present page, with what was typed on top of what stands in it."""
        values = self.page.form(action).values | typed
        return await self._follow(await self.client.post(action, data=values))

    async def _follow(self, answer: httpx.Response) -> Seen:
        self.visited.append(answer.request.url.raw_path.decode())
        while answer.status_code == 303 and answer.headers["location"].startswith("/"):
            answer = await self.client.get(answer.headers["location"])
            self.visited.append(answer.request.url.raw_path.decode())
        self.answer = answer
        return self.page
