/* SPDX-License-Identifier: BSD-3-Clause */
/**
 * Which generation of clients a build speaks to (services.md 0.3). What differs on the wire: the control word of a call, the
 * Crypto service's numbers and structures, the length of a text in Measured Boot. A request does not tell which generation
 * it is of, so both sides are built for the same one: -DRSS_CLIENT_ABI=.
 */
#ifndef INTERFACE_CLIENT_ABI_H
#define INTERFACE_CLIENT_ABI_H

#define CLIENT_ABI_TF_A_2_10 210 /* TF-A 2.8 to 2.10; TF-M 1.7 and 1.8 */
#define CLIENT_ABI_TF_A_2_11 211 /* the new control word and text, the old Crypto service */
#define CLIENT_ABI_TF_A_2_12 212 /* TF-A 2.12 and later; TF-M 2.1 and later */

#ifndef RSS_CLIENT_ABI
#define RSS_CLIENT_ABI CLIENT_ABI_TF_A_2_10
#endif

#endif /* INTERFACE_CLIENT_ABI_H */
