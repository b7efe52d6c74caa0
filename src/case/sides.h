/*
 * sides.h - whose view each input is
 */
#ifndef CRUX_CASE_SIDES_H
#define CRUX_CASE_SIDES_H

#include "case/case.h"

/*
 * Set whose of all inputs; where an address was told, connections of its captures get
 * the vantage that it gives them.
 */
void sides_infer(struct crux_case *cs);

#endif
