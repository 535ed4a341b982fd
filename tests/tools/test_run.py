# SPDX-License-Identifier: BSD-3-Clause
"""tools/run.py against a stand-in for QEMU: a script that connects to the three consoles and says what a case wants."""
import subprocess
import sys
from pathlib import Path

import pytest

import run

TOP = Path(__file__).resolve().parents[2]
FAKE = """#!{python}
import re, socket, sys, time
arguments = " ".join(sys.argv)
open({arguments!r}, "w").write(arguments)
console = {{}}
for name in ("rss", "scp", "ap"):
    console[name] = socket.socket(socket.AF_UNIX)
    console[name].connect(re.search(rf"id={{name}},path=(\\S+)", arguments)[1])
def say(name, text):
    console[name].sendall(text.encode())
{body}
"""


@pytest.fixture
def files(tmp_path):
    for name in ("rom", "flash"):
        (tmp_path / f"{name}.bin").write_bytes(bytes(16))
    return tmp_path


@pytest.fixture
def fake(files):
    def make(body):
        path = files / "vp/qemu-system-aarch64"
        path.parent.mkdir(exist_ok=True)
        path.write_text(FAKE.format(python=sys.executable, body=body, arguments=str(files / "arguments")))
        path.chmod(0o755)
        return path
    return make


def run_once(files, *options):
    return subprocess.run([sys.executable, TOP / "tools/run.py", "--build", files, *options], capture_output=True,
                          text=True, timeout=120)


STAY = "\ntime.sleep(100)"


@pytest.mark.parametrize("body, code, reason", [
    ("say('rss', '[INF] hello\\r\\n'); say('ap', '[AP] PASS 32 bytes\\n')" + STAY, 0, ""),
    ("say('ap', '[AP] FAIL no reply\\n')" + STAY, 1, "error: [AP] FAIL no reply\n"),
    ("say('rss', '[ERR] recovery: IM17\\n')" + STAY, 1, "error: RSS boot failed with IM17 and stays in recovery\n"),
    ("say('scp', '[AP] PASS from the wrong console\\n'); sys.exit(3)", 1, "error: QEMU ended with code 3\n"),
    ("print('bad otp', file=sys.stderr); sys.exit(1)", 1, "error: QEMU ended with code 1: bad otp\n"),
    ("sys.exit(124)", 1, "error: run limit reached\n"),
])
def test_once_tells_the_result(files, fake, body, code, reason):
    fake(body)
    result = run_once(files, "--once")
    assert (result.returncode, result.stderr) == (code, reason)


def test_consoles_are_labelled_and_logged(files, fake):
    fake("say('rss', 'a\\nb'); say('scp', 'c\\n'); time.sleep(0.2); say('rss', 'b\\r\\n'); say('ap', '[AP] PASS\\n')" + STAY)
    result = run_once(files, "--once")
    lines = result.stdout.splitlines()
    assert "[rss] a" in lines and "[rss] bb" in lines and "[scp] c" in lines and lines[-1] == "[ap ] [AP] PASS"
    assert (files / "run/rss.log").read_bytes() == b"a\nbb\r\n"
    assert (files / "run/ap.log").read_bytes() == b"[AP] PASS\n"


def test_unfinished_last_line_is_shown(files, fake):
    fake("say('rss', 'no newline')")
    assert "[rss] no newline" in run_once(files, "--once").stdout


def test_fresh_does_not_erase_a_named_otp_file(files, fake):
    fake("say('ap', '[AP] PASS\\n')" + STAY)
    mine = files / "mine.bin"
    mine.write_bytes(b"\x01" * run.OTP_BYTES)
    result = run_once(files, "--once", "--fresh", "--otp", mine)
    assert result.returncode == 2
    assert result.stderr.splitlines()[-1].endswith(f"--fresh would erase {mine}; name a file that does not exist yet instead")
    assert mine.read_bytes() == b"\x01" * run.OTP_BYTES


def test_otp_persists_until_fresh(files, fake):
    fake("otp = re.search(r'otp=([^ ,]+)', arguments)[1]\n"
         "open(otp, 'r+b').write(b'x'); say('ap', '[AP] PASS\\n')" + STAY)
    otp = files / "run/otp.bin"
    run_once(files, "--once")
    assert otp.stat().st_size == 16384 and otp.read_bytes()[:2] == b"x\0"
    (files / "run/otp.bin").write_bytes(b"xyz".ljust(16384, b"\0"))
    run_once(files, "--once")
    assert otp.read_bytes()[:3] == b"xyz"
    run_once(files, "--once", "--fresh")
    assert otp.read_bytes()[:3] == b"x\0\0"


def test_deterministic_options_and_other_files(files, fake):
    fake("say('ap', '[AP] PASS\\n')" + STAY)
    (files / "other.bin").write_bytes(bytes(4))
    run_once(files, "--once", "--deterministic", "--flash", str(files / "other.bin"))
    arguments = (files / "arguments").read_text()
    assert f"flash={files}/other.bin" in arguments and f"rom={files}/rom.bin" in arguments
    assert "-icount shift=0,sleep=off -seed 1" in arguments and "run-limit-ms=" in arguments


def test_missing_image_is_one_line(files, fake):
    fake("")
    (files / "flash.bin").unlink()
    result = run_once(files, "--once")
    assert result.returncode == 1 and result.stderr == f"error: {files}/flash.bin is not there\n"


def test_other_bl1_2_is_pointed_out(files, fake):
    fake("say('ap', '[AP] PASS\\n')" + STAY)
    rom = bytearray(0x10400)
    rom[run.ROM_BL1_2_HASH] = b"\1" * 32
    (files / "rom.bin").write_bytes(rom)
    otp = bytearray(16384)
    otp[run.OTP_BL1_2_HASH] = b"\2" * 32
    (files / "run").mkdir()
    (files / "run/otp.bin").write_bytes(otp)
    assert "FRESH=1" in run_once(files, "--once").stderr
    otp[run.OTP_BL1_2_HASH] = b"\1" * 32
    (files / "run/otp.bin").write_bytes(otp)
    assert run_once(files, "--once").stderr == ""


def test_interrupt_ends_qemu(files, fake):
    fake("say('rss', 'up\\n')" + STAY)
    process = subprocess.Popen([sys.executable, TOP / "tools/run.py", "--build", files], stdout=subprocess.PIPE,
                               stderr=subprocess.PIPE, text=True)
    assert process.stdout.readline() == "[rss] up\n"
    process.send_signal(2)
    _, errors = process.communicate(timeout=120)
    assert process.returncode == 0 and errors == "\nended\n"


def test_wait_for_finds_and_fails(files, fake):
    qemu = fake("say('rss', 'one\\n'); say('ap', 'two 2\\n'); say('rss', 'three\\n')")
    with run.Machine(qemu, files / "rom.bin", files / "flash.bin", files / "otp.bin") as machine:
        assert machine.wait_for(r"two (\d)")[1] == "2"
        with pytest.raises(run.MachineError, match="'never' never came: QEMU ended with code 0"):
            machine.wait_for("never")
        assert machine.text("rss") == "one\nthree"
