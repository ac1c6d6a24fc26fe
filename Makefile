# Each target is one ordinary command, written above it, to be typed by hand where there is no make (on Windows put
# .venv\Scripts\ where these lines have .venv/bin/). The first use of any target builds .venv from nothing but Python.

PYTHON ?= python3
YEAR ?= 2020
PAGE_LANG := $(or $(filter en,$(LANG)),vi)
UV_VERSION := 0.13.9
INSTALLED := .venv/.installed

export UV_PYTHON_DOWNLOADS := never

.PHONY: help report test test-spark check lab clean messages environment bench shots

help:
	@echo "make report     the yearly report of YEAR=$(YEAR), in reports/$(YEAR)/index.html"
	@echo "make lab        JupyterLab, on the start notebook"
	@echo "make test       all tests"
	@echo "make test-spark the aggregations on a local Spark (needs Java 17 or later)"
	@echo "make check      lint, types, notebooks without outputs"
	@echo "make shots      screenshots of each kind of page, in build/shots/$(YEAR) (LANG=en: of the English pages)"
	@echo "make bench      how fast workbooks are read, seasons analysed, rank bands drawn and pages shown"
	@echo "make messages   the English catalogue, brought in step with the texts"
	@echo "make clean      away with tables, reports and caches (not with .venv)"

# .venv/bin/cchc report --year 2020
report: $(INSTALLED)
	.venv/bin/cchc report --year $(YEAR)

# .venv/bin/pytest --numprocesses auto --dist loadfile --no-loadscope-reorder
test: $(INSTALLED)
	.venv/bin/pytest --numprocesses auto --dist loadfile --no-loadscope-reorder

# UV_PROJECT_ENVIRONMENT=.venv-spark .venv/bin/uv sync --frozen --group spark
# .venv-spark/bin/pytest -m spark tests/scale
test-spark: $(INSTALLED)
	UV_PROJECT_ENVIRONMENT=.venv-spark .venv/bin/uv sync --frozen --quiet --group spark
	.venv-spark/bin/pytest -m spark tests/scale

# .venv/bin/python -m scripts.check
check: $(INSTALLED)
	.venv/bin/python -m scripts.check

# .venv/bin/jupyter lab --LabApp.default_url=/lab/tree/notebooks/00_start.ipynb
lab: $(INSTALLED) data/processed/$(YEAR)/season.json
	.venv/bin/jupyter lab --LabApp.default_url=/lab/tree/notebooks/00_start.ipynb

# .venv/bin/cchc check --year 2020          (exit code 1: done, with findings to look at)
data/processed/$(YEAR)/season.json: | $(INSTALLED)
	.venv/bin/cchc check --year $(YEAR) || test $$? = 1

# .venv/bin/uv sync --frozen --group bench
# .venv/bin/python -m scripts.bench_reading
# .venv/bin/python -m scripts.bench_analysis
# .venv/bin/python -m scripts.bench_ranks
# .venv/bin/python -m scripts.bench_tables
# .venv/bin/python -m scripts.bench_pages
# .venv/bin/python -m scripts.bench_season
# .venv/bin/python -m scripts.bench_rebuild
# .venv/bin/python -m scripts.bench_registers
bench: $(INSTALLED)
	.venv/bin/uv sync --frozen --quiet --group bench
	.venv/bin/python -m scripts.bench_reading
	.venv/bin/python -m scripts.bench_analysis
	.venv/bin/python -m scripts.bench_ranks
	.venv/bin/python -m scripts.bench_tables
	.venv/bin/python -m scripts.bench_pages
	.venv/bin/python -m scripts.bench_season
	.venv/bin/python -m scripts.bench_rebuild
	.venv/bin/python -m scripts.bench_registers

# .venv/bin/python -m scripts.shots --year 2020 --lang vi
shots: $(INSTALLED)
	.venv/bin/python -m scripts.shots --year $(YEAR) --lang $(PAGE_LANG)

# .venv/bin/python -m scripts.messages
messages: $(INSTALLED)
	.venv/bin/python -m scripts.messages

# .venv/bin/python -m scripts.environment
environment: $(INSTALLED)
	.venv/bin/python -m scripts.environment

# git clean -fdX data/processed reports build .mypy_cache .pytest_cache .ruff_cache .hypothesis
clean:
	git clean -fdXq data/processed reports build .mypy_cache .pytest_cache .ruff_cache .hypothesis

# python3 -m venv .venv
# .venv/bin/python -m pip install uv==0.13.9
# .venv/bin/uv sync --frozen          (after: set UV_PYTHON_DOWNLOADS=never)
$(INSTALLED): pyproject.toml uv.lock
	@$(PYTHON) -c 'import sys; sys.exit(not (3, 11) <= sys.version_info[:2] < (3, 15))' || { \
	  echo "Python 3.11 to 3.14 is needed; \"$(PYTHON)\" is: $$($(PYTHON) --version 2>&1)." >&2; \
	  echo "Where another Python is installed, name it: make PYTHON=python3.12 report" >&2; exit 1; }
	@test -x .venv/bin/pip || $(PYTHON) -m venv .venv
	@.venv/bin/python -m pip install --quiet --disable-pip-version-check uv==$(UV_VERSION)
	.venv/bin/uv sync --frozen --quiet
	@touch $@
