/*
 * recap.c - what a round came to
 *
 * Being sure and wrong is told apart from guessing wrong: who does not know that
 * he does not know will act on it at night.
 */
#include "drill/recap.h"

#include "drill/layout.h"

#define TITLE_COLUMNS 52

static const char *const sure_words[SURE_COUNT] = { "a guess", "likely", "sure" };

static void
one_line(struct out *o, const struct question *q, size_t place, const struct played *p,
	 struct style s)
{
	out_printf(o, "  %zu  ", place);
	text_put_left(o, str_from(q->kind->title), TITLE_COLUMNS);
	out_puts(o, "  ");
	if (!p->answered) {
		out_puts(o, "not answered\n");
		return;
	}
	if (p->right) {
		out_printf(o, "right, %s\n", sure_words[p->sure]);
		return;
	}
	tone_on(o, s, TONE_WARNING);
	out_printf(o, "wrong, %s", sure_words[p->sure]);
	tone_off(o, s, TONE_WARNING);
	out_char(o, '\n');
}

static void
head(struct out *o, const struct drill_round *r, const struct drill_score *score, struct style s)
{
	char took[TIME_TEXT_BYTES];
	int64_t left_ns = (int64_t)r->seconds * NS_PER_S - score->took_ns;

	tone_on(o, s, TONE_VERDICT);
	out_printf(o, "%zu of %zu right", score->right, r->questions.n);
	tone_off(o, s, TONE_VERDICT);
	out_printf(o, " in %s; the time for this round is %u min%s.\n\n",
		   duration_text(took, score->took_ns / NS_PER_S * NS_PER_S),
		   whole_minutes(r->seconds), left_ns < 0 ? ", which is over" : "");
}

/* What confidence was worth. */
static void
calibration(struct out *o, const struct drill_score *score, struct style s)
{
	struct arena a;

	if (!score->answered)
		return;
	arena_init(&a, "recap", 0);
	out_char(o, '\n');
	if (score->sure_wrong) {
		struct str text = str_printf(
			&a,
			"Sure but wrong: %zu of %zu. That is the dangerous kind: at night "
			"it becomes a change to a system that was not at fault.",
			score->sure_wrong, score->answered);

		wrap_text(o, text, 0, 0, s.width);
		out_char(o, '\n');
	} else {
		out_puts(o, "Sure but wrong: none.\n");
	}
	if (score->guessed_right)
		out_printf(o, "Right by a guess: %zu. The answer is worth a second reading.\n",
			   score->guessed_right);
	arena_fini(&a);
}

/* Whether an earlier question to be read again has the same text to read. */
static bool
read_before(const struct drill_round *r, const struct played *played, size_t at)
{
	for (size_t i = 0; i < at; i++)
		if (played[i].answered && !(played[i].right && played[i].sure != SURE_GUESS) &&
		    !strcmp(r->questions.v[i]->kind->read, r->questions.v[at]->kind->read))
			return true;
	return false;
}

static void
read_again(struct out *o, const struct drill_round *r, const struct played *played, struct style s)
{
	bool begun = false;

	for (size_t i = 0; i < r->questions.n; i++) {
		const struct question *q = r->questions.v[i];

		if (!played[i].answered || (played[i].right && played[i].sure != SURE_GUESS) ||
		    read_before(r, played, i))
			continue;
		out_puts(o, begun ? "" : "\nRead again\n");
		begun = true;
		out_puts(o, "  ");
		wrap_text(o, str_from(q->kind->read), 2, 4, s.width);
		out_char(o, '\n');
	}
}

void
recap(struct out *o, const struct drill_round *r, const struct played *played,
      const struct drill_score *score, struct style s)
{
	out_char(o, '\n');
	head(o, r, score, s);
	for (size_t i = 0; i < r->questions.n; i++)
		one_line(o, r->questions.v[i], i + 1, &played[i], s);
	calibration(o, score, s);
	read_again(o, r, played, s);
}
