/*
 * err.h - what went wrong, for programs and for people
 *
 * Each level adds only what it alone knows, so a person reads
 * "server.pcap: packet 1841: window scale length 4, want 3".
 */
#ifndef CRUX_BASE_ERR_H
#define CRUX_BASE_ERR_H

#include <stdbool.h>

#include "base/compiler.h"

enum err_code {
	ERR_NONE,
	ERR_CUT,    /* the input ends too early */
	ERR_FORMAT, /* the input is not what it says it is */
	ERR_SYSTEM, /* the system refused: no file, no space */
	ERR_USAGE,  /* the user asked for what does not exist */
	ERR_LIMIT,  /* a bound of ours was reached */
};

struct err {
	enum err_code code;
	char text[256]; /* no newline, no full stop; "" when none */
};

/* Set, or put context in front ("ctx: old text"). Always false, to return it. */
bool err_set(struct err *e, enum err_code code, const char *fmt, ...) PRINTF(3, 4);
bool err_in(struct err *e, const char *fmt, ...) PRINTF(2, 3);
/* err_set with ERR_SYSTEM and what errno says behind the words. */
bool err_errno(struct err *e, const char *fmt, ...) PRINTF(2, 3);

#endif
