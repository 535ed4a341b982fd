# SPDX-License-Identifier: BSD-3-Clause
# How a firmware image is built: one function for every stage, so that they differ only in sources and memory.

set(RSS_WARNINGS -Wall -Wextra -Werror -Wundef -Wshadow -Wstrict-prototypes -Wmissing-prototypes -Wold-style-definition
    -Wpointer-arith -Wcast-qual -Wwrite-strings -Wvla)
set(RSS_CODEGEN -Os -g -std=gnu11 -ffreestanding -ffunction-sections -fdata-sections -fno-common
    -fcallgraph-info=su "-ffile-prefix-map=${PROJECT_SOURCE_DIR}=.")

# rss_mbedtls(NAME CPU config.h file.c ...): an object library of sources below ${MBEDTLS_DIR}/library in a configuration.
function(rss_mbedtls name cpu config)
    list(TRANSFORM ARGN PREPEND ${MBEDTLS_DIR}/library/ OUTPUT_VARIABLE files)
    add_library(${name} OBJECT ${files})
    # -fbuiltin: it reads and writes words as memcpy of 4 bytes, which is one instruction here, not a call of ours
    target_compile_options(${name} PRIVATE -mcpu=${cpu} -mthumb -mfloat-abi=soft ${RSS_CODEGEN} -fbuiltin -w --specs=picolibc.specs)
    target_include_directories(${name} PRIVATE ${PROJECT_SOURCE_DIR} ${MBEDTLS_DIR}/library)
    target_include_directories(${name} SYSTEM PRIVATE ${MBEDTLS_DIR}/include)
    target_compile_definitions(${name} PRIVATE "MBEDTLS_CONFIG_FILE=\"${config}\"")
endfunction()

# rss_firmware(NAME
#     CPU cortex-m55+nomve.fp+nofp         -mcpu of the core
#     MEMORY CODE_BASE=.. CODE_BYTES=.. DATA_BASE=.. DATA_BYTES=.. STACK_BYTES=..   (stage.ld), numbers or names of memory_map.h
#     SOURCES ...                          ours: warnings are errors
#     [DEFINES ...]                        preprocessor definitions for SOURCES
#     [MBEDTLS config.h file.c ...]        configuration file, then sources below ${MBEDTLS_DIR}/library
#     [OBJECTS ...]                        object libraries that are linked too
#     [ZCBOR]                              with the CBOR encoder, in definite lengths
#     [LINKER script]                      instead of platforms/rss/stage.ld
#     [GENERATED folder]                   for headers and linker fragments; the target NAME_generated makes them
#     [LINK ...])                          further linker options
# Makes ${CMAKE_BINARY_DIR}/NAME.elf, .bin and .map.
function(rss_firmware name)
    cmake_parse_arguments(F "ZCBOR" "CPU;LINKER;GENERATED" "MEMORY;SOURCES;DEFINES;MBEDTLS;OBJECTS;LINK" ${ARGN})
    if(NOT F_LINKER)
        set(F_LINKER ${PROJECT_SOURCE_DIR}/platforms/rss/stage.ld)
    endif()
    list(TRANSFORM F_MEMORY PREPEND -D OUTPUT_VARIABLE memory)
    set(fragments)
    if(F_GENERATED)
        set(fragments ${F_GENERATED}/partitions.ld)
    endif()
    set(script ${CMAKE_CURRENT_BINARY_DIR}/${name}.ld)
    add_custom_command(OUTPUT ${script}
        COMMAND ${CMAKE_C_COMPILER} -E -P -x c -imacros ${PROJECT_SOURCE_DIR}/platforms/rss/memory_map.h ${memory}
            $<$<BOOL:${F_GENERATED}>:-I${F_GENERATED}> ${F_LINKER} -o ${script}
        DEPENDS ${F_LINKER} ${PROJECT_SOURCE_DIR}/platforms/rss/memory_map.h ${fragments} COMMENT "" VERBATIM
        COMMAND_EXPAND_LISTS)
    add_custom_target(${name}_ld DEPENDS ${script})

    set(machine -mcpu=${F_CPU} -mthumb -mfloat-abi=soft)
    add_executable(${name} ${F_SOURCES})
    add_dependencies(${name} ${name}_ld)
    target_include_directories(${name} PRIVATE ${RSS_INCLUDE_FIRST} ${PROJECT_SOURCE_DIR} ${F_GENERATED})
    target_compile_options(${name} PRIVATE ${machine} ${RSS_CODEGEN}
        $<$<COMPILE_LANGUAGE:C>:${RSS_WARNINGS}> --specs=picolibc.specs)
    target_compile_definitions(${name} PRIVATE RSS_VERSION="${PROJECT_VERSION}" ${F_DEFINES})
    if(F_MBEDTLS)
        list(POP_FRONT F_MBEDTLS config)
        rss_mbedtls(${name}_mbedtls ${F_CPU} ${config} ${F_MBEDTLS})
        list(APPEND F_OBJECTS ${name}_mbedtls)
        target_include_directories(${name} SYSTEM PRIVATE ${MBEDTLS_DIR}/include)
        target_compile_definitions(${name} PRIVATE "MBEDTLS_CONFIG_FILE=\"${config}\"")
    endif()
    if(F_ZCBOR)
        set(zcbor ${ZCBOR_DIR}/src/zcbor_encode.c ${ZCBOR_DIR}/src/zcbor_common.c)
        set_source_files_properties(${zcbor} PROPERTIES COMPILE_OPTIONS -w)
        target_sources(${name} PRIVATE ${zcbor})
        target_include_directories(${name} SYSTEM PRIVATE ${ZCBOR_DIR}/include)
        target_compile_definitions(${name} PRIVATE ZCBOR_CANONICAL)
    endif()
    foreach(objects IN LISTS F_OBJECTS)
        target_sources(${name} PRIVATE $<TARGET_OBJECTS:${objects}>)
    endforeach()
    target_link_options(${name} PRIVATE ${machine} -Os --specs=picolibc.specs -nostartfiles
        -Wl,--gc-sections,--no-warn-rwx-segments,--fatal-warnings,--orphan-handling=error
        -Wl,-Map=${CMAKE_BINARY_DIR}/${name}.map -T ${script} ${F_LINK})
    set_target_properties(${name} PROPERTIES SUFFIX .elf RUNTIME_OUTPUT_DIRECTORY ${CMAKE_BINARY_DIR} LINK_DEPENDS ${script})
    add_custom_command(TARGET ${name} POST_BUILD
        COMMAND arm-none-eabi-objcopy -O binary $<TARGET_FILE:${name}> ${CMAKE_BINARY_DIR}/${name}.bin VERBATIM)
endfunction()

# rss_image(OUTPUT DEPENDS COMMAND...): a packed or signed file in the build folder, made by a tool.
function(rss_image output)
    cmake_parse_arguments(I "" "" "DEPENDS;COMMAND" ${ARGN})
    add_custom_command(OUTPUT ${CMAKE_BINARY_DIR}/${output} COMMAND ${I_COMMAND} DEPENDS ${I_DEPENDS}
        WORKING_DIRECTORY ${CMAKE_BINARY_DIR} COMMENT "Making ${output}" VERBATIM)
    string(MAKE_C_IDENTIFIER image_${output} target)
    add_custom_target(${target} ALL DEPENDS ${CMAKE_BINARY_DIR}/${output})
endfunction()
