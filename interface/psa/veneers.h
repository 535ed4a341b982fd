/* SPDX-License-Identifier: BSD-3-Clause */
/**
 * Where non-secure code on the RSS core calls in: entry points at fixed addresses, so that secure and non-secure images can be
 * updated one by one. Arguments in r0 to r3, result in r0. PSA_ERROR_PROGRAMMER_ERROR to a caller in handler mode.
 */
#ifndef INTERFACE_PSA_VENEERS_H
#define INTERFACE_PSA_VENEERS_H

#define RSS_VENEER_BASE  0x31801200u /* secure alias, behind the runtime's vector table */
#define RSS_VENEER_BYTES 32u         /* each */

/* Number of an entry point. */
#define RSS_VENEER_VERSION 0u /* (sid) */
#define RSS_VENEER_CONNECT 1u /* (sid, version) */
#define RSS_VENEER_CALL    2u /* (handle, call word of interface/psa/call_word.h, in_vec, out_vec) */
#define RSS_VENEER_CLOSE   3u /* (handle) */
#define RSS_VENEER_END     4u /* () the image has nothing more to do; does not return */
#define RSS_VENEER_COUNT   5u

#define RSS_VENEER(number) (RSS_VENEER_BASE + RSS_VENEER_BYTES * (number) + 1u)

#endif /* INTERFACE_PSA_VENEERS_H */
