# SPDX-License-Identifier: BSD-3-Clause
"""The stack of every partition of the product overflows, and is caught: by the debugger, its thread begins with none left.

What it pushes first, or the frame of its first supervisor call, is then below the limit.
"""
import re
import threading

from debug import set_register, symbol
from gdb_remote import GdbRemote, Stub
from scenario import Scenario

SP = 13
STOP_SECONDS = 600                      # only ever reached by a machine that hangs
TABLES = "generated/tfm_s/spm_tables.c"
OUTCOMES = {                            # of the partition that is the non-secure state, only that ends
    False: (r"\[ERR\] partition (\w+): fault 00100000", r"\[ERR\] RSS runtime failed: SP06"),
    True: (r"\[WRN\] non-secure image stopped: fault 00100000", r"\[AP\] PASS"),
}


def partitions(build):
    """(name, entry point, stack, whether it is the core's non-secure state) of each, from the tables in C"""
    return [(name, entry, stack, "SPM_TRUSTZONE" in row) for row in re.split(r"\n    \[\d+\] = \{\n", (build / TABLES).read_text())[1:]
            for name, entry, stack in re.findall(r'\.name = "(\w+)".*?\.entry = (\w+),.*?\.stack_start = \(uintptr_t\)(\w+)', row, re.S)]


def overflow(runner, build, name, entry, stack, patterns):
    """pattern -> what it matched on the consoles, once they have shown all."""
    scenario = Scenario(f"stack-{name}", None)
    folder = runner.prepare(scenario)
    found = {}
    with Stub() as stub, runner.machine(folder, deterministic=False, run_limit_ms=0, arguments=stub.arguments,
                                        pass_fds=stub.pass_fds) as machine:
        def read():
            while len(found) < len(patterns) and (line := machine.next_line(float("inf"))) is not None:
                found.update((pattern, match.groups()) for pattern in patterns if (match := re.match(pattern, line.text)))
            seen.set()

        seen = threading.Event()
        reader = threading.Thread(target=read)
        reader.start()
        with GdbRemote(stub.address) as gdb:
            address = symbol(build, "tfm_s", entry)
            gdb.set_breakpoint(address)
            gdb.go()
            assert gdb.wait_stop(STOP_SECONDS) and gdb.program_counter() == address
            gdb.clear_breakpoint(address)
            set_register(gdb, SP, symbol(build, "tfm_s", stack))
        assert seen.wait(STOP_SECONDS)
        machine.end()
        reader.join()
    runner.forget(scenario)
    return found


def test_every_partition(runner, build):
    rows = partitions(build)
    assert len(rows) == int(re.search(r"SPM_PARTITION_COUNT (\d+)", (build / "generated/tfm_s/spm_config.h").read_text())[1])
    print(f"\n{'partition':<32}stack overflow")
    for name, entry, stack, is_non_secure in rows:
        first, then = OUTCOMES[is_non_secure]
        assert overflow(runner, build, name, entry, stack, (first, then)) == {first: () if is_non_secure else (name,), then: ()}
        print(f"{name:<32}{'the non-secure image stops' if is_non_secure else 'SP06'}")
