/*
 * probe.c - what most probes do: the surest line speaks for the section
 */
#include "readers/probe.h"

/*
 * Every reader is asked of every section, so a probe must not read all of it;
 * every kind shows itself within its first screen or two.
 */
#define PROBE_LINES 64

int
probe_lines(const struct section *s, int (*score)(struct str line))
{
	size_t seen = 0;
	int best = 0;

	for (size_t i = 0; i < s->n && seen < PROBE_LINES; i++) {
		int sure;

		if (!str_trim(s->lines[i].text).n)
			continue;
		seen++;
		sure = score(s->lines[i].text);
		best = MAX(best, sure);
	}
	return best;
}

bool
probe_is_silent(const struct section *s)
{
	for (size_t i = 0; i < s->n; i++)
		if (str_trim(s->lines[i].text).n)
			return false;
	return true;
}

bool
probe_is_alone(const struct section *s)
{
	return s->n == 1 && !s->path.n;
}
