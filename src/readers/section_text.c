/*
 * section_text.c - the lines of a section as one text again
 */
#include "readers/section_text.h"

struct str
section_text(struct arena *a, const struct section *s)
{
	size_t n = 0, at = 0;
	char *p;

	for (size_t i = 0; i < s->n; i++)
		n += s->lines[i].text.n + 1;
	p = arena_new(a, char, n);
	for (size_t i = 0; i < s->n; i++) {
		struct str line = s->lines[i].text;

		if (line.n)
			memcpy(p + at, line.p, line.n);
		at += line.n;
		p[at++] = '\n';
	}
	return (struct str){ p, n };
}
