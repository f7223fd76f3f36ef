# Everything that a contributor or an operator of a clone needs. `make` lists it.

PYTHON ?= python3
BIN := .venv/bin
COMPILE := $(BIN)/uv pip compile --quiet --universal --python-version 3.11 --generate-hashes \
	--no-emit-index-url --no-header pyproject.toml --group build

.PHONY: help run test lint check faults bench lock

help:
	@echo "make run     open the practice room in this terminal"
	@echo "make test    run every test that takes seconds"
	@echo "make lint    ruff, mypy, import-linter, the pack"
	@echo "make check   lint and test: run it before you push"
	@echo "make faults  kill the process again and again, and count what was lost"
	@echo "make bench   measure, beside bare references"
	@echo "make lock    resolve the dependencies anew"

run: .venv/installed
	@$(BIN)/greenroom console

test: .venv/installed-dev
	@# Tests start the program over and over; it is compiled once.
	@PYTHONDONTWRITEBYTECODE= $(BIN)/pytest -m "not slow" -n 3

lint: .venv/installed-dev
	@$(BIN)/ruff check .
	@$(BIN)/ruff format --check .
	@$(BIN)/mypy bot adapters storage tests
	@$(BIN)/lint-imports
	@$(BIN)/greenroom check

check: lint test

faults: .venv/installed-dev
	@$(BIN)/pytest -m slow -s

bench: .venv/installed-dev
	@$(BIN)/python -m tests.bench

lock: .venv/installed-dev
	@$(COMPILE) -o requirements.lock
	@$(COMPILE) --group dev -o requirements-dev.lock

.venv/bin/python:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' \
		|| { echo "Greenroom needs Python 3.11 or later: make PYTHON=python3.12 ..." >&2; exit 1; }
	@$(PYTHON) -m venv .venv >/dev/null 2>&1 || { rm -rf .venv; \
		echo "Python's venv module is missing: apt-get install python3-venv" >&2; exit 1; }

.venv/installed: requirements.lock pyproject.toml | .venv/bin/python
	@echo "Installing into .venv, this once." >&2
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes \
		-r requirements.lock >&2
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps \
		--no-build-isolation --editable . >&2
	@touch $@

.venv/installed-dev: requirements-dev.lock .venv/installed
	@echo "Installing what tests need." >&2
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes \
		-r requirements-dev.lock >&2
	@touch $@
