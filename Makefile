# The commands of this project. `make help` lists them. Python 3.11 or later and make are all that is needed.

PORT ?= 8000
DATA_DIR ?= var
VENV ?= .venv

override DATA_DIR := $(abspath $(DATA_DIR))
BIN := $(VENV)/bin
PYTHON := $(BIN)/python
APPS := $(sort $(dir $(wildcard */apps.py)))
PO := $(wildcard locale/*/LC_MESSAGES/django.po)
MO := $(PO:.po=.mo)
STATIC_FILES := $(shell find $(APPS) -type f \( -path '*/static/*' -o -path '*/bundles/*' \) 2>/dev/null) \
	$(wildcard docs/guide/pictures/*/*)
STATIC := $(DATA_DIR)/static/staticfiles.json
PYTEST_ARGS ?=
BENCH ?=
MIGRATIONS ?=

export PORT DATA_DIR

.DEFAULT_GOAL := help
.PHONY: help run dev shell test bench check lint types floors template-lint check-migrations catalogues-check deploy-check \
	check-next format migrations catalogues guide requirements hooks clean

help: ## list these commands
	@sed -n 's/^\([a-z-]*\):.*## /\1\t/p' $(MAKEFILE_LIST) | expand -t 20

# The environment -----------------------------------------------------------------------------------------------------

$(PYTHON):
	@for candidate in $(or $(PYTHON3),python3 python3.14 python3.13 python3.12 python3.11); do \
	  if "$$candidate" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; then found=$$candidate; break; fi; \
	done; \
	if [ -z "$$found" ]; then \
	  echo "Python 3.11 or later is needed, and was not found. PYTHON3=/path/to/python make run names another." >&2; exit 1; \
	fi; \
	if ! "$$found" -c 'import ensurepip, venv' 2>/dev/null; then \
	  version=$$("$$found" -c 'import sys; print("%d.%d" % sys.version_info[:2])'); \
	  echo "Python's venv module is incomplete. On Debian and Ubuntu: apt-get install python$$version-venv" >&2; exit 1; \
	fi; \
	echo "Making a virtual environment in $(VENV) with $$found"; \
	"$$found" -m venv $(VENV)

$(VENV)/.installed: requirements.txt | $(PYTHON)
	@$(PYTHON) -m pip --version >/dev/null 2>&1 || $(PYTHON) -m ensurepip >/dev/null
	@echo "Installing requirements.txt"
	@$(PYTHON) -m pip install --quiet --disable-pip-version-check --requirement requirements.txt
	@touch $@

$(VENV)/.installed-dev: requirements-dev.txt $(VENV)/.installed
	@echo "Installing requirements-dev.txt"
	@$(PYTHON) -m pip install --quiet --disable-pip-version-check --requirement requirements-dev.txt
	@touch $@

$(MO): $(PO) | $(VENV)/.installed
	@DJANGO_SETTINGS_MODULE=cms.settings.demonstration $(PYTHON) manage.py catalogues --compile
	@touch $(MO)

$(STATIC): $(STATIC_FILES) $(VENV)/.installed cms/settings/base.py cms/bundles.py
	@DJANGO_SETTINGS_MODULE=cms.settings.demonstration $(PYTHON) manage.py collectstatic --noinput --verbosity 0
	@touch $@

# The site ------------------------------------------------------------------------------------------------------------

# What both servers begin with: a port that is free, the demonstration where there is no site yet, and its log-ins.
define PREPARE
@$(PYTHON) -c 'import socket, sys; sys.exit(not socket.socket().connect_ex(("127.0.0.1", $(PORT))))' || \
  { echo "Port $(PORT) is in use. Another one: PORT=8001 make $@" >&2; exit 1; }
@echo "Preparing the database; the first time it takes a few minutes"
@$(PYTHON) manage.py migrate --noinput --skip-checks --verbosity 0
@$(PYTHON) manage.py demo --if-empty --logins
@echo
@echo "Site    http://127.0.0.1:$(PORT)/"
@echo "Admin   http://127.0.0.1:$(PORT)/admin/"
endef

run dev: export BASE_URL ?= http://127.0.0.1:$(PORT)
run: export DJANGO_SETTINGS_MODULE := cms.settings.demonstration
run: $(VENV)/.installed $(MO) $(STATIC) ## start the demonstration site on http://127.0.0.1:8000 (PORT, DATA_DIR, DATABASE_URL)
	$(PREPARE)
	@echo "Ctrl-C stops it; make run starts it again with what was written."
	@exec $(BIN)/gunicorn --config cms/gunicorn.py cms.wsgi

dev: export DJANGO_SETTINGS_MODULE := cms.settings.dev
dev: $(VENV)/.installed $(MO) ## the same site for working on it: starts again when code changes, and shows what went wrong
	$(PREPARE)
	@echo "Ctrl-C stops it. What changes in the code and the templates is seen at the next request."
	@exec $(PYTHON) manage.py runserver $(PORT)

