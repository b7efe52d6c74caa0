/*
 * traces.h - the built-in traces: files of traces/, carried in the program
 */
#ifndef CRUX_DRILL_TRACES_H
#define CRUX_DRILL_TRACES_H

#include "base/base.h"

struct trace {
	const char *name;
	struct str text;
};

extern const struct trace traces[];
extern const size_t traces_n;

#endif
