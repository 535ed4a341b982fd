# SPDX-License-Identifier: BSD-3-Clause
"""A production ROM: provisioned from RAM by tools/provision.py, with keys made here; what it refuses; the end of its life."""
import hashlib
import secrets
import struct
import threading
from contextlib import contextmanager

import pytest
import gdb_remote
import images
import lms_key
import provision
import provisioning_bundle
import provisioning_values
import rma_request
import run
from debug import PC, set_register, symbol
from product import Product, done, tool
from scenario import Boots, Scenario

provision.STEP_SECONDS = 0.05        # of this process: the machine here has nothing else to do
TP_MODE_PCI = bytes.fromhex("0000ffff")             # 0xFFFF0000
ONES = b"\xff"
AT_BUNDLE_DIGEST = 0x150
CUT_EXIT_CODE = 75
STOP_SECONDS = 600                      # only ever reached by a machine that hangs
RAM_PARTS = ((0x31500000, 0x10000), (0x31A00000, 0x10000))     # data of the boot stages, mailbox
KEYS_AND_ROTPK = slice(0x00, 0xE0)
RMA_FLAGS = slice(0xF0, 0xF8)


def boot_scenario(product, name, otp):
    """A boot of a device with this OTP."""
    return Scenario(name, Boots(), rom=product.rom.read_bytes(), flash=product.flash.read_bytes(), otp=otp)


@pytest.fixture(scope="module")
def product(build, tmp_path_factory):
    return Product(build, tmp_path_factory.mktemp("product")).make()


@pytest.fixture(scope="module")
def secured(product):
    """OTP of a provisioned product."""
    otp = product.folder / "secured.bin"
    out = done(product.provision(otp, "--at", product.at, "--psa", product.psa))
    assert [line for line in out.splitlines() if line.startswith("provision: ")] == \
        ["provision: CM -> DM", "provision: DM -> SE", "provision: state SE"]
    return otp


@contextmanager
def device(product, otp, arguments=()):
    """A device under the debugger, stopped at reset: provision.Device and its machine."""
    with gdb_remote.Stub() as stub:
        machine = run.Machine(product.build / "vp/qemu-system-aarch64", product.rom, product.flash, otp,
                              arguments=[*stub.arguments, *arguments], pass_fds=stub.pass_fds)
        with machine:
            reader = threading.Thread(target=lambda: list(iter(lambda: machine.next_line(timeout=float("inf")), None)))
            reader.start()
            try:
                with gdb_remote.GdbRemote(stub.address) as gdb:
                    yield provision.Device(gdb), machine
            finally:
                machine.end()
                reader.join()


def rss(machine):
    return [line.text for line in machine.lines if line.console == "rss"]


def seal(bundle):
    return bundle[:-32] + hashlib.sha256(bundle[:-32]).digest()


def with_field(bundle, fields, name, value):
    offset, size = fields[name]
    assert len(value) == size
    return seal(bundle[:offset] + value + bundle[offset + size:])


def test_virgin_to_secured_and_boots(runner, product, secured):
    otp = secured.read_bytes()
    assert otp[0xE0:0xE4] == TP_MODE_PCI
    check_provisioned(product, otp)
    scenario = boot_scenario(product, "production", otp)
    outcome = runner.run(scenario)
    scenario.expect.check(outcome)
    assert len(set("".join(line.text for line in outcome.lines if line.console == "ap"))) > 1
    runner.forget(scenario)


def development_bundles(product, build):
    """Name of a development key -> bundles that hold it in place of the product's own."""
    development = provisioning_values.load(images.TOP / "platforms/tc/provisioning/development.yaml")
    at, psa = product.at.read_bytes(), product.psa.read_bytes()
    for name in ("bl2_encryption_key", "guk", "huk"):
        yield name, with_field(at, images.AT, name, development[name]), None
    for pem in sorted((images.TOP / "bl2/ext/mcuboot").glob("root-RSA-3072*.pem")):
        for index in range(4):
            value = provisioning_bundle.rotpk_hash(pem.read_bytes(), pem)
            yield f"{pem.stem} {index}", with_field(at, images.AT, f"bl2_rotpk_{index}", value), None
    yield "lms", with_field(at, images.AT, "bl1_rotpk_0", lms_key.read_public(build / "lms_bl2.pub")), None
    for name in ("host_rotpk_s", "host_rotpk_ns", "host_rotpk_cca"):
        yield name, None, with_field(psa, images.PSA, name, development[name])


