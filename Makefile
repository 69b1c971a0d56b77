# Needs make and Python 3.11 or newer. Every target does its own set-up in .venv; a second run is quick.

PYTHON ?= python3
PORT ?= 8000
ARGS ?=

VENV := .venv
BIN := $(VENV)/bin
RUNS := $(VENV)/.runs
READY := $(VENV)/.ready
COLLECTED := var/demo/.collected

# Containers often forbid Python to keep what it has compiled. Every process would compile all of it anew then, and
# pytest would rewrite every assertion in each of its processes.
unexport PYTHONDONTWRITEBYTECODE

.PHONY: help demo test lint bench site-checks words lock clean

help:
	@echo "make demo    a fictional newsroom on http://127.0.0.1:$(PORT), ready to try (PORT=8080 for another port)"
	@echo "make test    the tests, on SQLite or on the PostgreSQL of DATABASE_URL (ARGS='-k embargo' for some)"
	@echo "make lint    style, format and types"
	@echo "make bench   the measurements in bench/"
	@echo "make site-checks   the demo's pages by Lighthouse, axe and the HTML checker (needs Chromium, Node, Java)"
	@echo "make words   the catalogues of locale/ brought up to date and compiled (needs GNU gettext)"
	@echo "make lock    pin every dependency anew from pyproject.toml (ARGS=--upgrade for newer ones)"
	@echo "make clean   remove what these targets made: .venv, caches, the demo's data"

# What runs the newsroom, and on top of it what tests and measures it: the demo need not wait for the second.
$(RUNS): requirements.lock
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "Python 3.11 or newer is needed; PYTHON=... names another")'
	@test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	@echo "Installing what the newsroom needs into $(VENV) ..."
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements.lock
	@touch $@

$(READY): requirements-dev.lock $(RUNS)
	@echo "Installing what tests it ..."
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements-dev.lock
	@touch $@

# Granian shares a taken port without a word, and then an older demo answers every other request.
PORT_IS_FREE := import socket, sys; sys.exit(socket.socket().connect_ex(("127.0.0.1", $(PORT))) == 0)

# The demo opts out of production safety, openly: no TLS, and a key that everybody can read here. It keeps
# to its own folder and its own database, whatever the environment says, so it never touches a real one.
demo bench site-checks words: export SITE_URL = http://127.0.0.1:$(PORT)
demo bench site-checks words: export ALLOWED_HOSTS = 127.0.0.1,localhost
demo bench site-checks words: export HTTPS_ONLY = false
demo bench site-checks: export BEHIND_PROXY = false
demo bench site-checks: export DEBUG = false
demo bench site-checks words: export SECRET_KEY = this key is no secret, it is for the demo on this machine only
demo bench site-checks: export SITE_NAME = The Almadrel Meridian
demo bench site-checks: export SITE_TAGLINE = News from the mouth of the Sorve since 1884
demo bench site-checks: export TIME_ZONE = Europe/Lisbon
demo bench site-checks: export STORY_LANGUAGES = en pt ar
demo bench site-checks: export CACHE_URL = locmem://demo
demo bench site-checks: export S3_BUCKET =
demo bench site-checks: export S3_PRIVATE_BUCKET =
demo bench site-checks: export PICTURES_URL =
demo bench site-checks: export PUBLISHES_IN =
demo: export SPELLING_BY_ONE_PERSON = true
demo bench site-checks: export VIDEO_HOSTS =
bench site-checks: export WIRE_FOLDER =
demo bench site-checks: export EMAIL_URL = console:
demo: export VAR_DIR = $(CURDIR)/var/demo
demo: export DATABASE_URL = sqlite:///$(VAR_DIR)/newsroom.sqlite3
demo: export WIRE_FOLDER = $(VAR_DIR)/wires
# The desk is measured on PostgreSQL too, in databases made for it, where the environment names one.
bench: export POSTGRES_URL := $(DATABASE_URL)
bench: export VAR_DIR = $(CURDIR)/var/bench
bench: export DATABASE_URL = sqlite:///$(VAR_DIR)/newsroom.sqlite3
bench: export PYTHONPATH = $(CURDIR)

demo: $(RUNS) $(COLLECTED)
	@$(BIN)/python -c '$(PORT_IS_FREE)' 2>/dev/null || { echo "Port $(PORT) cannot be had. Try: make demo PORT=8080"; exit 1; }
	@mkdir -p $(WIRE_FOLDER)
	@$(BIN)/python manage.py migrate --verbosity 0
	@$(BIN)/python manage.py demo
	@trap 'kill $$worker $$server 2>/dev/null; wait' EXIT; trap 'exit 0' INT TERM; \
		nice -n 19 $(BIN)/python manage.py worker & worker=$$!; \
		$(BIN)/python manage.py serve --port $(PORT) --workers 1 & server=$$!; wait $$server

$(COLLECTED): $(RUNS) $(shell find static */static -type f 2>/dev/null)
	@mkdir -p $(@D)
	@$(BIN)/python manage.py collectstatic --no-input --verbosity 0
	@touch $@

test: $(READY)
	@$(BIN)/python -m pytest -n auto --dist worksteal $(ARGS)

lint: $(READY)
	@$(BIN)/ruff check .
	@$(BIN)/ruff format --check .
	@$(BIN)/mypy
	@$(BIN)/mypy .ci/site

bench: BENCHES = $(wildcard bench/[!_]*.py)
bench: $(READY)
	@mkdir -p $(VAR_DIR)
	@for script in $(BENCHES); do echo "== $$script"; $(BIN)/python $$script $(ARGS) || exit 1; done

site-checks: export PYTHONPATH = $(CURDIR)
site-checks: $(READY)
	@$(BIN)/python .ci/site $(ARGS)

# The catalogues are committed compiled: whoever only runs the newsroom needs no gettext.
words: $(RUNS)
	@$(BIN)/python manage.py makemessages --all --no-wrap --no-location --no-obsolete --ignore '.*' --ignore var
	@$(BIN)/python manage.py compilemessages --ignore '.*'

lock: $(READY)
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check uv
	@$(BIN)/uv pip compile --quiet --universal --python-version 3.11 --generate-hashes \
		--custom-compile-command "make lock" $(ARGS) pyproject.toml --output-file requirements.lock
	@$(BIN)/uv pip compile --quiet --universal --python-version 3.11 --generate-hashes \
		--custom-compile-command "make lock" $(ARGS) pyproject.toml --extra s3 \
		--constraints requirements.lock --output-file requirements-s3.lock
	@$(BIN)/uv pip compile --quiet --universal --python-version 3.11 --generate-hashes \
		--custom-compile-command "make lock" $(ARGS) pyproject.toml --group dev \
		--constraints requirements.lock --constraints requirements-s3.lock --output-file requirements-dev.lock

clean:
	rm -rf $(VENV) .mypy_cache .ruff_cache .pytest_cache .hypothesis .coverage htmlcov test-results var/demo var/bench
	find . -name __pycache__ -type d -prune -exec rm -rf {} +
