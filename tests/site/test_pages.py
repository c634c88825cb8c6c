from __future__ import annotations

import dataclasses
import json
import shutil
from pathlib import Path

import pytest
from axe_core_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, Route

import dorsiflex
from dorsiflex.apps.site_commands import build
from dorsiflex.apps.web.headers import CONTENT_SECURITY_POLICY
from dorsiflex.errors import BadInput
from dorsiflex.language.expression import leaves, name_of
from dorsiflex.language.knowledge import KnowledgeBase
from dorsiflex.present.html.beside import Beside, changes
from dorsiflex.present.html.faults import faults
from dorsiflex.present.html.pages import Site, render_page
from dorsiflex.present.listing import records_by_kind
from tests.apps.people import WRIST
from tests.site.reading import Built

MODES = ("light", "dark")


def test_every_record_has_a_page_and_every_link_leads_somewhere(site: Built) -> None:
    records = sum(map(len, records_by_kind(site.knowledge).values()))
    assert len(site.pages) > records
    assert list(faults({path: site.files[path] for path in site.pages}, site.files)) == []


def violations(paths: list[str], built: Built, browser: Browser, mode: str, width: int) -> dict[str, list[str]]:
    page = browser.new_page(color_scheme=mode, viewport={"width": width, "height": 900})
    found = {}
    for path in paths:
        page.goto(built.address(path))
        broken = [f"{one['id']}: {one['nodes'][0]['html'][:120]}" for one in Axe().run(page)["violations"]]
        if page.evaluate("document.documentElement.scrollWidth > innerWidth"):
            broken.append(f"wider than {width} pixels")
        if broken:
            found[path] = broken
    page.close()
    return found


@pytest.mark.parametrize(("mode", "width"), [("light", 1200), ("dark", 390)])
def test_every_kind_of_page_can_be_used_by_everyone(mode: str, width: int, site: Built, browser: Browser) -> None:
    assert violations(site.one_of_each, site, browser, mode, width) == {}


@pytest.mark.soak
@pytest.mark.parametrize("mode", MODES)
def test_every_page_can_be_used_by_everyone(mode: str, site: Built, browser: Browser) -> None:
    assert violations(site.pages, site, browser, mode, 390) == {}


def test_a_rule_that_has_been_turned_can_be_used_by_everyone(site: Built, browser: Browser) -> None:
    for mode in MODES:
        page = browser.new_page(color_scheme=mode)
        page.goto(site.address("gates/ottawa-ankle.html"))
        page.locator("button.try").first.click()
        assert Axe().run(page)["violations"] == []
        page.close()


def test_pages_work_under_the_application_s_policy_and_load_nothing_from_another_host(
    site: Built, browser: Browser
) -> None:
    """Each file answers with the headers of the web application; whatever the policy refuses is told on the console."""
    page, told, asked = browser.new_page(), [], []

    def answer(route: Route) -> None:
        asked.append(route.request.url)
        path = route.request.url.removeprefix("http://127.0.0.1/catalogue/").partition("?")[0]
        kinds = {"html": "text/html", "css": "text/css", "js": "text/javascript"}
        headers = {"Content-Security-Policy": CONTENT_SECURITY_POLICY}
        body, kind = site.files.get(path, ""), kinds.get(path.rpartition(".")[2], "text/plain")
        route.fulfill(status=200, headers=headers, content_type=kind, body=body)

    page.route("**/*", answer)
    page.on("console", lambda message: told.append(message.text))
    for path in site.one_of_each:
        page.goto(f"http://127.0.0.1/catalogue/{path}")
    page.goto("http://127.0.0.1/catalogue/gates/ottawa-ankle.html")
    page.locator("button.try").first.click()
    assert page.locator(".verdict[data-truth=true]").count() == 1
    assert told == []
    assert [url for url in asked if not url.startswith("http://127.0.0.1/")] == []
    page.close()


def test_a_rule_page_answers_four_questions_and_says_who_keeps_it(site: Built, page: Page) -> None:
    page.goto(site.address("gates/ottawa-ankle.html"))
    headings = page.get_by_role("heading", level=2).all_inner_texts()
    assert headings == ["When to use it", "What it is", "Why", "Who says so", "Upkeep", "Map: what hangs on what"]
    text = page.locator("main").inner_text()
    gate = site.knowledge.gates["ottawa-ankle"]
    for said in (gate.title, gate.say, gate.review_by, gate.owners.author, *gate.limits):
        assert said in text
    for found in gate.dissent.found:
        row = page.locator(".dissent li", has_text=found.says)
        assert found.we_answer in row.inner_text()


def test_a_technique_shows_its_drawing_with_words(site: Built, page: Page) -> None:
    page.goto(site.address("techniques/manual-mwm.html"))
    drawing = page.get_by_role("img", name=site.knowledge.techniques["manual-mwm"].title)
    assert drawing.is_visible()


def test_from_a_finding_every_rule_is_reached_that_reads_it_even_through_others(site: Built) -> None:
    """The lunge is read by the pattern of a deficit; whatever reads the deficit reads the lunge through it."""
    text = site.files["findings/lunge_cm.html"]
    assert "../patterns/deficit.html" in text
    suggestions = site.knowledge.suggestions.values()
    readers = {rule.id for rule in suggestions if "deficit" in map(name_of, leaves(rule.condition))}
    assert len(readers) > 10
    assert [name for name in readers if f"../suggestions/{name}.html" not in text] == []


def test_a_page_on_paper_shows_what_the_screen_folds(site: Built, page: Page) -> None:
    page.goto(site.address("techniques/manual-mwm.html"))
    folded = page.locator("details ul.names li").last
    assert not folded.is_visible()
    page.evaluate("dispatchEvent(new Event('beforeprint'))")
    assert folded.is_visible()


