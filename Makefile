# Everything a fresh machine needs: `make run` opens the app, `make check` checks it in a minute or
# two without a browser, `make test` checks all of it.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
PORT ?= 8501
ADDRESS ?= localhost

.PHONY: run check test lint bench train clean

# With ONNX, which the app can do without: people want to open their own networks.
$(VENV)/app.done: requirements.txt requirements-onnx.txt
	test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	$(BIN)/pip install --quiet --requirement requirements-onnx.txt
	touch $@

TESTS := tests/requirements.txt tests/requirements-onnx.txt
$(VENV)/tests.done: $(VENV)/app.done $(TESTS)
	$(BIN)/pip install --quiet $(TESTS:%=--requirement %)
	touch $@

run: $(VENV)/app.done
	$(BIN)/python -m cnnviz app --port $(PORT) --address $(ADDRESS)

PYTEST := OMP_NUM_THREADS=1 $(BIN)/python -m pytest --quiet -rfER --numprocesses 2 --dist worksteal

check: $(VENV)/tests.done
	$(PYTEST) -m "not browser and not slow"

# A handful of the zoo, networks written by others; `python -m tests.zoo` tries all of them.
test: $(VENV)/tests.done
	PYTHON=$(BIN)/python sh tests/browser/install.sh
	PYTHON=$(BIN)/python sh tests/zoo/install.sh
	$(PYTEST)

lint: $(VENV)/tests.done
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy

bench: $(VENV)/tests.done
	PYTHON=$(BIN)/python sh tests/browser/install.sh
	$(BIN)/python -m tests.benchmarks

# make train MNIST=folder PEN=folder NETWORK=lenet5
NETWORK ?= all
train: $(VENV)/app.done
	$(BIN)/python -m cnnviz train $(NETWORK) $(if $(MNIST),--mnist $(MNIST)) $(if $(PEN),--pen $(PEN))

clean:
	rm -rf $(VENV)
