# Everything here works on a machine that has Python 3.11 or newer and make. `make help` says what there is.

VENV ?= .venv
# The interpreter that the virtual environment is made from; empty: the first one found that is new enough.
PYTHON ?=
# What `make test` and `make suite` run, and with which options: make suite TESTS=tests/unit PYTEST_FLAGS=-x
TESTS ?=
PYTEST_FLAGS ?=
BENCHMARKS ?= vectors encoders search letters indexing model_packs bridge

bin := $(VENV)/bin
interpreter := $(VENV)/.bowerbird/interpreter
runtime := $(VENV)/.bowerbird/runtime
dev := $(VENV)/.bowerbird/dev
other_ocr := .venv-rapidocr-onnxruntime
reference_venv := .venv-reference
reference_made := $(reference_venv)/.bowerbird/reference
environment := VENV="$(VENV)" PYTHON="$(PYTHON)" sh tools/environment.sh
typescript := VENV="$(VENV)" sh tools/typescript.sh

.DEFAULT_GOAL := help
# An environment that was made only in part is made again.
.DELETE_ON_ERROR:
.PHONY: help demo run test suite lint typecheck format bench ocr-extra reference page gimp blender vscode hosts translations extension pins clean FORCE

help:  ## say what can be made
	@grep -E '^[a-z -]+:.*## ' Makefile | sed -E 's/:[^#]*## /\t/' | expand -t 14

demo: $(runtime)  ## index the sample pictures, search them in three ways, and ask a hub over HTTP
	@$(bin)/bowerbird demo

run: $(runtime)  ## start the hub and stay; `bowerbird open` in another terminal opens its page
	@$(bin)/bowerbird serve

test: lint suite  ## check and test everything

suite: $(dev)  ## run the tests alone
	@$(if $(TESTS),,$(typescript) test)
	$(bin)/python -m $(if $(TESTS),pytest $(PYTEST_FLAGS) $(TESTS),tools.suite $(PYTEST_FLAGS))

lint: $(dev) typecheck  ## check style, types and the direction of imports
	$(bin)/ruff check .
	$(bin)/ruff format --check .
	$(bin)/lint-imports
	@$(typescript) check

typecheck: $(dev)  ## check types with mypy and with pyright's rules, as Linux, Windows and macOS see the code
	$(bin)/mypy
	$(bin)/basedpyright --pythonpath $(bin)/python
	@VENV="$(VENV)" sh tools/other_platforms.sh

format: $(dev)  ## lay the code out and mend what can be mended by itself
	$(bin)/ruff check --fix .
	$(bin)/ruff format .
	@$(typescript) format

bench: $(dev)  ## measure; takes minutes and wants a quiet machine
	@set -e; for name in $(BENCHMARKS); do \
		echo "== benchmarks/$$name.py"; $(bin)/python -m benchmarks.$$name; \
	done

ocr-extra:  ## test the other text recognizer, in an environment of its own (Python 3.11 or 3.12)
	@VENV=$(other_ocr) PYTHON="$(PYTHON)" sh tools/environment.sh interpreter
	@VENV=$(other_ocr) sh tools/environment.sh install rapidocr-onnxruntime
	$(other_ocr)/bin/python -c 'import rapidocr_onnxruntime'
	$(other_ocr)/bin/python -m pytest $(PYTEST_FLAGS) tests/contract/test_text_recognizer.py

reference: $(reference_made)  ## compare with the reference models of transformers, in an environment of its own
	$(reference_venv)/bin/python -m pytest $(PYTEST_FLAGS) tests/reference

page: $(dev)  ## test the hub's page in Chromium, and take its pictures for docs/ again
	@VENV="$(VENV)" sh tools/hosts/page/page.sh
	BOWERBIRD_SCREENSHOTS=docs/images $(bin)/python -m pytest $(PYTEST_FLAGS) tests/hosts/page

translations: $(dev)  ## bring the words of the plug-ins in other languages up to date with the code
	$(bin)/python -m tools.translations

extension: $(dev)  ## build the extension for VS Code (dist/*.vsix)
	$(bin)/python -m tools.build_plugins vscode

gimp blender vscode: $(dev)  ## test the plug-in in its real hosts, and take its pictures for docs/ again (wants root and a Debian)
	VENV="$(VENV)" BOWERBIRD_SCREENSHOTS=docs/images bash tools/hosts/hosts.sh $(bin)/python $@ $(PYTEST_FLAGS)

hosts: $(dev)  ## the same in all hosts, which takes less time than one after the other
	VENV="$(VENV)" BOWERBIRD_SCREENSHOTS=docs/images bash tools/hosts/hosts.sh $(bin)/python "gimp blender vscode" $(PYTEST_FLAGS)

pins:  ## resolve pyproject.toml into requirements/ (UPGRADE=1: newest versions)
	PYTHON="$(PYTHON)" UPGRADE="$(UPGRADE)" sh tools/pins.sh

clean:  ## remove the environments and what the tools leave behind; never a library
	rm -rf -- $(VENV) .venv-* build dist .pytest_cache .mypy_cache .ruff_cache .hypothesis .import_linter_cache

# The script touches its stamp only when it changed something, so that nothing is installed twice.
$(interpreter): FORCE
	@$(environment) interpreter

$(runtime): $(interpreter) pyproject.toml requirements/build.txt requirements/runtime.txt tools/environment.sh
	@$(environment) install runtime

$(dev): $(interpreter) pyproject.toml requirements/build.txt requirements/dev.txt tools/environment.sh plugins/vscode/package-lock.json
	@$(environment) install dev
	@$(typescript) modules

$(reference_venv)/.bowerbird/interpreter: FORCE
	@VENV=$(reference_venv) PYTHON="$(PYTHON)" sh tools/environment.sh interpreter

$(reference_made): $(reference_venv)/.bowerbird/interpreter pyproject.toml requirements/build.txt requirements/dev.txt requirements/reference.txt tools/environment.sh tools/reference/libraries.sh
	@VENV=$(reference_venv) sh tools/environment.sh install dev
	@VENV=$(reference_venv) sh tools/reference/libraries.sh
