# SPDX-License-Identifier: BSD-3-Clause
"""Bare-metal guests for the machine tests: assemble a few instructions, run them, read what the console shows.

    rom = assemble(rss_rom("  bl print_ok"), tmp_path, cpu="cortex-m55", base=0x11000000)
"""
import os
import subprocess
import tempfile
import time

SAFETY_SECONDS = 120            # a hung guest; never part of what a test decides

CONSOLE = 0x6FF00000            # RSS console through the ATU's last region

# newline and puthex (word in r0) over a Thumb core's own putc.
THUMB_PRINT = """\
    .thumb_func
newline:
    movs r0, #10
    b putc
    .thumb_func
puthex:
    push {r4, r5, lr}
    mov r4, r0
    movs r5, #28
2:  lsr r0, r4, r5
    and r0, #15
    cmp r0, #10
    ite lt
    addlt r0, #48
    addge r0, #55
    bl putc
    subs r5, #4
    bpl 2b
    pop {r4, r5, pc}
"""


def assemble(source, directory, name="guest", cpu="cortex-m55", base=0x11000000, prefix="arm-none-eabi-"):
    """Assemble GNU source and link it at base; return the path of the raw image."""
    path = os.path.join(str(directory), name)
    with open(path + ".s", "w") as f:
        f.write(source)
    march = [f"-mcpu={cpu}"] if prefix.startswith("arm-") else []
    subprocess.run([prefix + "gcc", *march, "-c", "-o", path + ".o", path + ".s"], check=True)
    subprocess.run([prefix + "ld", f"-Ttext={base:#x}", "-e", "0", "-o", path + ".elf", path + ".o"], check=True)
    subprocess.run([prefix + "objcopy", "-O", "binary", "-j", ".text", path + ".elf", path + ".bin"], check=True)
    return path + ".bin"


def rss_rom(body, vectors=""):
    """An RSS ROM: vector table (faults print F and stop), console set up through the ATU, then the body.

    The body may use putc (character in r0), puthex (word in r0), newline and stop; r4 to r11 are its own.
    """
    return f"""
    .syntax unified
    .thumb
    .text
    .word 0x30008000
    .word reset + 1
    .word nmi + 1
    .word fault + 1, fault + 1, fault + 1, fault + 1, fault + 1
    .rept 8
    .word fault + 1
    .endr
    .irp n, 0,1,2,3,4,5,6,7,8,9,10,11,12,13,14,15,16,17,18,19,20,21,22,23,24,25,26,27,28,29,30,31,32,33,34,35,36,37,38,39,40,41,42,43
    .word irq + 1
    .endr
    .thumb_func
reset:
    bl console_init
{body}
    bl stop
    .thumb_func
console_init:
    ldr r0, =0x50150000
    ldr r1, =0x6FF00000 >> 13
    str r1, [r0, #0x09C]
    ldr r1, =0x6FF01FFF >> 13
    str r1, [r0, #0x11C]
    ldr r1, =((0x2A400000 - 0x6FF00000) >> 13) & 0x7FFFF | 0xFFF80000
    str r1, [r0, #0x19C]
    ldr r1, =0x0007FFFF
    str r1, [r0, #0x21C]
    ldr r1, [r0, #4]
    orr r1, #0x80000000
    str r1, [r0, #4]
    ldr r0, =0x6FF00000
    ldr r1, =0x301
    str r1, [r0, #0x30]
    bx lr
    .thumb_func
putc:
    ldr r1, =0x6FF00000
1:  ldr r2, [r1, #0x18]
    tst r2, #0x20
    bne 1b
    str r0, [r1]
    bx lr
{THUMB_PRINT}    .thumb_func
stop:
    movs r0, #46
    bl putc
    bl newline
3:  wfi
    b 3b
    .thumb_func
{"" if "nmi:" in vectors else "nmi:"}
    .thumb_func
{"" if "irq:" in vectors else "irq:"}
    .thumb_func
fault:
    movs r0, #70
    bl putc
    ldr r0, =0xE000ED28
    ldr r0, [r0]
    bl puthex
    ldr r0, =0xE000ED38
    ldr r0, [r0]
    bl puthex
    bl stop
    .ltorg
{vectors}
    .ltorg
"""


def run(images, *options, until=None, binary=None, consoles=1):
    """Run the machine until a console shows `until` or QEMU ends; return (exit code or None, console texts, stderr)."""
    binary = binary or os.environ["RSS_QEMU"]
    with tempfile.TemporaryDirectory(prefix="rss-guest-") as directory:
        logs = [os.path.join(directory, f"serial{n}") for n in range(consoles)]
        machine = ",".join(["rss-tc", *(f"{k}={v}" for k, v in images.items())])
        serials = [word for log in logs for word in ("-serial", f"file:{log}")]
        process = subprocess.Popen([binary, "-M", machine, "-display", "none", "-nodefaults", *serials, *options],
                                   stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)

        def texts():
            return [open(log, errors="replace").read() if os.path.exists(log) else "" for log in logs]

        deadline = time.monotonic() + SAFETY_SECONDS
        code = None
        while True:
            code = process.poll()
            if code is not None or (until and any(until in text for text in texts())):
                break
            if time.monotonic() > deadline:
                process.kill()
                raise AssertionError(f"guest hung; consoles: {texts()}")
            time.sleep(0.01)
        if code is None:
            process.terminate()
        error, _ = process.communicate(timeout=SAFETY_SECONDS)
        return code, texts(), error
