# The front door: `make help` lists what can be asked for. Meson does the work.

BUILD        := build
PREFIX       ?= /usr/local
DESTDIR      ?=
# What `make demo` diagnoses: one of the incidents in examples/.
EXAMPLE      ?= $(patsubst %/,%,$(firstword $(wildcard examples/slow-transfer/ examples/*/)))
# How long `make fuzz` runs each target.
FUZZ_SECONDS ?= 600

.DEFAULT_GOAL := all
.PHONY: all demo check fuzz bench install clean format help
.NOTPARALLEL:

all: ## build crux with what is installed: build/crux
	@tools/need build
	@tools/need --optional code
	@tools/build

demo: ## install what building needs, build, and diagnose an example
	@tools/need --install build code
	@tools/build
	@printf '\n$$ %s\n\n' '$(BUILD)/crux $(EXAMPLE)'
	@$(BUILD)/crux $(EXAMPLE)

check: ## install what tests need, build three ways, run every test
	@tools/need --install build code test
	@tools/check

fuzz: ## run every fuzz target for FUZZ_SECONDS (600)
	@tools/need --install build code test
	@tools/fuzz --seconds $(FUZZ_SECONDS)

bench: ## measure packets per CPU second, beside tshark, tcptrace, argus …
	@tools/need --install build bench
	@tools/build
	@bench/run $(BENCH_ARGS)

install: ## install under PREFIX (/usr/local), DESTDIR in front
	@tools/need build
	@tools/build --prefix $(abspath $(PREFIX))
	@DESTDIR='$(DESTDIR)' meson install -C $(BUILD) --no-rebuild

clean: ## remove all that was built
	rm -rf $(BUILD)

format: ## lay out every source with clang-format 14
	@find src tests/unit tests/lab fuzz bench -name '*.[ch]' -exec clang-format -i {} +

help: ## list these targets
	@sed -n 's/^\([a-z]*\):[^#]*## \(.*\)/  make \1	\2/p' Makefile | expand -t 18
