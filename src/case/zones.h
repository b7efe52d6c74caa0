/*
 * zones.h - the times of witnesses in UTC
 */
#ifndef CRUX_CASE_ZONES_H
#define CRUX_CASE_ZONES_H

#include "case/case.h"

/* Set the years of log lines and each input's utc. After offsets and boots are known. */
void zones_line_up(struct crux_case *cs);

#endif
