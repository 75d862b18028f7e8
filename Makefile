# Everything a newcomer needs: make run, make test. `make help` lists the rest.
PYTHON ?= $(shell for p in python3.11 python3.12 python3; do \
	$$p -c 'import sys; sys.exit(sys.version_info[:2] not in ((3, 11), (3, 12)))' 2>/dev/null \
	&& echo $$p && break; done)
PY := .venv/bin/python
CHECK_HOME := .riskcrm-test
CHECKS := check-style check-templates check-imports check-migrations check-messages check-schema check-types

.DEFAULT_GOAL := help
.PHONY: help run test check fix messages schema tables bench vendor lock install install-train install-dev $(CHECKS)

help: ## list these targets
	@sed -n 's/^\([a-z-]*\):.*## /\1\t/p' $(MAKEFILE_LIST) | expand -t 12

run: install ## start riskcrm; PORT, RISKCRM_HOME and DEMO=0 are explained in README.md
	@exec $(PY) -m riskcrm.run

test: install-dev ## run all tests on servers of their own; ARGS="-k name" passes words to pytest
	@$(PY) -m pytest -n 2 --dist worksteal $(ARGS)

check: install-dev ## linters, types, contracts, migrations, translations, the API's schema
	@$(MAKE) --no-print-directory -k $(CHECKS) && echo "make check: all clean"

fix: install-dev ## mend what the linters can mend
	$(PY) -m ruff check --fix
	$(PY) -m ruff format
	$(PY) -m djlint --reformat --quiet templates

messages: install-dev ## gather the texts to translate, compile the translations (needs gettext)
	$(PY) -m tests.checks.messages gather

schema: install-dev ## write docs/openapi.yaml from the code
	RISKCRM_HOME=$(CHECK_HOME) $(PY) manage.py spectacular --validate --fail-on-warn --file docs/openapi.yaml

tables: install-dev ## write the tables that an empty database starts with, after migrations were added
	$(PY) -m tests.checks.tables

bench: install ## measure: make bench SIZE=100000 [ONLY=list]
	@$(PY) -m tests.bench --size $(or $(SIZE),10000) $(if $(ONLY),--only $(ONLY))

vendor: install-dev ## fetch the front-end files of others again (needs npm) and check their hashes
	$(PY) -m riskcrm.web.vendor --fetch

lock: ## resolve requirements*.in anew and write the locked files with hashes
	@$(if $(PYTHON),,$(error no Python 3.11 or 3.12 found: make lock PYTHON=/path/to/python3.11))
	@set -e; tools=$$(mktemp -d); trap 'rm -rf "$$tools"' EXIT; $(PYTHON) -m venv $$tools; \
	$$tools/bin/pip install --quiet uv; \
	for part in requirements requirements-train requirements-dev; do \
	$$tools/bin/uv pip compile --quiet --python-version 3.11 --universal --generate-hashes --upgrade \
	$$part.in -o $$part.txt; done

install: ## make .venv with the locked requirements, if it is not there
	@$(if $(PYTHON),,$(error no Python 3.11 or 3.12 found: make PYTHON=/path/to/python3.11 …))
	@$(PYTHON) -I riskcrm/make_venv.py

install-train: ## the same, with what fitting scorecards needs; only workers use it
	@$(if $(PYTHON),,$(error no Python 3.11 or 3.12 found: make PYTHON=/path/to/python3.11 …))
	@$(PYTHON) -I riskcrm/make_venv.py train

install-dev: ## the same, with what tests and checks need
	@$(if $(PYTHON),,$(error no Python 3.11 or 3.12 found: make PYTHON=/path/to/python3.11 …))
	@$(PYTHON) -I riskcrm/make_venv.py dev

check-style:
	$(PY) -m ruff check
	$(PY) -m ruff format --check

check-templates:
	$(PY) -m djlint --check --lint --quiet templates

check-imports:
	.venv/bin/lint-imports

check-migrations:
	RISKCRM_HOME=$(CHECK_HOME) $(PY) -W ignore::RuntimeWarning manage.py makemigrations --check --dry-run

check-messages:
	$(PY) -m tests.checks.messages check

check-schema:
	$(PY) -m tests.checks.schema

check-types:
	RISKCRM_HOME=$(CHECK_HOME) $(PY) -m mypy .
