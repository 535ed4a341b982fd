# SPDX-License-Identifier: BSD-3-Clause
# The Crypto service, and the files of Mbed TLS for any profile: the configuration says what is in them.
set(RSS_CRYPTO_SOURCES crypto.c functions.c operations.c keys.c builtin_keys.c crypto_core.c)
list(TRANSFORM RSS_CRYPTO_SOURCES PREPEND ${CMAKE_CURRENT_LIST_DIR}/)
set(RSS_CRYPTO_MBEDTLS
    psa_crypto.c psa_crypto_aead.c psa_crypto_cipher.c psa_crypto_client.c psa_crypto_driver_wrappers_no_static.c psa_crypto_ecp.c
    psa_crypto_ffdh.c psa_crypto_hash.c psa_crypto_mac.c psa_crypto_random.c psa_crypto_rsa.c psa_crypto_slot_management.c psa_util.c
    aes.c asn1parse.c asn1write.c bignum.c bignum_core.c block_cipher.c ccm.c chacha20.c chachapoly.c cipher.c cipher_wrap.c cmac.c
    constant_time.c ecdh.c ecdsa.c ecp.c ecp_curves.c entropy.c gcm.c hmac_drbg.c md.c memory_buffer_alloc.c oid.c pk.c pk_ecc.c pk_wrap.c
    pkparse.c pkwrite.c platform.c platform_util.c poly1305.c rsa.c rsa_alt_helpers.c sha1.c sha256.c sha3.c sha512.c)
