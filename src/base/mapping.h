/*
 * mapping.h - a file in memory that may lose its end while it is read
 *
 * Whoever owns the file can cut it at any time. The pages behind the new end are
 * gone then, and touching them is SIGBUS. Here they become zeros and the mapping
 * remembers it, so a reader goes on and is told afterwards.
 */
#ifndef CRUX_BASE_MAPPING_H
#define CRUX_BASE_MAPPING_H

#include <stdbool.h>
#include <stddef.h>

struct mapping {
	const char *p; /* NULL: nothing is mapped */
	size_t n;
	volatile size_t lost_at; /* the first page that was found gone; n: none was */
	struct mapping *next;
};

/*
 * Map the first n bytes of fd, read-only; fd stays the caller's. m must not move
 * until mapping_close. False, with errno, when it cannot be mapped.
 */
bool mapping_open(struct mapping *m, int fd, size_t n);

/* Also of a mapping that is none. */
void mapping_close(struct mapping *m);

/* Whether pages were found gone. A cut inside the last page shows only in the file's size. */
static inline bool
mapping_lost(const struct mapping *m)
{
	return m->lost_at < m->n;
}

#endif
