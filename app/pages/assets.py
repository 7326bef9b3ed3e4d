"""The built files: each under a name that changes with what is in it, as small as the browser can take it."""

import mimetypes
from functools import cache
from pathlib import Path
from typing import Any

from litestar import Controller, Request, Response, get
from litestar.di import NamedDependency
from litestar.exceptions import NotFoundException
from litestar.params import FromPath

from app.pages.shape import DIST
from app.services.node import Node

ENCODINGS = (("br", ".br"), ("gzip", ".gz"))
"""What the build makes beside a file, smallest first."""
MEDIA = {".js": "text/javascript", ".css": "text/css", ".svg": "image/svg+xml", ".html": "text/html"}


class BuiltFiles(Controller):
    """Open to anyone."""

    include_in_schema = False
    opt = {"role": "anyone"}  # noqa: RUF012

    @get("/assets/{file_path:path}")
    async def built(self, request: Request[Any, Any, Any], file_path: FromPath[str]) -> Response[bytes]:
        """One built file."""
        name = file_path.lstrip("/")
        if name not in _built():
            raise NotFoundException
        taken = request.headers.get("accept-encoding", "")
        for encoding, ending in ENCODINGS:
            if encoding in taken and f"{name}{ending}" in _built():
                headers = {"content-encoding": encoding, "vary": "accept-encoding"}
                return Response(_read(f"{name}{ending}"), media_type=_media(name), headers=headers)
        return Response(_read(name), media_type=_media(name), headers={"vary": "accept-encoding"})

    @get("/icon")
    async def icon(self, node: NamedDependency[Node]) -> Response[bytes]:
        """The picture in the tab, where the operator has chosen one."""
        chosen = node.settings.tab_icon or DIST / "favicon.svg"
        return Response(chosen.read_bytes(), media_type=_media(chosen.name))


@cache
def _built() -> frozenset[str]:
    return frozenset(path.relative_to(DIST).as_posix() for path in DIST.rglob("*") if path.is_file())


@cache
def _read(name: str) -> bytes:
    return (DIST / name).read_bytes()


def _media(name: str) -> str:
    kind = MEDIA.get(Path(name).suffix) or mimetypes.guess_type(name)[0] or "application/octet-stream"
    return f"{kind}; charset=utf-8" if kind.startswith("text/") else kind