def test_each_development_key_is_refused_and_the_device_waits_on(product, tmp_path):
    """One device, one bundle after the other; then the product's own, which shows that the refused ones wrote nothing."""
    otp = tmp_path / "otp.bin"
    at_cases = [(name, at) for name, at, _ in development_bundles(product, product.build) if at]
    psa_cases = [(name, psa) for name, _, psa in development_bundles(product, product.build) if psa]
    assert len(at_cases) == 3 + 8 + 1 and len(psa_cases) == 3
    with device(product, otp) as (dut, machine):
        for name, bundle in at_cases:
            with pytest.raises(provision.ProvisionError, match="^refused in state CM: PR17$"):
                dut.send(provision.AT_ADDRESS, bundle, "DM", str)
        dut.send(provision.AT_ADDRESS, product.at.read_bytes(), "DM", str)
        dut.wait(lambda: dut.state() == "DM")
        for name, bundle in psa_cases:
            with pytest.raises(provision.ProvisionError, match="^refused in state DM: PR17$"):
                dut.send(provision.PSA_ADDRESS, bundle, "SE", str)
        dut.send(provision.PSA_ADDRESS, product.psa.read_bytes(), "SE", str)
    assert rss(machine).count("[WRN] BL1_1 provisioning bundle refused: PR17") == len(at_cases) + len(psa_cases)


def test_other_refusals_and_what_stays_in_ram(product, tmp_path):
    otp = tmp_path / "otp.bin"
    at, psa = product.at.read_bytes(), product.psa.read_bytes()
    with device(product, otp) as (dut, _):
        with pytest.raises(provision.ProvisionError, match="PR02"):         # digest
            dut.send(provision.AT_ADDRESS, at[:-1] + bytes([at[-1] ^ 1]), "DM", str)
        with pytest.raises(provision.ProvisionError, match="PR05"):         # GUK blank
            dut.send(provision.AT_ADDRESS, with_field(at, images.AT, "guk", bytes(32)), "DM", str)
        rest = dut.gdb.read(provision.AT_ADDRESS + 4, len(at) - 4)
        assert rest == bytes(len(rest))
        dut.gdb.write(provision.AT_ADDRESS, struct.pack("<I", 0xC0DEFEEC))   # no magic: nobody's
        dut.run_for(1)
        assert dut.look(provision.AT_ADDRESS) == 0xC0DEFEEC
        dut.send(provision.AT_ADDRESS, at, "DM", str)
        with pytest.raises(provision.ProvisionError, match="refused in state DM: PR02"):
            dut.send(provision.PSA_ADDRESS, psa[:-1] + bytes([psa[-1] ^ 1]), "SE", str)
        # neither the mailbox nor the ROM's own copy still holds a key
        dut.run_for(1)
        ram = dut.gdb.read(0x31500000, 0x8000) + dut.gdb.read(0x31A00000, 0x10000)
        values = provisioning_values.load(product.values)
        for name in ("guk", "huk", "bl2_encryption_key"):
            assert values[name] not in ram, name


def run_to(dut, build, name):
    address = symbol(build, "bl1_1_production", name)
    dut.gdb.set_breakpoint(address)
    dut.gdb.go()
    assert dut.gdb.wait_stop(STOP_SECONDS), f"{name} was never reached"
    dut.gdb.clear_breakpoint(address)
    assert dut.gdb.program_counter() == address


