/*
 * capture.h - a capture file into the tracker of its input
 */
#ifndef CRUX_READERS_CAPTURE_H
#define CRUX_READERS_CAPTURE_H

#include "readers/reader.h"

/*
 * The options of a tracker for this input: as the reading wishes, and what it does not
 * keep is counted in the case.
 */
struct tracker_options capture_tracking(const struct reading *r, uint32_t input);

/* Read the rest of in, whose first bytes capture_probe knows. */
void capture_into_case(struct reading *r, uint32_t input, struct input *in, enum capture_kind kind);

#endif
