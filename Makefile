# The only front. Each target first installs the Debian packages that it misses.
PRESET ?= dev
SECONDS ?= 60
CONFIG ?=
SOURCES = find src apps examples tests bench -name node_modules -prune -o -name '*.[ch]pp' -print
# Two checkouts of the same sources share ccache's results.
export CCACHE_BASEDIR := $(CURDIR)
export CCACHE_NOHASHDIR := 1

.PHONY: release lambda container test demo check bench evaluate fuzz format tidy clean help

release: ## the program, one static file: build/release/sluice
	@tools/packages.sh build
	@tools/build.sh release

lambda: release ## the Lambda package: build/lambda/sluice.zip; CONFIG=sluice.yaml goes in with it
	@tools/packages.sh lambda
	@tools/lambda_package.py build/release/bootstrap build/lambda/sluice.zip $(if $(CONFIG),--config '$(CONFIG)')

container: release ## the daemon's image, sluice:latest, by buildah, podman or docker
	@tools/packages.sh container
	@tools/container.sh build/release/sluice

test: ## build and run the tests: PRESET=dev|asan|tsan, ONLY=regex of test names
	@tools/packages.sh test
	@tools/build.sh $(PRESET)
	@tools/run_tests.py '$(PRESET)' '$(ONLY)'

demo: release ## the article's Boxing Day, end to end, in about a minute
	@build/release/sluice demo

check: ## all that must hold before a change lands; CI runs this
	@tools/packages.sh check
	@tools/check.sh

bench: release ## speed and size, each beside what it is compared with
	@tools/packages.sh bench
	@bench/run.sh

evaluate: release ## every policy on every trace: docs/evaluation.md (MORE=folder: its traces too)
	@tools/evaluate.py build/release/sluice '$(MORE)' > build/evaluation.md
	@cp build/evaluation.md docs/evaluation.md
	@cat docs/evaluation.md

fuzz: ## run every fuzzer for SECONDS=60 each
	@tools/packages.sh fuzz
	@tools/build.sh fuzz
	@tools/fuzz.sh $(SECONDS)

format: ## lay out the C++ as .clang-format says
	@tools/packages.sh check
	@$(SOURCES) | xargs clang-format-14 -i

tidy: ## clang-tidy over the sources that changed since they last passed
	@tools/packages.sh check
	@cmake --preset $(PRESET) >/dev/null
	@tools/tidy.py $(PRESET)

clean: ## forget everything built
	@rm -rf build

help: ## this list
	@sed -nE 's/^([a-z]+):.*## (.*)/make \1\t\2/p' Makefile | column -t -s "$$(printf '\t')"
