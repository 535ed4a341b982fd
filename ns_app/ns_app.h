/* SPDX-License-Identifier: BSD-3-Clause */
#ifndef NS_APP_NS_APP_H
#define NS_APP_NS_APP_H

/** The image's work. When it returns, the image ends. No initialised data, no .bss (ns_app.ld). */
void ns_main(void);

/** Exception handler of SVC. */
void ns_svc(void);

#endif /* NS_APP_NS_APP_H */
