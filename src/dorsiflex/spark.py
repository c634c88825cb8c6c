"""How does a Spark data frame become answers? Each worker answers Arrow batches by itself, through `mapInArrow`.

    from dorsiflex import spark

    answers = spark.assess(frame)  # lazily: Spark runs it when it is asked for rows

It needs the extra `spark`, here and on every worker.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

from pyspark.sql.pandas.types import from_arrow_schema, to_arrow_schema

from dorsiflex.cohort.arrow import Rules, answer_schema, assess_arrow, gathered


def assess(frame: Any, rules: Path | str | None = None) -> Any:
    """The answers to a data frame, a row for each of its rows, with the columns of `cohort.arrow.assess_arrow`.

    `rules` is a folder that every worker can read; without it the packaged rules answer. Raises `BadInput` for columns
    that cannot be read; a worker whose rules are not the same stops the job.
    """
    which = Rules.of(rules)
    schema = from_arrow_schema(answer_schema(to_arrow_schema(frame.schema), which))

    def answered(batches: Iterable[Any]) -> Iterator[Any]:
        for table in gathered(batches):
            yield from assess_arrow(table, which).to_batches()

    return frame.mapInArrow(answered, schema)
