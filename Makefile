# Everything a fresh machine needs: `make run` opens the app, `make test` checks it.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
PORT ?= 8501
ADDRESS ?= localhost

.PHONY: run test lint bench train clean

$(VENV)/app.done: requirements.txt
	test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	$(BIN)/pip install --quiet --requirement requirements.txt
	touch $@

$(VENV)/tests.done: $(VENV)/app.done tests/requirements.txt
	$(BIN)/pip install --quiet --requirement tests/requirements.txt
	touch $@

run: $(VENV)/app.done
	$(BIN)/streamlit run app.py --server.port $(PORT) --server.address $(ADDRESS)

test: $(VENV)/tests.done
	PYTHON=$(BIN)/python sh tests/browser/install.sh
	OMP_NUM_THREADS=1 $(BIN)/python -m pytest --quiet --numprocesses 2 --dist loadfile

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
