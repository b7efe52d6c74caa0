/*
 * input.h - the bytes of one piece of evidence, wherever they come from
 *
 * A plain file is mapped and read in place; a pipe, standard input or a
 * compressed file (gzip, zstd, lz4, xz, through libarchive) comes through a
 * window that moves forward. Readers see no difference: they peek and skip.
 */
#ifndef CRUX_BASE_INPUT_H
#define CRUX_BASE_INPUT_H

#include <stdbool.h>
#include <stdint.h>
#include <sys/types.h>

#include "base/arena.h"
#include "base/err.h"
#include "base/str.h"

struct input;

/*
 * Open path, "-" being standard input, and look at none of its bytes, but for the marks
 * of what is to be unpacked in front of a file. NULL with e
 * set when it cannot be opened. Then input_start, once, before anything else;
 * input_close in any case.
 */
struct input *input_claim(const char *path, struct err *e);

/*
 * Begin to read: tell the compression. False with e set when it cannot be read. Asked
 * again it says the same and does nothing.
 */
MUST_USE bool input_start(struct input *in, struct err *e);

/* Both at once. */
struct input *input_open(const char *path, struct err *e);

/*
 * Bytes that the caller keeps, under a name: for tests, and members of an archive. They can
 * be read at once; input_start looks whether they are compressed.
 */
struct input *input_from_bytes(const char *name, struct str bytes);

void input_close(struct input *in);

/*
 * At least want bytes from the current place, fewer only at the end or a fault.
 * More than want may be given, and cost nothing to look at. The view is valid
 * until the next call on this input; for a mapped one (input_is_mapped) until
 * it is closed. want is at most INPUT_WINDOW_MAX.
 */
struct str input_peek(struct input *in, size_t want);
#define INPUT_WINDOW_MAX ((size_t)64 << 20)

/* Go n bytes on; n must be within what was last peeked. */
void input_skip(struct input *in, size_t n);

/*
 * What was passed will not be looked at again: of a mapped input its pages may go, so
 * that memory does not follow the length of a file. Views into them are still valid.
 */
void input_forget(struct input *in);

/*
 * All the rest as one view, valid until the input is closed. What is beyond
 * limit_bytes is left out, which *ret_cut tells.
 */
struct str input_rest(struct input *in, size_t limit_bytes, bool *ret_cut);

/*
 * For who looked at many bytes of a mapped input at once, beginning at offset: true
 * when the file has shrunk meanwhile and what was seen may be zeros. The window then
 * begins at offset again, and ends where the file does.
 */
bool input_shrank(struct input *in, uint64_t offset);

/* Whether it is the file of that device and number. */
bool input_is_file(const struct input *in, dev_t device, ino_t number);

uint64_t input_offset(const struct input *in);	 /* bytes passed so far, uncompressed */
uint64_t input_size(const struct input *in);	 /* of the file, 0 when unknown: for progress */
uint64_t input_consumed(const struct input *in); /* of the file's own bytes so far */
bool input_is_mapped(const struct input *in);
const char *input_name(const struct input *in);
/* "" or the compression: "gzip", "zstd", "lz4", "xz". */
const char *input_compression(const struct input *in);
/* What broke the stream, or that the file shrank; NULL while nothing did. */
const struct err *input_fault(struct input *in);

#endif
