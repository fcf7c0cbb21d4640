# make demo: map the partner samples and leave a page to look at.   make test: everything CI runs.   make lab: JupyterLab.
PYTHON ?= python3
BIN := .venv/bin
PIP := $(BIN)/python -m pip --disable-pip-version-check install --quiet

.PHONY: demo test lab model benchmark clean

demo: .venv/installed
	$(BIN)/softskills demo --output outputs/demo --force

lab: .venv/installed
	$(BIN)/jupyter lab --notebook-dir notebooks

test: .venv/dev
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/pytest -m "not slow" -n 2 --dist loadfile
	$(BIN)/pytest -m slow
	$(BIN)/pytest --nbmake --nbmake-timeout=300 -n 2 notebooks

# The head of the shipped classifier, from the seed corpus and the packaged encoder, measured anew.
model: .venv/dev
	$(BIN)/softskills train --output data/models/builtin --force

benchmark: .venv/dev
	$(BIN)/python benchmarks/encoding.py
	$(BIN)/python benchmarks/quality.py

# torch first, as a step of its own: the constraint alone would not choose the CPU build.
.venv/torch: constraints.txt
	$(PYTHON) -m venv .venv
	$(PIP) -c constraints.txt torch
	touch $@

.venv/installed: .venv/torch pyproject.toml
	$(PIP) -c constraints.txt -e ".[language,report]"
	touch $@

.venv/dev: .venv/torch pyproject.toml
	$(PIP) -c constraints.txt -e ".[dev]"
	touch $@ .venv/installed

clean:
	rm -rf .venv outputs build dist .pytest_cache .mypy_cache .ruff_cache
