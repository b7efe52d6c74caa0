/*
 * again.c - the same command asked again in one section
 */
#include "readers/again.h"

#include "readers/command.h"

/* The loop that asked again rested once more since the sample before. */
static int64_t
slept_ns(const struct crux_case *cs, const struct section *s, uint32_t sample)
{
	const struct sample *before = sample ? &cs->samples.v[sample - 1] : NULL;
	bool first;

	if (!before || before->at.input != s->input || before->slept_ns < s->slept_ns)
		return s->slept_ns;
	return MIN(before->slept_ns + command_sleep_ns(s->command, &first), INT64_MAX / 2);
}

uint32_t
sample_again(struct reading *r, const struct section *s, const struct line *l, const char *kind)
{
	uint32_t sample = section_sample(r, s, kind);

	r->cs->samples.v[sample].at = line_origin(s, l);
	r->cs->samples.v[sample].time_ns = TIME_NONE;
	r->cs->samples.v[sample].slept_ns = slept_ns(r->cs, s, sample);
	return sample;
}