def test_nothing_after_a_panic_with_a_bundle_in_hand(product, build, tmp_path):
    """The ROM stops between the check of a bundle and its wipe: RAM outlives the reset, the bundle's keys must not."""
    values = provisioning_values.load(product.values)
    keys = [values[name] for name in ("guk", "huk", "bl2_encryption_key")]
    with device(product, tmp_path / "otp.bin") as (dut, _):
        dut.load(provision.AT_ADDRESS, product.at.read_bytes())
        run_to(dut, build, "provision")
        found = [dut.gdb.read(address, size) for address, size in RAM_PARTS]
        assert all(any(key in part for part in found) for key in keys)
        set_register(dut.gdb, PC, symbol(build, "bl1_1_production", "fih_panic"))
        run_to(dut, build, "reset_or_recover")
        found = [dut.gdb.read(address, size) for address, size in RAM_PARTS]
        assert not any(key in part for part in found for key in keys)


def test_another_bundle_after_a_loss_of_power(product, tmp_path):
    """A production chip does not show its keys: without the digest in OTP, two GUKs would be mixed unseen."""
    at = product.at.read_bytes()
    other = with_field(at, images.AT, "guk", secrets.token_bytes(32))
    guk = at[images.AT["guk"][0]:][:32]
    otp = bytearray(run.OTP_BYTES)
    images.fill(otp, 0xE0, TP_MODE_PCI)
    images.fill(otp, AT_BUNDLE_DIGEST, at[-32:])
    images.fill(otp, images.OTP["guk"][0], guk[:13] + bytes([guk[13] & 0x0F]))          # as far as it came
    path = tmp_path / "otp.bin"
    path.write_bytes(otp)
    with device(product, path) as (dut, _):
        with pytest.raises(provision.ProvisionError, match="^refused in state CM: LC03$"):
            dut.send(provision.AT_ADDRESS, other, "DM", str)
        assert path.read_bytes() == otp
        dut.send(provision.AT_ADDRESS, at, "DM", str)
    assert path.read_bytes()[images.OTP["guk"][0]:][:32] == guk


def test_rma_request_is_not_for_a_device_that_is_not_secured(product, tmp_path):
    """In CM and DM nobody looks at it, and in SE it has to be there when the device starts."""
    values = provisioning_values.load(product.values)
    request = rma_request.make(values["guk"], values["boot_seed"])
    otp = tmp_path / "otp.bin"
    with device(product, otp) as (dut, _):
        dut.load(rma_request.RAM_ADDRESS, request)
        dut.run_for(1)
        assert dut.state() == "CM"
        dut.send(provision.AT_ADDRESS, product.at.read_bytes(), "DM", str)
        dut.run_for(1)
        assert dut.state() == "DM"
        assert dut.gdb.read(rma_request.RAM_ADDRESS, len(request)) == request
    assert otp.read_bytes()[RMA_FLAGS] == bytes(8)


def test_tools_refuse_development_keys(product, build, tmp_path):
    out = tmp_path / "at.bin"
    development = images.TOP / "platforms/tc/provisioning/development.yaml"
    pem = images.TOP / "bl2/ext/mcuboot/root-RSA-3072.pem"
    cases = [({"rotpk": (product.key, product.key_ns, pem, product.key)}, "bl2_rotpk_2"),
             ({"values": development, "lms": build / "lms_bl2.pub", "bl2": build / "bl2_signed.bin"}, "bl2_encryption_key")]
    for change, field in cases:
        result = product.bundle("--at", out, **change)
        assert result.returncode == 1
        assert result.stderr == f"provisioning_bundle: {field}: a development key; a production ROM refuses it (PR17)\n"
        assert not out.exists()


