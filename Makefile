# make run     the server in the foreground;  make run ARGS="--port 6000"
# make gui     the desktop client
# make app     the desktop client as one file, dist/chat-gui, with PyInstaller
# make test    all tests, a process for each core and one more
# make explore  the tests with examples of Hypothesis, with other ones each time
# make check   lint, format, types, who imports whom, generated pages
# make web     build the page anew from clients/web, with Node
# make pages   write the generated pages anew
# make figures  sizes, circles of imports, names defined twice
# make bench   the benchmarks
# make irctest  the public tests of IRC servers, from the folder IRCTEST
# make fuzz    schemathesis against the API, in an environment of its own
# make client  a client made from the OpenAPI document, against a real server, likewise
# make clean   remove what was made here, never the data
#
# The first of them sets up .venv; pip finds packages as this machine is configured to.

# Servers are started by the hundred in tests: each would compile everything anew.
unexport PYTHONDONTWRITEBYTECODE

BIN := .venv/bin
READY := .venv/ready
ARGS ?=

.PHONY: run gui app test explore check web pages figures bench irctest fuzz client clean tools

run: $(READY)
	@.ci/prepare sandbox
	@exec $(BIN)/chat-server $(ARGS)

gui: $(READY)
	@exec $(BIN)/chat-gui $(ARGS)

app:
	deploy/desktop/build.sh

test: $(READY) tools
	$(BIN)/python -m pytest -n auto --dist loadfile $(ARGS)

explore: $(READY)
	$(BIN)/python -m pytest -n auto --dist loadfile --hypothesis-profile=explore $$(grep -rl "from hypothesis" tests --include="test_*.py") $(ARGS)

check: $(READY)
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/python -m pytest tests/unit/test_import_map.py
	$(BIN)/python docs/make_pages.py --check
	$(BIN)/python docs/web_types.py --check
	$(BIN)/python docs/web_emoji.py --check
	@.ci/prepare page; if [ -d clients/web/node_modules ]; then cd clients/web && npm run --silent types && npm run --silent check; \
	else echo "npm is not here: whether chatservice/web is what clients/web builds was not checked"; fi

web:
	@.ci/prepare page
	@[ -d clients/web/node_modules ] || { echo "make web needs Node and npm"; exit 1; }
	cd clients/web && npm run --silent types && npm run --silent build

pages: $(READY)
	$(BIN)/python docs/make_pages.py
	$(BIN)/python docs/web_types.py
	$(BIN)/python docs/web_emoji.py

figures: $(READY)
	@$(BIN)/python docs/house.py

bench: $(READY)
	$(BIN)/python -m benchmarks $(ARGS)
	@[ -n "$(ARGS)" ] || $(BIN)/python -m benchmarks.page

# Its tests are not ours and are not fetched: git clone https://github.com/progval/irctest.
IRCTEST ?= ../irctest
irctest: $(READY)
	@if [ ! -d "$(IRCTEST)/irctest" ]; then echo "irctest is not in $(IRCTEST): clone it, or say make irctest IRCTEST=folder"; exit 1; fi
	cd $(IRCTEST) && PYTHONPATH=$(CURDIR):. $(CURDIR)/$(BIN)/python -m pytest --controller tests.irctest.controller \
	  -m 'not implementation-specific and not deprecated and not strict' $(ARGS)

tools:
	@.ci/prepare tools

# Made anew only when what it is made of has changed.
$(READY): pyproject.toml setup.cfg
	@set -e; python=$$(.ci/prepare python); \
	[ -x $(BIN)/python ] || { echo "1/2 making .venv with $$("$$python" --version)"; "$$python" -m venv .venv; }; \
	echo "2/2 installing chatservice and its libraries into .venv"; \
	$(BIN)/python -m pip install -qq --disable-pip-version-check --editable '.[dev]'; \
	touch $(READY)

fuzz:
	@[ -x .venv-fuzz/bin/schemathesis ] || { python3 -m venv .venv-fuzz && \
		.venv-fuzz/bin/python -m pip install --quiet --editable '.[fuzz]'; }
	.venv-fuzz/bin/python -m tests.live.fuzz_api $(ARGS)

client:
	@[ -x .venv-client/bin/openapi-python-client ] || { python3 -m venv .venv-client && \
		.venv-client/bin/python -m pip install --quiet --editable '.[client]'; }
	.venv-client/bin/python -m tests.live.generated_client $(ARGS)

clean:
	rm -rf .venv .venv-fuzz .venv-client build dist *.egg-info .pictures .pytest_cache .mypy_cache .ruff_cache .hypothesis
	rm -rf tests/live/node/node_modules clients/web/node_modules
	find . -name __pycache__ -type d -prune -exec rm -rf {} +
	find . -name dropin.cache -delete
