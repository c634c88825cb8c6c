"""What stands on the printed assessment? The same parts for the page and the PDF, from what was kept and nothing else.

The order is that of every answer: disposition, ask next, suggestions, withheld, patterns; then what was recorded, and
the sources.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator

from dorsiflex.apps.web.deciding import reason_of
from dorsiflex.apps.web.kept import Kept
from dorsiflex.apps.web.sheet_recorded import recorded
from dorsiflex.present.deal import Dealer
from dorsiflex.present.text import TONES
from dorsiflex.present.values import parted
from dorsiflex.store.records import Json

KINDS = {"visit": "Visit", "retest": "Re-test", "correction": "Correction"}
NOBODY: Json = {"suggestions": [], "withheld": [], "patterns": [], "ask": []}
ASKED, NAMED = 8, 6


def sheet(found: Kept) -> Json:
    """Everything on the sheet: a part for each side with something to say, then what all of them share."""
    item, tag = found.item, found.item.knowledge
    spoken = {unit: told for unit, told in found.sides.items() if told["assessed"] or any(map(fires, told["gates"]))}
    units: list[str | None] = [*spoken] or [None]
    return {
        "label": found.label,
        "about": f"{KINDS[item.kind]} {item.number}, kept {item.created_at.astimezone():%Y-%m-%d %H:%M}",
        "sides": [side(found, unit) for unit in units],
        "recorded": recorded(found),
        "sources": sources([holder for unit in units for holder in holders(found, unit)]),
        "intended_use": item.answer["intended_use"],
        "footer": f"dorsiflex, {tag['name']} {tag['version']}, {tag['digest']}",
    }


def side(found: Kept, unit: str | None) -> Json:
    """The part of one side; of the person, where no side says anything."""
    told = found.sides[unit] if unit else {**NOBODY, **found.item.answer}
    unknown = [gate for gate in worst_first(found, gates(found, unit)) if gate["truth"] == "unknown"]
    first = first_titles(told)
    return {
        "heading": found.heading(unit) if unit else found.knowledge.settings.person_noun,
        **disposition(found, told),
        "others": [
            {"heading": found.heading(other), **disposition(found, each)}
            for other, each in found.sides.items()
            if other != unit
        ],
        "gates": [gate_line(found, gate, unit) for gate in worst_first(found, gates(found, unit)) if fires(gate)],
        "ask": few([lowered(named(found, stem, unit)) for stem in told["ask"]], ASKED),
        "decided": decided_so_far(found, unit, told),
        "shelves": [
            {"title": shelf.title, "options": [option(found, unit, each, first) for each in shelf.items]}
            for shelf in (found.shelves(unit) if unit else ())
        ],
        "withheld": withheld(found, told),
        "waiting": [gate_line(found, gate, unit) for gate in unknown[:NAMED]],
        "more_waiting": [titled(gate) for gate in unknown[NAMED:]],
        "patterns": [
            {"title": each["title"], "id": each["id"], "facts": each["reason"]["text"]}
            for each in filter(fires, told["patterns"])
        ],
    }


def gates(found: Kept, unit: str | None) -> list[Json]:
    told: list[Json] = found.sides[unit]["gates"] if unit else found.item.answer.get("person_gates", [])
    return told


def worst_first(found: Kept, told: list[Json]) -> list[Json]:
    severity = found.knowledge.settings.severity
    return sorted(told, key=lambda gate: severity.get(gate["disposition"] or "", len(severity)))


def fires(rule: Json) -> bool:
    return bool(rule["truth"] == "true")


def titled(rule: Json) -> str:
    return f"{rule['title']} ({rule['id']})"


def disposition(found: Kept, told: Json) -> Json:
    """Its words and its shape; colour says no more than these."""
    tone = found.tone(told["disposition"])
    return {"title": told["title"], "say": told["say"], "tone": tone, "shape": TONES.get(tone, TONES["plain"])[0]}


def gate_line(found: Kept, gate: Json, unit: str | None) -> Json:
    """A gate: what it says, what settled it or what it waits for, and what it withholds."""
    where, _ = parted(gate["stem"])
    return {
        "title": (gate["say"] if fires(gate) else "") or gate["title"],
        "id": gate["id"] + (f", from the {where}" if where and where != unit else ""),
        "facts": gate["reason"]["text"],
        "withholds": techniques(found, gate["withholds"]),
        "evidence": evidence(gate),
    }


def techniques(found: Kept, names: Iterable[str]) -> str:
    """Techniques by the largest names that cover them; one that is no more, by its id."""
    listed, known = list(names), found.knowledge.techniques
    told = Dealer(found.knowledge, False).withholds(tuple(name for name in listed if name in known))
    return "; ".join(filter(None, (told, *(name for name in listed if name not in known))))


def withheld(found: Kept, told: Json) -> Json | None:
    """How much is withheld, by which gates, and what of it a rule would suggest otherwise."""
    items = told["withheld"]
    if not items:
        return None
    by = {gate for item in items for gate in item["because"]}
    firing = {gate["id"]: titled(gate) for gate in told["gates"] if gate["id"] in by and fires(gate)}
    waiting = len(by - firing.keys())
    also = [f"{waiting} gate{'s' * (waiting != 1)} that cannot tell, below"] if waiting else []
    return {
        "count": f"{len(items)} technique{'s' * (len(items) != 1)}",
        "techniques": techniques(found, [item["technique"] for item in items]),
        "by": [*firing.values(), *also],
        "missed": [item["title"] for item in items if item["indicated"]],
    }


def option(found: Kept, unit: str | None, item: Json, first: dict[str, str]) -> Json:
    """One suggestion, with everything needed to carry it out or to leave it."""
    made = found.decision(unit or "", item["technique"])
    named_by = first[facts(item)]
    return {
        "title": item["title"],
        "decision": made.decision.capitalize() if made else "",
        "reason": reason_of(made.reason_code, made.text) if made else "",
        "say": item["say"],
        "because": facts(item) if named_by == item["title"] else f"the same facts as {lowered(named_by)}",
        "notes": list(notes(found, item, unit)),
        # What an earlier release kept has neither; that is said, and not taken for none.
        "with_dose": "dose" in item,
        "dose": [{"supports": each["supports"], "ref": each["ref"]} for each in item.get("dose", ())],
        "stop": item.get("stop_rules", []),
        "evidence": evidence(item),
    }


def facts(item: Json) -> str:
    return "; ".join(dict.fromkeys(reason["text"] for reason in item["reasons"]))


def first_titles(told: Json) -> dict[str, str]:
    """The first suggestion of a side to rest on some facts says them; the others point to it."""
    found: dict[str, str] = {}
    for item in told["suggestions"]:
        found.setdefault(facts(item), item["title"])
    return found


def notes(found: Kept, item: Json, unit: str | None) -> Iterator[str]:
    """What is to be read beside a suggestion."""
    if item["lacking"]:
        yield f"lacking here: {', '.join(item['lacking'])}"
    if item["needed"]:
        yield f"needs {', '.join(item['needed'])}"
    for moved in (item["stability"] or {"borderline": ()})["borderline"]:
        measure = lowered(named(found, moved["finding"], unit))
        yield f"borderline: within measurement error ({measure} {moved['at']}) it would not be suggested"
    if item["dissent"]:
        more = len(item["dissent"]) - 1
        yield f"read otherwise: {item['dissent'][0]['says'].removesuffix('.')}{f' (and {more} more)' if more else ''}"


def evidence(holder: Json) -> list[Json]:
    """Each source once, with the first thing that it supports here."""
    first: dict[str, str] = {}
    for each in holder["evidence"]:
        first.setdefault(each["ref"], each["supports"])
    return [{"ref": ref, "supports": supports} for ref, supports in first.items()]


def certainty(each: Json) -> str:
    """How certain a source was graded, and how well it was checked by those who cite it."""
    graded = each["certainty"]
    level = f"certainty {graded['level']} ({graded['scheme']})" if graded else "certainty not graded"
    return f"{level}, {each['status']}"


def decided_so_far(found: Kept, unit: str | None, told: Json) -> str:
    """How many suggestions were accepted, modified, declined, or left open."""
    made = [found.decision(unit or "", item["technique"]) for item in told["suggestions"]]
    counts = Counter(each.decision if each else "not decided" for each in made)
    order = ("accepted", "modified", "declined", "not decided")
    return ", ".join(f"{counts[word]} {word}" for word in order if counts[word])


def named(found: Kept, stem: str, unit: str | None) -> str:
    """A question; its side only where it is another than the one spoken of."""
    where, name = parted(stem)
    return found.named(name if where in (None, unit) else stem)


def few(names: list[str], most: int) -> list[str]:
    """The first of many, and how many more there are."""
    more = len(names) - most
    return [*names[:most], f"and {more} more"] if more > 0 else names


def lowered(title: str) -> str:
    """A title inside a sentence; an abbreviation stays."""
    return title if title[1:2].isupper() else title[:1].lower() + title[1:]


def holders(found: Kept, unit: str | None) -> list[Json]:
    """What cites on the part of one side."""
    told = [found.sides[unit]] if unit else []
    return [*filter(fires, gates(found, unit)), *(item for each in told for item in each["suggestions"])]


def sources(cited: Iterable[Json]) -> list[Json]:
    """Whatever is cited, in full, as it was kept."""
    told: dict[str, Json] = {}
    for holder in cited:
        for support in (*holder["evidence"], *holder.get("dose", ())):
            told.setdefault(support["ref"], support)
    return [{"id": ref, "text": each["citation"], "certainty": certainty(each)} for ref, each in told.items()]
