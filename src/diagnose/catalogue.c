/*
 * catalogue.c - every id that a report may name, with the catalogue's own words
 */
#include <string.h>

#include "diagnose/diagnose.h"

static const struct catalogue_entry entries[] = {
#define ENTRY(id, section, what, told_by, confused_with, fix, references) \
	{ id, section, what, told_by, confused_with, fix, references },
#include "diagnose/catalogue.def"
#undef ENTRY
};

size_t
catalogue_count(void)
{
	return COUNT_OF(entries);
}

const struct catalogue_entry *
catalogue_at(size_t i)
{
	return i < COUNT_OF(entries) ? &entries[i] : NULL;
}

const struct catalogue_entry *
catalogue_find(const char *id)
{
	for (size_t i = 0; i < COUNT_OF(entries); i++)
		if (strcmp(entries[i].id, id) == 0)
			return &entries[i];
	return NULL;
}

const struct catalogue_entry *
catalogue_nearest(struct str word)
{
	const struct catalogue_entry *best = NULL;
	size_t least = word.n / 2 + 1; /* half of the letters wrong is another word */

	for (size_t i = 0; i < COUNT_OF(entries); i++) {
		size_t distance = str_distance(word, str_from(entries[i].id));

		if (distance < least) {
			least = distance;
			best = &entries[i];
		}
	}
	return best;
}
