/*
 * said.c - what a text says, asked once
 *
 * Each handle's fate is asked of the words of the whole text, and the same question
 * comes for each step of each path. A text stays as it is, so the first answer holds;
 * a long text of thousands of handles is then gone through once for each question.
 */
#include "code/unit.h"

/* A shorter text is gone through as fast as an answer is looked up. */
#define SHORT_MAX_BYTES 2048
/* Names and words of tables are shorter: a longer question is asked each time. */
#define NEEDLE_MAX_BYTES 76
/* About 16 MiB of answers: who asks for more pays with time. */
#define ANSWERS_MAX 131072

enum answer { ANSWER_NONE, ANSWER_NO, ANSWER_YES };

struct said {
	struct map answers; /* whose text, and the question: enum answer */
	uint64_t *searches; /* the report's */
};

void
said_begin(struct unit *u)
{
	u->said = arena_new(u->arena, struct said, 1);
	map_init(&u->said->answers, u->arena);
	u->said->searches = &u->report->searches;
}

/* whose: 0: the whole text's, else a function's number plus 1. */
static bool
says(struct said *said, uint32_t whose, struct str text, struct str needle)
{
	char key[sizeof whose + NEEDLE_MAX_BYTES];
	struct str whole = { key, sizeof whose + needle.n };
	void **slot;
	enum answer had;
	bool yes;

	if (text.n < SHORT_MAX_BYTES || !needle.n || needle.n > NEEDLE_MAX_BYTES)
		return str_has(text, needle);
	memcpy(key, &whose, sizeof whose);
	memcpy(key + sizeof whose, needle.p, needle.n);
	had = (enum answer)(uintptr_t)map_get(&said->answers, whole);
	if (had != ANSWER_NONE)
		return had == ANSWER_YES;
	++*said->searches;
	yes = str_has(text, needle);
	if (said->answers.n < ANSWERS_MAX) {
		slot = map_put(&said->answers, whole);
		*slot = (void *)(uintptr_t)(yes ? ANSWER_YES : ANSWER_NO);
	}
	return yes;
}

bool
text_says(const struct unit *u, struct str needle)
{
	return says(u->said, 0, u->text, needle);
}

bool
text_mentions(const struct unit *u, const char *const *words)
{
	for (; words && *words; words++)
		if (text_says(u, str_from(*words)))
			return true;
	return false;
}

bool
function_says(const struct unit *u, const struct function *f, struct str needle)
{
	return says(u->said, f->number + 1, f->node->text, needle);
}
