# Commonweal's commands; `make help` lists them. Everything is set up inside this folder, once: stamps remember what is done.

PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
DATA := $(or $(COMMONWEAL_DATA),var)
VENDOR := $(DATA)/vendor
PIP := $(BIN)/python -m pip --disable-pip-version-check --retries 8 --timeout 60
INSTALL := $(PIP) install --quiet --require-hashes --only-binary :all:
UV ?= uv
LOCK := $(UV) pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-header --no-annotate
WORKERS ?= 2

.DEFAULT_GOAL := help
.DELETE_ON_ERROR:
.PHONY: help run test check drill bench docs lock clean setup

help: ## List these commands
	@sed -n 's/^\([a-z]*\):.*## /\1\t/p' Makefile | expand -t 10

run: setup ## Set up, start everything, print the address; Ctrl-C stops it (ARGUMENTS="--port 8080 --no-demo")
	@exec $(BIN)/commonweal run $(ARGUMENTS)

test: setup $(VENV)/.test ## What must hold at every change, pages in Chromium included
	$(BIN)/python -m pytest -n $(WORKERS) --dist loadscope -m "not drill" $(ARGUMENTS)

check: $(VENV)/.test ## Style, types and directions, in seconds
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/python -m pytest -q tests/architecture

drill: setup $(VENV)/.test ## The long proofs: kills, damaged files, exhaustive matrices; writes drill.xml
	$(BIN)/python -m pytest -m drill --junitxml=$(DATA)/drill.xml --timeout 1800 $(ARGUMENTS)
	$(BIN)/python -m pytest tests/apps/pool --on-installation -n $(WORKERS) --dist loadscope --timeout 1800

bench: setup $(VENV)/.bench ## Measure the product beside its peers; writes benchmarks.json
	$(BIN)/python -m tests.benchmarks $(ARGUMENTS)

docs: setup ## Write the reference pages that are made from data files and code
	$(BIN)/commonweal docs

lock: ## Pin every dependency anew, with hashes (needs uv)
	$(LOCK) pyproject.toml --extra setup -o requirements.txt
	$(LOCK) pyproject.toml --extra setup --extra test -c requirements.txt -o requirements-test.txt
	$(LOCK) pyproject.toml --extra setup --extra test --extra bench -c requirements-test.txt -o requirements-bench.txt
	$(LOCK) --group node -o requirements-node.txt
	npm install --package-lock-only

clean: ## Remove what was set up; the data stays
	rm -rf $(VENV) node_modules $(VENDOR) build *.egg-info .mypy_cache .ruff_cache .pytest_cache .import_linter_cache .hypothesis

setup: $(VENV)/.run $(VENDOR)/.made $(DATA)/.kernels

$(VENV)/.python: scripts/environment.py
	@$(PYTHON) scripts/environment.py $(VENV)
	@touch $@

$(VENV)/.run: $(VENV)/.python requirements.txt pyproject.toml
	@echo "Installing Python packages (once) ..."
	@$(INSTALL) -r requirements.txt
	@$(PIP) install --quiet --no-deps --no-build-isolation --no-index --editable .
	@touch $@

$(VENV)/.test: $(VENV)/.run requirements-test.txt
	@echo "Installing the packages of the tests (once) ..."
	@$(INSTALL) -r requirements-test.txt
	@touch $@

$(VENV)/.bench: $(VENV)/.test requirements-bench.txt
	@echo "Installing the packages of the benchmarks (once) ..."
	@$(INSTALL) --no-binary django-hordak -r requirements-bench.txt  # hordak comes as source only
	@touch $@

$(DATA)/.kernels: $(VENV)/.run $(wildcard commonweal/engine/flow/*.py) commonweal/engine/matching/pairing.py
	@mkdir -p $(DATA)
	@echo "Compiling the simulation's kernels (once) ..."
	@$(BIN)/python -m commonweal.execution.kernels $(DATA)
	@touch $@

$(VENDOR)/.made: $(VENV)/.python package-lock.json scripts/assets.py scripts/npm.sh
	@echo "Fetching style sheets and scripts (once) ..."
	@sh scripts/npm.sh $(VENV)
	@$(BIN)/python scripts/assets.py $(VENDOR)
	@touch $@
