# Each target is one tool call; `make run` and `make test` are the two commands of the README.
SHELL := /bin/bash
.SHELLFLAGS := -eu -o pipefail -c
PY ?= python3
PORT ?= 8000
DATA ?= ./.data
UV := .tools/bin/uv
BIN := .venv/bin
NODE_PATH_FIRST = export PATH="$(CURDIR)/$(BIN):$$PATH"
FRONT_SOURCES := $(shell find frontend/src frontend/styles frontend/public frontend/vite.config.ts frontend/tsconfig.json -type f 2>/dev/null)
export UV_PYTHON_PREFERENCE := only-system
export UV_NO_CONFIG := 1
# Compiled modules lie beside the packages, in one folder, and never in the tree: a second start takes half the time.
export PYTHONPYCACHEPREFIX := $(CURDIR)/.tools/compiled
unexport PYTHONDONTWRITEBYTECODE

.PHONY: run install test prove promises test-faults test-upgrade test-deploy test-accessible test-firefox check lint format bench bench-crisis bench-crisis-cost triage-card check-safety replay demo-year screenshots lighthouse observatory audit sbom traces lock clean wire words settings

# What is freed is overwritten at once: no word of a chat outlives it in the process (C6 in docs/trust-model.md).
run: .venv/.run $(BIN)/earshot frontend/dist/.stamp
	@export PYTHONMALLOC=malloc GLIBC_TUNABLES=glibc.malloc.perturb=85:glibc.malloc.tcache_count=0; \
	exec $(BIN)/python -m app --port "$(PORT)" --data "$(DATA)" --samples

# What a server needs, into this checkout: its programs, its pages, and the command compiled once, so that starts are quick.
install: $(BIN)/earshot frontend/dist/.stamp
	@$(BIN)/earshot settings > /dev/null

# Of the faults these take longest: they are played by make test-faults, so that make test stays well under 25 minutes.
ONLY_FAULTS := schedules weather emptied

test: lint .venv/.browser tests/observatory/node_modules/.stamp
	$(BIN)/python -m pytest tests --ignore=tests/browser --ignore=tests/nodes_several -n 2
	SCHEDULES=$${SCHEDULES:-12} $(BIN)/python -m pytest tests/nodes_several $(ONLY_FAULTS:%=--ignore=tests/nodes_several/test_%.py) -n 2
	@$(NODE_PATH_FIRST) && npm --prefix frontend test --silent
	$(BIN)/python -m pytest tests/browser --ignore=tests/browser/test_accessible_to_seekers.py -n 2

# Every promise of docs/trust-model.md, its checks and what became of their tests. It reads a server's memory.
prove: .venv/.browser tests/observatory/node_modules/.stamp
	@SCHEDULES=$${SCHEDULES:-12} CHATS=100 $(BIN)/python -m tests.proving -n 2

promises: .venv/.test
	$(BIN)/python -m tests.proving --write

# Real nodes and a real Valkey, killed, paused, cut off and stopped while people talk; and 200 seeded schedules on nodes in
# memory. SEED=7 plays one again, SCHEDULES=1000 all; the two tables are kept in .bench/. LARGE=1 adds the storm. Two halves
# run beside each other, since most of it is waiting.
test-faults: .venv/.test frontend/dist/.stamp
	@rm -f .bench/faults.json
	@export SCHEDULES=$${SCHEDULES:-200}; \
	$(BIN)/python -m pytest $(ONLY_FAULTS:%=tests/nodes_several/test_%.py) & beside=$$!; \
	$(BIN)/python -m pytest tests/nodes_several $(ONLY_FAULTS:%=--ignore=tests/nodes_several/test_%.py); told=$$?; \
	wait $$beside && exit $$told
	$(if $(LARGE),$(BIN)/python -m benchmarks.storm)

# The upgrade drill alone: the code before the newest revision, out of the history, on the schema of this one.
test-upgrade: .venv/.test frontend/dist/.stamp
	$(BIN)/python -m pytest tests/operating/test_old_code.py tests/records/test_upgrade.py

# Every file of deploy/, read by the programs that it is for, and the hour of docs/two-nodes.md walked behind a real Caddy and
# a real nginx; docs/operations.md says how far that goes.
test-deploy: .venv/.test $(BIN)/earshot frontend/dist/.stamp
	@BASE="$(BASE)" deploy/check.sh
	@$(BIN)/python -m tests.operating.hour

# axe over every state of every page of a seeker, in both themes, in six languages; make test looks at each page once.
test-accessible: .venv/.browser
	$(BIN)/python -m pytest tests/browser/test_accessible_to_seekers.py

