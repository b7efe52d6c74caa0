/*
 * rows.h - what readers of line after line have in common
 */
#ifndef CRUX_READERS_ROWS_H
#define CRUX_READERS_ROWS_H

#include "readers/reader.h"

struct rows {
	struct reading *r;
	const struct section *s;
	const struct line *l; /* the line that is read now */
	const char *kind;
	uint32_t sample;
	bool used; /* something is in the sample */
	void *own; /* the reader's */
};

/* Takes one line, blanks around it cut off; false: it is not known. */
typedef bool rows_take_fn(struct rows *t, struct str text);

/* Behind the last line, which is still told as the line that is read. */
typedef void rows_end_fn(struct rows *t);

/* Each line that is not blank to take, in a sample of that kind; end may be NULL. */
void rows_read(struct reading *r, const struct section *s, const char *kind, rows_take_fn *take,
	       rows_end_fn *end, void *own);

/* What follows was printed later: a sample of its own, if this one has anything. */
void rows_again(struct rows *t);

/*
 * A counter, setting or process of this line. name, of and value must live as long as
 * the case; of is what the number is about where a host has several: an interface, a
 * queue, a rule of a firewall.
 */
void rows_counter(struct rows *t, struct str name, struct str of, uint64_t value);
void rows_setting(struct rows *t, struct str name, struct str value);
struct process *rows_process(struct rows *t);

#endif
