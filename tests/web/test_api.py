"""Does the API say what the command line says, keep what it is given, and stand whatever it is sent?"""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import quote

import httpx
import jsonschema
import pytest

from dorsiflex.present.answer_schema import answer_schema
from dorsiflex.present.listing import records_by_kind
from tests.apps.people import SCREENED, person
from tests.web.running import TOKEN, Served, served

HOSTILE = [
    "'; DROP TABLE cases; --",
    "' OR '1'='1",
    "<script>alert(1)</script>",
    "{{7*7}}",
    "%",
    "\\",
    '"',
    "../../etc",
]
SETTINGS = Path(__file__).parent / "schemathesis.toml"


@pytest.fixture(scope="module")
def visits(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    with served(tmp_path_factory.mktemp("api")) as running:
        yield running


@pytest.fixture
def api(visits: Served) -> Iterator[httpx.Client]:
    with visits.program() as client:
        client.base_url = f"{visits.address}/api/v1/"
        yield client


def kept(api: httpx.Client, intake: dict[str, Any] = SCREENED) -> dict[str, Any]:
    """The first assessment of a new case."""
    case = api.post("cases", json={"label": "kept"}).json()
    made = api.post(f"cases/{case['id']}/assessments", json={"intake": intake})
    assert made.status_code == 201
    whole: dict[str, Any] = made.json()
    return whole


def suggested(whole: dict[str, Any]) -> tuple[str, str]:
    """A suggestion of an assessment: its side and technique."""
    return next(
        (unit, side["suggestions"][0]["technique"])
        for unit, side in whole["answer"].items()
        if isinstance(side, dict) and side.get("suggestions")
    )


def problems(answer: httpx.Response, status: int) -> list[dict[str, str]]:
    """The problems of an answer that is none, in the envelope of RFC 9457."""
    assert (answer.status_code, answer.headers["content-type"]) == (status, "application/problem+json")
    told = answer.json()
    assert (told["type"], told["status"]) == ("about:blank", status)
    assert all({"where", "found", "why", "mend"} == set(problem) for problem in told["problems"])
    found: list[dict[str, str]] = told["problems"]
    return found


def test_the_answer_is_the_one_of_the_command_line(visits: Served, api: httpx.Client) -> None:
    answer = api.post("assess", json=SCREENED)
    assert answer.status_code == 200
    jsonschema.validate(answer.json(), answer_schema())
    assert answer.json()["left"]["suggestions"][0]["technique"] == "belt-glide"
    assert visits.store.find_cases("screened") == ()


def test_a_problem_is_the_one_of_the_command_line(api: httpx.Client) -> None:
    told = problems(api.post("assess", json=person(left__grip_kg=2000, person__fever="perhaps")), 422)
    assert [problem["found"] for problem in told] == ["`fever: perhaps`", "`grip_kg: 2000`"]
    assert all(problem["why"] and problem["mend"] for problem in told)


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"left: {}",
        b"[]",
        b"1",
        b"null",
        b'"text"',
        b"{",
        b'{"left": {}, "left": {}}',
        b'{"left": {"grip_kg": 1e1}}',
        b'{"left": {"grip_kg": NaN}}',
        b'{"left": {"grip_kg": ' + b"9" * 5000 + b"}}",
        b'{"left": ' * 60 + b"1" + b"}" * 60,
        b"[" * 100_000,
        b'{"id": "\\ud800"}',
        b'{"id": "a\\u0000"}',
        b"\xff\xfe{}",
        b'{"id": "\xff"}',
        b'{"middle": {}}',
        b'{"left": []}',
        b'{"__proto__": {}}',
    ],
)
@pytest.mark.parametrize("path", ["assess", "cases", "cases/x/assessments", "assessments/x/decisions"])
def test_a_body_that_cannot_be_taken_is_refused_with_a_reason(api: httpx.Client, path: str, body: bytes) -> None:
    told = problems(api.post(path, content=body, headers={"Content-Type": "application/json"}), 422)
    assert told


@pytest.mark.parametrize(
    "kind", ["", "text/plain", "application/x-www-form-urlencoded", "application/jsonp", "text/json"]
)
def test_what_is_not_json_is_refused_before_it_is_read(api: httpx.Client, kind: str) -> None:
    problems(api.post("cases", content=b'{"label": "a"}', headers={"Content-Type": kind} if kind else {}), 415)
    assert (
        api.post(
            "cases", content=b'{"label": "a"}', headers={"Content-Type": "Application/JSON; charset=utf-8"}
        ).status_code
        == 201
    )


