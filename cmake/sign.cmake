# SPDX-License-Identifier: BSD-3-Clause
# Signing in MCUboot's format. The options up to the version are the ones of the documented imgtool command.

# rss_sign(NAME KEY key.pem VERSION 1.2.3 COUNTER 1 SW_TYPE SPE LOAD 0x31800000 [DEPENDENCIES "(1,0.0.0+0)"] [DEPENDS ...])
# Makes ${CMAKE_BINARY_DIR}/NAME_signed.bin (0x80000 bytes, a slot) from NAME.bin; target image_NAME_signed_bin.
# DEPENDS names what makes NAME.bin: targets or files; the target NAME when it is left out.
function(rss_sign name)
    cmake_parse_arguments(S "" "KEY;VERSION;COUNTER;SW_TYPE;LOAD;DEPENDENCIES" "DEPENDS" ${ARGN})
    if(NOT S_DEPENDS)
        set(S_DEPENDS ${name})
    endif()
    set(options "") # a caller's variables are visible here
    if(S_DEPENDENCIES)
        set(options -d ${S_DEPENDENCIES})
    endif()
    rss_image(${name}_signed.bin DEPENDS ${S_DEPENDS} ${S_KEY}
        COMMAND ${RSS_IMGTOOL} sign -k ${S_KEY} --public-key-format full --max-align 8 --align 1 -v ${S_VERSION}
            -s ${S_COUNTER} -H 0x1000 --pad-header -S 0x80000 --pad --boot-record ${S_SW_TYPE} ${options}
            -L ${S_LOAD} ${name}.bin ${name}_signed.bin)
endfunction()

# rss_sign_host_image(NAME load_address [DEPENDS ...]): the documented command for one host image.
function(rss_sign_host_image name load_address)
    rss_sign(${name} KEY ${RSS_KEY_S} VERSION 0.0.1 COUNTER 1 SW_TYPE HOST LOAD ${load_address} ${ARGN})
endfunction()
