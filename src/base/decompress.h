/*
 * decompress.h - a compressed stream, read as what it holds
 */
#ifndef CRUX_BASE_DECOMPRESS_H
#define CRUX_BASE_DECOMPRESS_H

#include <sys/types.h>

#include "base/err.h"
#include "base/str.h"

struct decompress;

/*
 * The next raw bytes: their number and place, good until the next call; 0 at the
 * end, -1 with errno set when they cannot be read.
 */
typedef ssize_t decompress_pull(void *ctx, const char **ret_bytes);

/* The form by its first bytes (6 are enough): "gzip", "zstd", "lz4", "xz", or "". */
const char *decompress_form(struct str head);

/* Start on a form of the above. NULL with e set when it cannot be read at all. */
struct decompress *decompress_open(const char *form, decompress_pull *pull, void *ctx,
				   struct err *e);

/*
 * Up to n bytes more, 0 at the end. At damage, all that can be had before it is
 * given first: to the byte for gzip, to the last block for the others. Then -1
 * with e set.
 */
ssize_t decompress_read(struct decompress *d, char *p, size_t n, struct err *e);

void decompress_close(struct decompress *d);

#endif