shell: export DJANGO_SETTINGS_MODULE := cms.settings.dev
shell: $(VENV)/.installed $(MO) ## Python with the models at hand, on the data of make run and make dev
	@$(PYTHON) manage.py shell

# Proof ---------------------------------------------------------------------------------------------------------------

test: $(VENV)/.installed-dev $(MO) ## run the tests (DATABASE_URL chooses the database; PYTEST_ARGS="-n 2 tests/home")
	@$(BIN)/pytest $(PYTEST_ARGS)

bench: $(VENV)/.installed $(MO) ## what translating costs and how it grows, in a database of its own (BENCH="1000 10000"; DATABASE_URL)
	@DJANGO_SETTINGS_MODULE=cms.settings.test $(PYTHON) manage.py bench $(BENCH)

check: lint types floors template-lint check-migrations catalogues-check deploy-check ## everything that can be proved without running the site

lint: $(VENV)/.installed-dev ## code style
	@$(BIN)/ruff check .
	@$(BIN)/ruff format --check .

types: $(VENV)/.installed-dev ## types
	@$(BIN)/mypy

floors: $(VENV)/.installed-dev ## imports go down only
	@$(BIN)/lint-imports

template-lint: $(VENV)/.installed-dev ## templates
	@$(BIN)/djlint --lint --quiet templates $(wildcard $(addsuffix templates,$(APPS)))

check-migrations: $(VENV)/.installed $(MO) ## models and migrations agree
	@DJANGO_SETTINGS_MODULE=cms.settings.test DATABASE_URL=sqlite://:memory: $(PYTHON) manage.py makemigrations --check --dry-run

catalogues-check: $(VENV)/.installed ## every text is translated into the required languages
	@DJANGO_SETTINGS_MODULE=cms.settings.test $(PYTHON) manage.py catalogues --check

deploy-check: $(VENV)/.installed $(MO) ## Django's deployment checks on the production settings
	@DJANGO_SETTINGS_MODULE=cms.settings.production DATABASE_URL=sqlite://:memory: \
	  ALLOWED_HOSTS=www.example.org BASE_URL=https://www.example.org \
	  SECRET_KEY="$$($(PYTHON) -c 'import secrets; print(secrets.token_urlsafe(64))')" \
	  $(PYTHON) manage.py check --deploy --fail-level WARNING

check-next: $(VENV)/.installed $(MO) ## a part of the tests on the next Wagtail and Django, and on each newer Python that is found
	@PYTHON=$(PYTHON) .ci/next

# Upkeep --------------------------------------------------------------------------------------------------------------

format: $(VENV)/.installed-dev ## put the code into the agreed form
	@$(BIN)/ruff check --fix .
	@$(BIN)/ruff format .

migrations: $(VENV)/.installed $(MO) ## write the migrations that changed models need (MIGRATIONS="news --name subtitle")
	@DJANGO_SETTINGS_MODULE=cms.settings.test DATABASE_URL=sqlite://:memory: $(PYTHON) manage.py makemigrations $(MIGRATIONS)

catalogues: $(VENV)/.installed ## bring new texts of the code into the catalogues, and compile them
	@DJANGO_SETTINGS_MODULE=cms.settings.test $(PYTHON) manage.py catalogues --update
	@DJANGO_SETTINGS_MODULE=cms.settings.test $(PYTHON) manage.py catalogues --compile

guide: $(VENV)/.installed-dev $(MO) ## take the pictures of the guides anew, from the demonstration site (needs a Chromium; see CHROMIUM)
	@GUIDE_PICTURES=1 REQUIRE_BROWSER=1 $(BIN)/pytest tests/browser/test_guide.py

requirements: $(VENV)/.installed-dev ## pin every dependency anew, from requirements.in and requirements-dev.in
	@$(PYTHON) -m pip install --quiet --disable-pip-version-check pip-tools==7.6.2
	@for name in requirements requirements-dev; do \
	  CUSTOM_COMPILE_COMMAND="make requirements" $(BIN)/pip-compile --quiet --strip-extras --no-annotate \
	    --no-emit-index-url --no-emit-trusted-host --no-emit-find-links --output-file $$name.txt $$name.in || exit 1; \
	done

hooks: $(VENV)/.installed-dev ## let git call make lint and its like at each commit, and make check at each push
	@$(PYTHON) -m pip install --quiet --disable-pip-version-check pre-commit==4.7.0
	@$(BIN)/pre-commit install

clean: ## remove what tools made; the environment and the data stay
	@rm -rf .pytest_cache .mypy_cache .ruff_cache .import_linter_cache .hypothesis test-results
	@find . -name __pycache__ -type d -not -path './$(VENV)/*' -prune -exec rm -rf {} +
	@rm -f $(MO)
