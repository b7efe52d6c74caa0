/*
 * judge.h - the judge's own parts, for nobody else
 *
 * Each looks at a diagnosis whose findings are ranked, and adds one thing to it.
 */
#ifndef CRUX_DIAGNOSE_JUDGE_H
#define CRUX_DIAGNOSE_JUDGE_H

#include "diagnose/diagnose.h"

#define SURE 0.5    /* below it a finding accuses nobody */
#define SETTLED 0.9 /* above it more evidence would change nothing */

/* Which group of connections the verdict hurts, where one stands out. */
void find_group(struct arena *a, struct diagnosis *d);
/* Witnesses that cannot both be right. */
void find_contradictions(struct arena *a, struct diagnosis *d);
/* The command whose output would tell most of what is still open. */
void find_decider(struct arena *a, struct diagnosis *d, struct finding *verdict);
/* Behind each command of its fix that the next boot undoes: how it lasts. */
void make_lasting(struct finding *f);
/* What kinds of witness the case has: enum witness. */
unsigned case_witnesses(const struct crux_case *cs);

#endif