def test_bad_rma_requests_do_nothing(runner, product, secured, tmp_path):
    """Wrong tag and wrong digest: each its code, the OTP as before, and the device boots on at once."""
    values = provisioning_values.load(product.values)
    good = rma_request.make(values["guk"], values["boot_seed"])
    otp = tmp_path / "otp.bin"
    otp.write_bytes(secured.read_bytes())
    cases = [("PR18", rma_request.make(bytes(32), values["boot_seed"])), ("PR18", rma_request.make(values["guk"], bytes(32))),
             ("PR18", seal(good[:4] + bytes([good[4] ^ 1]) + good[5:])), ("PR19", good[:-1] + bytes([good[-1] ^ 1])),
             ("PR19", good[:4] + bytes([good[4] ^ 1]) + good[5:])]
    with device(product, otp) as (dut, machine):
        for code, request in cases:
            dut.gdb.reset()
            with pytest.raises(provision.ProvisionError, match=f"^refused in state SE: {code}$"):
                dut.send(rma_request.RAM_ADDRESS, request, "RMA", str)
        dut.gdb.reset()
        dut.wait(lambda: any(line.text.startswith("[AP] PASS") for line in machine.lines))
    before = secured.read_bytes()
    after = otp.read_bytes()
    assert after[:0xF8] == before[:0xF8]
    assert not [text for text in rss(machine) if text.startswith("[ERR]")]
    refused = [text for text in rss(machine) if "RMA request" in text]
    assert refused == [f"[WRN] BL1_1 RMA request refused: {code}" for code, _ in cases]


def check_decommissioned(otp):
    assert otp[KEYS_AND_ROTPK] == ONES * 0xE0
    offset, size = images.OTP["bl2_encryption_key"]
    assert otp[offset:offset + size] == ONES * size
    assert otp[RMA_FLAGS] == ONES * 8


def decommissioned_boot(runner, scenario):
    outcome = runner.run(scenario)
    assert outcome.reason == "RSS boot failed with LC12 and stays in recovery"
    texts = [line.text for line in outcome.lines]
    assert [line.console for line in outcome.lines if line.console != "rss"] == []
    assert not [text for text in texts if "entering BL1_2" in text]
    return (runner.folder / scenario.name / "otp.bin").read_bytes(), texts


def test_rma(runner, product, secured, tmp_path):
    request = tmp_path / "rma.bin"
    done(tool("rma_request.py", "--values", product.values, request))
    otp = tmp_path / "otp.bin"
    otp.write_bytes(secured.read_bytes())
    out = done(product.provision(otp, "--rma", request))
    assert "provision: SE -> RMA" in out
    scenario = boot_scenario(product, "rma", otp.read_bytes())
    after, texts = decommissioned_boot(runner, scenario)
    check_decommissioned(after)
    runner.forget(scenario)


@pytest.mark.parametrize("name, change", [
    ("first-flag", lambda otp: images.fill(otp, 0xF0, ONES * 4)),
    ("second-flag-torn", lambda otp: images.fill(otp, 0xF0, ONES * 4 + b"\xff\x0f\0\0")),
    ("flags", lambda otp: images.fill(otp, 0xF0, ONES * 8)),
    ("some-keys", lambda otp: (images.fill(otp, 0xF0, ONES * 8), images.fill(otp, 0x00, ONES * 50))),
    ("all-but-one-word", lambda otp: (images.fill(otp, 0xF0, ONES * 8), images.fill(otp, 0x00, ONES * 0xE0),
                                      images.fill(otp, 0xA70, ONES * 28))),
])
def test_rma_goes_on_after_a_loss_of_power(runner, product, secured, name, change):
    otp = bytearray(secured.read_bytes())
    change(otp)
    scenario = boot_scenario(product, f"rma-{name}", bytes(otp))
    after, _ = decommissioned_boot(runner, scenario)
    check_decommissioned(after)
    runner.forget(scenario)


def test_rma_first_flag_torn_is_no_decision(runner, product, secured):
    otp = bytearray(secured.read_bytes())
    images.fill(otp, 0xF0, b"\xff\xff\xff\x7f")
    scenario = boot_scenario(product, "rma-torn", bytes(otp))
    outcome = runner.run(scenario)
    scenario.expect.check(outcome)
    runner.forget(scenario)


