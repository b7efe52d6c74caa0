/*
 * readers.h - evidence of every kind into one case
 */
#ifndef CRUX_READERS_READERS_H
#define CRUX_READERS_READERS_H

#include "base/base.h"
#include "case/case.h"

struct reading {
	struct arena *arena;   /* the case's lifetime */
	struct arena *scratch; /* of one input */
	struct crux_case *cs;
	struct tracker_options tracker; /* for captures and packet text */
	/* told now and then while a long input is read; NULL: nobody watches */
	void (*progress)(void *ctx, const char *path, uint64_t done_bytes, uint64_t all_bytes);
	void *progress_ctx;
};

/*
 * Read one file ("-": standard input) into the case, whatever its kind. What
 * cannot be opened or understood becomes a problem of its input; false then.
 */
bool read_evidence(struct reading *r, const char *path);

/* A path that is a folder: every readable file in it, others noted as skipped. */
bool read_path(struct reading *r, const char *path);

/* A text in memory, as if it were a file of that name (tests, drills). */
bool read_text(struct reading *r, const char *name, struct str text);

/* The table of kinds, for --formats: "ss", "socket table of iproute2's ss". */
size_t reader_count(void);
const char *reader_kind(size_t i);
const char *reader_words(size_t i);

#endif
