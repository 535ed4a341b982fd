/* SPDX-License-Identifier: BSD-3-Clause */
/**
 * The one list of status codes.
 *
 * A code is two letters for the module and a number; a failing stage prints it as "IM04" and keeps it in the
 * failure register (hal/failure.h). Codes are never reused or renumbered. Success is a bit pattern, never zero, so
 * that a cleared or stuck register does not read as success.
 */
#ifndef LIB_BASE_STATUS_H
#define LIB_BASE_STATUS_H

#include <stdint.h>

#define RSS_ERR(a, b, n) (((uint32_t)(a) << 24) | ((uint32_t)(b) << 16) | (uint32_t)(n))

/* clang-format off */
#define RSS_STATUS_LIST(X) \
    X(RSS_OK,                       0x5ac3a53cu) \
    /* generic */ \
    X(RSS_ERR_ARGUMENT,             RSS_ERR('G', 'E', 1))  /* a caller of our own passed a bad argument */ \
    X(RSS_ERR_PLATFORM,             RSS_ERR('G', 'E', 2))  /* a device did not come up */ \
    X(RSS_ERR_FAULT_DETECTED,       RSS_ERR('F', 'I', 1))  /* two reads of one decision differ, or a step is missing */ \
    X(RSS_ERR_CPU_FAULT,            RSS_ERR('F', 'I', 2))  /* CPU exception in a boot stage */ \
    X(RSS_ERR_RETURNED,             RSS_ERR('F', 'I', 3))  /* a stage that never returns did */ \
    /* life-cycle manager and OTP */ \
    X(RSS_ERR_LCM_RANGE,            RSS_ERR('L', 'C', 1))  /* extent not aligned or not inside the OTP */ \
    X(RSS_ERR_LCM_MISMATCH,         RSS_ERR('L', 'C', 2))  /* two reads of an OTP word differ */ \
    X(RSS_ERR_LCM_WRITE_REFUSED,    RSS_ERR('L', 'C', 3))  /* a word holds another value already */ \
    X(RSS_ERR_LCM_WRITE_VERIFY,     RSS_ERR('L', 'C', 4))  /* read-back differs from what was written */ \
    X(RSS_ERR_LCM_TIMEOUT,          RSS_ERR('L', 'C', 5))  /* secure provisioning mode not entered in time */ \
    X(RSS_ERR_LCM_STATE,            RSS_ERR('L', 'C', 6))  /* life-cycle state or TP mode invalid */ \
    X(RSS_ERR_LCM_TRANSITION,       RSS_ERR('L', 'C', 7))  /* transition not allowed from this state */ \
    X(RSS_ERR_LCM_COMMIT,           RSS_ERR('L', 'C', 8))  /* commit word did not read back as zero */ \
    X(RSS_ERR_LCM_KEY_ERROR,        RSS_ERR('L', 'C', 9))  /* KEY_ERR set: a hardware key's zero count differs */ \
    X(RSS_ERR_LCM_FATAL,            RSS_ERR('L', 'C', 10)) /* fatal error mode */ \
    X(RSS_ERR_LCM_DECOMMISSIONED,   RSS_ERR('L', 'C', 12)) /* state RMA: the secrets are destroyed, nothing boots */ \
    X(RSS_ERR_OTP_SIZE,             RSS_ERR('O', 'T', 1))  /* OTP smaller than the layout */ \
    X(RSS_ERR_OTP_ZERO_COUNT,       RSS_ERR('O', 'T', 2))  /* a field's zero count differs: tampering */ \
    X(RSS_ERR_OTP_COUNTER,          RSS_ERR('O', 'T', 3))  /* a counter word holds neither magic nor zero */ \
    X(RSS_ERR_OTP_COUNTER_LIMIT,    RSS_ERR('O', 'T', 4))  /* counter value above 128 */ \
    X(RSS_ERR_OTP_COUNTER_LOWER,    RSS_ERR('O', 'T', 5))  /* counter would go down */ \
    X(RSS_ERR_OTP_ELEMENT,          RSS_ERR('O', 'T', 6))  /* no such element, or wrong size for it */ \
    /* key management unit, crypto engine */ \
    X(RSS_ERR_KMU_SLOT,             RSS_ERR('K', 'M', 1))  /* slot number or key size out of range */ \
    X(RSS_ERR_KMU_WRITTEN,          RSS_ERR('K', 'M', 2))  /* slot already written, locked or invalidated */ \
    X(RSS_ERR_KMU_VERIFY,           RSS_ERR('K', 'M', 3))  /* slot not ready for export, or read-back differs */ \
    X(RSS_ERR_KMU_EXPORT,           RSS_ERR('K', 'M', 4))  /* export refused or not complete in time */ \
    X(RSS_ERR_KMU_INVALIDATE,       RSS_ERR('K', 'M', 5))  /* slot not invalid after invalidation */ \
    X(RSS_ERR_CC3XX_ID,             RSS_ERR('C', 'C', 1))  /* identification registers are not a CryptoCell-3xx */ \
    X(RSS_ERR_CC3XX_RNG,            RSS_ERR('C', 'C', 2))  /* RNG: no sound data within the attempt limit */ \
    X(RSS_ERR_CC3XX_TIMEOUT,        RSS_ERR('C', 'C', 3))  /* engine busy beyond the limit */ \
    X(RSS_ERR_CC3XX_BUS,            RSS_ERR('C', 'C', 4))  /* engine saw a bus error, or length out of range */ \
    X(RSS_ERR_CC3XX_LOCKED,         RSS_ERR('C', 'C', 5))  /* always-on lock bits wrong or fatal error flagged */ \
    /* address translation, mailbox, bus protection */ \
    X(RSS_ERR_ATU_REGION,           RSS_ERR('A', 'T', 1))  /* region number not implemented */ \
    X(RSS_ERR_ATU_ALIGN,            RSS_ERR('A', 'T', 2))  /* address or size not a multiple of the page */ \
    X(RSS_ERR_ATU_RANGE,            RSS_ERR('A', 'T', 3))  /* empty or wrapping range, or outside the window */ \
    X(RSS_ERR_MHU_VERSION,          RSS_ERR('M', 'H', 1))  /* AIDR is not MHU v2.0 or v2.1, or too few channels */ \
    X(RSS_ERR_MHU_TIMEOUT,          RSS_ERR('M', 'H', 2))  /* other side not ready or silent within the limit */ \
    X(RSS_ERR_MHU_LENGTH,           RSS_ERR('M', 'H', 3))  /* announced length is zero or above the buffer; drained */ \
    X(RSS_ERR_MHU_PROTOCOL,         RSS_ERR('M', 'H', 4))  /* doorbell value is not 1234 */ \
    X(RSS_ERR_MPC_VARIANT,          RSS_ERR('M', 'P', 1))  /* PIDR0 is not SIE-300 */ \
    X(RSS_ERR_MPC_RANGE,            RSS_ERR('M', 'P', 2))  /* range not aligned to blocks or outside the memory */ \
    /* provisioning */ \
    X(RSS_ERR_PROV_NO_BUNDLE,       RSS_ERR('P', 'R', 1))  /* no magic where the bundle should be */ \
    X(RSS_ERR_PROV_DIGEST,          RSS_ERR('P', 'R', 2))  /* bundle digest wrong */ \
    X(RSS_ERR_PROV_BL1_2_HASH,      RSS_ERR('P', 'R', 3))  /* BL1_2 image: not the bundle's hash, or another ROM's */ \
    X(RSS_ERR_PROV_BL2_KEY,         RSS_ERR('P', 'R', 4))  /* BL2 encryption key all zeros or all ones */ \
    X(RSS_ERR_PROV_GUK,             RSS_ERR('P', 'R', 5))  /* GUK all zeros or all ones */ \
    X(RSS_ERR_PROV_HUK,             RSS_ERR('P', 'R', 6))  /* HUK all zeros or all ones */ \
    X(RSS_ERR_PROV_BL1_ROTPK,       RSS_ERR('P', 'R', 7))  /* LMS public key: type codes are not H10 and W8 */ \
    X(RSS_ERR_PROV_BL2_ROTPK,       RSS_ERR('P', 'R', 8))  /* a BL2 image key hash all zeros or all ones */ \
    X(RSS_ERR_PROV_BL2_HASH,        RSS_ERR('P', 'R', 9))  /* BL2 image hash all zeros or all ones */ \
    X(RSS_ERR_PROV_HOST_ROTPK,      RSS_ERR('P', 'R', 10)) /* a host ROTPK all zeros or all ones */ \
    X(RSS_ERR_PROV_BOOT_SEED,       RSS_ERR('P', 'R', 11)) /* boot seed all zeros or all ones */ \
    X(RSS_ERR_PROV_IMPL_ID,         RSS_ERR('P', 'R', 12)) /* implementation ID all zeros or all ones */ \
    X(RSS_ERR_PROV_CERT_REF,        RSS_ERR('P', 'R', 13)) /* certification reference not printable, zero padded text */ \
    X(RSS_ERR_PROV_URL,             RSS_ERR('P', 'R', 14)) /* verification service URL, same rule */ \
    X(RSS_ERR_PROV_PROFILE,         RSS_ERR('P', 'R', 15)) /* profile definition, same rule */ \
    X(RSS_ERR_PROV_CCA_PROPERTIES,  RSS_ERR('P', 'R', 16)) /* CCA system properties zero */ \
    X(RSS_ERR_PROV_DEVELOPMENT,     RSS_ERR('P', 'R', 17)) /* a development key, in a production build */ \
    X(RSS_ERR_PROV_RMA_TAG,         RSS_ERR('P', 'R', 18)) /* RMA request: not for this device */ \
    X(RSS_ERR_PROV_RMA_DIGEST,      RSS_ERR('P', 'R', 19)) /* RMA request: digest wrong */ \
    /* BL1_1 about BL1_2 */ \
    X(RSS_ERR_BL1_2_HASH,           RSS_ERR('B', 'A', 1))  /* BL1_2 in OTP does not have the OTP's hash */ \
    X(RSS_ERR_BL1_2_ROM_API,        RSS_ERR('B', 'A', 2))  /* BL1_2 is linked for another ROM's interface */ \
    X(RSS_ERR_KDF_INPUT,            RSS_ERR('K', 'D', 1))  /* label or context empty, or state above 128 bytes */ \
    /* BL1_2 about BL2 */ \
    X(RSS_ERR_BL2_COUNTER_BOUND,    RSS_ERR('B', 'B', 1))  /* security counter >= 1024 */ \
    X(RSS_ERR_BL2_DECRYPT,          RSS_ERR('B', 'B', 2))  /* decrypt magic wrong */ \
    X(RSS_ERR_BL2_SIGNATURE,        RSS_ERR('B', 'B', 3))  /* LMS signature wrong */ \
    X(RSS_ERR_BL2_ROLLBACK,         RSS_ERR('B', 'B', 4))  /* security counter below the OTP's */ \
    X(RSS_ERR_BL2_NO_SLOT,          RSS_ERR('B', 'B', 5))  /* neither slot holds a BL2 that may run */ \
    /* MCUboot image */ \
    X(RSS_ERR_IMG_MAGIC,            RSS_ERR('I', 'M', 1))  /* header magic */ \
    X(RSS_ERR_IMG_HEADER,           RSS_ERR('I', 'M', 2))  /* header size, pad word or flags not acceptable */ \
    X(RSS_ERR_IMG_SIZE,             RSS_ERR('I', 'M', 3))  /* sizes overflow or exceed the slot or the window */ \
    X(RSS_ERR_IMG_LOAD_ADDRESS,     RSS_ERR('I', 'M', 4))  /* load address is not the image's window */ \
    X(RSS_ERR_IMG_TLV_AREA,         RSS_ERR('I', 'M', 5))  /* TLV info magic or total size */ \
    X(RSS_ERR_IMG_TLV_ENTRY,        RSS_ERR('I', 'M', 6))  /* entry crosses its area, or wrong length for its type */ \
    X(RSS_ERR_IMG_TLV_TYPE,         RSS_ERR('I', 'M', 7))  /* type not allowed in its area */ \
    X(RSS_ERR_IMG_TLV_DUPLICATE,    RSS_ERR('I', 'M', 8))  /* a type that may stand once stands twice */ \
    X(RSS_ERR_IMG_TLV_MISSING,      RSS_ERR('I', 'M', 9))  /* hash, key, signature or counter missing */ \
    X(RSS_ERR_IMG_HASH,             RSS_ERR('I', 'M', 10)) /* image hash */ \
    X(RSS_ERR_IMG_KEY,              RSS_ERR('I', 'M', 11)) /* public key is not the one whose hash is in OTP */ \
    X(RSS_ERR_IMG_SIGNATURE,        RSS_ERR('I', 'M', 12)) /* signature */ \
    X(RSS_ERR_IMG_ROLLBACK,         RSS_ERR('I', 'M', 13)) /* security counter below the OTP's, or above 128 */ \
    X(RSS_ERR_IMG_DEPENDENCY,       RSS_ERR('I', 'M', 14)) /* a dependency is not met by the choice */ \
    X(RSS_ERR_IMG_BOOT_RECORD,      RSS_ERR('I', 'M', 15)) /* boot record malformed or contradicts the image */ \
    X(RSS_ERR_IMG_CHANGED,          RSS_ERR('I', 'M', 16)) /* header in RAM is not the one that was chosen */ \
    X(RSS_ERR_IMG_NO_SLOT,          RSS_ERR('I', 'M', 17)) /* neither slot of an image may boot */ \
    X(RSS_ERR_IMG_KEY_HASH,         RSS_ERR('I', 'M', 18)) /* key hash only: the full key is needed */ \
    X(RSS_ERR_IMG_UNWRAP,           RSS_ERR('I', 'M', 19)) /* wrapped image key: integrity check failed */ \
    X(RSS_ERR_IMG_NO_WRAPPED_KEY,   RSS_ERR('I', 'M', 20)) /* encrypted image without a wrapped key */ \
    X(RSS_ERR_IMG_PLAIN_WITH_KEY,   RSS_ERR('I', 'M', 21)) /* wrapped key in an image that is not encrypted */ \
    X(RSS_ERR_IMG_WRAPPED_SIZE,     RSS_ERR('I', 'M', 22)) /* wrapped key of another length than the flag says */ \
    X(RSS_ERR_IMG_ENCRYPTION_FLAGS, RSS_ERR('I', 'M', 23)) /* both key lengths flagged */ \
    X(RSS_ERR_IMG_NOT_ENCRYPTABLE,  RSS_ERR('I', 'M', 24)) /* an image of the host is encrypted */ \
    X(RSS_ERR_HOST_SCP_TIMEOUT,     RSS_ERR('H', 'O', 1))  /* SCP did not report within the limit */ \
    /* data handed from stage to stage */ \
    X(RSS_ERR_SHARED_FULL,          RSS_ERR('S', 'D', 1))  /* shared data area full */ \
    X(RSS_ERR_SHARED_DUPLICATE,     RSS_ERR('S', 'D', 2))  /* same major and minor twice */ \
    X(RSS_ERR_SHARED_FORMAT,        RSS_ERR('S', 'D', 3))  /* magic, total length or entry malformed */ \
    X(RSS_ERR_SHARED_MISSING,       RSS_ERR('S', 'D', 4))  /* entry not there */ \
    /* RSS comms */ \
    X(RSS_ERR_COMMS_SHORT,          RSS_ERR('C', 'O', 1))  /* message shorter than its header; no reply */ \
    X(RSS_ERR_COMMS_PROTOCOL,       RSS_ERR('C', 'O', 2))  /* unknown protocol version; no reply */ \
    X(RSS_ERR_COMMS_LENGTH,         RSS_ERR('C', 'O', 3))  /* length does not fit the protocol or the sizes in it */ \
    X(RSS_ERR_COMMS_VECTORS,        RSS_ERR('C', 'O', 4))  /* more than four vectors */ \
    X(RSS_ERR_COMMS_MEMORY,         RSS_ERR('C', 'O', 5))  /* host memory that the caller may not use */ \
    X(RSS_ERR_COMMS_PERMISSION,     RSS_ERR('C', 'O', 6))  /* service or request not open to the caller */ \
    X(RSS_ERR_COMMS_FULL,           RSS_ERR('C', 'O', 7))  /* as many requests under way as there can be */ \
    X(RSS_ERR_COMMS_CALL,           RSS_ERR('C', 'O', 8))  /* the SPM refused the call */ \
    /* runtime */ \
    X(RSS_ERR_SPM_PANIC,            RSS_ERR('S', 'P', 1))  /* a partition broke a rule of the service API */ \
    X(RSS_ERR_SPM_PARTITION_INIT,   RSS_ERR('S', 'P', 2))  /* a partition did not initialise */ \
    X(RSS_ERR_SPM_CLIENT,           RSS_ERR('S', 'P', 3))  /* a partition broke a rule of the client API */ \
    X(RSS_ERR_SPM_ASKED,            RSS_ERR('S', 'P', 4))  /* a partition called psa_panic */ \
    X(RSS_ERR_SPM_ACCESS,           RSS_ERR('S', 'P', 5))  /* a partition's access or instruction was refused */ \
    X(RSS_ERR_SPM_STACK,            RSS_ERR('S', 'P', 6))  /* a partition's stack overflowed */ \
    X(RSS_ERR_SPM_INTERRUPT,        RSS_ERR('S', 'P', 7))  /* an interrupt that nobody has asked for */

#define RSS_STATUS_ENTRY(name, value) name = (int32_t)(value),
/* clang-format on */

typedef enum { RSS_STATUS_LIST(RSS_STATUS_ENTRY) } rss_status_t;

#define RSS_MUST_USE __attribute__((warn_unused_result))

/* A code as it is printed: LOG_ERR("[ERR] " RSS_STATUS_FORMAT "\n", RSS_STATUS_ARGUMENTS(status)) gives "[ERR] IM04". */
#define RSS_STATUS_FORMAT "%c%c%s%u"
#define RSS_STATUS_ARGUMENTS(status)                                                                         \
    (int)((uint32_t)(status) >> 24), (int)(((uint32_t)(status) >> 16) & 0xffu),                              \
        ((uint32_t)(status)&0xffffu) < 10u ? "0" : "", (unsigned int)((uint32_t)(status)&0xffffu)

#endif /* LIB_BASE_STATUS_H */
