/*
 * kinds.h - which reader takes which lines
 */
#ifndef CRUX_READERS_KINDS_H
#define CRUX_READERS_KINDS_H

#include "readers/reader.h"

/* The table. */
size_t kind_count(void);
const struct reader *kind_at(size_t i);

/* The reader of whole texts that takes this one, NULL if none does. */
const struct reader *kind_of_whole(const struct section *s);

/*
 * Cut the first part of one kind off the front of *rest. *ret_reader is NULL for
 * lines that nobody knows. False when *rest was used up.
 */
bool kind_part(struct section *rest, struct section *ret_part, const struct reader **ret_reader);

/* Whether this reader knows the line when it sees it alone. */
bool kind_knows_line(const struct reader *reader, const struct section *s, const struct line *l);

/* The reader that is sure of the line when it sees it alone, NULL if none is. */
const struct reader *kind_sure_of_line(const struct section *s, const struct line *l);

/* Whether any is. */
bool kind_is_sure_of_line(const struct section *s, const struct line *l);

#endif
