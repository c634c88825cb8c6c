"""Visits over any knowledge base, for tests of pages: started, saved and read as a browser without script would."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from html import unescape
from pathlib import Path
from typing import Any

import httpx
from ruamel.yaml import YAML

from dorsiflex.apps.web.app import create_app
from dorsiflex.apps.web.fields import Fields, fields_of
from dorsiflex.language.knowledge import KnowledgeBase
from dorsiflex.store.store import Store
from tests.web.running import TOKEN, running

ROOT = Path(__file__).parents[2]
FOREIGN = ROOT / "tests" / "foreign"
FIRST_VOICE = ROOT / "cases" / "voices" / "voice-1-band-after-an-old-sprain.yaml"


@dataclass(frozen=True)
class Visiting:
    """One program that runs: its address, what it keeps, and somebody who was let in."""

    address: str
    store: Store
    knowledge: KnowledgeBase
    client: httpx.Client

    @property
    def csrf(self) -> str:
        return hidden(self.client.get("/").text, "csrf")

    def start(self, label: str = "room 3") -> str:
        """A new case; its path."""
        answered = self.client.post("/visits", data={"csrf": self.csrf, "label": label})
        assert answered.status_code == 303
        return answered.headers["location"]

    def holding(self, fields: Fields, label: str = "room 3") -> str:
        """A new case in whose form something stands already; its path."""
        path = self.start(label)
        self.store.save_draft(path.rpartition("/")[2], fields, 0)
        return path

    def save(self, path: str, fields: dict[str, Any], revision: int | None = None) -> httpx.Response:
        """What the button of the form sends."""
        return self.client.post(path, data=self.sent(path, fields, revision))

    def update(self, path: str, fields: dict[str, Any], revision: int | None = None) -> httpx.Response:
        """What the script sends after a change."""
        return self.client.post(f"{path}/panel", data=self.sent(path, fields, revision))

    def sent(self, path: str, fields: dict[str, Any], revision: int | None) -> dict[str, Any]:
        page = self.client.get(path).text
        number = hidden(page, "revision") if revision is None else str(revision)
        return {"csrf": hidden(page, "csrf"), "revision": number, **fields}


@contextmanager
def visiting(knowledge: KnowledgeBase, folder: Path, rules: Path | None = None) -> Iterator[Visiting]:
    with (
        closing(Store.open(folder)) as store,
        running(create_app(store, knowledge, TOKEN, rules)) as address,
        httpx.Client(base_url=address) as client,
    ):
        assert client.get("/", params={"token": TOKEN}).status_code == 303
        yield Visiting(address, store, knowledge, client)


def hidden(page: str, name: str) -> str:
    """The value of a hidden field."""
    found = re.search(rf'<input type="hidden" name="{name}" value="([^"]*)">', page)
    assert found, f"no hidden field {name}"
    return unescape(found[1])


def words(html: str) -> str:
    """What a page says, without its marks."""
    return " ".join(unescape(re.sub(r"<[^>]*>", " ", html)).split())


def voice(path: Path, knowledge: KnowledgeBase) -> Fields:
    """The answers of a case file as the fields of the form."""
    return fields_of(YAML(typ="safe").load(path), knowledge)
