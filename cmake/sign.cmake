# SPDX-License-Identifier: BSD-3-Clause
# Signing in MCUboot's format. The options up to the version are the ones of the documented imgtool command.

option(RSS_ENCRYPT_IMAGES "Encrypt the runtime images S and NS (AES-256-CTR, key wrapped with AES-KW)" OFF)

# rss_sign(NAME KEY key.pem VERSION 1.2.3 COUNTER 1 SW_TYPE SPE LOAD 0x31800000 [DEPENDENCIES "(1,0.0.0+0)"]
#     [ENCRYPT s|ns] [DEPENDS ...])
# Makes ${CMAKE_BINARY_DIR}/NAME_signed.bin (0x80000 bytes, a slot) from NAME.bin; target image_NAME_signed_bin.
# ENCRYPT names the image whose key wraps its key; it does nothing without RSS_ENCRYPT_IMAGES.
# DEPENDS names what makes NAME.bin: targets or files; the target NAME when it is left out.
function(rss_sign name)
    cmake_parse_arguments(S "" "KEY;VERSION;COUNTER;SW_TYPE;LOAD;DEPENDENCIES;ENCRYPT" "DEPENDS" ${ARGN})
    if(NOT S_DEPENDS)
        set(S_DEPENDS ${name})
    endif()
    set(options "") # a caller's variables are visible here
    if(S_DEPENDENCIES)
        set(options -d ${S_DEPENDENCIES})
    endif()
    set(signed ${name}_signed.bin)
    if(RSS_ENCRYPT_IMAGES AND S_ENCRYPT)
        set(tools ${PROJECT_SOURCE_DIR}/tools)
        set(values ${PROJECT_SOURCE_DIR}/platforms/${RSS_PLATFORM}/provisioning/development.yaml)
        set(signed ${name}_clear.bin)
        list(APPEND options -E ${S_KEY} --clear --encrypt-keylen 256)
        rss_image(${name}.kek DEPENDS ${values} ${tools}/image_kek.py ${tools}/bl2_image.py
            COMMAND ${RSS_PYTHON} ${tools}/image_kek.py --values ${values} --image ${S_ENCRYPT} --bits 256 ${name}.kek)
        rss_image(${name}_signed.bin DEPENDS image_${name}_clear_bin image_${name}_kek ${CMAKE_BINARY_DIR}/${signed}
                ${CMAKE_BINARY_DIR}/${name}.kek ${tools}/encrypt_image.py
            COMMAND ${RSS_PYTHON} ${tools}/encrypt_image.py --kek ${name}.kek ${signed} ${name}_signed.bin)
    endif()
    rss_image(${signed} DEPENDS ${S_DEPENDS} ${S_KEY}
        COMMAND ${RSS_IMGTOOL} sign -k ${S_KEY} --public-key-format full --max-align 8 --align 1 -v ${S_VERSION}
            -s ${S_COUNTER} -H 0x1000 --pad-header -S 0x80000 --pad --boot-record ${S_SW_TYPE} ${options}
            -L ${S_LOAD} ${name}.bin ${signed})
endfunction()

# rss_sign_host_image(NAME load_address [DEPENDS ...]): the documented command for one host image.
function(rss_sign_host_image name load_address)
    rss_sign(${name} KEY ${RSS_KEY_S} VERSION 0.0.1 COUNTER 1 SW_TYPE HOST LOAD ${load_address} ${ARGN})
endfunction()
