/* SPDX-License-Identifier: BSD-3-Clause */
/**
 * The library's functions under names of their own: in the runtime the PSA names are the clients' (interface/client), which
 * call this service. Mbed TLS includes this file with MBEDTLS_PSA_CRYPTO_SPM.
 */
#ifndef PARTITIONS_CRYPTO_CRYPTO_SPE_H
#define PARTITIONS_CRYPTO_CRYPTO_SPE_H

#define psa_crypto_init                  library_psa_crypto_init
#define psa_generate_random              library_psa_generate_random
#define psa_get_key_attributes           library_psa_get_key_attributes
#define psa_reset_key_attributes         library_psa_reset_key_attributes
#define psa_open_key                     library_psa_open_key
#define psa_close_key                    library_psa_close_key
#define psa_import_key                   library_psa_import_key
#define psa_destroy_key                  library_psa_destroy_key
#define psa_export_key                   library_psa_export_key
#define psa_export_public_key            library_psa_export_public_key
#define psa_purge_key                    library_psa_purge_key
#define psa_copy_key                     library_psa_copy_key
#define psa_generate_key                 library_psa_generate_key
#define psa_hash_compute                 library_psa_hash_compute
#define psa_hash_compare                 library_psa_hash_compare
#define psa_hash_setup                   library_psa_hash_setup
#define psa_hash_update                  library_psa_hash_update
#define psa_hash_clone                   library_psa_hash_clone
#define psa_hash_finish                  library_psa_hash_finish
#define psa_hash_verify                  library_psa_hash_verify
#define psa_hash_abort                   library_psa_hash_abort
#define psa_mac_compute                  library_psa_mac_compute
#define psa_mac_verify                   library_psa_mac_verify
#define psa_mac_sign_setup               library_psa_mac_sign_setup
#define psa_mac_verify_setup             library_psa_mac_verify_setup
#define psa_mac_update                   library_psa_mac_update
#define psa_mac_sign_finish              library_psa_mac_sign_finish
#define psa_mac_verify_finish            library_psa_mac_verify_finish
#define psa_mac_abort                    library_psa_mac_abort
#define psa_cipher_encrypt               library_psa_cipher_encrypt
#define psa_cipher_decrypt               library_psa_cipher_decrypt
#define psa_cipher_encrypt_setup         library_psa_cipher_encrypt_setup
#define psa_cipher_decrypt_setup         library_psa_cipher_decrypt_setup
#define psa_cipher_generate_iv           library_psa_cipher_generate_iv
#define psa_cipher_set_iv                library_psa_cipher_set_iv
#define psa_cipher_update                library_psa_cipher_update
#define psa_cipher_finish                library_psa_cipher_finish
#define psa_cipher_abort                 library_psa_cipher_abort
#define psa_aead_encrypt                 library_psa_aead_encrypt
#define psa_aead_decrypt                 library_psa_aead_decrypt
#define psa_aead_encrypt_setup           library_psa_aead_encrypt_setup
#define psa_aead_decrypt_setup           library_psa_aead_decrypt_setup
#define psa_aead_generate_nonce          library_psa_aead_generate_nonce
#define psa_aead_set_nonce               library_psa_aead_set_nonce
#define psa_aead_set_lengths             library_psa_aead_set_lengths
#define psa_aead_update_ad               library_psa_aead_update_ad
#define psa_aead_update                  library_psa_aead_update
#define psa_aead_finish                  library_psa_aead_finish
#define psa_aead_verify                  library_psa_aead_verify
#define psa_aead_abort                   library_psa_aead_abort
#define psa_sign_message                 library_psa_sign_message
#define psa_verify_message               library_psa_verify_message
#define psa_sign_hash                    library_psa_sign_hash
#define psa_verify_hash                  library_psa_verify_hash
#define psa_asymmetric_encrypt           library_psa_asymmetric_encrypt
#define psa_asymmetric_decrypt           library_psa_asymmetric_decrypt
#define psa_raw_key_agreement            library_psa_raw_key_agreement
#define psa_key_derivation_setup         library_psa_key_derivation_setup
#define psa_key_derivation_get_capacity  library_psa_key_derivation_get_capacity
#define psa_key_derivation_set_capacity  library_psa_key_derivation_set_capacity
#define psa_key_derivation_input_bytes   library_psa_key_derivation_input_bytes
#define psa_key_derivation_input_integer library_psa_key_derivation_input_integer
#define psa_key_derivation_input_key     library_psa_key_derivation_input_key
#define psa_key_derivation_key_agreement library_psa_key_derivation_key_agreement
#define psa_key_derivation_output_bytes  library_psa_key_derivation_output_bytes
#define psa_key_derivation_output_key    library_psa_key_derivation_output_key
#define psa_key_derivation_abort         library_psa_key_derivation_abort

#endif /* PARTITIONS_CRYPTO_CRYPTO_SPE_H */
