/*
 * recap.h - what a round came to
 */
#ifndef CRUX_DRILL_RECAP_H
#define CRUX_DRILL_RECAP_H

#include "drill/question.h"

enum sure { SURE_GUESS, SURE_LIKELY, SURE_SURE, SURE_COUNT };

/* How one question went. */
struct played {
	bool answered, right;
	size_t chosen;
	enum sure sure;
};

/* Score, time, a line for each question, and what to read again. */
void recap(struct out *o, const struct drill_round *r, const struct played *played,
	   const struct drill_score *score, struct style s);

#endif
