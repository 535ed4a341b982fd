# SPDX-License-Identifier: BSD-3-Clause
"""Bare-metal code for all three cores, from the reference only: the RSS copies SCP and AP code from its flash through the
ATU and releases the SCP; the SCP powers AP core 0. Each core has its own console.

    images = build(tmp_path)                            the whole handshake, see RSS_HANDSHAKE, SCP_HANDSHAKE, AP_HELLO
    images = build(tmp_path, rss=RSS_LOAD, scp=...)     other code, as bodies for rss_rom, scp_image and ap_image
"""
import struct

from guest import THUMB_PRINT, assemble, rss_rom

SLOT_BYTES = 0x1000             # of SCP and AP code each, at the start of the flash image

RSS_LOAD = """
    ldr r0, =0x50150000         /* ATU region 0: 0x70000000 -> 0x40000000, region 1: 0x70100000 -> 0 */
    ldr r1, =0x70000000 >> 13
    str r1, [r0, #0x20]
    ldr r1, =0x7007FFFF >> 13
    str r1, [r0, #0xA0]
    ldr r1, =((0x40000000 - 0x70000000) >> 13) & 0x7FFFF | 0xFFF80000
    str r1, [r0, #0x120]
    ldr r1, =0x0007FFFF
    str r1, [r0, #0x1A0]
    ldr r1, =0x70100000 >> 13
    str r1, [r0, #0x24]
    ldr r1, =0x7017FFFF >> 13
    str r1, [r0, #0xA4]
    ldr r1, =((0 - 0x70100000) >> 13) & 0x7FFFF | 0xFFF80000
    str r1, [r0, #0x124]
    ldr r1, =0x0007FFFF
    str r1, [r0, #0x1A4]
    ldr r1, =0x80000003
    str r1, [r0, #4]
    ldr r0, =0x31000000
    ldr r1, =0x70000000
    ldr r2, =0x1000
1:  ldr r3, [r0], #4
    str r3, [r1], #4
    subs r2, #4
    bne 1b
    ldr r1, =0x70101000
    ldr r2, =0x1000
2:  ldr r3, [r0], #4
    str r3, [r1], #4
    subs r2, #4
    bne 2b
"""

RSS_RELEASE = """
    ldr r0, =0x58021000         /* GRETREG = 1 releases the SCP */
    movs r1, #1
    str r1, [r0, #0x10C]
"""

RSS_HANDSHAKE = """
    ldr r0, =0x501B0000
3:  ldr r1, [r0]
    cmp r1, #0
    beq 3b
    str r1, [r0, #8]
    movs r0, #82
    bl putc
    ldr r0, =0x501A0000
    movs r1, #1
    str r1, [r0, #0x0C]
    ldr r0, =0x50170000         /* the AP's ring */
4:  ldr r1, [r0]
    cmp r1, #0
    beq 4b
    movs r0, #65
    bl putc
"""

SCP_POWER_AP = """
    movs r1, #8
    ldr r0, =0x51030000         /* cluster on, then core 0 on */
    str r1, [r0]
2:  ldr r2, [r0, #8]
    cmp r2, #8
    bne 2b
    ldr r0, =0x51080000
    str r1, [r0]
3:  ldr r2, [r0, #8]
    cmp r2, #8
    bne 3b
"""

SCP_HANDSHAKE = """
    movs r0, #83
    bl putc
    ldr r0, =0x45430000         /* ring the RSS: channel 0 */
    movs r1, #1
    str r1, [r0, #0x0C]
    ldr r0, =0x45440000         /* wait for its answer */
1:  ldr r1, [r0]
    cmp r1, #0
    beq 1b
    str r1, [r0, #8]
    movs r0, #80                /* all its output comes before the AP runs, whose ring the RSS may answer with a reset */
    bl putc
    bl newline
""" + SCP_POWER_AP

AP_HELLO = """
    mov w0, #65
    bl putc
    mrs x0, MPIDR_EL1
    ubfx w0, w0, #24, #7
    add w0, w0, #48
    bl putc                     /* MT bit: '1' */
    mrs x0, CurrentEL
    lsr x0, x0, #2
    add w0, w0, #48
    bl putc                     /* '3' */
    bl newline
    ldr x0, =0x2A840000
    mov w1, #1
    str w1, [x0, #0x0C]         /* ring the RSS */
"""


def scp_image(body, irq="b fault"):
    """An SCP image: faults print !, every interrupt runs `irq`; putc, puthex, newline and stop as for the RSS."""
    return f"""
    .syntax unified
    .thumb
    .text
    .word 0x10008000
    .word reset + 1
    .rept 14
    .word fault + 1
    .endr
    .rept 128
    .word irq + 1
    .endr
    .thumb_func
reset:
    ldr r5, =0x9FF70000         /* UART1 through the window to the host */
    ldr r1, =0x301
    str r1, [r5, #0x30]
{body}
    .thumb_func
stop:
    cpsid i
4:  wfi
    b 4b
    .thumb_func
putc:
    ldr r1, =0x9FF70000
    str r0, [r1]
    bx lr
{THUMB_PRINT}    .thumb_func
irq:
    {irq}
    .thumb_func
fault:
    movs r0, #33
    bl putc
    b stop
    .ltorg
"""


def ap_image(body):
    """An AP image for 0x1000: putc (w0), puthex (w0), newline and stop; x19 to x28 are the body's own."""
    return f"""
    .text
    ldr x1, =0x7FF80000
    mov w0, #0x301
    str w0, [x1, #0x30]
    ldr x0, =0x04008000
    mov sp, x0
{body}
stop:
    wfi
    b stop
putc:
    ldr x1, =0x7FF80000
    str w0, [x1]
    ret
newline:
    mov w0, #10
    b putc
puthex:
    stp x29, x30, [sp, #-32]!
    stp x19, x20, [sp, #16]
    mov w19, w0
    mov w20, #28
1:  lsr w0, w19, w20
    and w0, w0, #15
    cmp w0, #10
    add w1, w0, #55
    add w0, w0, #48
    csel w0, w0, w1, lt
    bl putc
    subs w20, w20, #4
    b.ge 1b
    ldp x19, x20, [sp, #16]
    ldp x29, x30, [sp], #32
    ret
    .ltorg
"""


def build(directory, rss=RSS_LOAD + RSS_RELEASE + RSS_HANDSHAKE, scp=SCP_HANDSHAKE, ap=AP_HELLO, scp_irq="b fault"):
    """Images of the three cores: {'rom': path, 'flash': path}."""
    scp_bytes = open(assemble(scp_image(scp, scp_irq), directory, "scp", "cortex-m3", 0), "rb").read()
    ap_bytes = open(assemble(ap_image(ap), directory, "ap", base=0x1000, prefix="aarch64-linux-gnu-"), "rb").read()
    assert max(len(scp_bytes), len(ap_bytes)) <= SLOT_BYTES
    flash = f"{directory}/flash.bin"
    with open(flash, "wb") as f:
        f.write(struct.pack(f"{SLOT_BYTES}s{SLOT_BYTES}s", scp_bytes, ap_bytes))
    return {"rom": assemble(rss_rom(rss), directory, "rss"), "flash": flash}
