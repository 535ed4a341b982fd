# SPDX-License-Identifier: BSD-3-Clause
# Images as imgtool makes them, at test time: the documented command (boot.md 12.4), and one with dependencies.
get_filename_component(imgtool_folder ${RSS_PYTHON} DIRECTORY)
set(image_key ${RSS_TOP}/bl2/ext/mcuboot/root-RSA-3072.pem)
set(image_sample ${CMAKE_CURRENT_BINARY_DIR}/image_sample.bin)
set(image_sample_dependencies ${CMAKE_CURRENT_BINARY_DIR}/image_sample_dependencies.bin)
add_custom_command(OUTPUT ${image_sample} ${image_sample_dependencies}
    COMMAND ${RSS_PYTHON} -c "import sys; sys.stdout.buffer.write(bytes(i % 256 for i in range(5000)))" > image_input.bin
    COMMAND ${imgtool_folder}/imgtool sign -k ${image_key} --public-key-format full --max-align 8 --align 1 -v 0.0.1 -s 1
        -H 0x1000 --pad-header -S 0x80000 --pad --boot-record HOST -L 0x70000000 image_input.bin ${image_sample}
    COMMAND ${imgtool_folder}/imgtool sign -k ${image_key} --public-key-format full --max-align 8 --align 1 -v 3.2.1+7 -s 2
        -H 0x400 --pad-header -S 0x80000 --pad --boot-record SPE -d "(1,1.2.3+4),(2,0.0.300+0)" -L 0x70000000
        image_input.bin ${image_sample_dependencies}
    DEPENDS ${image_key} VERBATIM)
add_custom_target(image_samples DEPENDS ${image_sample} ${image_sample_dependencies})

set(image_sources ${RSS_TOP}/lib/image/image_header.c ${RSS_TOP}/lib/image/image_tlv.c
    ${RSS_TOP}/lib/image/image_candidate.c ${RSS_TOP}/lib/image/image_boot_record.c
    ${RSS_TOP}/lib/image/image_validate.c ${RSS_TOP}/lib/crypto/image_signature_rsa3072.c
    ${RSS_TOP}/lib/crypto/image_digest_sha256.c ${RSS_TOP}/lib/crypto/rsa_pss.c ${RSS_TOP}/lib/crypto/sha256.c
    ${RSS_TOP}/lib/base/bytes.c ${RSS_TOP}/lib/base/fih.c)
rss_unit_test(image_test MBEDTLS SOURCES ${image_sources} ${UNIT_DIR}/image_test.c
    ${RSS_TOP}/tests/unit/image_builder.c
    DEFINES "RSS_KEYS=\"${RSS_TOP}/bl2/ext/mcuboot\"" "RSS_SAMPLE=\"${image_sample}\""
        "RSS_SAMPLE_DEPENDENCIES=\"${image_sample_dependencies}\"")
add_dependencies(image_test image_samples)
target_include_directories(image_test SYSTEM PRIVATE ${MBEDTLS_DIR}/library)
