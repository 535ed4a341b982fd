# SPDX-License-Identifier: BSD-3-Clause
"""The SCP's side of the host, by code on the SCP: map, windows, power units, clocks, timer, interrupts (host-tc.md 9)."""
import pytest

import chain
import guest
from registers import OTP_BYTES

END, FAULT = "#", "!"
SHOW_END = f"movs r0, #{ord(END)}\n bl putc\n"
CLUSTER_PPU, SYS0_PPU, CORE_PPU = 0x51030000, 0x50041000, 0x51080000
PWPR, PWSR, DISR, UNLK, ISR = 0x00, 0x08, 0x10, 0x1C, 0x38


@pytest.fixture
def scp(tmp_path):
    """Run code on the SCP and return the words that it has printed; "!" alone for a fault."""
    otp = tmp_path / "otp.bin"
    otp.write_bytes(bytes(OTP_BYTES))

    def run(body, rss="", irq="b fault", ap="b stop\n", properties=None):
        images = chain.build(tmp_path, rss=chain.RSS_LOAD + chain.RSS_RELEASE + rss, scp=body + SHOW_END, scp_irq=irq, ap=ap)
        images |= {"otp": str(otp), "run-limit-ms": 2000} | (properties or {})
        _, consoles, error = guest.run(images, "-icount", "shift=0,sleep=off", until=END, consoles=3)
        if consoles[1].endswith(FAULT):
            return FAULT
        assert END in consoles[1], (consoles, error)
        text = consoles[1].split(END)[0]
        return [int(text[n:n + 8], 16) for n in range(0, len(text), 8)]

    return run


def read(address):
    return f"ldr r0, ={address:#x}\n ldr r0, [r0]\n bl puthex\n"


def write(address, value):
    return f"ldr r0, ={address:#x}\n ldr r1, ={value:#x}\n str r1, [r0]\n"


def test_core(scp):
    """CPUID: Arm, part 0xC23 (Cortex-M3). VTOR 0. Three priority bits."""
    cpuid, vtor, priority = scp(read(0xE000ED00) + read(0xE000ED08) + "ldr r4, =0xE000E400\n movs r5, #255\n strb r5, [r4]\n"
                                + read(0xE000E400))
    assert cpuid >> 24 == 0x41 and cpuid >> 4 & 0xFFF == 0xC23
    assert (vtor, priority) == (0, 0xE0)


def test_memories_and_windows(scp):
    """RAM ends; boot SRAM at 0 is the host's 0x4000_0000; both windows reach the host."""
    assert scp(write(0x10000000, 0x11) + write(0x1007FFFC, 0x22) + read(0x10000000) + read(0x1007FFFC)
               + write(0x0007FFFC, 0x33) + read(0x6007FFFC)
               + write(0xA4000100, 0x44) + read(0xA4000100)
               + read(0xCA430020) + read(0x9FF70FE0) + read(0x71410000)) == [0x11, 0x22, 0x33, 0x44, 100_000_000, 0x11, 2]


@pytest.mark.parametrize("address", [0x00080000, 0x10080000, 0x44006000, 0x50001000, 0x51040000, 0xE0100000])
def test_holes_fault(scp, address):
    assert scp(read(address)) == FAULT


def test_shared_memory_with_the_rss(scp):
    """A word that the SCP leaves in Trusted SRAM is what the RSS sees there, and the other way round."""
    rss = """
        ldr r0, =0x50150000
        ldr r1, =((0x04000000 - 0x70000000) >> 13) & 0x7FFFF | 0xFFF80000
        str r1, [r0, #0x120]
        ldr r0, =0x70000000
    5:  ldr r1, [r0]
        cmp r1, #0
        beq 5b
        add r1, #1
        str r1, [r0, #4]
    """
    wait = "ldr r4, =0xA4000000\n 5: ldr r0, [r4, #4]\n cmp r0, #0\n beq 5b\n bl puthex\n"
    assert scp(write(0xA4000000, 0x1000) + wait, rss=rss) == [0x1001]