@pytest.fixture
def own_wrist(tmp_path: Path) -> Path:
    return Path(shutil.copytree(WRIST, tmp_path / "rules"))


def page_of(rules: Path, path: str) -> str:
    return build(dorsiflex.load(rules), rules)[path]


def test_a_limit_that_is_moved_in_a_rule_file_moves_on_its_page(own_wrist: Path) -> None:
    before = page_of(own_wrist, "patterns/stiff.html")
    file = own_wrist / "patterns" / "stiff.yaml"
    told = file.read_text(encoding="utf-8")
    assert "below: 40" in told
    moved = told.replace("below: 40", "below: 41")
    examples = moved.replace("extension_deg: 40,", "extension_deg: 41,").replace(
        "extension_deg: 39", "extension_deg: 40"
    )
    file.write_text(examples, encoding="utf-8")
    after = page_of(own_wrist, "patterns/stiff.html")
    assert "below 40 deg" in before
    assert "below 40 deg" not in after
    assert "below 41 deg" in after
    assert '"limit":41' in after


def test_the_application_s_page_is_the_page_of_the_site(site: Built) -> None:
    """Made from the same record by the same template: it cannot drift."""
    for kind, identity in (("gate", "ottawa-ankle"), ("finding", "lunge_cm"), ("hazard", "bleed-mobilised")):
        assert render_page(kind, identity, site.knowledge) == site.files[f"{kind}s/{identity}.html"]


def test_a_page_that_is_not_there_is_told_with_the_one_that_was_meant(site: Built) -> None:
    with pytest.raises(BadInput, match=r"gates/ottawa-ankle\.html"):
        render_page("gate", "ottawa-ankel", site.knowledge)


@pytest.mark.parametrize(
    ("html", "told"),
    [
        ('<title>a</title><a href="gone.html">x</a>', "There is no page gone.html"),
        ('<title>a</title><a href="#gone">x</a>', "The page has no such part"),
        ("<title>a</title><img src='there.png'>", "a picture without words"),
        ("<title>a</title><svg viewBox='0 0 1 1'></svg>", "a picture without words"),
        ("<title>a</title><script>alert()</script>", "an inline script"),
        ("<title>a</title><p style='color: red'>x</p>", "`style=` on <p>"),
        ("<title>a</title><p onclick='x()'>x</p>", "`onclick=` on <p>"),
        ("<title>a</title><script src='https://elsewhere.example/x.js'></script>", "loads nothing from another host"),
        ("<title>a</title><p id='x'></p><p id='x'></p>", 'id="x" twice'),
        ("<p>x</p>", "no <title>"),
    ],
)
def test_a_page_with_a_fault_fails_the_build(html: str, told: str) -> None:
    problems = list(faults({"index.html": html}, {"there.png": ""}))
    assert told in "".join(map(str, problems))


def test_a_dead_link_in_a_document_fails_the_build(own_wrist: Path) -> None:
    (own_wrist.parent / "README.md").write_text("# Wrist\n\n[gone](docs/gone.md) [rule](rules/gates/clot.yaml)\n")
    with pytest.raises(BadInput, match=r"docs/gone\.md"):
        build(dorsiflex.load(own_wrist), own_wrist)


def test_a_document_s_link_to_a_rule_file_leads_to_the_rule_s_page(own_wrist: Path) -> None:
    (own_wrist.parent / "README.md").write_text("# Wrist\n\n[the rule](rules/gates/clot.yaml)\n")
    assert '<a href="../gates/clot.html">the rule</a>' in page_of(own_wrist, "docs/readme.html")


def test_the_changelog_s_entries_stand_on_the_page_of_their_rule() -> None:
    newest = "## 0.2.0\n\n### Rules\n\n- clot: a warm arm\n  counts (constructed).\n- other: no rule.\n\n"
    told = f"{newest}## 0.1.0\n\n- clot: first.\n"
    found = changes(told, {"clot"})
    assert [(one.version, one.said) for one in found["clot"]] == [
        ("0.2.0", "a warm arm counts (constructed)."),
        ("0.1.0", "first."),
    ]
    assert list(found) == ["clot"]


def test_what_a_run_of_coverage_found_stands_on_the_page(own_wrist: Path, tmp_path: Path) -> None:
    file = tmp_path / "coverage.json"
    file.write_text(json.dumps({"rules": {"clot": {"conditions_shown_alone": "7 of 8"}}}))
    text = build(dorsiflex.load(own_wrist), own_wrist, file)["gates/clot.html"]
    assert "conditions shown alone" in text
    assert "7 of 8" in text
    file.write_text("[]")
    with pytest.raises(BadInput, match="no coverage that can be read"):
        build(dorsiflex.load(own_wrist), own_wrist, file)


def test_whatever_a_rule_file_says_stays_text(wrist_site: Built) -> None:
    knowledge: KnowledgeBase = wrist_site.knowledge
    hostile = dataclasses.replace(knowledge.patterns["stiff"], title="<script>x</script></title>", say="a < b & c")
    changed = dataclasses.replace(knowledge, patterns={**knowledge.patterns, "stiff": hostile})
    text = Site(changed, Beside()).page("patterns/stiff.html")
    assert "<script>x" not in text
    assert "a &lt; b &amp; c" in text


def test_a_document_s_columns_are_aligned_without_styles_in_place(own_wrist: Path) -> None:
    (own_wrist.parent / "README.md").write_text("# Wrist\n\n| a | n |\n| --- | ---: |\n| x | 1 |\n")
    assert '<td class="to-the-right">1</td>' in page_of(own_wrist, "docs/readme.html")
