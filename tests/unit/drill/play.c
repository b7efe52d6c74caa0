/*
 * play.c - a round played by a pipe, in virtual time
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
/* cmocka wants the four above first */
#include <cmocka.h>
#include <stdlib.h>
#include <unistd.h>

#include "drill/layout.h"
#include "drill/question.h"

struct table {
	struct arena arena;
	const struct drill_round *round;
	struct out in, out;
	int64_t now_ns;
};

static int
setup(void **state)
{
	struct table *t = calloc(1, sizeof *t);

	assert_non_null(t);
	arena_init(&t->arena, "test", 0);
	t->round = drill_built_in(&t->arena, 7);
	out_init_memory(&t->in);
	out_init_memory(&t->out);
	*state = t;
	return 0;
}

static int
teardown(void **state)
{
	struct table *t = *state;

	out_fini(&t->in);
	out_fini(&t->out);
	arena_fini(&t->arena);
	free(t);
	return 0;
}

/* Each look at the clock is two minutes after the one before. */
static int64_t
two_minutes_later(void *ctx)
{
	struct table *t = ctx;

	t->now_ns += 120LL * NS_PER_S;
	return t->now_ns;
}

/* Play with what is in t->in, and keep what came out in t->out. */
static struct drill_score
play(struct table *t)
{
	struct str typed = out_text(&t->in);
	struct drill_player p = { .arena = &t->arena,
				  .out = &t->out,
				  .style = { .width = 80 },
				  .now_ns = two_minutes_later,
				  .ctx = t };
	struct drill_score score;
	int fds[2];

	assert_int_equal(pipe(fds), 0);
	assert_true(typed.n < 4096); /* a pipe holds that much */
	assert_int_equal(write(fds[1], typed.p, typed.n), (ssize_t)typed.n);
	close(fds[1]);
	p.in_fd = fds[0];
	score = drill_play(t->round, &p);
	close(fds[0]);
	return score;
}

/* The text so far, also what a flush has taken from the buffer's view. */
static void
shows(struct table *t, const char *part)
{
	if (!str_has(out_text(&t->out), str_from(part))) {
		print_error("'%s' is not in:\n" STR_F "\n", part, STR_A(out_text(&t->out)));
		fail();
	}
}

static void
type_answers(struct table *t, bool right, char sure)
{
	for (size_t i = 0; i < t->round->questions.n; i++) {
		const struct question *q = t->round->questions.v[i];
		size_t at = right ? q->right_at : (q->right_at + 1) % q->options_n;

		out_printf(&t->in, "%c\n%c\n", option_letter(at), sure);
	}
}

static void
all_right(void **state)
{
	struct table *t = *state;
	struct drill_score s;

	type_answers(t, true, '3');
	s = play(t);
	assert_int_equal(s.asked, 5);
	assert_int_equal(s.answered, 5);
	assert_int_equal(s.right, 5);
	assert_int_equal(s.sure_wrong, 0);
	assert_false(s.left);
	assert_int_equal(s.took_ns, 120LL * NS_PER_S);
	shows(t, "5 of 5 right in 2 min; the time for this round is 14 min.");
	shows(t, "Sure but wrong: none.");
	assert_false(str_has(out_text(&t->out), STR("Read again")));
}

static void
all_wrong(void **state)
{
	struct table *t = *state;
	struct drill_score s;

	type_answers(t, false, '3');
	s = play(t);
	assert_int_equal(s.right, 0);
	assert_int_equal(s.sure_wrong, 5);
	shows(t, "0 of 5 right");
	shows(t, "Sure but wrong: 5 of 5.");
	shows(t, "It is tempting because");
	shows(t, "Rule: ");
	shows(t, "Read again");
	shows(t, "RFC 4987, 3.6: SYN cookies");
}

static void
right_by_a_guess(void **state)
{
	struct table *t = *state;
	struct drill_score s;

	type_answers(t, true, '1');
	s = play(t);
	assert_int_equal(s.guessed_right, 5);
	shows(t, "Right by a guess: 5.");
	shows(t, "Read again");
}

