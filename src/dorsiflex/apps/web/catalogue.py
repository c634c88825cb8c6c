"""Where does the application show the catalogue? Below /catalogue/, made from the rules that answer in the visit."""

from __future__ import annotations

from pathlib import Path

from fastapi import APIRouter
from fastapi.exceptions import HTTPException
from fastapi.responses import RedirectResponse, Response

from dorsiflex.errors import BadInput
from dorsiflex.language.knowledge import KnowledgeBase
from dorsiflex.present.html.addresses import Addresses
from dorsiflex.present.html.beside import beside
from dorsiflex.present.html.pages import Site

KINDS = {"html": "text/html", "css": "text/css", "js": "text/javascript", "svg": "image/svg+xml"}


def router(knowledge: KnowledgeBase, rules: Path) -> APIRouter:
    """The pages of one knowledge base; each is made when it is asked for."""
    site = Site(knowledge, beside(rules, Addresses(knowledge).kind_of), back="/")
    routes = APIRouter(include_in_schema=False)

    @routes.get("/catalogue")
    @routes.get("/catalogue/")
    def start() -> Response:
        return RedirectResponse("/catalogue/index.html")

    @routes.get("/catalogue/{path:path}")
    def show(path: str) -> Response:
        try:
            text = site.page(path) if path.endswith(".html") else site.assets[path]
        except (BadInput, KeyError) as missing:
            raise HTTPException(404) from missing
        return Response(text, media_type=f"{KINDS[path.rpartition('.')[2]]}; charset=utf-8")

    return routes
