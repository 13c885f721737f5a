# Verbs that call plain commands. They need Python 3.11 with pip 23 or newer, and make.
#
#   make demo     load the example, show a linked check, serve     make check   style, types, layers and the quick tests
#   make test     the quick tests                                 make fix     let ruff mend what it can
#   make test-slow the slow ones                                  make bench   run the measurements
#   make setup    only the environment                            make clean   remove caches and built files
#   make lock     write the lock files anew                       make bundle  what an installation without internet needs
#   make servers-up / servers-down    PostgreSQL and Neo4j for tests, without Docker (tools/servers); the tests find them
#
# Packages come from wherever pip is configured to look: no index is named here or in the lock files, and every file
# is checked against its hash. hatchling, which builds this package, is locked too, so the package itself is installed
# without build isolation: an isolated build would fetch an unlocked hatchling, and would fail where no index is in reach.

VENV ?= .venv
PYTHON ?= $(shell command -v python3.11 || command -v python3)
PYTEST_ARGS ?= -n auto
BIN := $(VENV)/bin
PIP := $(BIN)/python -m pip --disable-pip-version-check --quiet
HASHED := install --require-hashes -r
COMPILE := pip-compile --quiet --strip-extras --generate-hashes --allow-unsafe --build-deps-for editable \
	--no-emit-index-url --no-emit-trusted-host --no-emit-find-links --no-emit-options

.DEFAULT_GOAL := setup
.PHONY: setup setup-test demo test test-slow lint check fix bench bundle clean lock servers-up servers-down

# The stamps stand for an environment that is up to date with the files they depend on.
$(VENV)/.stamp: requirements.lock pyproject.toml
	test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	$(PIP) $(HASHED) requirements.lock
	$(PIP) install --no-deps --no-build-isolation -e .
	touch $@

$(VENV)/.stamp-test: requirements-test.lock $(VENV)/.stamp
	$(PIP) $(HASHED) requirements-test.lock
	touch $@

setup: $(VENV)/.stamp

setup-test: $(VENV)/.stamp-test

demo: setup
	$(BIN)/creditgraph demo

test: setup-test
	$(BIN)/pytest $(PYTEST_ARGS) -m "not slow"

test-slow: setup-test
	$(BIN)/pytest $(PYTEST_ARGS) -m slow

lint: setup-test
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports

check: lint
	$(BIN)/pytest $(PYTEST_ARGS) -m "not slow" --cov --cov-report=term:skip-covered

# eval "$$(make -s servers-up)" gives their addresses to the shell too.
servers-up:
	@PYTHONDONTWRITEBYTECODE=1 $(PYTHON) tools/servers up

servers-down:
	@PYTHONDONTWRITEBYTECODE=1 $(PYTHON) tools/servers down

fix: setup-test
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

# The graph is read after it was published.
BENCHES = $(filter-out bench/graph_reads.py,$(wildcard bench/*.py)) bench/graph_reads.py

bench: setup-test servers-up
	set -e; set -a; . build/servers/env; set +a; unset CREDITGRAPH_ARCHIVE; \
	for script in $(BENCHES); do echo "== $$script"; $(BIN)/python $$script; done

# Wheels for both kinds of machine, in build/bundle.
bundle: setup
	$(BIN)/python tools/bundle.py

clean: servers-down
	rm -rf build dist demo .coverage .coverage.* .pytest_cache .mypy_cache .ruff_cache .hypothesis .import_linter_cache
	find $(wildcard src tests examples bench) -name __pycache__ -type d -prune -exec rm -rf {} +

lock:
	$(PYTHON) -m venv build/lock
	build/lock/bin/python -m pip --quiet install "pip-tools>=7.5"
	CUSTOM_COMPILE_COMMAND="make lock" build/lock/bin/$(COMPILE) -o requirements.lock pyproject.toml
	CUSTOM_COMPILE_COMMAND="make lock" build/lock/bin/$(COMPILE) --constraint requirements.lock \
		--extra test --extra bulk --extra postgres --extra neo4j -o requirements-test.lock pyproject.toml
	CUSTOM_COMPILE_COMMAND="make lock" build/lock/bin/$(COMPILE) --constraint requirements-test.lock \
		--extra bulk --extra postgres --extra neo4j -o requirements-server.lock pyproject.toml
