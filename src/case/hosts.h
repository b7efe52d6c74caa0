/*
 * hosts.h - which samples of counters are of the same host
 */
#ifndef CRUX_CASE_HOSTS_H
#define CRUX_CASE_HOSTS_H

#include "case/case.h"

/* Give each sample of counters the earlier one of its host, where there is one. */
void hosts_line_up(struct crux_case *cs);

#endif
