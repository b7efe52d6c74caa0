/*
 * members.h - the files in a tar or zip archive, one after the other
 */
#ifndef CRUX_BASE_MEMBERS_H
#define CRUX_BASE_MEMBERS_H

#include "base/input.h"

struct members;

/* What an archive shows itself by: the mark of a tar stands behind the first name. */
#define MEMBERS_HEAD_BYTES 512

/* "tar", "zip", or "" for anything else, and where archives are not built in. */
const char *members_form(struct str head);

/* From the current place of in, which must outlive it. NULL with e set. */
struct members *members_open(struct input *in, struct err *e);

/*
 * The next plain file: *ret_name is valid until the next call. False at the end, and at
 * damage, which members_fault tells.
 */
bool members_next(struct members *m, struct str *ret_name);

/* Up to n bytes more of it, 0 at its end or at damage. */
size_t members_read(struct members *m, char *p, size_t n);

/* NULL while all was well. */
const struct err *members_fault(const struct members *m);

void members_close(struct members *m);

#endif
