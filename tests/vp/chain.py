# SPDX-License-Identifier: BSD-3-Clause
"""A bare-metal chain over all three cores, from the reference only: RSS loads SCP and AP code, releases the SCP, the SCP
powers AP core 0, the AP rings the RSS. Each says so on its own console.
"""
import struct

from guest import assemble, rss_rom

SCP_SOURCE = """
    .syntax unified
    .thumb
    .text
    .word 0x10008000
    .word reset + 1
    .rept 14
    .word fault + 1
    .endr
    .thumb_func
reset:
    ldr r5, =0x9FF70000         /* UART1 through the window to the host */
    ldr r1, =0x301
    str r1, [r5, #0x30]
    movs r0, #83
    str r0, [r5]
    ldr r0, =0x45430000         /* ring the RSS: channel 0 */
    movs r1, #1
    str r1, [r0, #0x0C]
    ldr r0, =0x45440000         /* wait for its answer */
1:  ldr r1, [r0]
    cmp r1, #0
    beq 1b
    str r1, [r0, #8]
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
    movs r0, #80
    str r0, [r5]
    movs r0, #10
    str r0, [r5]
SCP_END
4:  wfi
    b 4b
    .thumb_func
fault:
    movs r0, #70
    str r0, [r5]
5:  b 5b
    .ltorg
"""

AP_SOURCE = """
    .text
    ldr x5, =0x7FF80000
    mov w1, #0x301
    str w1, [x5, #0x30]
    mov w0, #65
    str w0, [x5]
    mrs x0, MPIDR_EL1
    lsr x0, x0, #24
    and w0, w0, #0x7F
    add w0, w0, #48
    str w0, [x5]                /* MT bit: '1' */
    mrs x0, CurrentEL
    lsr x0, x0, #2
    add w0, w0, #48
    str w0, [x5]                /* '3' */
    ldr x0, =0x2A840000
    mov w1, #1
    str w1, [x0, #0x0C]         /* ring the RSS */
    mov w0, #10
    str w0, [x5]
1:  wfi
    b 1b
"""

RSS_BODY = """
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
    ldr r0, =0x58021000         /* GRETREG = 1 releases the SCP */
    movs r1, #1
    str r1, [r0, #0x10C]
    ldr r0, =0x501B0000
3:  ldr r1, [r0]
    cmp r1, #0
    beq 3b
    str r1, [r0, #8]
    movs r0, #82
    bl putc
    ldr r0, =0x501A0000
    movs r1, #1
    str r1, [r0, #0x88]
    str r1, [r0, #0x0C]
    ldr r0, =0x50170000         /* the AP's ring */
4:  ldr r1, [r0]
    cmp r1, #0
    beq 4b
    movs r0, #65
    bl putc
"""


def build(directory, rss_tail="", scp_tail=""):
    """Images of the chain: {'rom': path, 'flash': path}; rss_tail and scp_tail are more instructions for the end."""
    scp = open(assemble(SCP_SOURCE.replace("SCP_END", scp_tail), directory, "scp", "cortex-m3", 0), "rb").read()
    ap = open(assemble(AP_SOURCE, directory, "ap", base=0x1000, prefix="aarch64-linux-gnu-"), "rb").read()
    flash = f"{directory}/flash.bin"
    with open(flash, "wb") as f:
        f.write(struct.pack("4096s4096s", scp, ap))
    return {"rom": assemble(rss_rom(RSS_BODY + rss_tail), directory, "rss"), "flash": flash}
