"""Templates in the language of whoever asks: a sentence that holds nothing of theirs is said when the template is read.

A page is mostly such sentences. Each language has its templates, read once; what counts or names something is put into
words as the page is made, as ever.
"""

import asyncio
from collections.abc import Iterator

from jinja2 import Environment, Template, TemplateNotFound
from jinja2.environment import TemplateModule
from jinja2.ext import Extension
from jinja2.lexer import Token, TokenStream
from jinja2.runtime import Context
from litestar.exceptions import TemplateNotFoundException
from litestar.plugins.jinja import JinjaTemplateEngine
from markupsafe import Markup

from app.pages.shape import asset
from app.settings import Settings
from app.words import LOCALES, gettext, languages, ngettext, speaking, spoken
from app.words.countries import options

_SENTENCE = ("variable_begin", "name", "lparen", "string", "rparen", "variable_end")
_WORDS = _SENTENCE.index("string")
SETTLED, BETWEEN = 2.0, 0.25
"""Seconds after a start before templates are read ahead, and between two of them: each costs some thousandths."""
UNSPOKEN = ("staff", "learn", "schema")
"""Pages for those who work here, and the viewer of the API: in English, and read when they are asked for."""


class SaidOnce(Extension):
    """Puts the words in the place of `{{ _("…") }}`."""

    def filter_stream(self, stream: TokenStream) -> Iterator[Token]:
        """Pass everything else on as it is."""
        held: list[Token] = []
        for token in stream:
            held.append(token)
            while held and not _may_begin(held):
                yield held.pop(0)
            if len(held) == len(_SENTENCE):
                words = Markup(gettext(held[_WORDS].value)) % {}  # noqa: S704  # as Jinja's own says it: ours, not theirs
                yield Token(held[0].lineno, "data", str(words))
                held.clear()
        yield from held


def _may_begin(held: list[Token]) -> bool:
    """Whether these are the first tokens of a sentence that is said."""
    kinds = tuple(token.type for token in held)
    return kinds == _SENTENCE[: len(kinds)] and all(token.value == "_" for token in held[1:2])


class _Macros(Template):
    """A template whose macros are made once: Jinja asks at each import whether globals came with it, and none do."""

    def _get_default_module(self, ctx: Context | None = None) -> TemplateModule:  # noqa: ARG002  # as Jinja calls it
        if self._module is None:
            self._module = self.make_module()
        return self._module


class InEachLanguage(JinjaTemplateEngine):
    """One set of templates for each language."""

    def get_template(self, template_name: str) -> Template:
        """Return the template in the language that is spoken. Raises TemplateNotFoundException."""
        try:
            return self.of(str(spoken())).get_template(template_name)
        except TemplateNotFound as missing:
            raise TemplateNotFoundException(template_name=template_name) from missing

    async def read_ahead(self) -> None:
        """Read them all, one after the other and beside everything else: nobody's first page should wait for that."""
        await asyncio.sleep(SETTLED)
        for locale in LOCALES:
            names = [name for name in self.engine.list_templates(extensions=["html"]) if not name.startswith(UNSPOKEN)]
            for name in names:
                await asyncio.to_thread(self._read, name, locale)
                await asyncio.sleep(BETWEEN)

    def _read(self, name: str, locale: str) -> None:
        with speaking(locale):
            self.of(locale).get_template(name)

    def of(self, locale: str) -> Environment:
        """Return the templates of a language."""
        known: dict[str, Environment] = self.__dict__.setdefault("_spoken", {})
        if locale not in known:
            known[locale] = self.engine.overlay(extensions=[SaidOnce])
            known[locale].template_class = _Macros
        return known[locale]


def teach(settings: Settings, engine: JinjaTemplateEngine) -> None:
    """Let templates speak, and know what every page says."""
    engine.engine.add_extension("jinja2.ext.i18n")
    engine.engine.install_gettext_callables(gettext, ngettext, newstyle=True)  # type: ignore[attr-defined]
    engine.engine.globals.update(
        asset=asset,
        country_options=options,
        spoken=spoken,
        languages=languages,
        service_name=settings.name,
        tab_title=settings.tab_title,
        own_icon=settings.tab_icon is not None,
        exit_url=settings.exit_url,
    )
    engine.engine.policies["json.dumps_kwargs"] = {"ensure_ascii": False, "sort_keys": True}
    engine.engine.trim_blocks = engine.engine.lstrip_blocks = True
    engine.engine.auto_reload = False  # or each page looks at the disk, once for every template it is made of
