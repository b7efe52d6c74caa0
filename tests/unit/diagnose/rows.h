/*
 * rows.h - a case, and what a rule has to say of it
 */
#ifndef CRUX_TESTS_UNIT_DIAGNOSE_ROWS_H
#define CRUX_TESTS_UNIT_DIAGNOSE_ROWS_H

#include "made.h"

enum want {
	FINDS, /* the verdict, and sure of it */
	KEEPS, /* found and sure, another may be the verdict */
	NOT,   /* not found, or no more than a suspicion */
};

struct row {
	const char *id;
	enum want want;
	const char *name;
	const char *text;	      /* a paste, or … */
	void (*make)(struct made *m); /* … facts */
};

#endif
