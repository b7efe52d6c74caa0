/*
 * clocks.h - how the clocks of witnesses stand against each other
 */
#ifndef CRUX_CASE_CLOCKS_H
#define CRUX_CASE_CLOCKS_H

#include "case/case.h"

/*
 * Set the offsets of inputs that show connections which another shows, too, and the
 * times of log lines that are told since the boot. After views are lined up.
 */
void clocks_line_up(struct crux_case *cs);

#endif
