# Two commands do everything: `make run` and `make test`. `make help` lists the rest.

PORT ?= 8420
DATA ?= build/demo-data
EACH ?= 600
SHELL := /bin/bash
.DEFAULT_GOAL := help

help: ## list the targets
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | sort | awk -F':.*## ' '{printf "  make %-12s %s\n", $$1, $$2}'

run: check-port build ## install what is missing, build, start the demo and print its address (PORT=8420)
	@tools/run.sh $(PORT) $(DATA)

check-port:
	@tools/run.sh --check-port $(PORT)

run-fleet: build ## two servers over one store (moto from PyPI stands in) and an agent (PORT + 1, PORT + 2)
	@python3 tools/run-fleet.py $$(($(PORT) + 1)) $$(($(PORT) + 2))

test: build ## every test that Debian packages and npm suffice for
	@python3 tools/test.py

test-peers: build ## tests against peers from PyPI: a real Home Assistant, moto's DynamoDB
	@python3 tools/test.py --peers

fuzz: setup ## look for new faults in every parser, from a random seed (EACH=600 seconds)
	@tools/build-server.sh asan
	@python3 tests/fuzz/run.py build/asan $(EACH) random

bench: build ## measure the budgets beside their peers (FastAPI and moto from PyPI, Lighthouse from npm); fails when one is missed
	@tools/build-server.sh release $(patsubst bench/%.cpp,bench_%,$(wildcard bench/*.cpp))
	@python3 bench/run.py

build: server web-app ## build the server (build/release/ohmstead) and the web app (web/dist)

setup: ## install missing Debian packages
	@tools/setup.sh

server: setup
	@tools/build-server.sh release ohmstead ohmstead-simulator

web-app: setup
	@tools/build-web.sh

format: ## format all sources
	@git ls-files '*.cpp' '*.hpp' | xargs clang-format-19 -i
	@cd web && npx prettier --write --log-level warn src ../e2e

clean: ## remove what was built
	rm -rf build web/dist web/.angular

.PHONY: help run check-port run-fleet test test-peers fuzz bench build setup server web-app format clean
