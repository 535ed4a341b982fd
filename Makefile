# SPDX-License-Identifier: BSD-3-Clause
# Thin front over CMake and ctest:
#
#   make run [FRESH=1] [ONCE=1] [ROM=f] [FLASH=f] [OTP=f]   build what is missing, boot, show the consoles
#   make test                                               build and run everything under test
#   make fuzz [TARGET=comms] [TIME=600]                     fuzz the parsers without an end, or each for TIME seconds
#   make attest                                             boot, have the AP attest the machine, verify the tokens on the host
#   make size | bench                                       tables, and build/size.json, build/bench.json
#   make power-cut-campaign [SHARD=i/n] [WRITE=1]           power cut at every OTP write; WRITE=1 writes its page in docs/security
#   make fault-campaign [SHARD=i/n]                         a fault at every instruction that refuses an image; writes its page, or a shard
#   make slot-table                                         every pair of slot states through the machine; make test boots a part
#   make load [CALLS=n] [RUNS=n]                            three processors call at once; their history must have a serial order
#   make bench BASELINE=1                                   and makes the figures tests/bench_baseline.json
#   make gdb                                                the machine under gdb-multiarch, three cores, all symbols
#   make build | clean
BUILD ?= build
TFM_PLATFORM ?= arm/rss/tc

run_options = --build $(BUILD) $(if $(FRESH),--fresh) $(if $(ONCE),--once) \
    $(if $(ROM),--rom '$(ROM)') $(if $(FLASH),--flash '$(FLASH)') $(if $(OTP),--otp '$(OTP)')
python = $$(tools/setup paths | sed -n 's/^RSS_VENV=//p')/bin/python3

.PHONY: run attest build test fuzz size bench gdb power-cut-campaign fault-campaign slot-table load clean
.DEFAULT_GOAL := build

build:
	@tools/prepare $(BUILD) $(TFM_PLATFORM)

run: build
	@python3 tools/run.py $(run_options)

attest: build
	@$(python) tools/attest.py --build $(BUILD)

test: build
	@tools/setup test-packages
	@tools/test $(BUILD)

fuzz: build
	@tools/setup test-packages
	@cmake --build $(BUILD) --target fuzz
	@python3 tests/fuzz/fuzz.py --build $(BUILD)/fuzz $(if $(TARGET),--target $(TARGET)) $(if $(TIME),--time $(TIME))

size: build
	@$(python) tools/size.py --build $(BUILD)

bench: build
	@$(python) tools/bench.py --build $(BUILD) $(if $(BASELINE),--update-baseline)

power-cut-campaign: build
	@$(python) tests/campaigns/power_cut.py --build $(BUILD) $(if $(SHARD),--shard '$(SHARD)') $(if $(WRITE),--write)

fault-campaign: build
	@cmake --build $(BUILD) --target fault_control
	@$(python) tests/campaigns/fault_campaign.py --build $(BUILD) --control $(BUILD)/control \
	    $(if $(SHARD),--shard '$(SHARD)' --json '$(BUILD)/fault-$(subst /,-of-,$(SHARD)).json',--write docs/security/fault-campaign.md)

slot-table: build
	@RSS_BUILD=$(BUILD) RSS_SLOT_TABLE=whole $(python) -m pytest -q -p no:cacheprovider tests/scenarios/test_slots.py

load: build
	@$(python) tests/load/load.py --build $(BUILD) $(if $(CALLS),--calls $(CALLS)) $(if $(RUNS),--runs $(RUNS))

gdb: build
	@tools/setup test-packages
	@tools/gdb --build $(BUILD)

clean:
	rm -rf $(BUILD)
