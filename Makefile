# The course's commands. They need Python 3.11 or newer (PYTHON names another one) and make.
PYTHON ?= python3
VENV_PYTHON := .venv/bin/python
unexport MPLBACKEND  # Jupyter chooses how figures show; a backend set elsewhere would hide them
LOCK := uv pip compile pyproject.toml --all-extras --universal --python-version 3.11 \
	--generate-hashes --no-emit-index-url --no-header --output-file requirements.lock

RUFF := $(VENV_PYTHON) -m ruff check . && $(VENV_PYTHON) -m ruff format --check .
# One worker a core; each takes whole files, in the order of conftest.py.
PYTEST := $(VENV_PYTHON) -m pytest -n logical --dist loadfile --no-loadscope-reorder

.PHONY: help install lab test check processors versions mutate notebooks slides pictures lock clean

help:
	@echo "make lab        set up once, then open JupyterLab at the first notebook"
	@echo "make test       set up once, then check everything: style, code, every notebook"
	@echo "make check      the quick part of it, for the minute before a commit: no browser, no kernel"
	@echo "make mutate     break the engine on purpose, again and again, and see whether tests notice"
	@echo "make processors run every notebook as other processors and Pythons compute it"
	@echo "make versions   run the notebooks under the lowest and the newest packages allowed"
	@echo "make notebooks  run every notebook from the top and store what it shows"
	@echo "make slides     build every lecture deck and its PDF into slides/"
	@echo "make pictures   draw the README's pictures anew"
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
test check notebooks pictures: export MATPLOTLIBRC := /dev/null

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
	@$(VENV_PYTHON) tools/notebooks.py

slides: install
	@$(VENV_PYTHON) -m tools.slides

pictures: install
	@$(VENV_PYTHON) tools/readme_picture.py

lock:
	@command -v uv >/dev/null || { echo "make lock needs uv: pip install uv"; exit 1; }
	@$(LOCK) --quiet $(UPGRADE)

clean:
	@rm -rf .pytest_cache .ruff_cache .hypothesis build dist slides mutants
	@find . \( -path ./.venv -o -path ./.git \) -prune -o -type d \
		\( -name __pycache__ -o -name .ipynb_checkpoints -o -name .virtual_documents \) \
		-exec rm -rf {} +
