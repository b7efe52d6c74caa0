/*
 * play.c - a round in a terminal, or with answers from a file
 */
#include <stdio.h>

#include "drill/answers.h"
#include "drill/layout.h"
#include "drill/recap.h"

#define ROWS_DEFAULT 24

enum reply { REPLY_CHOICE, REPLY_HINT, REPLY_LEAVE, REPLY_OTHER };

struct game {
	const struct drill_round *round;
	const struct drill_player *p;
	struct answers in;
	struct played *played; /* one a question */
	struct drill_score score;
};

/* Show what was written so far: who is asked must see the question. */
static void
flush(struct game *g)
{
	struct err e;

	(void)out_finish(g->p->out, &e);
}

/* A line of the player's; false at the end. Not from a terminal, it is shown. */
static bool
read_line(struct game *g, struct str *ret)
{
	bool got;

	flush(g);
	got = answers_next(&g->in, ret);
	if (!g->p->terminal) {
		text_put(g->p->out, got ? *ret : STR(""));
		out_char(g->p->out, '\n');
	}
	if (!got)
		g->score.left = true;
	return got;
}

/* One letter or digit of first .. first + n - 1. */
static enum reply
parse(struct str line, char first, size_t n, size_t *ret_at)
{
	char c = line.n == 1 ? char_lower(line.p[0]) : 0;

	if (c == '?')
		return REPLY_HINT;
	if (c == 'q' || str_eq_nocase(line, STR("quit")))
		return REPLY_LEAVE;
	if (c < first || c >= first + (char)n)
		return REPLY_OTHER;
	*ret_at = (size_t)(c - first);
	return REPLY_CHOICE;
}

static bool
ask_option(struct game *g, const struct question *q, size_t *ret_at)
{
	char last = option_letter(q->options_n - 1);
	struct str line;

	for (;;) {
		out_printf(g->p->out, "your answer (a-%c) > ", last);
		if (!read_line(g, &line))
			return false;
		switch (parse(line, 'a', q->options_n, ret_at)) {
		case REPLY_CHOICE:
			return true;
		case REPLY_LEAVE:
			g->score.left = true;
			return false;
		case REPLY_HINT:
			layout_hint(g->p->out, q, g->p->style);
			break;
		case REPLY_OTHER:
			out_printf(g->p->out, "  a letter from a to %c; ? for a hint, q to leave\n",
				   last);
			break;
		}
	}
}

static bool
ask_sure(struct game *g, enum sure *ret)
{
	struct str line;
	size_t at = 0;

	for (;;) {
		out_puts(g->p->out, "how sure (1 guess, 2 likely, 3 sure) > ");
		if (!read_line(g, &line))
			return false;
		switch (parse(line, '1', SURE_COUNT, &at)) {
		case REPLY_CHOICE:
			*ret = (enum sure)at;
			return true;
		case REPLY_LEAVE:
			g->score.left = true;
			return false;
		case REPLY_HINT:
		case REPLY_OTHER:
			out_puts(g->p->out,
				 "  1, 2 or 3: being sure and wrong is what costs most\n");
			break;
		}
	}
}

/* On a terminal: wait, so that nothing scrolls away unread. False: leave. */
static bool
wait_for_enter(struct game *g, const char *prompt)
{
	struct str line;
	size_t at;

	if (!g->p->terminal)
		return true;
	out_printf(g->p->out, "%s > ", prompt);
	if (!read_line(g, &line))
		return false;
	if (parse(line, 'a', 0, &at) == REPLY_LEAVE)
		g->score.left = true;
	return !g->score.left;
}

/* A text a screen at a time; the last one leaves room for the answers. */
static bool
put_in_screens(struct game *g, struct str text, unsigned room_at_end)
{
	unsigned rows = g->p->rows ? g->p->rows : ROWS_DEFAULT, left = 0, used = 0;
	struct str rest = text, line;

	while (str_line(&rest, &line))
		left++;
	for (rest = text; str_line(&rest, &line); left--) {
		if (g->p->terminal && left + room_at_end > rows - used && used + 1 >= rows) {
			if (!wait_for_enter(g, "Enter: the rest"))
				return false;
			used = 0;
		}
		out_str(g->p->out, line);
		out_char(g->p->out, '\n');
		used++;
	}
	return true;
}

#define ROWS_FOR_ANSWERS 2

static bool
put_question(struct game *g, size_t place)
{
	struct out text;
	bool go_on;

	out_init_memory(&text);
	layout_question(&text, g->round, place, g->p->style);
	go_on = put_in_screens(g, out_text(&text), ROWS_FOR_ANSWERS);
	out_fini(&text);
	return go_on;
}

static void
count(struct game *g, const struct question *q, struct played *p)
{
	p->answered = true;
	p->right = p->chosen == q->right_at;
	g->score.answered++;
	g->score.right += p->right;
	g->score.sure_wrong += !p->right && p->sure == SURE_SURE;
	g->score.guessed_right += p->right && p->sure == SURE_GUESS;
}

/* False: the player leaves. */
static bool
play_question(struct game *g, size_t place)
{
	const struct question *q = g->round->questions.v[place - 1];
	struct played *p = &g->played[place - 1];

	if (g->score.asked++)
		out_char(g->p->out, '\n');
	if (!put_question(g, place) || !ask_option(g, q, &p->chosen) || !ask_sure(g, &p->sure))
		return false;
	count(g, q, p);
	out_char(g->p->out, '\n');
	layout_answer(g->p->out, q, p->chosen, g->p->style);
	return true;
}

struct drill_score
drill_play(const struct drill_round *r, const struct drill_player *p)
{
	struct game *g = arena_new(p->arena, struct game, 1);
	int64_t start_ns = p->now_ns(p->ctx);
	size_t n = r->questions.n;

	g->round = r;
	g->p = p;
	g->played = arena_new(p->arena, struct played, n);
	answers_init(&g->in, p->in_fd);
	for (size_t place = 1; place <= n; place++) {
		if (!play_question(g, place))
			break;
		/* not on the clock's account: reading is what it is for */
		if (!wait_for_enter(g, place < n ? "Enter: the next one" : "Enter: the recap"))
			break;
	}
	g->score.took_ns = p->now_ns(p->ctx) - start_ns;
	if (n)
		recap(p->out, r, g->played, &g->score, p->style);
	flush(g);
	return g->score;
}
