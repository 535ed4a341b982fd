/* SPDX-License-Identifier: BSD-3-Clause */
/** Between the library's files: the pair of frames that calls go over. */
#ifndef HOST_RSS_CLIENT_RSS_CLIENT_MHU_H
#define HOST_RSS_CLIENT_RSS_CLIENT_MHU_H

#include "host/rss_client/mhu.h"

extern struct mhu rss_client_mhu;

#endif /* HOST_RSS_CLIENT_RSS_CLIENT_MHU_H */
