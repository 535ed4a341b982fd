# SPDX-License-Identifier: BSD-3-Clause
"""The commands of the project's seed document, typed as they stand there, in a copy of the build folder."""
import os
import shutil
import subprocess
from pathlib import Path

import pytest

import images
from scenario import Boots, Scenario

AP_NAME, SCP_NAME = "ap_bl1_signed.bin", "scp_bl1_signed.bin"       # documented in README.md

ROM_COMMAND = r"""
srec_cat \
    bl1_1.bin -Binary -offset 0x0 \
    bl1_provisioning_bundle.bin -Binary -offset 0xE000 \
    -o rom.bin -Binary
"""
FLASH_COMMAND = r"""
srec_cat \
    bl2_signed.bin -Binary -offset 0x0 \
    bl2_signed.bin -Binary -offset 0x20000 \
    tfm_s_ns_signed.bin -Binary -offset 0x40000 \
    tfm_s_ns_signed.bin -Binary -offset 0x140000 \
    <Host AP BL1 image> -Binary -offset 0x240000 \
    <SCP BL1 image> -Binary -offset 0x2C0000 \
    <Host AP BL1 image>  -Binary -offset 0x340000 \
    <SCP BL1 image> -Binary -offset 0x3C0000 \
    -o flash.bin -Binary
""".replace("<Host AP BL1 image>", AP_NAME).replace("<SCP BL1 image>", SCP_NAME)
SIGN_COMMAND = r"""
imgtool sign \
    -k <TF-M base directory>/bl2/ext/mcuboot/root-RSA-3072.pem \
    --public-key-format full \
    --max-align 8 \
    --align 1 \
    -v "0.0.1" \
    -s 1 \
    -H 0x1000 \
    --pad-header \
    -S 0x80000 \
    --pad \
    --boot-record "HOST" \
    -L <load address> \
    <binary infile> \
    <signed binary outfile>
"""


@pytest.fixture(scope="module")
def folder(build, tmp_path_factory):
    """The images of the build folder, without what the two commands make."""
    copy = tmp_path_factory.mktemp("seed")
    for path in build.glob("*.bin"):
        if path.name not in ("rom.bin", "flash.bin"):
            shutil.copy(path, copy)
    return copy


def shell(command, folder):
    """Run a command as a person would, with the Python tools of tools/setup on the path."""
    paths = subprocess.run([images.TOP / "tools/setup", "paths"], capture_output=True, text=True, check=True).stdout
    venv = dict(line.split("=", 1) for line in paths.split())["RSS_VENV"]
    result = subprocess.run(command, shell=True, cwd=folder, capture_output=True, text=True,
                            env={**os.environ, "PATH": f"{venv}/bin:{os.environ['PATH']}"})
    assert result.returncode == 0, result.stderr


@pytest.mark.parametrize("name, command", [("rom", ROM_COMMAND), ("flash", FLASH_COMMAND)])
def test_srec_cat_line_makes_the_built_file(build, folder, name, command):
    shell(command, folder)
    assert (folder / f"{name}.bin").read_bytes() == (build / f"{name}.bin").read_bytes()


def test_files_of_the_srec_cat_lines_boot(runner, folder):
    scenario = Scenario("seed-files", Boots(), rom=(folder / "rom.bin").read_bytes(),
                        flash=(folder / "flash.bin").read_bytes(), virgin=True)
    scenario.expect.check(runner.run(scenario))
    runner.forget(scenario)


@pytest.mark.parametrize("name, image", [("ap_bl1", images.AP), ("scp_bl1", images.SCP)])
def test_imgtool_line_makes_an_image_that_boots(runner, folder, name, image):
    signed = folder / f"{name}_by_hand.bin"
    shell(SIGN_COMMAND.replace("<TF-M base directory>", str(images.TOP))
          .replace("<load address>", hex(image.load_address))
          .replace("<binary infile>", f"{name}.bin").replace("<signed binary outfile>", signed.name), folder)
    data = signed.read_bytes()
    assert len(data) == images.SLOT_BYTES

    def change(flash):
        images.write_slot(flash, image, 0, data)
        images.write_slot(flash, image, 1, data)
    scenario = Scenario(f"seed-imgtool-{name}", Boots(), flash=change)
    scenario.expect.check(runner.run(scenario))
    runner.forget(scenario)


def test_commands_are_the_seed_s():
    """Placeholders apart, the README shows these very commands."""
    readme = (Path(images.TOP) / "README.md").read_text()
    for command in (ROM_COMMAND, FLASH_COMMAND):
        assert " ".join(command.replace("\\\n", " ").split()) in " ".join(readme.replace("\\\n", " ").split())
