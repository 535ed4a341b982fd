# SPDX-License-Identifier: BSD-3-Clause
"""The application processor, by code on it: identity, features, interrupts, time, NOR flash, holes (host-tc.md 3 to 5)."""
import pytest

import chain
import guest
from registers import OTP_BYTES

END = "#"
NOR = 0x08000000


@pytest.fixture
def ap(tmp_path):
    """Run code on AP core 0 and return the words that it has printed."""
    otp = tmp_path / "otp.bin"
    otp.write_bytes(bytes(OTP_BYTES))

    def run(body, *options, properties=None):
        images = chain.build(tmp_path, rss=chain.RSS_LOAD + chain.RSS_RELEASE, scp=chain.SCP_POWER_AP,
                             ap=body + f"mov w0, #{ord(END)}\n bl putc\n")
        images |= {"otp": str(otp), "run-limit-ms": 2000} | (properties or {})
        _, consoles, error = guest.run(images, "-icount", "shift=0,sleep=off", *options, until=END, consoles=3)
        assert END in consoles[2], (consoles, error)
        text = consoles[2].split(END)[0]
        return [int(text[n:n + 8], 16) for n in range(0, len(text), 8)]

    return run


def show(register):
    return f"mrs x0, {register}\n bl puthex\n"


def read(address):
    return f"ldr x0, ={address:#x}\n ldr w0, [x0]\n bl puthex\n"


def write(address, value):
    return f"ldr x0, ={address:#x}\n ldr w1, ={value:#x}\n str w1, [x0]\n"


def test_identity(ap):
    midr, mpidr, el, rvbar = ap(show("MIDR_EL1") + show("MPIDR_EL1") + show("CurrentEL") + show("RVBAR_EL3"))
    assert (midr, mpidr, el >> 2, rvbar) == (0x410FD810, 0x81000000, 3, 0x1000)


def test_features_that_tf_a_relies_on(ap):
    """SSBS, pointer authentication, EL2, GIC system registers, cache line size of write-back granule."""
    body = show("ID_AA64PFR1_EL1") + show("ID_AA64ISAR1_EL1") + show("ID_AA64PFR0_EL1") + show("CTR_EL0")
    ssbs, pauth, el_gic, ctr = ap(body + "msr S3_3_C4_C2_6, xzr\n")
    assert ssbs >> 4 & 0xF
    assert pauth & 0xFF0, "address authentication, either algorithm"
    assert el_gic >> 8 & 0xF and el_gic >> 24 & 0xF
    assert ctr >> 24 & 0xF in (0, 4)


def test_power_registers(ap):
    assert ap("mov x0, #1\n msr S3_0_C15_C3_6, x0\n" + show("S3_0_C15_C3_6") + "mov x0, #1\n msr S3_0_C15_C2_7, x0\n"
              + show("S3_0_C15_C2_7") + show("S3_0_C15_C1_4")) [:2] == [1, 1]


def test_counter_runs_at_100_mhz(ap):
    """Between two readings: instructions at 1 ns each, counted in 10 ns."""
    before, after = ap(show("CNTPCT_EL0") + "mov x21, #10000\n5: subs x21, x21, #1\n b.ne 5b\n" + show("CNTPCT_EL0"))
    assert 2000 <= after - before <= 2400


SECURE_TIMER_INTERRUPT = """
    mrs x0, ICC_SRE_EL3
    orr x0, x0, #0xF
    msr ICC_SRE_EL3, x0
    isb
    ldr x19, =0x30080000            /* GICR: wake */
    str wzr, [x19, #0x14]
5:  ldr w0, [x19, #0x14]
    tbnz w0, #2, 5b
    ldr x20, =0x30000000
    mov w0, #0x37                   /* GICD_CTLR: ARE, all groups */
    str w0, [x20]
    add x19, x19, #0x10000          /* SGI frame: INTID 29 group 0, enabled */
    str wzr, [x19, #0x80]
    str wzr, [x19, #0xD00]
    mov w0, #0x20000000
    str w0, [x19, #0x100]
    mov x0, #0xFF
    msr ICC_PMR_EL1, x0
    mov x0, #1
    msr ICC_IGRPEN0_EL1, x0
    mov x0, #1000
    msr CNTPS_TVAL_EL1, x0
    mov x0, #1
    msr CNTPS_CTL_EL1, x0
    mrs x0, SCR_EL3
    orr x0, x0, #4                  /* FIQ to EL3 */
    msr SCR_EL3, x0
    isb
    wfi
    mrs x0, ICC_IAR0_EL1
    bl puthex
"""


def test_interrupt_of_the_secure_timer(ap):
    assert ap(SECURE_TIMER_INTERRUPT) == [29]


def test_nor_image(ap, tmp_path):
    nor = tmp_path / "fip.bin"
    nor.write_bytes((0xAA640001).to_bytes(4, "little"))
    assert ap(read(NOR) + read(NOR + 4) + read(NOR + 0x3FC0000), properties={"nor": nor}) == [0xAA640001] + [0xFFFFFFFF] * 2


def test_nor_commands(ap, tmp_path):
    """Two 16-bit chips: program a word of an erased block; status ready in both halves; back to array."""
    nor = tmp_path / "fip.bin"
    nor.write_bytes(b"")
    word = NOR + 0x40000
    program = write(word, 0x00400040) + write(word, 0x12345678) + read(word) + write(word, 0x00FF00FF) + read(word)
    status, value = ap(program, properties={"nor": nor})
    assert status & 0x00800080 == 0x00800080
    assert value == 0x12345678


def test_nor_drive_persists(ap, tmp_path):
    drive = tmp_path / "nor.bin"
    with open(drive, "wb") as f:
        f.truncate(64 << 20)
    word = NOR + 0x40000
    program = write(word, 0x00200020) + write(word, 0x00D000D0) + write(word, 0x00400040) + write(word, 0xCAFEF00D) \
        + write(word, 0x00FF00FF) + read(word)
    assert ap(program, "-drive", f"if=pflash,format=raw,file={drive}") == [0xCAFEF00D]
    with open(drive, "rb") as f:
        f.seek(0x40000)
        assert f.read(4) == (0xCAFEF00D).to_bytes(4, "little")


@pytest.mark.parametrize("address", [0x00080000, 0x04080000, 0x0C000000, 0x2A420000, 0x40080000])
def test_holes_abort(ap, address):
    body = f"""
        adr x0, 7f
        msr VBAR_EL3, x0
        ldr x0, ={address:#x}
        ldr w0, [x0]
        b 6f
        .balign 2048
    7:  .space 0x200
        mrs x0, ESR_EL3
        bl puthex
        mrs x0, FAR_EL3
        bl puthex
    6:
    """
    syndrome, far = ap(body)
    assert syndrome >> 26 == 0x25 and syndrome & 0x3F == 0x10
    assert far == address


def test_dram(ap):
    top = 0xFFFFFFFC
    assert ap(write(0x80000000, 1) + write(top, 2) + read(0x80000000) + read(top)) == [1, 2]
