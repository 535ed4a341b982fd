# SPDX-License-Identifier: BSD-3-Clause
"""Every tool from outside: --help with a command, a file that is not there, a value that is wrong: one line, no traceback."""
import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

TOP = Path(__file__).resolve().parents[2]
TOOLS = TOP / "tools"
VALUES = "platforms/tc/provisioning/development.yaml"
PEM = "bl2/ext/mcuboot/root-RSA-3072.pem"
SAFETY_SECONDS = 120
DATA = {"requirements.txt", "stack_calls.txt", "CMakeLists.txt"}
NAMES = sorted(path.name for path in TOOLS.iterdir() if path.is_file() and path.name not in DATA and
               os.access(path, os.X_OK))          # the others are modules of a tool
ROTPKS = ("--bl2-rotpk", PEM) * 4

# Arguments, {none} being a path that does not exist and {out} one in a folder of the test's own
MISSING = {
    "attest.py": "--build {none}",
    "bench.py": "--build {none}",
    "bench_tokens.py": "--build {none}",
    "bl2_image.py": f"check --values {VALUES} --public-key {{none}} {{none}}",
    "development_keys.py": f"--values {{none}} {PEM} {{out}}",
    "encrypt_image.py": "--kek {none} {none} {out}",
    "flash_check.py": "{none}",
    "gdb": "--build {none}",
    "gdb_remote.py": "--connect {none} read 0x31A00000 16",
    "iak_public.py": f"--values {VALUES} --bl1-2 {{none}} {{out}}",
    "image_kek.py": "--values {none} --image s {out}",
    "lms_key.py": "info {none}",
    "manifest.py": "--list {none} --devices platforms/rss/devices.yaml --level 2 --out {out}",
    "otp_dump.py": "{none}",
    "prepare": "",
    "provision.py": "--at {none} --rom {none} --flash {none} --otp {out}",
    "provisioning_bundle.py": f"--values {{none}} --bl1-2 {{none}} --bl2 {{none}} --lms-public-key {{none}} {' '.join(ROTPKS)} {{out}}",
    "provisioning_values.py": "{none}",
    "recover.py": "--connect {none} {none}",
    "reference_values.py": f"--values {VALUES} --bl1-2 {PEM} --lms-public-key {{none}} {{none}} {{out}}",
    "regcheck.py": "--top {none}",
    "rma_request.py": "--values {none} {out}",
    "rom_hash.py": "--build {none}",
    "run.py": "--build {none} --once",
    "setup": "no-such-step",
    "size.py": "--build {none}",
    "status_codes.py": "XX99",
    "summary.py": "--build {none}",
    "test": "{none}",
    "verify_token.py": f"--iak {PEM} {{none}}",
}
WRONG = {
    "attest.py": "--nonce 00",
    "bench.py": "--functions many",
    "bl2_image.py": f"sign --values {VALUES} --key {{none}} --version nine --counter 1 {PEM} {{out}}",
    "development_keys.py": f"--values {VALUES} {VALUES} {{out}}",
    "encrypt_image.py": f"--kek {PEM} {PEM} {{out}}",
    "gdb_remote.py": "--connect localhost:1 read here 16",
    "iak_public.py": f"--values {PEM} --bl1-2 {PEM} {{out}}",
    "image_kek.py": f"--values {VALUES} --image s --bits 192 {{out}}",
    "lms_key.py": f"sign {PEM} {PEM} {{out}}",
    "manifest.py": "--list platforms/rss/devices.yaml --devices platforms/rss/devices.yaml --level 2 --out {out}",
    "otp_dump.py": VALUES,
    "provision.py": f"--at {PEM} --rom {PEM} --flash {PEM} --otp {{out}}",
    "provisioning_values.py": PEM,
    "recover.py": f"--connect nowhere {PEM}",
    "reference_values.py": f"--values {VALUES} --bl1-2 {PEM} --lms-public-key {PEM} {PEM} {{out}}",
    "rma_request.py": f"--values {PEM} {{out}}",
    "run.py": f"--fresh --otp {PEM}",
    "size.py": "--calls {none}",
    "verify_token.py": f"--iak {PEM} {PEM}",
}


def call(name, arguments, tmp_path):
    words = arguments.format(none=tmp_path / "none", out=tmp_path / "out").split()
    interpreter = [sys.executable] if "python" in (TOOLS / name).read_text().partition("\n")[0] else []
    return subprocess.run([*interpreter, TOOLS / name, *words], cwd=TOP, capture_output=True, text=True, timeout=SAFETY_SECONDS,
                          stdin=subprocess.DEVNULL, env={**os.environ, "PYTHONDONTWRITEBYTECODE": "1"})


def test_every_tool_is_here():
    assert sorted(MISSING) == NAMES


@pytest.mark.parametrize("name", NAMES)
def test_help_has_a_command(name, tmp_path):
    result = call(name, "--help", tmp_path)
    assert (result.returncode, result.stderr) == (0, "")
    assert re.search(rf"^ +tools/{re.escape(name)}\b", result.stdout, re.M), result.stdout


def check_refused(result):
    """Not 0; one line of reason, behind argparse's usage if it is a matter of the command line."""
    assert result.returncode in (1, 2), result.stdout + result.stderr
    lines = result.stderr.strip().splitlines()
    if lines and lines[0].startswith("usage:"):
        lines = [line for line in lines[1:] if not line.startswith(" ")] or lines[:1]
    assert len(lines) == 1 and "Traceback" not in result.stderr, result.stderr


@pytest.mark.parametrize("name", sorted(MISSING))
def test_what_is_not_there(name, tmp_path):
    check_refused(call(name, MISSING[name], tmp_path))
    assert not (tmp_path / "none").exists()


@pytest.mark.parametrize("name", sorted(WRONG))
def test_a_wrong_value(name, tmp_path):
    check_refused(call(name, WRONG[name], tmp_path))
    assert not (tmp_path / "out").exists()
