# The front door. `make` builds; see `make help`.
.DEFAULT_GOAL := all
BUILD := build
all:
	@test -f $(BUILD)/build.ninja || meson setup $(BUILD) -Dbuildtype=release -Ddebug=true
	@ninja -C $(BUILD)
.PHONY: all
