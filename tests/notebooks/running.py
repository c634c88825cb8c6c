"""Does a notebook still show what it says? It is run from a clean kernel, and what it shows is compared.

A run happens in a temporary place laid out as the checkout is, so that `../rules` and `../cases` are there and
whatever a notebook writes is gone afterwards.
"""

from __future__ import annotations

import difflib
import os
import re
import shutil
from collections.abc import Iterator
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import nbformat
from nbclient import NotebookClient
from nbclient.exceptions import CellExecutionError, CellTimeoutError, DeadKernelError
from nbformat import NotebookNode

ROOT = Path(__file__).resolve().parents[2]
NOTEBOOKS = sorted((ROOT / "notebooks").glob("*.ipynb"))
SECONDS = 120
SHOWN_LINES = 24
# Where an object lies, and the fingerprint of all rules: they differ though nothing else does.
PASSING = [
    (re.compile(r"\b0x[0-9a-f]{6,}"), "0x…"),
    (re.compile(r"\bsha256:[0-9a-f]{64}"), "sha256:…"),
    (re.compile(r"·\s[0-9a-f]{12}\b"), "· …"),
]
METADATA = {
    "kernelspec": {"display_name": "Python 3", "language": "python", "name": "python3"},
    "language_info": {"name": "python"},
}
# It names a model that lives in one kernel only; beside it stands a text or an HTML that stays.
OF_ONE_KERNEL = "application/vnd.jupyter.widget-view+json"


class Broken(Exception):
    """A notebook that does not run to its end: which cell, and what was said there."""


def place_in(folder: Path) -> Path:
    """A place laid out as the checkout: `notebooks` to work in, `rules` and `cases` beside it."""
    for name in ("rules", "cases"):
        shutil.copytree(ROOT / name, folder / name)
    (folder / "notebooks").mkdir()
    return folder


def run(path: Path, place: Path) -> NotebookNode:
    """The notebook as a clean kernel leaves it. Raises `Broken`."""
    notebook = read(path)
    client = NotebookClient(
        notebook,
        timeout=SECONDS,
        kernel_name="python3",
        record_timing=False,
        extra_arguments=["--log-level=ERROR"],  # else each kernel warns that it talks to itself unencrypted
        store_widget_state=False,
        resources={"metadata": {"path": str(place / "notebooks")}},
    )
    # Nobody's own settings: neither those of IPython, nor a language or a time zone.
    clean = {"IPYTHONDIR": str(place / ".ipython"), "LC_ALL": "C.UTF-8", "TZ": "UTC", "PYTHONHASHSEED": "0"}
    try:
        client.execute(env=os.environ | clean)
    except CellExecutionError as error:
        raise Broken(f"{failing_cell(path, notebook)}\n    {error.ename}: {error.evalue}") from error
    except (CellTimeoutError, DeadKernelError) as error:
        raise Broken(f"{path.stem}: {' '.join(str(error).split())}") from error
    return tidied(notebook)


def failing_cell(path: Path, notebook: NotebookNode) -> str:
    """Which cell failed, and its first line."""
    for number, cell in code_cells(notebook):
        if any(output.output_type == "error" for output in cell.outputs) and not may_fail(cell):
            return named(path, number, cell)
    return path.stem


def may_fail(cell: NotebookNode) -> bool:
    """Whether its cell shows an error on purpose."""
    return "raises-exception" in cell.metadata.get("tags", [])


def named(path: Path, number: int, cell: NotebookNode) -> str:
    first = next((line for line in cell.source.splitlines() if line.strip()), "")
    return f"{path.stem}, cell [{number}] `{first}`"


def code_cells(notebook: NotebookNode) -> Iterator[tuple[int, NotebookNode]]:
    """The cells of code, numbered as a reader sees them."""
    return enumerate((cell for cell in notebook.cells if cell.cell_type == "code"), 1)


