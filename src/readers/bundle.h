/*
 * bundle.h - an archive of evidence: tar or zip, compressed or not, in one another
 */
#ifndef CRUX_READERS_BUNDLE_H
#define CRUX_READERS_BUNDLE_H

#include "readers/readers.h"

/*
 * Read each file in a started input of that form (members_form) as an input of its own,
 * named after the archive and its place there. False when nothing of it was understood.
 */
bool bundle_read(struct reading *r, uint32_t input, struct input *in, const char *form);

#endif