def cut(write, mask):
    """QEMU arguments: power is lost in this OTP write, of which only the masked bits get there."""
    return ["-global", f"rss-lcm.cut-write={write}", "-global", f"rss-lcm.cut-mask={mask}"]


@pytest.mark.parametrize("write, mask, decided", [(1, 0, False), (1, 0x00FFFFFF, False), (1, 0xFFFFFFFF, True),
                                                  (2, 0, True), (2, 0x0000FFFF, True), (2, 0xFFFFFFFF, True)])
def test_power_lost_while_a_request_is_obeyed(runner, product, secured, tmp_path, write, mask, decided):
    """Before the first flag is whole the device is what it was; from then on it is at its end."""
    values = provisioning_values.load(product.values)
    otp = tmp_path / "otp.bin"
    otp.write_bytes(secured.read_bytes())
    with pytest.raises(gdb_remote.GdbError, match="the stub has gone|the machine has ended"), \
            device(product, otp, cut(write, mask)) as (dut, _):
        dut.send(rma_request.RAM_ADDRESS, rma_request.make(values["guk"], values["boot_seed"]), "RMA", str)
    scenario = boot_scenario(product, f"rma-cut-{write}-{mask:x}", otp.read_bytes())
    if decided:
        after, _ = decommissioned_boot(runner, scenario)
        check_decommissioned(after)
    else:
        scenario.expect.check(runner.run(scenario))
    runner.forget(scenario)


def test_power_lost_while_secrets_are_destroyed(runner, product, secured):
    """In every fourth of the 64 writes, in turn before, inside and after the word; the next boot completes it."""
    start = bytearray(secured.read_bytes())
    images.fill(start, 0xF0, ONES * 8)
    for i, write in enumerate(range(1, 65, 4)):
        scenario = boot_scenario(product, f"rma-destroy-cut-{write}", bytes(start))
        folder = runner.prepare(scenario)
        cut_boot = runner.boot(folder, arguments=cut(write, (0, 0x00FF00FF, 0xFFFFFFFF)[i % 3]))
        assert cut_boot.exit_code == CUT_EXIT_CODE
        outcome = runner.boot(folder)
        assert outcome.reason == "RSS boot failed with LC12 and stays in recovery"
        check_decommissioned((folder / "otp.bin").read_bytes())
        runner.forget(scenario)


@pytest.fixture(scope="module")
def at_writes(product):
    """Number of OTP writes up to state DM, of a device that is provisioned without a loss of power."""
    log, otp = product.folder / "writes", product.folder / "logged.bin"
    with device(product, otp, ["-global", f"rss-lcm.write-log={log}"]) as (dut, _):
        dut.send(provision.AT_ADDRESS, product.at.read_bytes(), "DM", str)
    return len(log.read_text().splitlines())


PARTS = 6


@pytest.mark.parametrize("part", range(PARTS))
def test_power_lost_while_a_production_chip_is_provisioned(product, at_writes, tmp_path, part):
    """In one of the writes at the start and at the end of the bundle; the same bundle, sent again, completes it."""
    otp = tmp_path / "otp.bin"
    at, psa = product.at.read_bytes(), product.psa.read_bytes()
    writes = [*range(2, 40, 4), at_writes // 2, *range(at_writes - 56, at_writes + 1, 4)]
    for i, write in enumerate(writes[part::PARTS]):
        otp.unlink(missing_ok=True)
        with pytest.raises(gdb_remote.GdbError), device(product, otp, cut(write, 0x00FFFF00 if i % 2 else 0xFFFFFFFF)) as (dut, _):
            dut.send(provision.AT_ADDRESS, at, "DM", str)
        with device(product, otp) as (dut, _):
            provision.provision(dut, {"at": at, "psa": psa}, str)
        check_provisioned(product, otp.read_bytes())


def check_provisioned(product, otp):
    values = provisioning_values.load(product.values)
    for name in ("huk", "guk", "bl2_encryption_key", "implementation_id"):
        offset, size = images.OTP[name]
        assert otp[offset:offset + size] == values[name], name
