/*
 * progress.h - one line on standard error while a long input is read
 */
#ifndef CRUX_COMMANDS_PROGRESS_H
#define CRUX_COMMANDS_PROGRESS_H

#include <stdbool.h>
#include <stdint.h>

struct progress {
	bool possible;	    /* standard error is a terminal that obeys */
	bool shown;	    /* the line stands there now */
	int64_t started_ns; /* of a clock that only goes forward */
	int64_t last_ns;
};

void progress_start(struct progress *p);
/* For reading.progress: ctx is a struct progress. */
void progress_tell(void *ctx, const char *path, uint64_t done_bytes, uint64_t all_bytes);
/* Take the line away, if there is one. */
void progress_clear(struct progress *p);

#endif
