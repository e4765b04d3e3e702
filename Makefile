# make run    build Nexus and serve it on http://127.0.0.1:3000, with sample data in an empty database
# make test   every test: rules, server, browser
# make help   the rest
SHELL := /bin/bash
.SHELLFLAGS := -euo pipefail -c
.DEFAULT_GOAL := help
MAKEFLAGS += --no-print-directory
# Two recipes at once would only wait for each other's lock on the target folder.
.NOTPARALLEL:

# bash reads this file before each recipe: the chosen compiler, the tools, the target folder.
export BASH_ENV := $(CURDIR)/target/setup.env

NEXUS   := target/release/nexus
SOURCES := $(shell find src style public migrations build.rs Cargo.toml Cargo.lock .cargo package-lock.json 2>/dev/null)

.PHONY: help run dev build test test-rust test-browser bench shots fmt fmt-check lint clean setup setup-test

help: ## this list
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/^([a-z-]+):.*## /\1|/' | awk -F'|' '{ printf "  make %-13s %s\n", $$1, $$2 }'

run: build ## build, then serve on http://127.0.0.1:3000 (PORT, DATABASE_URL and others: .env.example)
	@exec $(NEXUS) serve

dev: setup ## serve a development build and rebuild on every change
	@cargo leptos watch

build: setup $(NEXUS) ## the server and the site, optimised: target/release/nexus, target/site

# The program is copied out of the target folder, which another clone may share. hash.txt names the files of its site.
# It is dated from the start of the build, so that what was edited meanwhile counts as newer.
$(NEXUS): $(SOURCES) deploy/compress.sh
	@echo "==> Building Nexus (the first time about 18 minutes, a change about 12)"
	@# The target folder may hold another clone's build, which cargo would take for this one's.
	@if [ "$$(cat "$$CARGO_TARGET_DIR/built-from" 2>/dev/null)" != "$(CURDIR)" ]; then \
		touch src/lib.rs src/main.rs; mkdir -p "$$CARGO_TARGET_DIR"; echo "$(CURDIR)" >"$$CARGO_TARGET_DIR/built-from"; fi
	@mkdir -p $(@D) && touch $(@D)/started
	@cargo leptos build --release --split
	@deploy/compress.sh target/site
	@for file in nexus hash.txt; do \
		made="$$CARGO_TARGET_DIR/release/$$file"; \
		if [ -e "$$made" ] && ! [ "$$made" -ef "$(@D)/$$file" ]; then cp -f --remove-destination "$$made" "$(@D)/$$file"; fi; \
	done
	@touch -r $(@D)/started $@

test: test-rust test-browser ## every test: rules, server, browser

test-rust: setup-test ## the rules and the server, on SQLite and on PostgreSQL
	@echo "==> Tests of the rules and the server"
	@cargo test --features ssr --no-fail-fast

test-browser: test-browser-sqlite test-browser-postgres ## the built program in a browser, on both databases

test-browser-%: setup-test $(NEXUS)
	@echo "==> Tests in the browser, on $*"
	@cd end2end && E2E_ENGINE=$* playwright test --project browser

bench: setup ## measure the hot paths beside references (docs/BENCHMARKS.md); ONLY="list book" for some
	@cargo bench --features ssr --bench bench -- $(ONLY)

shots: setup-test $(NEXUS) ## screenshots of the pages, light, dark and on a phone: end2end/shots
	@cd end2end && playwright test --project shots

fmt: setup ## format the sources
	@cargo fmt

fmt-check: setup
	@cargo fmt --check

lint: fmt-check ## formatting and clippy, for the server and for the browser
	@cargo clippy --features ssr --all-targets -- -D warnings
	@cargo clippy --features hydrate --lib --target wasm32-unknown-unknown -- -D warnings

clean: ## remove what was built here; the tools and the compiled dependencies stay
	@cargo clean -q -p nexus 2>/dev/null || true
	@rm -rf target/release target/site target/front end2end/results end2end/shots

setup:
	@deploy/setup.sh build

setup-test:
	@deploy/setup.sh test