# Two people talk in Firefox. Optional: no test waits for it.
test-firefox: .venv/.test frontend/dist/.stamp tests/firefox/node_modules/.stamp .tools/firefox/.stamp
	@$(NODE_PATH_FIRST) && PYTHONPATH=.tools/firefox $(BIN)/python -m tests.firefox

.tools/firefox/.stamp: $(UV) requirements/firefox.txt
	@$(UV) pip install -q --python $(BIN)/python --target .tools/firefox --require-hashes -r requirements/firefox.txt && touch $@

tests/firefox/node_modules/.stamp: .venv/.run tests/firefox/package-lock.json
	@$(NODE_PATH_FIRST) && npm --prefix tests/firefox ci --silent --no-audit --no-fund --ignore-scripts && touch $@

check: lint
	$(BIN)/python -m pytest tests/unit tests/properties tests/test_architecture.py

lint: .venv/.test frontend/dist/.stamp
	$(BIN)/ruff format --check --quiet .
	$(BIN)/ruff check --quiet .
	$(BIN)/lint-imports --no-cache | tail -n 3
	$(BIN)/mypy
	@$(NODE_PATH_FIRST) && npm --prefix frontend run --silent types

format: .venv/.test
	$(BIN)/ruff format . && $(BIN)/ruff check --fix .

# Ours beside what others reach, and docs/performance.md anew. Their libraries lie in a folder of their own, never in what
# Earshot runs on.
bench: .venv/.test frontend/dist/.stamp .tools/bench/.stamp benchmarks/peers/node_modules/.stamp
	@$(NODE_PATH_FIRST) && $(BIN)/python -m benchmarks $(if $(CHATS),--chats $(CHATS)) $(if $(ROUNDS),--rounds $(ROUNDS))

.tools/bench/.stamp: $(UV) .venv/.test requirements/bench.txt
	@$(UV) pip install -q --python $(BIN)/python --target .tools/bench --require-hashes -r requirements/bench.txt && touch $@

benchmarks/peers/node_modules/.stamp: .venv/.run benchmarks/peers/package-lock.json
	@$(NODE_PATH_FIRST) && npm --prefix benchmarks/peers ci --silent --no-audit --no-fund --ignore-scripts && touch $@

# EVALUATION is a folder of labelled rows that stays outside the project; without it a few sentences of our own are read.
EVALUATED = $(if $(EVALUATION),"$(EVALUATION)")

bench-crisis: .venv/.test
	@$(BIN)/python -m benchmarks.crisis $(EVALUATED)

bench-crisis-cost: .venv/.test
	@$(BIN)/python -m benchmarks.crisis.cost $(EVALUATED)

triage-card: .venv/.test
	@$(BIN)/python -m benchmarks.crisis.triage_card $(EVALUATED)

# CONVERSATIONS is a file or folder that stays outside the project; without it a dozen of our own are read.
check-safety: .venv/.test
	@$(BIN)/python -m benchmarks.safety $(if $(CONVERSATIONS),"$(CONVERSATIONS)") $(if $(SHOW),--show)

bench-%: .venv/.test frontend/dist/.stamp
	@$(BIN)/python -m benchmarks.$*

replay: .venv/.test frontend/dist/.stamp
	@$(BIN)/python -m benchmarks.replay $(if $(CONVERSATIONS),"$(CONVERSATIONS)") $(if $(NODES),--nodes "$(NODES)")

# A year of made-up visits, for a first look at full statistics: into DATA, before `make run`.
demo-year: .venv/.run
	@$(BIN)/python -m app demo-year --data "$(DATA)" $(if $(PER_DAY),--per-day $(PER_DAY))

screenshots: .venv/.browser
	@$(BIN)/python -m tests.browser.screenshots
	@$(BIN)/python -m tests.browser.gallery

# Lighthouse looks at the pages that are open to anyone. Optional: no test waits for it.
lighthouse: .venv/.browser tests/lighthouse/node_modules/.stamp
	@$(NODE_PATH_FIRST) && $(BIN)/python -m tests.lighthouse

tests/lighthouse/node_modules/.stamp: .venv/.run tests/lighthouse/package-lock.json
	@$(NODE_PATH_FIRST) && npm --prefix tests/lighthouse ci --silent --no-audit --no-fund --ignore-scripts && touch $@

# The HTTP Observatory's own tests and grader, on pages behind TLS.
observatory: .venv/.test frontend/dist/.stamp tests/observatory/node_modules/.stamp
	@$(BIN)/python -m tests.observatory

tests/observatory/node_modules/.stamp: .venv/.run tests/observatory/package-lock.json
	@$(NODE_PATH_FIRST) && npm --prefix tests/observatory ci --silent --no-audit --no-fund --ignore-scripts --omit=optional && touch $@

