"""What is written down of a run? What its answers follow from, its counts; and, in the record alone, its times."""

from __future__ import annotations

import platform
from datetime import UTC, datetime
from time import time
from typing import Any

import polars as pl
import pyarrow as pa

from dorsiflex import __version__
from dorsiflex.cohort.answering import Answering
from dorsiflex.cohort.ids import Ids
from dorsiflex.cohort.inputs import Tables
from dorsiflex.cohort.places import Job, names_in


def origin(job: Job, tables: Tables, answering: Answering) -> dict[str, Any]:
    """What the answers follow from: neither a time nor a folder. It stands in every Parquet file, with the counts."""
    knowledge, recoding = answering.knowledge, answering.recoding
    return {
        "dorsiflex": __version__,
        "knowledge": knowledge.settings.name,
        "knowledge_version": knowledge.settings.version,
        "knowledge_digest": knowledge.digest,
        "engine": f"polars {pl.__version__}",
        "python": platform.python_version(),
        "pyarrow": pa.__version__,
        "inputs": [
            {
                "name": one.path.name if not tables.several else one.name,
                "sha256": one.print_of.sha256,
                "bytes": one.print_of.bytes,
            }
            for one in tables.inputs
        ],
        "sheet": job.sheet,
        "mapping": None
        if job.mapping is None or recoding is None
        else {"name": recoding.name, "sha256": recoding.sha256},
        "from": job.come_from,
        "assumed": dict(answering.assumptions),
        "assumed_gates": answering.assumed_gates,
        "ask": job.ask,
        "explain": list(job.explain),
        "outputs": names_in(job.outputs),
    }


def record_of(made: dict[str, Any], answering: Answering, ids: Ids) -> dict[str, Any]:
    """The record that stands beside the answers."""
    return {
        **made,
        "repeated_ids": ids.repeated(),
        "ids_like": ids.like,
        "findings": len(answering.header.findings),
        "carried_through": list(answering.header.carried),
        "perhaps_misspelt": dict(answering.header.doubtful),
    }


def times_of(started: float) -> dict[str, Any]:
    """When the run was, and how long it took."""
    moment = datetime.fromtimestamp(started, UTC).isoformat(timespec="seconds")
    return {"started": moment, "seconds": round(time() - started, 3)}
