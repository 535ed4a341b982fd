# SPDX-License-Identifier: BSD-3-Clause
"""From a trace of the RSS core to the faults that are to be tried on it.

A fault in a register shows when the register is read next, so registers are hit right before an instruction that reads
them: what is written again before it is read cannot matter. One bit of a register is flipped for each execution; which
one goes round from execution to execution.
"""
import bisect
import struct
from collections import namedtuple

import capstone
from capstone import arm_const
from elftools.elf.elffile import ELFFile

Strike = namedtuple("Strike", "time kind action address")       # kind: name of the column; action: as the plan says it
KINDS = ("skip 1", "skip 2", "register 0", "register ones", "register bit", "load 0")
ONES = 0xFFFFFFFF
REGISTERS = {getattr(arm_const, f"ARM_REG_R{n}"): n for n in range(13)} | {
    arm_const.ARM_REG_SP: 13, arm_const.ARM_REG_LR: 14}


# Hashing, big numbers, copying: of the faults in these, one of BULK_EVERY is tried. A prime, so that all kinds have a turn.
BULK_EVERY = 61
BULK = frozenset("""__aeabi_memmove bytes_wipe mbedtls_ct_memcpy_if mbedtls_internal_sha256_process
    mbedtls_lmots_calculate_public_key_candidate mbedtls_mpi_core_add mbedtls_mpi_core_mla mbedtls_mpi_core_montmul
    mbedtls_mpi_core_read_be mbedtls_mpi_core_sub mbedtls_platform_zeroize mbedtls_sha256_finish mbedtls_sha256_update memcpy
    memmove memset reset_or_recover""".split())


class Code:
    """The code of some ELF files: instruction and function at an address."""

    def __init__(self, elfs):
        self.sections, self.functions = [], []
        self._decoded = {}
        self._decoder = capstone.Cs(capstone.CS_ARCH_ARM, capstone.CS_MODE_THUMB | capstone.CS_MODE_MCLASS | capstone.CS_MODE_V8)
        self._decoder.detail = True
        for path in elfs:
            with open(path, "rb") as stream:
                self._add(ELFFile(stream))
        self.functions.sort()

    def _add(self, elf):
        for section in elf.iter_sections():
            if section["sh_flags"] & 4 and section["sh_type"] == "SHT_PROGBITS":        # executable
                self.sections.append((section["sh_addr"], section.data()))
        for symbol in elf.get_section_by_name(".symtab").iter_symbols():
            if symbol["st_info"]["type"] == "STT_FUNC" and symbol["st_size"]:
                first = symbol["st_value"] & ~1
                self.functions.append((first, first + symbol["st_size"], symbol.name))

    def function(self, address):
        """(name, offset), or None."""
        index = bisect.bisect(self.functions, (address, ONES, "")) - 1
        if index < 0 or address >= self.functions[index][1]:
            return None
        return self.functions[index][2], address - self.functions[index][0]

    def place(self, address):
        """The address as a person reads it."""
        function = self.function(address)
        return f"{function[0]}+{function[1]:#x}" if function else f"{address:#010x}"

    def is_bulk(self, address):
        function = self.function(address)
        return function is not None and function[0] in BULK

    def _decode(self, address):
        for base, data in self.sections:
            if base <= address < base + len(data):
                found = next(self._decoder.disasm(data[address - base:address - base + 4], address, 1), None)
                if found is None:
                    return (), ()
                read, written = (set(map(REGISTERS.get, regs)) - {None} for regs in found.regs_access())
                is_load = found.mnemonic.startswith(("ldr", "ldm", "pop", "ldab", "ldah", "lda"))
                return tuple(sorted(read)), tuple(sorted(written - {13})) if is_load else ()
        return (), ()

    def registers(self, address):
        """(registers read, registers loaded) of the instruction there."""
        if address not in self._decoded:
            self._decoded[address] = self._decode(address)
        return self._decoded[address]


def read_trace(path):
    """[(time, address)] as vp/plugins/rss_trace.c writes it."""
    data = path.read_bytes()
    return list(struct.iter_unpack("<II", data[:len(data) // 8 * 8]))


def boots(trace, reset_address):
    """The trace cut at each run of the reset handler."""
    starts = [i for i, (_, address) in enumerate(trace) if address == reset_address]
    return [trace[a:b] for a, b in zip(starts, starts[1:] + [len(trace)])]


def strikes_at(code, time, address, execution):
    """All faults for one executed instruction."""
    read, loaded = code.registers(address)
    yield Strike(time, "skip 1", "skip 1", address)
    yield Strike(time, "skip 2", "skip 2", address)
    for register in read:
        yield Strike(time, "register 0", f"reg {register} 0 0", address)
        yield Strike(time, "register ones", f"reg {register} 0 {ONES:#x}", address)
        yield Strike(time, "register bit", f"reg {register} {ONES:#x} {1 << (execution * 7 + register) % 32:#x}", address)
    for register in loaded:
        yield Strike(time + 1, "load 0", f"reg {register} 0 0", address)


def make_strikes(code, trace):
    """Every fault for every instruction of the trace but those in bulk loops, by rising time."""
    executions = {}
    every, bulk = [], []
    for time, address in trace:
        executions[address] = executions.get(address, 0) + 1
        (bulk if code.is_bulk(address) else every).extend(strikes_at(code, time, address, executions[address]))
    return sorted(every + bulk[::BULK_EVERY], key=lambda strike: strike.time)
