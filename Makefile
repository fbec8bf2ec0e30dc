PYTHON ?= python3
BIN := .venv/bin
PIP := $(BIN)/python -m pip install --quiet --disable-pip-version-check

.PHONY: install demo test test-all benchmark clean

install: .venv/installed  ## a virtual environment with the package and what its tests need

.venv/installed: pyproject.toml
	$(PYTHON) -m venv .venv
	$(PIP) -e '.[dev]'
	touch .venv/package $@

.venv/package: pyproject.toml  # the package alone; what is in .venv already stays
	$(PYTHON) -m venv .venv
	$(PIP) -e .
	touch $@

demo: .venv/package  ## build the sample graph into output/
	$(BIN)/newsgraph demo -o output

test: install  ## lint, types, unit and end-to-end tests
	$(BIN)/ruff check graph tests benchmarks
	$(BIN)/mypy
	$(BIN)/python -m pytest -m 'not slow'

test-all: install  ## everything, long campaigns too
	$(BIN)/python -m pytest

benchmark: install  ## accuracy tables (needs ../shared)
	$(BIN)/python -m benchmarks.accuracy

clean:
	rm -rf .venv dist build
