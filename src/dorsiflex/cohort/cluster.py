"""How are many files assessed by many processes? Each file is a run of its own, by Dask, and its answers one file."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from os import cpu_count
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import distributed

from dorsiflex.cohort.arrow import Rules
from dorsiflex.cohort.batch import assess_file
from dorsiflex.cohort.inputs import find_inputs
from dorsiflex.cohort.places import Job
from dorsiflex.errors import BadInput, Problem

Told = Callable[[int, float], None]  # rows so far, and the share of the files that are done
ENDING = ".parquet"
dask: Any = distributed  # its parts have no types


@dataclass(frozen=True)
class Here:
    """Workers on this machine, for as long as a run takes."""

    workers: int = 0  # as many as there are cores
    memory: str = "auto"


def assess_parts(
    tables: Sequence[str],
    folder: Path,
    rules: Path | None = None,
    scheduler: str | Here = Here(),
    told: Told | None = None,
    **options: Any,
) -> list[dict[str, Any]]:
    """Assess each file by itself; returns the records of the runs, in the order of the files.

    The answers stand in `folder` under the names of the files. What is done already is not done again where a run is
    repeated after an interruption. Raises `BadInput`.
    """
    which = Rules.of(rules if rules is None else rules.resolve())
    jobs = jobs_of(tables, folder, options)
    folder.mkdir(parents=True, exist_ok=True)
    records: dict[int, dict[str, Any]] = {}
    with connected(scheduler) as client:
        places = {client.submit(assess_one, job, which, pure=False): place for place, job in enumerate(jobs)}
        for future in dask.as_completed(places):
            records[places[future]] = future.result()
            if told is not None:
                told(sum(record["rows"] for record in records.values()), len(records) / len(jobs))
    return [records[place] for place in range(len(jobs))]


def jobs_of(tables: Sequence[str], folder: Path, options: dict[str, Any]) -> list[Job]:
    """A run for each file. Raises `BadInput`."""
    with TemporaryDirectory() as spool:
        inputs = find_inputs(tables, Path(spool))
    jobs: dict[Path, Job] = {}
    for one in inputs:
        answers = folder.resolve() / f"{one.path.stem}{ENDING}"
        if answers in jobs:
            why = "Two files would have their answers in the same place."
            raise BadInput([Problem(one.name, f"`{answers.name}`", why, "Rename one of them.")])
        jobs[answers] = Job((str(one.path.resolve()),), answers, **options)
    return list(jobs.values())


def assess_one(job: Job, rules: Rules) -> dict[str, Any]:
    """One file, on a worker."""
    return assess_file(job, rules.load())


@contextmanager
def connected(scheduler: str | Here) -> Iterator[Any]:
    """A client of the scheduler at an address, or of workers of its own on this machine."""
    if isinstance(scheduler, str):
        with dask.Client(scheduler) as client:
            yield client
        return
    count = scheduler.workers or cpu_count() or 1
    # One thread a worker: the rules hold the interpreter, and Polars would start as many as there are cores.
    with (
        dask.LocalCluster(
            n_workers=count,
            threads_per_worker=1,
            processes=True,
            host="127.0.0.1",
            dashboard_address="127.0.0.1:0",
            memory_limit=scheduler.memory,
            env={"POLARS_MAX_THREADS": "1"},
        ) as cluster,
        dask.Client(cluster) as client,
    ):
        yield client
