#!/usr/bin/env python3
# SPDX-License-Identifier: BSD-3-Clause
"""Copy a source file with one check taken out: the bug that a fuzzer has to find, to show that it can.

    tests/fuzz/plant.py entry_size lib/image/image_tlv.c /tmp/entry_size.c
"""
import sys
from pathlib import Path

# name -> (what stands in the source, exactly once; what it becomes), ...
PLANTS = {
    # The signature is checked over the hash that the image names instead of the one that was computed.
    "hash_from_image": (("    status = bytes_equal(computed, tlvs->unprotected.hash, image_signature_scheme.hash_bytes);",
                         "    memcpy(computed, tlvs->unprotected.hash, image_signature_scheme.hash_bytes);"),),
    "area_size": (("area_bytes > sizeof(candidate->protected_area)", "area_bytes > 0x400"),),
    "counter_limit": (("security_counter > IMAGE_COUNTER_LIMIT || ", ""),),
    "entry_size": (("if (tlv.size_bytes > left)", "if (tlv.size_bytes > area_bytes)"),),
    "record_size": (("c->left < size_bytes || ", ""),),
    "root_not_compared": (("    status = bytes_equal(node, &public_key[KEY_ROOT_OFFSET], LMS_NODE_BYTES);", "    return RSS_OK;"),),
    "bl2_magic": (("if (image->decrypt_magic != BL2_IMAGE_DECRYPT_MAGIC)", "if (image->decrypt_magic == 0)"),),
    "digest_unused": (("&bundle[layout->digest_offset_bytes]);\n    if (fih_differ(status, RSS_OK))",
                       "&bundle[layout->digest_offset_bytes]);\n    status = RSS_OK;\n    if (fih_differ(status, RSS_OK))"),),
    "text_end": (("if (text[i] != 0)", "if (text[i] > 0x7e)"),),
    "entry_length": (("header.total_bytes - offset_bytes < entry.size_bytes", "entry.size_bytes > BOOT_DATA_BYTES"),),
    "wrapped_size": (("status = image_check_encryption(header, &tlvs);",
                      "status = tlvs.wrapped_key.value ? RSS_OK : RSS_ERR_IMG_NO_WRAPPED_KEY;"),),
    "p256_key_any": (("status = bytes_equal(signer_id, rules->key_hash, IMAGE_HASH_BYTES);",
                      "status = bytes_equal(signer_id, signer_id, IMAGE_HASH_BYTES);\n    (void)rules;"),),
    "p256_integer_size": (("size_bytes > bytes", "size_bytes > bytes + 16"),),
    "development_lms": (("? RSS_ERR_PROV_DEVELOPMENT : RSS_OK", "? RSS_OK : RSS_OK"),),
    "not_cleared": (("message[i] = 0;", "message[i] = magic;"),),
    "rma_digest": (("bytes_equal(hash, request->digest, sizeof(hash)) != RSS_OK", "bytes_equal(hash, hash, sizeof(hash)) != RSS_OK"),),
    "rma_tag": (("status = bytes_equal(tag, request->tag, sizeof(tag));", "status = bytes_equal(tag, tag, sizeof(tag));\n    (void)request;"),),
    "lock_ignored": (("if (slot->is_locked)", "if (slot->is_locked && !slot->is_populated)"),),
    "boot_entry_length": ((" || header.size_bytes > rest->bytes", ""),),
    "crypto_owner": (("owners[slot] == client_id ?", "owners[slot] != 0 && client_id != 0 ?"),),
    "crypto_word": (("return size_bytes == sizeof(uint32_t);", "return true;"),),
    "message_size": (("size_bytes != sizeof(wire)", "size_bytes == 0"),),
}
PLANTS |= {f"p384_{name}": PLANTS[f"p256_{name}"] for name in ("key_any", "integer_size")}


def plant(name, text):
    """The text with the bug. ValueError: not a bug that is known, or the source has changed."""
    if name not in PLANTS:
        raise ValueError(f"{name}: no such bug; there is: {' '.join(PLANTS)}")
    for find, replace in PLANTS[name]:
        if text.count(find) != 1:
            raise ValueError(f"{name}: '{find}' stands {text.count(find)} times in the source, must be 1; adapt PLANTS")
        text = text.replace(find, replace)
    return text


def main(argv):
    if len(argv) != 3 or "--help" in argv:
        print(__doc__)
        return 0 if "--help" in argv else 2
    try:
        Path(argv[2]).write_text(plant(argv[0], Path(argv[1]).read_text()))
    except (ValueError, OSError) as error:
        print(f"plant: {error}", file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