/* Letters large and small, blanks, hints and nonsense on the way. */
static void
nonsense_is_asked_again(void **state)
{
	struct table *t = *state;
	struct drill_score s;
	size_t at = t->round->questions.v[0]->right_at;

	out_printf(&t->in, "?\n\nz\n5\nab\n  %c \r\n?\n0\n4\n33\n 2\nq\n", 'A' + (char)at);
	s = play(t);
	assert_int_equal(s.answered, 1);
	assert_int_equal(s.right, 1);
	assert_true(s.left);
	shows(t, "Hint: ");
	shows(t, "a letter from a to d; ? for a hint, q to leave");
	shows(t, "1, 2 or 3");
	shows(t, "not answered");
}

static void
leaving_at_once(void **state)
{
	struct table *t = *state;
	struct drill_score s;

	out_puts(&t->in, "q\n");
	s = play(t);
	assert_int_equal(s.asked, 1);
	assert_int_equal(s.answered, 0);
	assert_true(s.left);
	shows(t, "0 of 5 right");
}

/* Cut after each byte: it ends, and counts only what was answered in full. */
static void
the_end_of_input_at_any_place(void **state)
{
	struct table *t = *state;
	struct str whole;
	char typed[256];

	type_answers(t, true, '2');
	whole = out_text(&t->in);
	assert_true(whole.n < sizeof typed);
	memcpy(typed, whole.p, whole.n);
	for (size_t n = 0; n <= whole.n; n++) {
		struct drill_score s;

		out_fini(&t->in);
		out_fini(&t->out);
		out_init_memory(&t->in);
		out_init_memory(&t->out);
		out_str(&t->in, (struct str){ typed, n });
		s = play(t);
		/* a letter without a line end is an answer too */
		assert_int_equal(s.answered, (n + 1) / 4);
		assert_int_equal(s.right, s.answered);
		assert_int_equal(s.left, s.answered < 5);
	}
}

/* No line is wider than the terminal, whatever the options and their answers. */
static void
lines_fit(void **state)
{
	static const unsigned widths[] = { 60, 80, 120 };
	struct table *t = *state;

	for (size_t w = 0; w < COUNT_OF(widths); w++) {
		struct style s = { .width = widths[w] };

		for (size_t i = 0; i < t->round->questions.n; i++) {
			const struct question *q = t->round->questions.v[i];

			layout_question(&t->out, t->round, i + 1, s);
			layout_hint(&t->out, q, s);
			for (size_t at = 0; at < q->options_n; at++)
				layout_answer(&t->out, q, at, s);
		}
		for (struct str rest = out_text(&t->out), line; str_line(&rest, &line);)
			assert_in_range(text_columns(line), 0, widths[w]);
		out_fini(&t->out);
		out_init_memory(&t->out);
	}
}

/* On 80 columns a question, its options and both answers fit 24 lines. */
static void
questions_fit_a_screen(void **state)
{
	struct table *t = *state;

	for (uint64_t seed = 1; seed <= 30; seed++) {
		struct drill_round *r = drill_built_in(&t->arena, seed);

		for (size_t i = 0; i < r->questions.n; i++) {
			size_t lines = 0;

			layout_question(&t->out, r, i + 1, (struct style){ .width = 80 });
			for (struct str rest = out_text(&t->out), line; str_line(&rest, &line);)
				lines++;
			if (lines > 22)
				print_error("seed %llu: question %zu has %zu lines\n",
					    (unsigned long long)seed, i + 1, lines);
			assert_in_range(lines, 10, 22);
			out_fini(&t->out);
			out_init_memory(&t->out);
		}
	}
}

#define TEST(f) cmocka_unit_test_setup_teardown(f, setup, teardown)

int
main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(all_right),	TEST(all_wrong),
		TEST(right_by_a_guess), TEST(nonsense_is_asked_again),
		TEST(leaving_at_once),	TEST(the_end_of_input_at_any_place),
		TEST(lines_fit),	TEST(questions_fit_a_screen),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
