"""Is this file a mapping of this table? Every fault with its line, all at once."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import replace
from decimal import Decimal
from hashlib import sha256
from pathlib import Path

from dorsiflex.catalogue.document import Document
from dorsiflex.catalogue.document import Path as Place
from dorsiflex.catalogue.faults import read_as
from dorsiflex.catalogue.nearest import did_you_mean
from dorsiflex.catalogue.reader import read_document
from dorsiflex.catalogue.schema_mapping import ColumnPart, MappingFile
from dorsiflex.cohort.boxes import NONE_OF_THEM, others
from dorsiflex.cohort.header import column_of
from dorsiflex.cohort.mapping import ASKED, NOT_ASKED, Mapped, Recoding
from dorsiflex.cohort.not_known import MISSING_NUMBERS, NOT_KNOWN, plain_word
from dorsiflex.cohort.values import as_typed
from dorsiflex.errors import BadInput, Problem
from dorsiflex.language.program import Program
from dorsiflex.language.vocabulary import Finding, Kind, Scope, Spellings, Vocabulary
from dorsiflex.validate.answer import Refused, read_answer

WORDS = {"not_asked": NOT_ASKED, "unknown": ASKED}
DOUBT = "?"
DELIMITERS = {"comma": ",", "semicolon": ";", "tab": "\t", "pipe": "|"}


def read_form(path: Path) -> tuple[Document, MappingFile]:
    """The file as its schema has it. Raises `BadInput`."""
    document = read_document(path, faulty=BadInput)
    problems: list[Problem] = []
    form = read_as(MappingFile, document, problems)
    if form is None:
        raise BadInput(problems)
    return document, form


def delimiter_of(path: Path | None, *, csv: bool) -> str:
    """What stands between the values of a line, as a mapping says. Raises `BadInput`, also where no table is CSV."""
    if path is None:
        return DELIMITERS["comma"]
    document, form = read_form(path)
    if not csv and (said := sorted(form.model_fields_set & {"delimiter", "decimal"})):
        why = "Only CSV has it; these tables hold their values as they are."
        raise BadInput([Problem(document.where((key,)), f"`{key}`", why, "Leave it out.") for key in said])
    return DELIMITERS[form.delimiter]


def read_mapping(path: Path, names: Sequence[str], vocabulary: Vocabulary, program: Program) -> Recoding:
    """The mapping in a file, for a table with these columns. Raises `BadInput` with all that is wrong."""
    document, form = read_form(path)
    problems: list[Problem] = []
    reader = MappingReader(document, form, vocabulary, program)
    recoding = reader.read(path, names, problems)
    if problems:
        raise BadInput(problems)
    return recoding


class MappingReader:
    """Holds a mapping against the vocabulary and a header."""

    def __init__(self, document: Document, form: MappingFile, vocabulary: Vocabulary, program: Program) -> None:
        self.document, self.form = document, form
        self.stems = {column_of(stem): stem for stem in program.findings}
        self.findings = {column: program.findings[stem] for column, stem in self.stems.items()}
        known = vocabulary.spellings
        self.present = known.present | {word.casefold() for word in form.spellings.present}
        self.absent = known.absent | {word.casefold() for word in form.spellings.absent}
        self.spellings = Spellings(self.present, self.absent, known.unknown)

    def read(self, path: Path, names: Sequence[str], problems: list[Problem]) -> Recoding:
        columns = [mapped for name in self.form.columns if (mapped := self.mapped(name, problems)) is not None]
        problems += self.not_there(names)
        problems += self.twice(columns, names)
        problems += self.both_ways()
        problems += self.assumptions({mapped.to for mapped in columns} | set(names))
        problems += self.carries()
        problems += self.left_boxes(names, columns)
        columns += [*self.none_of_them(columns, problems), *others(names, columns)]
        return Recoding(
            path.name,
            sha256(path.read_bytes()).hexdigest(),
            (*columns, *self.as_named(names)),
            self.spellings,
            self.form.id,
            self.form.site,
            dict(self.form.assume),
            tuple(dict.fromkeys(self.form.carry)),
        )

    def fault(self, place: Place, found: str, why: str, mend: str) -> Problem:
        return Problem(self.document.where(place), found, why, mend)

    def mapped(self, name: str, problems: list[Problem]) -> Mapped | None:
        """One column; None where it is no finding."""
        part = self.form.columns[name]
        part = ColumnPart.model_validate({"is": part}) if isinstance(part, str) else part
        place = ("columns", name)
        if part.is_.startswith(DOUBT):
            why = "It was proposed and is in doubt; nobody has confirmed it."
            problems.append(
                self.fault(place, f"`{part.is_}`", why, "Take the ? away where it is right, or correct it.")
            )
            return None
        finding = self.findings.get(part.is_)
        if finding is None:
            mend = did_you_mean(part.is_, self.findings)
            why = "No finding has this column; a side's is `side_id`."
            problems.append(self.fault(place, f"`{part.is_}`", why, mend))
            return None
        problems += self.codes(part, finding, place)
        factor = self.factor(part, finding, place, problems)
        missing = {code: WORDS[word] for code, word in {**self.form.missing, **part.missing}.items()}
        unit = part.unit or finding.quantity.unit
        where = self.document.where(place).removeprefix(f"{Path(self.document.name).parent}/")
        if part.decimal is not None and finding.kind is not Kind.NUMBER:
            why = f"`{finding.id}` is no number."
            problems.append(self.fault((*place, "decimal"), f"`decimal: {part.decimal}`", why, "Leave it out."))
        comma = self.comma(finding, part.decimal)
        return Mapped(name, part.is_, finding, factor, unit, part.option, part.values, missing, where, comma)

    def comma(self, finding: Finding, own: str | None = None) -> bool:
        """Whether its decimals have a comma: as its column says, or else the file."""
        return (own or self.form.decimal) == "comma" and finding.kind is Kind.NUMBER

    def as_named(self, names: Sequence[str]) -> Iterator[Mapped]:
        """Columns that bear the name of a finding already; the codes of the whole file hold for them too."""
        missing = {code: WORDS[word] for code, word in self.form.missing.items()}
        for name in names:
            if name in self.findings and name not in self.form.columns:
                yield Mapped(name, name, self.findings[name], missing=missing, comma=self.comma(self.findings[name]))

    def factor(self, part: ColumnPart, finding: Finding, place: Place, problems: list[Problem]) -> Decimal | None:
        """What a number of theirs is multiplied with; None where the unit is ours."""
        if part.unit is None or (finding.kind is Kind.NUMBER and part.unit == finding.quantity.unit):
            return None
        units = dict(finding.other_units)
        if finding.kind is not Kind.NUMBER or part.unit not in units:
            known = [finding.quantity.unit, *units] if finding.kind is Kind.NUMBER else []
            why = f"`{finding.id}` cannot be read in this unit." if known else f"`{finding.id}` has no unit."
            mend = did_you_mean(part.unit, known) if known else "Leave it out."
            problems.append(self.fault((*place, "unit"), f"`unit: {part.unit}`", why, mend))
            return None
        return Decimal(units[part.unit])

    def codes(self, part: ColumnPart, finding: Finding, place: Place) -> Iterator[Problem]:
        """Values that are no answer, codes that say two things, boxes of what has none."""
        if part.option is not None and part.option not in (
            (*finding.option_ids, NONE_OF_THEM) if finding.kind is Kind.SEVERAL_OF else ()
        ):
            why = f"`{finding.id}` has no such choice to be ticked."
            yield self.fault((*place, "option"), f"`option: {part.option}`", why, "Correct it, or leave it out.")
            return
        for code, answer in part.values.items():
            at = (*place, "values", code)
            if code in part.missing or code in self.form.missing:
                yield self.fault(at, f"`{code}`", "It is a missing code too.", "Keep one of them.")
            if self.says_unknown(code, finding, answer):
                why = "The word says that nothing is known, and that is no answer."
                mend = "Leave it out, or put it under `missing`: the cell is not known."
                yield self.fault(at, f"`{code}: {answer}`", why, mend)
            if part.option is not None and answer not in ("present", "absent"):
                why = "A box is ticked or it is not."
                yield self.fault(at, f"`{code}: {answer}`", why, "Write present or absent.")
            elif part.option is None:
                yield from self.no_answer(at, f"`{code}: {answer}`", answer, finding)

    def says_unknown(self, code: str, finding: Finding, answer: str | float) -> bool:
        """Whether a code means that nothing is known; a choice that is called so itself may have it."""
        word = plain_word(code)
        if word in (plain_word(str(answer)), plain_word(finding.option_titles.get(str(answer), "?"))):
            return False
        counted = finding.kind is Kind.YES_NO and word.lstrip("-") in MISSING_NUMBERS
        return counted or word in NOT_KNOWN or code.casefold() in self.spellings.unknown

    def no_answer(self, at: Place, found: str, answer: str, finding: Finding) -> Iterator[Problem]:
        """An answer must be one that a cell can hold, and known."""
        try:
            if read_answer(as_typed(answer, finding), finding, Spellings()) is None:
                why = "Not knowing is no answer."
                yield self.fault(at, found, why, "Put it under `missing`, as not_asked or unknown.")
        except Refused as refused:
            yield self.fault(at, found, refused.why, refused.mend)

    def not_there(self, names: Sequence[str]) -> Iterator[Problem]:
        """Columns that the table does not have."""
        wanted: list[tuple[Place, str]] = [(("columns", name), name) for name in self.form.columns]
        wanted += [(("none_of", name), name) for name in self.form.none_of]
        wanted += [(("ignore", place), name) for place, name in enumerate(self.form.ignore)]
        wanted += [((key,), name) for key in ("id", "site") if (name := getattr(self.form, key)) is not None]
        for place, name in wanted:
            if name not in names:
                why = "The table has no such column."
                yield self.fault(place, f"`{name}`", why, did_you_mean(name, names))

    def twice(self, columns: Sequence[Mapped], names: Sequence[str]) -> Iterator[Problem]:
        """Two columns for one finding; only the boxes of one question share it."""
        keys = Counter((mapped.to, mapped.option) for mapped in columns)
        whole = {mapped.to for mapped in columns if mapped.option is None}
        for mapped in columns:
            shared = keys[mapped.to, mapped.option] > 1 or (mapped.option is not None and mapped.to in whole)
            theirs = mapped.to in names and mapped.to not in self.form.columns
            if shared or theirs:
                why = "Another column of the table is it too." if theirs else "Two columns are mapped to it."
                yield self.fault(("columns", mapped.column), f"`{mapped.to}`", why, "Keep one of them.")

    def both_ways(self) -> Iterator[Problem]:
        for key in ("present", "absent"):
            for word in getattr(self.form.spellings, key):
                if plain_word(str(word)) in NOT_KNOWN or str(word).casefold() in self.spellings.unknown:
                    why = "The word says that nothing is known, and that is neither yes nor no."
                    yield self.fault(("spellings", key), f"`{word}`", why, "Leave it out.")
        for word in sorted(self.present & self.absent):
            yield self.fault(("spellings",), f"`{word}`", "It would mean both yes and no.", "Keep one of them.")

    def assumptions(self, told: set[str]) -> Iterator[Problem]:
        """An assumption stands only where the table is silent, and is an answer."""
        for name, answer in self.form.assume.items():
            place = ("assume", name)
            finding = self.findings.get(name)
            if finding is None:
                yield self.fault(place, f"`{name}`", "No finding has this column.", did_you_mean(name, self.findings))
            elif name in told:
                why = "The table has a column for it; an assumption would overrule what was not known of a person."
                yield self.fault(place, f"`{name}`", why, "Leave one of them out.")
            else:
                yield from self.no_answer(place, f"`{name}: {answer}`", answer, finding)

    def carries(self) -> Iterator[Problem]:
        """Only what is asked of the person is carried from visit to visit."""
        for place, name in enumerate(self.form.carry):
            finding = self.findings.get(name)
            if finding is None:
                why = "No finding has this column."
                yield self.fault(("carry", place), f"`{name}`", why, did_you_mean(name, self.findings))
            elif finding.scope is not Scope.PERSON:
                why = "It is a finding of a side, which is examined at every visit."
                yield self.fault(("carry", place), f"`{name}`", why, "Leave it out.")

    def left_boxes(self, names: Sequence[str], columns: Sequence[Mapped]) -> Iterator[Problem]:
        """Boxes of a mapped question of which nothing is said: whoever ticked one would be read as not having it."""
        said = {*self.form.columns, *self.form.ignore, *self.form.none_of}
        for box in others(names, columns):
            if box.column not in said:
                why = f"It is a box of the question that is mapped to `{box.to}`, and nothing says what it ticks."
                mend = "Map it, or list it under `ignore`: where it is ticked, the answer is then not known."
                yield self.fault(("columns",), f"`{box.column}`", why, mend)

    def none_of_them(self, columns: Sequence[Mapped], problems: list[Problem]) -> list[Mapped]:
        """The boxes that say no of several findings at once; each of these has a box of its own."""
        boxes = {one.to: one for one in columns if one.box and one.option is None}
        found = []
        for name, targets in self.form.none_of.items():
            for to in targets:
                if to in boxes:
                    found.append(replace(boxes[to], column=name, option=NONE_OF_THEM, values={}))
                else:
                    why = "No box of a question is mapped to it."
                    problems.append(self.fault(("none_of", name), f"`{to}`", why, did_you_mean(to, boxes)))
        return found
