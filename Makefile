# Commands for a fresh machine (python3 >= 3.11 with venv, and make): `make demo`, `make check` and `make test`.
UV_VERSION := 0.9
VENV := .venv
BIN := $(VENV)/bin
UV := $(BIN)/uv
# A module goes to one worker, which makes its fixtures once. By file, not by groups: xdist 3.8 writes a group into the
# test's id, and pytest 9.2 no longer reads it there.
WORKERS := -n 2 --dist loadfile --no-loadscope-reorder
export PREFECT_SERVER_ANALYTICS_ENABLED := false
export DO_NOT_TRACK := 1
export UV_PROJECT_ENVIRONMENT := $(VENV)
# Compiled modules are kept, whatever the shell says: without them every process of demo and tests compiles pandas anew.
export PYTHONDONTWRITEBYTECODE :=

.DEFAULT_GOAL := help
.PHONY: help demo check test lint messages wheel bench hostile crash clean

help:  ## This list
	@grep -hE '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 12

$(UV):
	python3 -m venv $(VENV)
	$(BIN)/python -m pip install --quiet 'uv>=$(UV_VERSION)'

$(VENV)/.ready: $(UV) pyproject.toml uv.lock
	$(UV) sync --frozen --quiet --inexact
	@touch $@

demo: $(VENV)/.ready  ## Reconcile examples/inbox into a SQLite file and say where the details lie
	$(BIN)/doisoat demo

check: $(VENV)/.ready  ## The everyday tests: no server, no process but the reader's
	$(BIN)/pytest $(WORKERS) -m "not system" --ignore tests/system --hypothesis-profile everyday

test: $(VENV)/.ready  ## All tests, those of the system too: servers, crashes, restore, installation, whole runs
	$(BIN)/pytest $(WORKERS)

lint: $(VENV)/.ready  ## Format, rules, types, floors of the house, lock file
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/lint-imports
	$(BIN)/mypy
	$(BIN)/python -m warehouse.dictionary --check
	$(BIN)/python -m expectations.rule_pages --check
	$(UV) lock --check --quiet

messages: $(VENV)/.ready  ## Compile click's words in Vietnamese after a change of doisoat.po
	$(BIN)/pybabel compile --directory flows/cli/messages --domain doisoat

wheel: $(VENV)/.ready  ## Build the release into dist/, install it from the lock in a clean environment, run it there
	.ci/wheel

hostile: $(VENV)/.ready  ## Read every file of ../shared/hostile and print what became of it
	$(BIN)/python -m benchmarks.hostile

bench: $(VENV)/.ready  ## Rows per CPU-second and peak memory of each stage
	$(BIN)/python -m benchmarks.run

crash: $(VENV)/.ready  ## Kill runs at random moments on SQLite and PostgreSQL, check what is left
	$(BIN)/python -m benchmarks.crash

clean:  ## Remove the environment, the release and what the demo wrote
	rm -rf $(VENV) demo dist .doisoat