@pytest.mark.parametrize("ppu", [CLUSTER_PPU, SYS0_PPU])
def test_power_unit(scp, ppu):
    assert scp(read(ppu + PWSR) + write(ppu + PWPR, 8) + read(ppu + PWSR) + read(ppu + PWPR) + read(ppu + ISR)
               + write(ppu + ISR, 1) + read(ppu + ISR) + write(ppu + PWPR, 0) + read(ppu + PWSR)
               + write(ppu + UNLK, 1) + read(ppu + UNLK)) == [0, 8, 8, 1, 0, 0, 1]


def test_core_needs_its_cluster(scp):
    assert scp(write(CORE_PPU + PWPR, 8) + read(CORE_PPU + PWSR)) == [0]


def test_core_dynamic_mode_keeps_it_running(scp):
    on = write(CLUSTER_PPU + PWPR, 8) + write(CORE_PPU + PWPR, 8)
    assert scp(on + read(CORE_PPU + PWSR) + read(CORE_PPU + DISR) + write(CORE_PPU + PWPR, 0x100)
               + read(CORE_PPU + PWSR)) == [8, 0x100, 0x108]


def test_core_goes_off_when_it_asked_and_waits(scp):
    """Off is asked for first; the core is on until it has set CPUPWRCTLR_EL1 bit 0 and executes WFI."""
    ap = """
        ldr x19, =0x04000000
        str wzr, [x19]
    5:  ldr w0, [x19]
        cbz w0, 5b
        mov x0, #1
        msr S3_0_C15_C2_7, x0
        mrs x1, S3_0_C15_C2_7
        str w1, [x19, #8]
        b stop
    """
    on = write(CLUSTER_PPU + PWPR, 8) + write(CORE_PPU + PWPR, 8)
    wait_off = f"ldr r4, ={CORE_PPU:#x}\n 5: ldr r0, [r4, #8]\n cmp r0, #0\n bne 5b\n"
    assert scp(on + write(CORE_PPU + PWPR, 0) + read(CORE_PPU + PWSR) + write(0xA4000000, 1) + wait_off
               + read(0xA4000008), ap=ap) == [8, 1]


def test_core_starts_again_from_reset(scp):
    ap = """
        ldr x19, =0x04000000
        ldr w0, [x19]
        add w0, w0, #1
        str w0, [x19]
        mrs x1, S3_0_C15_C2_7
        str w1, [x19, #4]
        mov x0, #1
        msr S3_0_C15_C3_6, x0
        msr S3_0_C15_C2_7, x0
        b stop
    """
    wait_off = f"ldr r4, ={CORE_PPU:#x}\n {{0}}: ldr r0, [r4, #8]\n cmp r0, #0\n bne {{0}}b\n"
    cycle = "".join(write(CORE_PPU + PWPR, 8) + write(CORE_PPU + PWPR, 0) + wait_off.format(n) for n in (5, 6, 7))
    assert scp(write(CLUSTER_PPU + PWPR, 8) + cycle + read(0xA4000000) + read(0xA4000004), ap=ap) == [3, 0]


def test_second_core(scp):
    """Core 1 has Aff1 = 1 and its own RVBAR, which the cluster's clock block holds."""
    ap = """
        b 6f
        .org 0x100                  /* 0x1100 in the core's view */
        ldr x19, =0x04000000
        mrs x0, MPIDR_EL1
        str w0, [x19]
        b stop
    6:  b stop
    """
    rvbar = write(0x50060114, 0x1100) + read(0x50060114) + read(0x50060104)
    on = write(CLUSTER_PPU + PWPR, 8) + write(CORE_PPU + 0x100000 + PWPR, 8)
    wait = "ldr r4, =0xA4000000\n 5: ldr r0, [r4]\n cmp r0, #0\n beq 5b\n bl puthex\n"
    assert scp(rvbar + on + wait, ap=ap, properties={"ap-cores": 2}) == [0x1100, 0x1000, 0x81000100]


