# SPDX-License-Identifier: BSD-3-Clause
"""The IAK against the vectors of services.md, annex A."""
from conftest import TOP
from cryptography.hazmat.primitives import serialization

import iak_public

VALUES = TOP / "platforms/tc/provisioning/development.yaml"
SEED = "09b69b1b88378e8db593c5068926cf3f97723cf0180bb386987bc4477ad1bb2f"
PRIVATE = "ab54073ade34e0020f5b567defe2f7089f881a7a323f59a4a98688fb6a9b345045f1d40929f417593257dcfa4c491518"
POINT = "7e4d1018f099183d1f7f7dd3b697a4f345a45c6268288570c851aaeb16db3b929171390930f3a56262b85037dadd5dea" \
    "7c065bb30f7d01e67f66d530582268793b1c3ac7bc7da5e8737a6837761d29ad602412db72f9202c8144bb66e08d2fb9"


def test_vectors():
    seed = iak_public.derive_seed(bytes(range(32)), bytes(range(0x20, 0x40)), 3)
    assert seed.hex() == SEED
    private = iak_public.derive_private(seed)
    assert private.to_bytes(48, "big").hex() == PRIVATE
    numbers = iak_public.ec.derive_private_key(private, iak_public.ec.SECP384R1()).public_key().public_numbers()
    assert f"{numbers.x:096x}{numbers.y:096x}" == POINT


def test_file(tmp_path):
    """Depends on BL1_2 and on the life cycle, and a file is the same each time."""
    (tmp_path / "bl1_2").write_bytes(b"code")
    (tmp_path / "other").write_bytes(b"CODE")
    call = lambda bl1_2, *more: iak_public.main(["--values", str(VALUES), "--bl1-2", str(tmp_path / bl1_2), *more, str(tmp_path / "out")])
    keys = []
    for arguments in (("bl1_2",), ("bl1_2",), ("other",), ("bl1_2", "--lifecycle", "psa-rot-provisioning")):
        assert call(*arguments) == 0
        keys.append((tmp_path / "out").read_bytes())
    assert keys[0] == keys[1] and len(set(keys)) == 3
    assert serialization.load_pem_public_key(keys[0]).curve.name == "secp384r1"


def test_bl1_2_too_large(tmp_path, capsys):
    (tmp_path / "large").write_bytes(bytes(0x2001))
    assert iak_public.main(["--values", str(VALUES), "--bl1-2", str(tmp_path / "large"), str(tmp_path / "out")]) == 1
    assert capsys.readouterr().err == "iak_public: bl1_2: 8193 bytes, OTP takes 1 to 8192\n"
