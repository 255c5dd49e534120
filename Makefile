# `make` without a target prints the list of targets.
.DEFAULT_GOAL := help
.PHONY: help setup run dev box box-send test attack papers lint fix lock load faults
PY := .venv/bin/python
# Unless the environment names a folder of fonts.
FONTS := YIGUAN_FONTS="$${YIGUAN_FONTS-$$(tools/fonts)}"

help: ## print this list
	@sed -n 's/^\([a-z-]*\):.*## /  make \1\t/p' Makefile | expand -t 16

setup: ## make the virtual environment with everything the tests need
	@tools/setup test

run: ## start the product with the sample district (LAN=1: for phones in the room)
	@tools/setup run
	@tools/assets
	@$(FONTS) exec $(PY) -m yiguan run $(if $(filter 1,$(LAN)),--lan)

dev: ## start the product and reload it when a file changes
	@tools/setup test
	@tools/assets
	@$(FONTS) exec $(PY) -m yiguan run --dev

box: ## start a hall box: one meeting on this laptop without internet (PACK=file; HTTP=1 NAME=… ADDRESS=… PASSWORD=new)
	@tools/setup run
	@tools/assets
	@exec $(PY) -m yiguan box "$(PACK)" $(if $(filter 1,$(HTTP)),--http) $(if $(NAME),--name "$(NAME)") \
		$(if $(ADDRESS),--address "$(ADDRESS)") $(if $(KEY),--key "$(KEY)") $(if $(filter new,$(PASSWORD)),--new-password)

box-send: ## send a hall box's check-ins to the platform, any number of times (PACK=file or folder; TO=https://…)
	@exec $(PY) -m yiguan box-send "$(PACK)" $(if $(TO),--to "$(TO)") $(if $(RENEW),--renew "$(RENEW)")

test: ## run everything: lint, types, import order, tests on both databases and in the browser
	@tools/setup test
	@tools/assets
	@exec $(PY) -m tools.test

attack: ## run in full, on both databases, the tests of which `make test` runs a sample (minutes)
	@tools/setup test
	@exec $(PY) -m tools.attack

papers: ## open official papers in LibreOffice and count the lines and characters of their pages
	@tools/setup test
	@exec $(PY) -m tests.bench.papers

lint: ## run the static checks of `make test`
	@tools/setup test
	@exec $(PY) -m tools.lint

fix: ## correct style automatically
	@tools/setup test
	@$(PY) -m ruff check --fix-only --quiet .
	@$(PY) -m ruff format --quiet .

lock: ## resolve requirements/*.in and package.json again
	@tools/lock

load: ## measure the performance and compare it with the targets (docs/figures.md)
	@tools/setup test
	@exec $(PY) -m tools.cluster --durable $(PY) -m tests.bench.load

faults: ## kill workers and databases, and count lost check-ins
	@tools/setup test
	@exec $(PY) -m tools.cluster --durable $(PY) -m tests.bench.faults
