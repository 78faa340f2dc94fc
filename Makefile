# make demo and make test need Python 3.11 or newer with venv, and nothing else.
PYTHON ?= python3
VENV   := .venv
BIN    := $(VENV)/bin
PIP    := $(BIN)/pip --disable-pip-version-check --quiet

.PHONY: help demo test lint docs bench clean

help: ## this page
	@grep -E '^[a-z]+:.*##' Makefile | sed -E 's/:.*## /\t/' | expand -t 10

$(VENV)/installed: pyproject.toml constraints.txt
	$(PYTHON) -m venv $(VENV)
	$(PIP) install --constraint constraints.txt --editable .
	@touch $@

$(VENV)/tested: $(VENV)/installed
	$(PIP) install --constraint constraints.txt --editable '.[test]'
	@touch $@

demo: $(VENV)/installed ## bring samples/ into a master and measure it against the truth
	@rm -rf demo/master
	@$(BIN)/crmtool run samples --master demo/master
	@$(BIN)/crmtool evaluate samples/truth.csv --master demo/master
	@echo "The master lies in demo/master: open master.db with any SQLite browser, or try"
	@echo "  $(BIN)/crmtool export customers customers.xlsx --master demo/master"

test: $(VENV)/tested lint ## the whole suite
	$(BIN)/python -m pytest

lint: $(VENV)/tested
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy

docs: $(VENV)/tested ## write the reference pages again from the code
	$(BIN)/python docs/build.py

bench: $(VENV)/tested ## time a large run
	$(BIN)/python -m pytest tests/bench -m bench -n 0 -s

clean: ## remove what make made
	rm -rf $(VENV) demo build dist
