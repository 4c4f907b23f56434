# Everything a person does with a checkout. `make demo` and `make test` install what they need themselves.
PYTHON ?= python3
VENV   := .venv
BIN    := $(VENV)/bin
TORCH  := .venv-training/bin
UV     := $(shell command -v uv 2>/dev/null)
ROOMS  := app scheduler usecases bots storage nlp authoring insights journey conversation sandbox

.DEFAULT_GOAL := help
.PHONY: torture soak help install demo test test-long test-training live check fix bench lock

help: ## this list
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 12

install: $(VENV)/.installed ## the locked environment in .venv (uv where it exists, else venv + pip)

$(VENV)/.installed: requirements.lock
ifdef UV
	@test -x $(BIN)/python || uv venv --quiet --python $(PYTHON) $(VENV)
	uv pip sync --quiet --python $(BIN)/python --require-hashes requirements.lock
else
	@test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements.lock
endif
	@touch $@

demo: install ## the main job on an embedded default: a tour, then a page to try it yourself (ARGS=--exit ends after the tour)
	./echoloop demo $(ARGS)

test: install ## all tests but the long ones
	$(BIN)/python -m pytest -n 2 -m "not long" tests

test-long: install ## the tests that take longer than a minute
	$(BIN)/python -m pytest -m long tests

test-training: ## the tests that need PyTorch, in an environment of their own (.venv-training)
	@test -x $(TORCH)/python || $(PYTHON) -m venv .venv-training
	$(TORCH)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements.lock
	$(TORCH)/python -m pip install --quiet --disable-pip-version-check 'torch==2.13.0' onnx onnxscript wordfreq
	$(TORCH)/python -m pytest tests/nlp

live: install ## the channels' contract against real accounts that LIVE_… variables name; the others are skipped by name
	@$(BIN)/python -m pytest --tb=line tests/live/contract.py

check: install ## every gate: lint, format, types, floors, flows and transcripts, tests
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy $(ROOMS) tests bench
	$(BIN)/lint-imports
	./echoloop check
	./echoloop test
	$(MAKE) test

fix: install ## what the linter can mend by itself
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

torture: install ## conversations under kills, crashes and bad weather (ARGS="--database postgresql --kills 200 --conversations 20000")
	$(BIN)/python -m tests.torture $(ARGS)

soak: install ## half an hour of steady load: memory stays flat, and no table grows but history (ARGS="--minutes 5")
	$(BIN)/python -m bench.soak $(ARGS)

bench: install ## throughput of the message path against raw sqlite3, in the same run
	$(BIN)/python -m bench.inbound

lock: ## requirements.lock anew from pyproject.toml (needs uv)
	uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-annotate --no-header --extra dev pyproject.toml -o requirements.lock
