# `make` alone prints what there is to do.
.DEFAULT_GOAL := help
.PHONY: help setup run dev box box-send test attack lint fix lock load faults
PY := .venv/bin/python

help: ## print this list
	@sed -n 's/^\([a-z-]*\):.*## /  make \1\t/p' Makefile | expand -t 16

setup: ## the virtual environment with everything the tests need
	@tools/setup test

run: ## start the product with the sample district (LAN=1: for phones in the room)
	@tools/setup run
	@tools/assets
	@exec $(PY) -m yiguan run $(if $(filter 1,$(LAN)),--lan)

dev: ## the same, reloading when a file changes
	@tools/setup test
	@tools/assets
	@exec $(PY) -m yiguan run --dev

box: ## a hall box: one evening on this laptop without internet (PACK=file; HTTP=1 NAME=… ADDRESS=… PASSWORD=new)
	@tools/setup run
	@tools/assets
	@exec $(PY) -m yiguan box "$(PACK)" $(if $(filter 1,$(HTTP)),--http) $(if $(NAME),--name "$(NAME)") \
		$(if $(ADDRESS),--address "$(ADDRESS)") $(if $(KEY),--key "$(KEY)") $(if $(filter new,$(PASSWORD)),--new-password)

box-send: ## send what the hall box checked in to the platform, any number of times (PACK=file or folder; TO=https://…)
	@exec $(PY) -m yiguan box-send "$(PACK)" $(if $(TO),--to "$(TO)") $(if $(RENEW),--renew "$(RENEW)")

test: ## everything: lint, types, import order, tests on both databases and in the browser
	@tools/setup test
	@tools/assets
	@exec $(PY) -m tools.test

attack: ## the walks and properties of which `make test` takes a sample, whole, on both databases (minutes)
	@tools/setup test
	@exec $(PY) -m tools.attack

lint: ## what `make test` checks before the tests
	@tools/setup test
	@exec $(PY) -m tools.lint

fix: ## mend what can be mended by a machine
	@tools/setup test
	@$(PY) -m ruff check --fix-only --quiet .
	@$(PY) -m ruff format --quiet .

lock: ## resolve requirements/*.in and package.json anew
	@tools/lock

load: ## measure, beside the floor and against the targets (docs/figures.md)
	@tools/setup test
	@exec $(PY) -m tools.cluster --durable $(PY) -m tests.bench.load

faults: ## kill workers and databases, count what was lost
	@tools/setup test
	@exec $(PY) -m tools.cluster --durable $(PY) -m tests.bench.faults
