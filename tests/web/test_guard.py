"""Who comes in, what is refused, and is every answer guarded?"""

from __future__ import annotations

import json
import logging
import re
import socket
from collections.abc import Iterator
from html import escape

import httpx
import pytest

from dorsiflex.apps.web import log
from dorsiflex.apps.web.guard import BODY_BYTES
from dorsiflex.apps.web.headers import ALWAYS
from tests.web.running import BEARER, TOKEN, Served, served

LABEL = "<script>alert('label')</script>"


@pytest.fixture(scope="module")
def visits(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    with served(tmp_path_factory.mktemp("guard")) as running:
        yield running


@pytest.fixture
def browser(visits: Served) -> Iterator[httpx.Client]:
    with visits.browser() as client:
        yield client


@pytest.fixture
def stranger(visits: Served) -> Iterator[httpx.Client]:
    with httpx.Client(base_url=visits.address) as client:
        yield client


def key_of(page: httpx.Response) -> str:
    """The key that the forms of a page repeat."""
    found = re.search(r'name="csrf" value="([0-9a-f]{64})"', page.text)
    assert found
    return found[1]


def raw(visits: Served, request: bytes) -> bytes:
    """The answer to a request as no client would send it."""
    host, _, port = visits.address.removeprefix("http://").partition(":")
    with socket.create_connection((host, int(port)), timeout=10) as line:
        line.sendall(request)
        answer = b""
        while part := line.recv(65536):
            answer += part
    return answer


def authority(visits: Served) -> bytes:
    return visits.address.removeprefix("http://").encode()


def test_a_stranger_sees_a_page_that_says_what_to_do(stranger: httpx.Client) -> None:
    page = stranger.get("/")
    assert page.status_code == 403
    assert "dorsiflex serve" in page.text and "token" in page.text
    assert "wrist" not in page.text


@pytest.mark.parametrize(
    "path", ["/visits/x", "/api/v1/cases", "/api/v1/openapi.json", "/api/v1/catalogue", "/nothing"]
)
def test_a_stranger_learns_nothing_not_even_what_there_is(stranger: httpx.Client, path: str) -> None:
    assert stranger.get(path).status_code == (401 if path.startswith("/api/") else 403)


def test_the_printed_address_lets_a_browser_in_and_leaves_no_token_in_the_address(stranger: httpx.Client) -> None:
    let_in = stranger.get("/", params={"token": TOKEN, "label": "a b"})
    assert (let_in.status_code, let_in.headers["location"]) == (303, "/?label=a+b")
    cookie = let_in.headers["set-cookie"]
    assert "HttpOnly" in cookie and "SameSite=strict" in cookie and "Path=/" in cookie
    assert TOKEN not in cookie
    assert stranger.get("/").status_code == 200


@pytest.mark.parametrize("token", ["", "wrong", TOKEN[:-1], TOKEN + "x", TOKEN.upper(), "ä", "\x00"])
def test_a_wrong_token_lets_nobody_in(stranger: httpx.Client, token: str) -> None:
    refused = stranger.get("/", params={"token": token})
    assert refused.status_code == 403
    assert "set-cookie" not in refused.headers


@pytest.mark.parametrize("value", [TOKEN, "", "0" * 64])
def test_a_cookie_of_another_start_lets_nobody_in(visits: Served, stranger: httpx.Client, value: str) -> None:
    name = f"dorsiflex-{visits.address.rpartition(':')[2]}"
    assert stranger.get("/", headers={"cookie": f"{name}={value}"}).status_code == 403


@pytest.mark.parametrize("value", ["", "Bearer", "Bearer wrong", f"Basic {TOKEN}", f"Bearer {TOKEN}x"])
def test_a_program_without_the_token_is_told_how_to_send_it(stranger: httpx.Client, value: str) -> None:
    refused = stranger.get("/api/v1/cases", headers={"Authorization": value})
    assert refused.status_code == 401
    assert refused.headers["www-authenticate"] == "Bearer"
    assert refused.headers["content-type"] == "application/problem+json"
    assert "Authorization: Bearer" in refused.json()["problems"][0]["mend"]


def test_the_token_in_the_address_opens_no_api(stranger: httpx.Client) -> None:
    assert stranger.get("/api/v1/cases", params={"token": TOKEN}).status_code == 401


@pytest.mark.parametrize(
    "host",
    ["evil.example", "127.0.0.1.evil.example", "evil.example:8765", "localhost.", "127.0.0.1:x", "[::2]", "0.0.0.0"],
)
def test_a_foreign_name_that_leads_here_is_refused(browser: httpx.Client, host: str) -> None:
    assert browser.get("/", headers={"host": host}).status_code == 400


def test_a_request_names_one_host(visits: Served) -> None:
    ours = b"Host: " + authority(visits) + b"\r\n"
    auth = b"Authorization: " + BEARER["Authorization"].encode() + b"\r\nConnection: close\r\n\r\n"
    assert b" 200 " in raw(visits, b"GET /health HTTP/1.1\r\n" + ours + auth)[:20]
    for hosts in (b"", b"Host:\r\n", ours + b"Host: evil.example\r\n"):
        assert b" 400 " in raw(visits, b"GET /api/v1/cases HTTP/1.1\r\n" + hosts + auth)[:20]


@pytest.mark.parametrize("origin", ["http://evil.example", "null", "https://127.0.0.1", "http://127.0.0.1:1"])
def test_another_site_changes_nothing(visits: Served, browser: httpx.Client, origin: str) -> None:
    key = key_of(browser.get("/"))
    sent = browser.post("/visits", data={"label": "from elsewhere", "csrf": key}, headers={"Origin": origin})
    assert sent.status_code == 403
    assert visits.store.find_cases("from elsewhere") == ()


@pytest.mark.parametrize("key", [None, "", "0" * 64, TOKEN])
def test_a_form_without_the_key_of_this_start_changes_nothing(
    visits: Served, browser: httpx.Client, key: str | None
) -> None:
    form = {"label": "forged"} | ({} if key is None else {"csrf": key})
    for sent in (
        browser.post("/visits", data=form),
        browser.post("/visits", files={name: (None, value) for name, value in form.items()}),
        browser.post("/visits", data={"label": "forged"}, headers={} if key is None else {"X-CSRF": key}),
        browser.post("/api/v1/cases", json={"label": "forged"}, headers={} if key is None else {"X-CSRF": key}),
        browser.post("/visits", content=b"--x", headers={"content-type": "multipart/form-data; boundary="}),
        browser.post("/visits", content=b"{}", headers={"content-type": "multipart/form-data"}),
    ):
        assert sent.status_code == 403
    assert visits.store.find_cases("forged") == ()


@pytest.mark.parametrize(
    "kind", ["multipart/form-data", "multipart/form-data; boundary=", "multipart/form-data; boundary=x"]
)
@pytest.mark.parametrize(
    "content", [b"", b"--", b"--x\r\n\r\n", b'--x\r\nContent-Disposition: form-data; name="a', b"\xff\x00=&;%%%"]
)
def test_a_form_that_is_none_is_refused_and_is_no_fault_of_ours(
    browser: httpx.Client, kind: str, content: bytes
) -> None:
    key = key_of(browser.get("/"))
    for content_type in (kind, "application/x-www-form-urlencoded", "text/plain"):
        sent = browser.post("/visits", content=content, headers={"Content-Type": content_type, "X-CSRF": key})
        assert sent.status_code in (400, 422)


def test_every_page_that_changes_something_asks_for_the_key(visits: Served, browser: httpx.Client) -> None:
    posts = set(paths_of(visits, "POST"))
    assert {"/visits", "/visits/{case_id}", "/api/v1/cases"} <= posts
    for path in posts:
        assert browser.post(re.sub(r"{\w+}", "x", path)).status_code == 403


def paths_of(visits: Served, method: str) -> Iterator[str]:
    """The paths of every route that takes the method."""
    for route in visits.app.routes:
        inner = getattr(route, "original_router", None)
        for one in inner.routes if inner is not None else [route]:
            if method in (getattr(one, "methods", None) or ()):
                yield one.path


def test_a_form_with_the_key_is_taken_in_the_field_or_in_the_header(visits: Served, browser: httpx.Client) -> None:
    key = key_of(browser.get("/"))
    assert browser.post("/visits", data={"label": "by field", "csrf": key}).status_code == 303
    assert browser.post("/visits", files={"label": (None, "by part"), "csrf": (None, key)}).status_code == 303
    assert browser.post("/api/v1/cases", json={"label": "by header"}, headers={"X-CSRF": key}).status_code == 201
    assert len(visits.store.find_cases("by ")) == 3


def answers(visits: Served) -> Iterator[httpx.Response]:
    """One answer of each kind."""
    with visits.browser() as client, httpx.Client(base_url=visits.address) as stranger:
        case = visits.store.start_case("guarded")
        catalogue = client.get("/api/v1/catalogue")
        yield from (client.get(path) for path in ("/", f"/visits/{case.id}", "/health", "/static/dorsiflex.css", "/x"))
        yield from (stranger.get(path) for path in ("/", "/health", "/static/dorsiflex.css", "/api/v1/cases"))
        yield stranger.get("/", params={"token": TOKEN})
        yield from (client.request(method, "/health") for method in ("POST", "HEAD", "OPTIONS", "TRACE", "BREW"))
        yield from (client.request(method, "/") for method in ("HEAD", "OPTIONS", "TRACE", "DELETE"))
        yield client.get("/", headers={"host": "evil.example"})
        yield client.post("/visits", content=b"x" * (BODY_BYTES + 1))
        yield catalogue
        yield client.get("/api/v1/catalogue", headers={"If-None-Match": catalogue.headers["etag"]})
        yield client.post("/api/v1/assess", content=b"", headers=BEARER)


def test_every_answer_is_guarded_whatever_it_is(visits: Served) -> None:
    seen = set()
    for answer in answers(visits):
        assert {name: answer.headers.get(name) for name in ALWAYS} == ALWAYS, answer.request.url
        assert "cache-control" in answer.headers
        assert "server" not in answer.headers
        seen.add(answer.status_code)
    assert {200, 303, 304, 400, 401, 403, 404, 405, 413, 415} <= seen


def test_the_policy_lets_nothing_run_that_is_not_a_file_of_ours() -> None:
    policy = dict(part.split(" ", 1) for part in ALWAYS["Content-Security-Policy"].split("; "))
    assert policy["default-src"] == policy["base-uri"] == policy["frame-ancestors"] == "'none'"
    assert {policy[part] for part in ("script-src", "style-src", "img-src", "form-action", "connect-src")} == {"'self'"}


def test_no_page_holds_what_the_policy_would_refuse(visits: Served) -> None:
    for answer in answers(visits):
        if answer.headers.get("content-type", "").startswith("text/html"):
            assert not re.search(r"<script(?![^>]* src=\"/static/)|<style|\sstyle=|\son\w+=|javascript:", answer.text)
            assert not re.search(r"(?:src|href|action)=\"(?!/|#|\?)", answer.text)


def test_health_tells_nothing_but_that_it_runs(stranger: httpx.Client) -> None:
    assert (stranger.get("/health").status_code, stranger.get("/health").text) == (200, "ok\n")
    assert stranger.post("/health").status_code == 405
    assert stranger.get("/health/more").status_code == 403


def test_a_body_is_taken_up_to_its_limit_and_no_further(visits: Served, browser: httpx.Client) -> None:
    json_body = {"Content-Type": "application/json", **BEARER}
    fits = b'{"label": "fits"' + b" " * (BODY_BYTES - 17) + b"}"
    assert len(fits) == BODY_BYTES
    assert browser.post("/api/v1/cases", content=fits, headers=json_body).status_code == 201
    for content in (fits + b" ", iter([fits, b" "])):  # the second tells no length beforehand
        refused = browser.post("/api/v1/cases", content=content, headers=json_body)
        assert refused.status_code == 413
        assert refused.headers["content-type"] == "application/problem+json"
    assert len(visits.store.find_cases("fits")) == 1
    assert browser.post("/visits", content=b"x" * (BODY_BYTES + 1)).status_code == 413


def test_a_length_that_is_no_number_or_a_lie_is_refused(visits: Served) -> None:
    start = b"POST /visits HTTP/1.1\r\nHost: " + authority(visits) + b"\r\nConnection: close\r\n"
    for length in (b"-1", b"x", b"99999999999999999999"):
        answer = raw(visits, start + b"Content-Length: " + length + b"\r\n\r\nlabel=a")
        assert answer[9:12] in (b"400", b"413")


@pytest.mark.parametrize(
    "path",
    [
        "/static/../app.py",
        "/static/..%2fapp.py",
        "/static/%2e%2e/app.py",
        "/static/%2e%2e%2fapp.py",
        "/static/..%5capp.py",
        "/static/%00",
        "/static//etc/passwd",
        "/static/./dorsiflex.css",
        "/visits/..%2f..%2fhealth",
        "//evil.example/",
        "/%5cevil.example/",
        "/../../../etc/passwd",
        "/api/v1/catalogue/..%2f..%2f..%2fpyproject.toml",
        "/api/v1/cases/%0d%0aSet-Cookie:%20a=b",
    ],
)
def test_a_path_leads_nowhere_but_to_pages(visits: Served, path: str) -> None:
    lines = f"GET {path}?token={TOKEN} HTTP/1.1\r\nHost: {authority(visits).decode()}\r\nConnection: close\r\n"
    for more in ("", f"Authorization: Bearer {TOKEN}\r\n"):
        answer = raw(visits, f"{lines}{more}\r\n".encode())
        assert answer[9:12] in (b"400", b"401", b"404")
        assert b"def create_app" not in answer and b"root:" not in answer
        assert b"\r\nSet-Cookie: a=b" not in answer and b"evil.example" not in answer


@pytest.mark.parametrize("method", [b"get", b"PROPFIND", b"TRACE", b"CONNECT", b"DELETE", b"PUT", b"X" * 5000])
def test_a_method_that_no_page_has_is_refused(visits: Served, method: bytes) -> None:
    line = method + b" /visits HTTP/1.1\r\nHost: " + authority(visits) + b"\r\nConnection: close\r\n"
    answer = raw(visits, line + b"Authorization: " + BEARER["Authorization"].encode() + b"\r\n\r\n")
    assert answer[9:12] in (b"400", b"405")


def test_what_a_page_does_not_take_it_says_what_it_takes(browser: httpx.Client) -> None:
    refused = browser.request("PUT", "/api/v1/cases", headers=BEARER)
    assert (refused.status_code, refused.headers["allow"]) == (405, "GET, POST")


def test_what_was_typed_stands_on_the_page_as_text(browser: httpx.Client) -> None:
    key = key_of(browser.get("/"))
    begun = browser.post("/visits", data={"label": LABEL, "csrf": key})
    for page in (browser.get("/"), browser.get(begun.headers["location"]), browser.get("/", params={"label": LABEL})):
        assert LABEL not in page.text
        assert escape(LABEL).replace("&#x27;", "&#39;") in page.text.replace("&#x27;", "&#39;")
    refused = browser.post("/visits", data={"label": LABEL * 20, "csrf": key})
    assert refused.status_code == 422 and LABEL not in refused.text
    assert LABEL not in browser.get(f"/{LABEL}").text


def test_a_visit_of_another_id_is_not_there(visits: Served, browser: httpx.Client) -> None:
    case = visits.store.start_case("own")
    assert browser.get(f"/visits/{case.id}").status_code == 200
    for wrong in (case.id[:-1], case.id + "A", case.id.swapcase(), "1", "%25", "' OR 1=1 --", "A" * 22):
        missing = browser.get(f"/visits/{wrong}")
        assert missing.status_code == 404
        assert "own" not in missing.text


def test_the_log_tells_kinds_of_pages_and_nothing_of_a_person(
    visits: Served, browser: httpx.Client, caplog: pytest.LogCaptureFixture
) -> None:
    case = visits.store.start_case("a tall runner")
    log.logger.setLevel(logging.INFO)
    with caplog.at_level(logging.INFO, logger="dorsiflex.web"):
        browser.get("/", params={"label": "tall runner", "token": TOKEN})
        browser.get(f"/visits/{case.id}")
        browser.get(f"/tall runner/{case.id}")
        browser.request("TALL", "/", headers=BEARER)
        browser.post("/api/v1/cases", json={"label": "tall \x00 runner"}, headers=BEARER)
    lines = [log.Line().format(record) for record in caplog.records if record.name == "dorsiflex.web"]
    assert not [
        line for line in lines if any(word in line.lower() for word in ("tall", "runner", TOKEN, case.id.lower()))
    ]
    told = [json.loads(line) for line in lines]
    assert [(line["method"], line["path"], line["status"]) for line in told] == [
        ("GET", "(no page)", 303),
        ("GET", "/visits/{case_id}", 200),
        ("GET", "(no page)", 404),
        ("other", "/", 405),
        ("POST", "/api/v1/cases", 422),
    ]
    assert all(line["ms"] >= 0 for line in told)


def test_a_fault_of_ours_is_told_without_what_was_typed(
    visits: Served, browser: httpx.Client, caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(_: object, case_id: str) -> None:
        raise RuntimeError(f"cannot find the tall runner {case_id}")

    monkeypatch.setattr(type(visits.store), "case", broken)
    with caplog.at_level(logging.INFO, logger="dorsiflex.web"):
        page, problem = browser.get("/visits/x"), browser.get("/api/v1/cases/x")
    assert (page.status_code, problem.status_code) == (500, 500)
    assert problem.headers["content-type"] == "application/problem+json"
    assert all({name: answer.headers[name] for name in ALWAYS} == ALWAYS for answer in (page, problem))
    lines = [log.Line().format(record) for record in caplog.records]
    assert not [text for text in (page.text, problem.text, *lines) if "tall runner" in text]
    assert any('"fault": "RuntimeError"' in line for line in lines)