def differences(path: Path, committed: NotebookNode, now: NotebookNode) -> list[str]:
    """For each cell that shows something else than it did: notebook, cell and a short diff; likewise for warnings."""
    found = []
    for (number, was), (_, cell) in zip(code_cells(committed), code_cells(now), strict=True):
        name = named(path, number, cell)
        warned = [output.text for output in cell.outputs if output.get("name") == "stderr"]
        if warned:
            found.append(f"{name}\n    writes to stderr: {' '.join(warned).strip()}")
        before, after = shown(was), shown(cell)
        if before != after:
            lines = list(difflib.unified_diff(before, after, "committed", "now", n=1, lineterm=""))
            more = len(lines) - SHOWN_LINES
            cut = lines[:SHOWN_LINES] + ([f"… and {more} more lines"] if more > 0 else [])
            found.append("\n    ".join([name, *cut]))
    return found


def shown(cell: NotebookNode) -> list[str]:
    """What a cell shows, as lines of text: all text, the words of HTML, and of anything else that it is there."""
    lines: list[str] = []
    before = ""
    for output in cell.outputs:
        kind = output.get("name", output.output_type)
        if output.output_type == "stream" and kind == before:
            lines[-1:] = (lines[-1] + output.text).split("\n")  # a stream may come in any number of pieces
        elif output.output_type == "stream":
            lines += [f"[{kind}]", *output.text.split("\n")]
        elif output.output_type == "error":
            lines += ["[error]", f"{output.ename}: {output.evalue}"]
        else:
            lines += [line for mime in sorted(output.data) for line in said(mime, output.data[mime])]
        before = kind if output.output_type == "stream" else ""
    return [masked(line) for line in lines]


def said(mime: str, data: Any) -> list[str]:
    """One form of an output as lines."""
    if mime == "text/html":
        return [f"[{mime}]", *words_of(data)]
    return [f"[{mime}]", *(data.split("\n") if mime.startswith("text/") else [])]


def masked(line: str) -> str:
    for pattern, instead in PASSING:
        line = pattern.sub(instead, line)
    return line.rstrip()


def words_of(html: str) -> list[str]:
    """The words of some HTML, one line for each piece of text."""
    reader = Words()
    reader.feed(html)
    reader.close()
    return reader.lines


class Words(HTMLParser):
    """Takes the text out of HTML, without styles and scripts."""

    def __init__(self) -> None:
        super().__init__()
        self.lines: list[str] = []
        self.unread = 0

    def handle_starttag(self, tag: str, attrs: Any) -> None:  # noqa: ARG002
        self.unread += tag in ("style", "script")

    def handle_endtag(self, tag: str) -> None:
        self.unread -= tag in ("style", "script")

    def handle_data(self, data: str) -> None:
        if data.strip() and not self.unread:
            self.lines.append(" ".join(data.split()))


def read(path: Path) -> NotebookNode:
    return nbformat.read(path, as_version=4)


def tidied(notebook: NotebookNode) -> NotebookNode:
    """The notebook without what differs between machines or runs: times, versions, models of one kernel."""
    notebook.metadata = nbformat.from_dict(METADATA)
    for cell in notebook.cells:
        tags = cell.metadata.get("tags")
        cell.metadata = nbformat.from_dict({"tags": tags} if tags else {})
    for number, cell in code_cells(notebook):
        cell.execution_count = number
        cell.outputs = [tidy_output(output, number) for output in joined(cell.outputs)]
    return notebook


def joined(outputs: list[NotebookNode]) -> Iterator[NotebookNode]:
    """The outputs, pieces of the same stream put together."""
    held: NotebookNode | None = None
    for output in outputs:
        if held is not None and output.get("name") == held.name:
            held.text += output.text
            continue
        if held is not None:
            yield held
        held = output if output.output_type == "stream" else None
        if held is None:
            yield output
    if held is not None:
        yield held


def tidy_output(output: NotebookNode, number: int) -> NotebookNode:
    if output.output_type == "execute_result":
        output.execution_count = number
    if "data" in output:
        output.data.pop(OF_ONE_KERNEL, None)
        output.metadata = nbformat.from_dict({})
    if output.output_type == "error":
        output.traceback = [f"{output.ename}: {output.evalue}"]  # the rest names files of this machine
    return output


def text_of(notebook: NotebookNode) -> str:
    """The notebook as it is committed."""
    return nbformat.writes(notebook) + "\n"
