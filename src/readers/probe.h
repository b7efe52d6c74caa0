/*
 * probe.h - what most probes do: the surest line speaks for the section
 */
#ifndef CRUX_READERS_PROBE_H
#define CRUX_READERS_PROBE_H

#include "readers/reader.h"

/* The best score of the first lines that are not blank. */
int probe_lines(const struct section *s, int (*score)(struct str line));

/* No line but blank ones: the command had nothing to say. */
bool probe_is_silent(const struct section *s);

/* A line that was taken out of its section to ask whether the reader knows it. */
bool probe_is_alone(const struct section *s);

#endif
