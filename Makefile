# `make demo` and `make test` are the only set-up. `make` alone lists the targets.
PYTHON ?= python3
export PYTHON

.DEFAULT_GOAL := help
.PHONY: help demo test prove coverage mutants test-pythons lint schemas drawings index ablation docs notebooks lab bench soak clean dev

help: ## This table
	@awk -F ':.*## ' '/^[a-z-]+:.*## / {printf "  make %-14s %s\n", $$1, $$2}' Makefile
	@echo "  PYTHON=…            the Python to use, 3.11 or newer (now: $(PYTHON))"

demo: ## Install, then assess the people of cases/voices
	@tools/check-machine.sh demo
	@tools/install.sh .venv core demo
	.venv/bin/dorsiflex cases run cases/voices --show

test: dev ## Install, then run the tests
	.venv/bin/python -m pytest -q

prove: dev ## Prove every claim of rules/claims for every possible intake
	.venv/bin/dorsiflex prove

coverage: dev ## What the examples show of each condition: docs/coverage.md, and build/coverage.html to read
	.venv/bin/dorsiflex coverage --format html -o build/coverage.html
	.venv/bin/python -m dorsiflex.apps.coverage_docs

mutants: dev ## Every slip in the rules, and what notices it; writes docs/mutants.md
	.venv/bin/dorsiflex mutants
	.venv/bin/dorsiflex mutants --format markdown -o docs/mutants.md

test-pythons: dev ## The tests again, on every other Python 3.11 to 3.13 found here
	tools/test-pythons.sh 3.11 3.12 3.13

lint: dev ## Style, types, and which folder may import which
	.venv/bin/ruff check .
	.venv/bin/ruff format --check .
	.venv/bin/mypy
	.venv/bin/lint-imports

schemas: dev ## Write rules/schema anew from the code
	.venv/bin/dorsiflex schemas

drawings: dev ## Draw the techniques anew from their records
	.venv/bin/python -m dorsiflex.present.drawing

index: dev ## Write the tables of rules/README.md and docs/knowledge.md anew
	.venv/bin/python -m dorsiflex.present.index

ablation: dev ## Which cases does each rule change? Writes docs/ablation.md (a minute or two)
	.venv/bin/python -m dorsiflex.present.ablation

docs: dev ## The catalogue as pages that need no server: build/site
	@mkdir -p build
	.venv/bin/dorsiflex coverage --format json -o build/coverage.json || test $$? -eq 1    # 1: something is not covered
	.venv/bin/dorsiflex site -o build/site --coverage build/coverage.json

notebooks: dev ## Run every notebook from a clean kernel, and compare what it shows with what is committed
	.venv/bin/python -m tests.notebooks

lab: dev ## Open the notebooks in a browser
	@.venv/bin/jupyter trust notebooks/*.ipynb    # what they show is ours; untrusted, it loses its look
	.venv/bin/jupyter lab notebooks

bench: dev ## How long an assessment takes
	.venv/bin/python -m tests.bench

bench-batch: dev ## How long a whole table takes, beside DuckDB (a quarter of an hour)
	.venv/bin/python -m tests.bench.batch

soak: dev ## Many random cases for a long time; the ordinary tests too, with new random cases
	.venv/bin/python -m pytest -q --hypothesis-profile=random -m "soak or not soak" tests

clean: ## Remove all that make has made, .venv included
	rm -rf .venv build dist .pytest_cache .mypy_cache .ruff_cache .hypothesis .import_linter_cache
	find src tests -name __pycache__ -type d -prune -exec rm -rf {} +

dev: ## Install everything: the visit, whole tables, studies, proofs, notebooks, tests
	@tools/check-machine.sh test
	@tools/install.sh .venv dev test
