"""Practice over any knowledge base, for tests: sets of cases as files, and a learner who commits."""

from __future__ import annotations

import io
import zipfile
from typing import Any

import httpx

from tests.web.visiting import Visiting, hidden

STIFF = """\
id: stiff-wrist
story: A gymnast of 30 cannot bend one wrist back.
source: constructed
person: {age_years: 30, chest_pain: absent, fever: absent, active_cancer: absent}
left: {symptomatic: present, injury_history: absent, surgery_history: absent, extension_deg: 50}
right: {symptomatic: absent, extension_deg: 80}
expected: {must_ask: [left.swelling]}
because: constructed-design
"""
CHEST = """\
id: chest-pain
story: A gymnast has chest pain.
source: constructed
person: {age_years: 30, chest_pain: present}
left: {symptomatic: present}
expected: {disposition: emergency}
because: a-source-that-is-not-in-the-bibliography
"""
BOTH = """\
id: both-wrists
story: Both wrists are stiff, and one was just hurt.
source: constructed
person: {age_years: 30, chest_pain: absent, fever: absent}
left: {symptomatic: present, extension_deg: 50}
right: {symptomatic: present, extension_deg: 60}
expected: {}
because: constructed-design
"""


def zipped(**cases: str) -> bytes:
    """A zip of case files; `_` in a name stands for `-`."""
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w") as archive:
        for name, text in cases.items():
            archive.writestr(f"{name.replace('_', '-')}.yaml", text)
    return made.getvalue()


WRISTS = zipped(stiff_wrist=STIFF, chest_pain=CHEST, both_wrists=BOTH)


def bring_in(visits: Visiting, data: bytes = WRISTS, name: str = "wrists.zip", title: str = "Wrists") -> httpx.Response:
    """What the import form sends."""
    sent = {"csrf": hidden(visits.client.get("/practice").text, "csrf"), "title": title}
    return visits.client.post("/practice/sets", data=sent, files={"file": (name, data)})


def commit(visits: Visiting, path: str, **choices: Any) -> httpx.Response:
    """What a learner sends; `__` in a name stands for a dot."""
    page = visits.client.get(path).text
    sent = {name.replace("__", "."): value for name, value in choices.items()}
    return visits.client.post(path, data={"csrf": hidden(page, "csrf"), **sent})


def set_path(visits: Visiting, title: str = "Wrists") -> str:
    """Where the set of a title is."""
    page = visits.client.get("/practice").text
    before = page[: page.index(f">{title}</a>")]
    return before[before.rindex('href="') + 6 : -1]
