# Everything here works on a fresh clone with only Python >= 3.11 and make.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
STAMP := $(VENV)/.ready

.PHONY: demo test check bench pictures teams-package format lint types imports clean

demo: $(STAMP)
	@$(BIN)/promissory demo

# Two files at a time: much of a test is waiting for a server that it started itself, and tests of one file may share it.
PYTEST := $(BIN)/python -m pytest -n 2 --dist loadfile --no-loadscope-reorder

test: $(STAMP)
	$(PYTEST)

check: $(STAMP) format lint types imports
	$(PYTEST)

format: $(STAMP)
	$(BIN)/ruff format --check .

lint: $(STAMP)
	$(BIN)/ruff check .

types: $(STAMP)
	$(BIN)/mypy

imports: $(STAMP)
	$(BIN)/lint-imports

bench: $(STAMP)
	$(BIN)/python -m benchmarks.all

# APP_ID is the bot's application id, DOMAIN the host that the world reaches `serve` at.
teams-package: $(STAMP)
	@$(BIN)/promissory teams-package $(if $(APP_ID),--app-id $(APP_ID)) $(if $(DOMAIN),--domain $(DOMAIN))

pictures: $(STAMP)
	$(BIN)/python -m tests.pictures.make

$(STAMP): pyproject.toml
	@$(PYTHON) -c 'import sys; sys.exit("Promissory needs Python 3.11 or newer: set PYTHON=...") if sys.version_info < (3, 11) else None'
	@test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	@echo "Installing packages into $(VENV) (only the first time)..."
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --editable '.[dev]'
	@touch $@

clean:
	rm -rf $(VENV) build dist *.egg-info
