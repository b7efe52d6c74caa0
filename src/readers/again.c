/*
 * again.c - the same command asked again in one section
 */
#include "readers/again.h"

uint32_t
sample_again(struct reading *r, const struct section *s, const struct line *l, const char *kind)
{
	uint32_t sample = section_sample(r, s, kind);

	r->cs->samples.v[sample].at = line_origin(s, l);
	r->cs->samples.v[sample].time_ns = TIME_NONE;
	return sample;
}