def test_a_case_is_kept_with_its_assessments(visits: Served, api: httpx.Client) -> None:
    made = api.post("cases", json={"label": "Öko 12"})
    case = made.json()
    assert (made.status_code, made.headers["location"]) == (201, f"/api/v1/cases/{case['id']}")
    first = api.post(f"cases/{case['id']}/assessments", json={"intake": SCREENED})
    assert first.headers["location"] == f"/api/v1/assessments/{first.json()['id']}"
    second = api.post(f"cases/{case['id']}/assessments", json={"intake": SCREENED, "follows": 1, "kind": "retest"})
    assert [second.json()[name] for name in ("number", "follows", "kind")] == [2, 1, "retest"]
    whole = api.get(f"assessments/{first.json()['id']}").json()
    assert whole == first.json()
    assert whole["intake"] == SCREENED
    assert whole["answer"] == api.post("assess", json=SCREENED).json()
    assert whole["knowledge"]["digest"] == visits.app.state.desk.knowledge.digest
    listed = api.get(f"cases/{case['id']}/assessments").json()["assessments"]
    assert [(item["number"], item["id"]) for item in listed] == [(1, first.json()["id"]), (2, second.json()["id"])]
    assert api.get("cases", params={"text": "öko"}).json()["cases"][0]["latest"] == 2


def test_of_two_programs_the_later_is_told_which_assessment_stands(api: httpx.Client) -> None:
    first = kept(api)
    told = api.post(f"cases/{first['case_id']}/assessments", json={"intake": SCREENED})
    assert problems(told, 409)
    assert told.json()["latest"] == {"id": first["id"], "number": 1}


def test_an_intake_that_cannot_be_assessed_is_not_kept(api: httpx.Client) -> None:
    case = api.post("cases", json={"label": "a"}).json()
    problems(api.post(f"cases/{case['id']}/assessments", json={"intake": {"left": {"grip_kg": -1}}}), 422)
    assert api.get(f"cases/{case['id']}/assessments").json() == {"assessments": []}


def test_a_decision_is_kept_and_a_later_one_is_read(api: httpx.Client) -> None:
    whole = kept(api)
    unit, technique = suggested(whole)
    on = {"unit": unit, "technique": technique}
    assert api.post(f"assessments/{whole['id']}/decisions", json={**on, "decision": "accepted"}).status_code == 201
    why = {"decision": "declined", "reason_code": "other", "text": "not today\n<b>'"}
    last = api.post(f"assessments/{whole['id']}/decisions", json=on | why).json()
    assert last.items() >= (on | why).items()
    assert api.get(f"assessments/{whole['id']}/decisions").json() == {"decisions": [last]}
    assert api.get(f"assessments/{whole['id']}").json()["decisions"] == [last]


@pytest.mark.parametrize(
    ("unit", "technique"), [("left", "rest"), ("middle", "belt-glide"), ("knowledge", "name"), ("id", "x")]
)
def test_what_was_not_suggested_is_not_decided_on(api: httpx.Client, unit: str, technique: str) -> None:
    whole = kept(api)
    decided = {"unit": unit, "technique": technique, "decision": "accepted"}
    problems(api.post(f"assessments/{whole['id']}/decisions", json=decided), 422)


def test_everything_of_the_catalogue_has_its_record(visits: Served, api: httpx.Client) -> None:
    catalogue = api.get("catalogue").json()
    knowledge = visits.app.state.desk.knowledge
    assert catalogue["counts"]["gate"] == len(knowledge.gates)
    assert {entry["id"] for entry in catalogue["entries"]} >= set(knowledge.rules) | set(knowledge.techniques)
    for kind, records in records_by_kind(knowledge).items():
        for identity in records:
            record = api.get(f"catalogue/{identity}").json()
            assert (record["id"], bool(record["title"])) == (identity, True)
            assert record["kind"] == kind or identity in records_by_kind(knowledge)[record["kind"]]
    gates = api.get("catalogue", params={"kind": "gate"}).json()["entries"]
    assert {entry["id"] for entry in gates} == set(knowledge.gates)


def test_a_record_that_is_not_there_is_told_with_the_one_perhaps_meant(api: httpx.Client) -> None:
    [told] = problems(api.get("catalogue/belt-glid"), 404)
    assert told["mend"] == "Did you mean `belt-glide`?"
    assert problems(api.get("catalogue", params={"kind": "pills"}), 422)


