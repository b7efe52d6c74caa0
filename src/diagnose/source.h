/*
 * source.h - what source code says about a finding
 */
#ifndef CRUX_DIAGNOSE_SOURCE_H
#define CRUX_DIAGNOSE_SOURCE_H

#include "diagnose/diagnose.h"

/*
 * Where the code has a path to f, it raises f's confidence and becomes its fix; where
 * nothing else shows f, it is latent: found in code, not seen to happen.
 */
void source_speaks(const struct crux_case *cs, struct finding *f);

/*
 * How fast descriptors and memory of a process grow, and the hour when they run out,
 * as far as two samples of one process tell.
 */
void growth_tells(const struct crux_case *cs, struct finding *f);

#endif
