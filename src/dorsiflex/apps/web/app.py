"""Which application does `dorsiflex serve` serve? The pages of a visit over one store and one knowledge base."""

from __future__ import annotations

from pathlib import Path

from fastapi import FastAPI

from dorsiflex.apps.web import (
    api,
    catalogue,
    finish,
    followed,
    further,
    guard,
    looks,
    pages,
    papers,
    peer_review,
    practice,
    practice_files,
    retest,
    why,
)
from dorsiflex.apps.web.desk import Desk
from dorsiflex.catalogue.load import rules_folder
from dorsiflex.language.knowledge import KnowledgeBase
from dorsiflex.ready import assessor_for
from dorsiflex.store.store import Store


def create_app(store: Store, knowledge: KnowledgeBase, token: str, rules: Path | None = None) -> FastAPI:
    """The application; the engines are compiled before it answers. `rules` is where the drawings of the rules lie."""
    app = FastAPI(title="dorsiflex", openapi_url=None, docs_url=None, redoc_url=None)
    app.state.desk = Desk(store, knowledge, assessor_for(knowledge), (rules or rules_folder()) / "drawings")
    looks.add_to(app)
    for part in (pages, finish, further, retest, followed, why, papers, practice, practice_files, peer_review):
        app.include_router(part.router)
    app.include_router(api.router)
    app.include_router(catalogue.router(knowledge, rules or rules_folder()))
    guard.protect(app, token)
    return app