# Known weaknesses in anything that is locked, as the advisories of both registries tell; it fails where nobody answers.
audit: .venv/.run .tools/supply/.stamp
	@$(BIN)/python -m tests.supply audit

# CycloneDX bills of what the server runs on and of what the pages are built of, in .bench/sbom/.
sbom: .venv/.run .tools/supply/.stamp
	@$(BIN)/python -m tests.supply sbom

.tools/supply/.stamp: $(UV) requirements/supply.txt
	@$(UV) pip install -q --python $(BIN)/python --target .tools/supply --require-hashes -r requirements/supply.txt && touch $@

# What EARSHOT_TRACES needs besides: OpenTelemetry's own exporter.
traces: .venv/.run
	@$(UV) pip install -q --python $(BIN)/python --require-hashes -r requirements/traces.txt

words: .venv/.run
	$(BIN)/python -m app.words.extract

settings: .venv/.run
	$(BIN)/python -m app settings > docs/settings.md
	$(BIN)/python -m app settings --file > deploy/earshot.env

wire: .venv/.run
	$(BIN)/python -m app.wire.typescript > frontend/src/wire.gen.ts

# What the machine needs, installed by the project's own files.

$(UV): requirements/uv.txt
	@$(PY) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { echo "Earshot needs Python 3.11 or newer; $(PY) is older. Try: make run PY=python3.12"; exit 1; }
	@echo "Getting the installer ..."
	@$(PY) -m pip install -q --disable-pip-version-check --root-user-action=ignore --no-compile --require-hashes --target .tools --upgrade -r $< && touch $@

.venv/.run: $(UV) requirements/run.txt requirements/build.txt
	@test -x $(BIN)/python || $(UV) venv -q --python $(PY) .venv
	@echo "Installing what Earshot runs on ..."
	@$(UV) pip install -q --python $(BIN)/python --require-hashes -r requirements/run.txt -r requirements/build.txt && touch $@

$(BIN)/earshot: deploy/earshot .venv/.run
	@install -m 755 $< $@

.venv/.test: .venv/.run requirements/test.txt
	@$(UV) pip install -q --python $(BIN)/python --require-hashes -r requirements/test.txt && touch $@

.venv/.browser: .venv/.test frontend/dist/.stamp tests/browser/package-lock.json
	@$(NODE_PATH_FIRST) && $(BIN)/python -m tests.browser.chromium && touch $@

frontend/node_modules/.stamp: .venv/.run frontend/package-lock.json
	@$(NODE_PATH_FIRST) && npm --prefix frontend ci --silent --no-audit --no-fund && touch $@

frontend/dist/.stamp: frontend/node_modules/.stamp $(FRONT_SOURCES) app/pages/away.py frontend/templates/away.html $(wildcard frontend/words/*.po)
	@echo "Building the pages ..."
	@$(NODE_PATH_FIRST) && npm --prefix frontend run --silent build
	@$(BIN)/python -m app.pages.away frontend/dist/away.html && touch $@

lock: $(UV)
	$(UV) pip compile -q --universal --python-version 3.11 --generate-hashes --no-header --no-annotate --upgrade pyproject.toml -o requirements/run.txt
	$(UV) pip compile -q --universal --python-version 3.11 --generate-hashes --no-header --no-annotate --upgrade --group build -o requirements/build.txt
	$(UV) pip compile -q --universal --python-version 3.11 --generate-hashes --no-header --no-annotate --upgrade --group uv -o requirements/uv.txt
	$(UV) pip compile -q --universal --python-version 3.11 --generate-hashes --no-header --no-annotate --upgrade pyproject.toml --group test -c requirements/run.txt -o requirements/test.txt
	$(UV) pip compile -q --universal --python-version 3.11 --generate-hashes --no-header --no-annotate --upgrade --group bench -c requirements/test.txt -o requirements/bench.txt
	$(UV) pip compile -q --universal --python-version 3.11 --generate-hashes --no-header --no-annotate --upgrade --group supply -o requirements/supply.txt
	$(UV) pip compile -q --universal --python-version 3.11 --generate-hashes --no-header --no-annotate --upgrade --group firefox -o requirements/firefox.txt
	$(UV) pip compile -q --universal --python-version 3.11 --generate-hashes --no-header --no-annotate --upgrade --group traces -c requirements/run.txt -o requirements/traces.txt

clean:
	rm -rf .venv .tools frontend/dist frontend/node_modules tests/browser/node_modules tests/browser/.chromium tests/lighthouse/node_modules tests/firefox/node_modules tests/observatory/node_modules benchmarks/peers/node_modules