def test_clocks_follow(scp):
    base = 0x50060000
    assert scp(write(base + 0x910, 0xFFE00003) + read(base + 0x910) + write(base + 0x914, 0x02) + read(base + 0x914)
               + write(base + 0x918, 0x0102) + read(base + 0x918)
               + write(0x50040850, 0x01) + read(0x50040850) + write(0x500408A4, 0x1F) + read(0x500408A4)
               + write(0x500E0830, 0x04) + read(0x500E0830) + write(0x500E0834, 0x05) + read(0x500E0834)
               ) == [0xFFE30003, 0x0202, 0x01020102, 0x0101, 0x001F001F, 0x0404, 0x00050005]


def test_pll_locks(scp):
    assert scp(write(0x43000100, 500) + read(0x43000100) + read(0x50000A10) + read(0x50000A14)
               + write(0x50000A14, 0) + read(0x50000A14)) == [500] + [0xFFFFFFFF] * 3


ENABLE_IRQ = "mov r8, #0\n ldr r0, =0xE000E100\n ldr r1, ={mask:#x}\n str r1, [r0, #{word}]\n"


def enable_irq(n):
    """Enable a line and clear r8, which takes the exception number."""
    return ENABLE_IRQ.format(mask=1 << n % 32, word=n // 32 * 4)


# Leaves the exception number in r8 and silences the line in the NVIC.
NOTE_IRQ = """mrs r8, ipsr
    ldr r0, =0xE000E180
    movs r1, #0
    mvn r1, r1
    str r1, [r0]
    str r1, [r0, #4]
    str r1, [r0, #8]
    str r1, [r0, #12]
    bx lr"""
# Masked between the look and WFI, so that no interrupt slips in between; WFI wakes all the same.
WAIT_IRQ = "6: cpsid i\n cmp r8, #0\n bne 7f\n wfi\n cpsie i\n isb\n b 6b\n 7: mov r0, r8\n bl puthex\n"


def test_timer(scp):
    """1000 ticks of 100 MHz from now; ISTATUS; the interrupt wakes the core; IMASK takes it away."""
    frame = 0x44001000
    result = scp(enable_irq(33) + read(frame + 0x10) + write(frame + 0x28, 1000) + write(frame + 0x2C, 1)
                 + read(frame + 0x2C) + WAIT_IRQ + read(frame + 0x2C) + read(frame + 0x28), irq=NOTE_IRQ)
    assert result[:3] == [100_000_000, 1, 16 + 33]
    assert result[3] == 5
    assert result[4] >> 31 == 1, "the timer value runs below zero"


def test_doorbell_of_the_rss(scp):
    rss = "ldr r0, =0x501A0000\n movs r1, #1\n str r1, [r0, #0x0C]\n"
    assert scp(enable_irq(121) + WAIT_IRQ + read(0x45440000), rss=rss, irq=NOTE_IRQ) == [16 + 121, 1]


@pytest.mark.parametrize("sender, channel, irq, receiver", [
    (0x45000000, 0, 34, 0x44002000), (0x45000000, 1, 35, 0x44002000), (0x45400000, 0, 36, 0x44004000),
    (0x45400000, 2, 36, 0x44004000)])
def test_doorbells_of_the_ap(scp, sender, channel, irq, receiver):
    ap = f"ldr x0, ={sender + channel * 0x20:#x}\n mov w1, #1\n str w1, [x0, #0x0C]\n"
    assert scp("".join(enable_irq(n) for n in (34, 35, 36)) + chain.SCP_POWER_AP + WAIT_IRQ
               + read(receiver + channel * 0x20), ap=ap, irq=NOTE_IRQ) == [16 + irq, 1]


@pytest.mark.parametrize("sender, receiver", [(0x44003000, 0x45010000), (0x44005000, 0x45410000)])
def test_doorbells_to_the_ap(scp, sender, receiver):
    ap = f"""
        ldr x19, ={receiver:#x}
    5:  ldr w0, [x19]
        cbz w0, 5b
        str w0, [x19, #8]
    """
    wait = f"ldr r4, ={sender:#x}\n 6: ldr r0, [r4]\n cmp r0, #0\n bne 6b\n bl puthex\n"
    assert scp(chain.SCP_POWER_AP + write(sender + 0x0C, 3) + wait, ap=ap) == [0]
