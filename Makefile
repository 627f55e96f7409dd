# The course's commands. They need Python 3.11 or newer (PYTHON names another one) and make.
PYTHON ?= python3
VENV_PYTHON := .venv/bin/python
unexport MPLBACKEND  # Jupyter chooses how figures show; a backend set elsewhere would hide them
LOCK := uv pip compile pyproject.toml --extra lab --extra test --extra slides --universal \
	--python-version 3.11 --generate-hashes --no-emit-index-url --no-header --no-strip-extras

RUFF := $(VENV_PYTHON) -m ruff check . && $(VENV_PYTHON) -m ruff format --check .
# One worker a core; each takes whole files, in the order of conftest.py.
PYTEST := $(VENV_PYTHON) -m pytest -n logical --dist loadfile --no-loadscope-reorder

.PHONY: help install lab test check processors versions mutate notebooks slides site onefile test-site pictures lock clean

help:
	@echo "make lab        set up once, then open JupyterLab at the first notebook"
	@echo "make test       set up once, then check everything: style, code, every notebook"
	@echo "make check      the quick part of it, for the minute before a commit: no browser, no kernel"
	@echo "make mutate     break the engine on purpose, again and again, and see whether tests notice"
	@echo "make processors run every notebook as other processors and Pythons compute it"
	@echo "make versions   run the notebooks under the lowest and the newest packages allowed"
	@echo "make notebooks  run every notebook from the top and store what it shows"
	@echo "make slides     build every lecture deck and its PDF into slides/"
	@echo "make site       build the website into build/site"
	@echo "make onefile    build it as one file, build/gdviz.html, for a USB stick"
	@echo "make test-site  build it, and run a notebook in its pages (NOTEBOOK=all: every one)"
	@echo "make pictures   take the README's pictures anew"
	@echo "make lock       write requirements.lock anew (UPGRADE=--upgrade takes newer versions)"
	@echo "make clean      delete caches and builds (.venv stays; delete it to begin afresh)"

install:
	@command -v "$(PYTHON)" >/dev/null || { echo "There is no command $(PYTHON) here. Install\
 Python 3.11 or newer from python.org, or name yours: make lab PYTHON=python3.12"; exit 1; }
	@"$(PYTHON)" tools/install.py

lab: install
	@echo "Starting JupyterLab. Its address follows; stop it with Ctrl-C."
	@$(VENV_PYTHON) -m jupyterlab --config=tools/jupyter_lab_config.py

# Stored pictures are compared, so a reader's own matplotlib settings must not reach them.
test check notebooks: export MATPLOTLIBRC := /dev/null

test: install
	@$(RUFF)
	@$(PYTEST) gdviz tests notebooks

check: install
	@$(RUFF)
	@$(PYTEST) -m "not slow" gdviz tests notebooks

mutate: install
	@$(VENV_PYTHON) -m tools.mutate run

processors: install
	@$(VENV_PYTHON) -m tools.processors

versions: install
	@$(VENV_PYTHON) -m tools.processors "lowest packages" "newest packages"

notebooks: install
	@$(VENV_PYTHON) -m tools.notebooks

slides: install
	@$(VENV_PYTHON) -m tools.slides

NPM := PATH="$(CURDIR)/.venv/bin:$$PATH" npm --prefix website/run # from the lock, with its Node

# What the website needs beside; make lab and make test need none of it.
.venv/site.stamp: requirements-site.lock | install
	@echo "Installing what builds the website ..."
	@$(VENV_PYTHON) -m pip install --quiet --disable-pip-version-check --require-hashes \
		-r requirements-site.lock
	@touch $@

site: install .venv/site.stamp
	@$(VENV_PYTHON) -m tools.slides
	@$(VENV_PYTHON) -m website.build

onefile: install .venv/site.stamp
	@$(VENV_PYTHON) -m website.build
	@$(VENV_PYTHON) -m website.onefile build/gdviz.html 19

test-site: install .venv/site.stamp
	@$(VENV_PYTHON) -m website.build
	@($(VENV_PYTHON) -m website.onefile build/quick.html && $(NPM) test) & \
		$(VENV_PYTHON) -m pytest -o addopts= --noconftest -p no:nbval website/test_site.py; \
		first=$$?; wait $$!; exit $$((first + $$?))

pictures: install
	@$(VENV_PYTHON) -m tools.readme_picture

lock:
	@command -v uv >/dev/null || { echo "make lock needs uv: pip install uv"; exit 1; }
	@$(LOCK) --extra mutate --extra build --output-file requirements.lock --quiet $(UPGRADE)
	@$(LOCK) --extra site --constraint requirements.lock --output-file requirements-site.lock --quiet \
		$(UPGRADE)
	@$(NPM) run --silent lock

clean:
	@rm -rf .pytest_cache .ruff_cache .hypothesis build dist slides mutants
	@find . \( -path ./.venv -o -path ./.git \) -prune -o -type d \
		\( -name __pycache__ -o -name .ipynb_checkpoints -o -name .virtual_documents \) \
		-exec rm -rf {} +
