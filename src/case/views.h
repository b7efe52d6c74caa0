/*
 * views.h - which views show the same connection
 */
#ifndef CRUX_CASE_VIEWS_H
#define CRUX_CASE_VIEWS_H

#include "case/case.h"

/* Make views from the trackers of all inputs, with their incident numbers. */
void views_line_up(struct crux_case *cs);

/* Make services from the views. */
void services_count(struct crux_case *cs);

#endif
