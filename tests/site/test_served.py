from __future__ import annotations

import re
from pathlib import Path

import httpx

from tests.site.reading import Built
from tests.web.running import served


def test_the_application_serves_the_pages_of_the_site(wrist_site: Built, tmp_path: Path) -> None:
    """The same page, with two links more: the way back to the visit, and to the rule's reviews."""
    with served(tmp_path) as visit, visit.browser() as client:
        page = client.get("/catalogue/patterns/stiff.html")
        more = ("Back to the visit", "Reviews of this rule")
        own = [line for line in page.text.splitlines() if not any(link in line for link in more)]
        assert own == wrist_site.files["patterns/stiff.html"].splitlines()
        assert client.get("/review/stiff").status_code == 200 and 'href="/review/stiff"' in page.text
        assert client.get("/catalogue/assets/logic.js").text == wrist_site.files["assets/logic.js"]
        assert client.get("/catalogue/").headers["location"] == "/catalogue/index.html"
        assert client.get("/catalogue/gates/none.html").status_code == 404
        assert client.get("/catalogue/assets/none.js").status_code == 404


def test_every_page_names_an_icon_so_that_no_browser_looks_for_one_in_vain(tmp_path: Path) -> None:
    with served(tmp_path) as visit, visit.browser() as client:
        for path in ("index.html", "search.html", "gates/index.html", "patterns/stiff.html"):
            page = client.get(f"/catalogue/{path}")
            [icon] = re.findall(r'<link rel="icon" href="([^"]*)"', page.text)
            found = client.get(str(page.url.join(icon)))
            assert (found.status_code, found.headers["content-type"].partition(";")[0]) == (200, "image/svg+xml")
            assert client.get("/static/icon.svg").text == found.text


def test_nobody_reads_it_without_the_token(tmp_path: Path) -> None:
    with served(tmp_path) as visit:
        assert httpx.get(f"{visit.address}/catalogue/index.html").status_code in (401, 403)
