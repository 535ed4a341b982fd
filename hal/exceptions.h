/* SPDX-License-Identifier: BSD-3-Clause */
/** Exception handlers of the runtime: supplied by the SPM, named by the platform's vector table. */
#ifndef HAL_EXCEPTIONS_H
#define HAL_EXCEPTIONS_H

void spm_svc_entry(void);
void spm_pendsv_entry(void);
void spm_irq_entry(void); /* every external interrupt */
void spm_fault_entry(void);

#endif /* HAL_EXCEPTIONS_H */
