/*
 * detect.h - from bytes to rows in the case, whatever their kind
 */
#ifndef CRUX_READERS_DETECT_H
#define CRUX_READERS_DETECT_H

#include "readers/readers.h"

/* Read what was claimed and not started. False when nothing of it could be read. */
bool read_input(struct reading *r, uint32_t input, struct input *in);

#endif
