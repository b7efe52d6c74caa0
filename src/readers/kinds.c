/*
 * kinds.c - which reader takes which lines
 *
 * The surest reader takes a section. People also put several kinds below each
 * other without a prompt, so a part ends where its reader does not know a line
 * and another reader is sure of it. Lines that nobody knows alone (the second
 * line of a socket, a cut one) stay with the part above.
 */
#include "readers/kinds.h"

#include "readers/command.h"

/* Below this a reader only guesses. */
#define SURE_ENOUGH 20
/* What a single line must score to begin a part of another kind. */
#define SURE_TO_BEGIN 60
/* Kinds show themselves in their first lines; more would make long texts slow. */
#define LOOK_LINES 32

#define READER(name) extern const struct reader reader_##name;
#include "readers.def"
#undef READER

static const struct reader *const readers[] = {
#define READER(name) &reader_##name,
#include "readers.def"
#undef READER
};

size_t
kind_count(void)
{
	return COUNT_OF(readers);
}

const struct reader *
kind_at(size_t i)
{
	return readers[i];
}

/* The surest reader for sections or for whole texts, and how sure it is. */
static const struct reader *
surest(const struct section *s, bool whole, int *ret_sure)
{
	const struct reader *best = NULL;

	*ret_sure = 0;
	for (size_t i = 0; i < kind_count(); i++) {
		int sure = readers[i]->whole == whole ? readers[i]->probe(s) : 0;

		if (sure <= *ret_sure)
			continue;
		*ret_sure = sure;
		best = readers[i];
	}
	return best;
}

const struct reader *
kind_of_whole(const struct section *s)
{
	int sure;
	const struct reader *reader = surest(s, true, &sure);

	return sure >= SURE_TO_BEGIN ? reader : NULL;
}

static struct section
lines_alone(const struct section *s, const struct line *lines, size_t n)
{
	return (struct section){
		.input = s->input,
		.time_ns = TIME_NONE,
		.lines = lines,
		.n = n,
	};
}

bool
kind_knows_line(const struct reader *reader, const struct section *s, const struct line *l)
{
	struct section one = lines_alone(s, l, 1);

	return reader->probe(&one) >= SURE_ENOUGH;
}

static const struct reader *
sure_of_line(const struct section *s, const struct line *l, int sure_enough)
{
	struct section one = lines_alone(s, l, 1);
	const struct reader *reader;
	int sure;

	reader = surest(&one, false, &sure);
	return sure >= sure_enough ? reader : NULL;
}

const struct reader *
kind_sure_of_line(const struct section *s, const struct line *l)
{
	return sure_of_line(s, l, SURE_TO_BEGIN);
}

bool
kind_is_sure_of_line(const struct section *s, const struct line *l)
{
	return kind_sure_of_line(s, l) != NULL;
}

/* The first line that a reader is sure of, s->n if there is none. */
static size_t
first_sure(const struct section *s, const struct reader **ret_reader)
{
	size_t i;

	*ret_reader = NULL;
	for (i = 0; i < s->n && !*ret_reader; i++)
		*ret_reader = kind_sure_of_line(s, &s->lines[i]);
	return *ret_reader ? i - 1 : s->n;
}

/*
 * Who reads the beginning of s, and how many lines stand before it. A command
 * that is known to a reader decides; else the first telling line does, unless
 * the surest reader of all lines together knows that line too.
 */
static const struct reader *
choose(const struct section *s, size_t *ret_before)
{
	struct section head = *s;
	const struct reader *best, *first;
	int sure;

	head.n = MIN(s->n, (size_t)LOOK_LINES);
	best = surest(&head, false, &sure);
	*ret_before = 0;
	if (sure < SURE_ENOUGH)
		best = NULL;
	if (s->command.n && sure >= SURE_TO_BEGIN)
		return best;
	*ret_before = first_sure(s, &first);
	if (!first || (best && kind_knows_line(best, s, &s->lines[*ret_before])))
		*ret_before = best ? 0 : *ret_before;
	else
		best = first;
	return best;
}

/*
 * What a line must score to end the output of one command that its reader knows: the
 * rows of a table without their heading look like many things.
 */
#define SURE_TO_END 85

static bool
is_of_command(const struct section *s, const struct reader *reader)
{
	struct section silent = *s;

	silent.n = 0;
	return s->command.n && !command_is_list(s->command) && reader->probe(&silent) > 0;
}

/* Where the part of this reader ends. */
static size_t
part_end(const struct section *s, const struct reader *reader)
{
	int sure_enough = is_of_command(s, reader) ? SURE_TO_END : SURE_TO_BEGIN;

	for (size_t i = 1; i < s->n; i++) {
		const struct reader *other;

		if (kind_knows_line(reader, s, &s->lines[i]))
			continue;
		other = sure_of_line(s, &s->lines[i], sure_enough);
		if (other && other != reader)
			return i;
	}
	return s->n;
}

static struct section
cut(struct section *rest, size_t n)
{
	struct section part = *rest;

	part.n = n;
	rest->lines += n;
	rest->n -= n;
	/* what comes below is another command's output, or who knows whose */
	if (!command_is_list(rest->command))
		rest->command = str_sub(rest->command, 0, 0);
	return part;
}

bool
kind_part(struct section *rest, struct section *ret_part, const struct reader **ret_reader)
{
	size_t before;

	if (!rest->n && !rest->command.n)
		return false;
	*ret_reader = choose(rest, &before);
	if (before) {
		*ret_part = cut(rest, before);
		*ret_reader = NULL;
	} else {
		*ret_part = cut(rest, *ret_reader ? part_end(rest, *ret_reader) : rest->n);
	}
	if (!rest->n)
		rest->command = str_sub(rest->command, 0, 0);
	return true;
}