def test_the_catalogue_is_sent_again_only_when_the_rules_changed(api: httpx.Client) -> None:
    first = api.get("catalogue")
    assert first.headers["cache-control"] == "private, no-cache"
    again = api.get("catalogue", headers={"If-None-Match": first.headers["etag"]})
    assert (again.status_code, again.content) == (304, b"")
    assert api.get("catalogue", headers={"If-None-Match": '"sha256:other"'}).status_code == 200


@pytest.mark.parametrize("path", ["cases", "catalogue/nothing", "nothing", "cases/x"])
def test_what_is_about_a_person_or_is_a_fault_stays_in_no_cache(api: httpx.Client, path: str) -> None:
    assert api.get(path).headers["cache-control"] == "no-store"


@pytest.mark.parametrize("text", HOSTILE)
def test_hostile_text_is_kept_as_text_in_every_field(visits: Served, api: httpx.Client, text: str) -> None:
    case = api.post("cases", json={"label": text}).json()
    assert case["label"] == text
    assert [found["id"] for found in api.get("cases", params={"text": text}).json()["cases"]].count(case["id"]) == 1
    intake = {**SCREENED, "id": text}
    whole = api.post(f"cases/{case['id']}/assessments", json={"intake": intake}).json()
    assert (whole["intake"]["id"], whole["answer"]["id"]) == (text, text)
    unit, technique = suggested(whole)
    decided = {"unit": unit, "technique": technique, "decision": "modified", "reason_code": text, "text": text}
    assert api.post(f"assessments/{whole['id']}/decisions", json=decided).json().items() >= decided.items()
    for wrong in ({**SCREENED, text: {}}, {**SCREENED, "left": {text: 1}}, {**SCREENED, "left": {"end_feel": text}}):
        assert problems(api.post("assess", json=wrong), 422)
    for name in ("unit", "technique", "decision"):
        assert problems(api.post(f"assessments/{whole['id']}/decisions", json={**decided, name: text}), 422)
    assert visits.store.case(case["id"]).label == text


@pytest.mark.parametrize("text", [*HOSTILE, "1", "0", "A" * 22, "x" * 2000, "null", "*"])
def test_no_id_is_guessed(api: httpx.Client, text: str) -> None:
    whole = kept(api)
    for near in (text, whole["id"].swapcase(), whole["id"][:-1], f"{whole['id']}A", whole["case_id"]):
        problems(api.get(f"assessments/{quote(near, safe='')}"), 404)
        problems(api.get(f"assessments/{quote(near, safe='')}/decisions"), 404)
    for near in (text, whole["id"], whole["case_id"][:-1]):
        problems(api.get(f"cases/{quote(near, safe='')}"), 404)


def test_a_list_of_cases_is_as_long_as_asked_for_and_never_endless(api: httpx.Client) -> None:
    for number in range(3):
        api.post("cases", json={"label": f"many {number}"})
    assert len(api.get("cases", params={"text": "many", "limit": 2}).json()["cases"]) == 2
    for limit in ("0", "-1", "201", "9" * 30, "x", ""):
        [told] = problems(api.get("cases", params={"limit": limit}), 422)
        assert "limit" in told["where"]


def test_the_document_describes_every_path_and_needs_the_token(visits: Served, api: httpx.Client) -> None:
    document = api.get("openapi.json").json()
    assert document["openapi"] == "3.1.0"
    assert document["security"] == [{"token": []}]
    assert "/api/v1/assess" in document["paths"]
    assert not [path for path in document["paths"] if not path.startswith("/api/v1/")]
    refs = set(json.dumps(document).split('"$ref": "')[1:])
    named = {ref.partition('"')[0].removeprefix("#/components/schemas/") for ref in refs}
    assert named <= set(document["components"]["schemas"])
    assert httpx.get(f"{visits.address}/api/v1/openapi.json").status_code == 401


def test_schemathesis_finds_no_failure(visits: Served) -> None:
    """Requests made from the document, right and wrong: no fault of ours, no answer of another form than documented."""
    ran = subprocess.run(
        [
            *(Path(sys.executable).parent / "schemathesis", "--config-file", SETTINGS, "run"),
            *(f"{visits.address}/api/v1/openapi.json", "--header", f"Authorization: Bearer {TOKEN}"),
            *("--max-examples", "5", "--generation-deterministic", "--no-color", "--suppress-health-check", "all"),
        ],
        capture_output=True,
        text=True,
        check=False,
    )
    assert ran.returncode == 0, ran.stdout + ran.stderr
    assert "11 selected / 11 total" in ran.stdout
