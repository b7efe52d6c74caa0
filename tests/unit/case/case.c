/*
 * case.c - taking observations in, and asking for them
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>

#include <cmocka.h>

#include "made.h"

static struct made m;

static void
inputs(void **state)
{
	char path[] = "a.txt";
	struct case_input *in;

	(void)state;
	made_begin(&m);
	assert_int_equal(case_add_input(&m.cs, path), 0);
	path[0] = 'b';
	assert_int_equal(case_add_input(&m.cs, path), 1);
	in = case_input(&m.cs, 0);
	assert_string_equal(in->path, "a.txt");
	assert_string_equal(in->kind, "unknown");
	assert_true(in->from_ns == TIME_NONE);
	case_problem(&m.cs, 1, 7, "%d is odd", 3);
	assert_string_equal(case_input(&m.cs, 1)->problems.v[0].message, "3 is odd");
	assert_int_equal(case_input(&m.cs, 1)->problems.v[0].line, 7);
	made_end(&m);
}

/* However many there are: they are counted, and the first ones kept. */
static void
unread_lines(void **state)
{
	struct case_input *in;
	char text[1000];

	(void)state;
	memset(text, 'x', sizeof(text));
	made_begin(&m);
	case_add_input(&m.cs, "a.txt");
	for (uint32_t i = 1; i <= 5000; i++) {
		case_unread(&m.cs, 0, i, (struct str){ text, sizeof(text) });
		case_problem(&m.cs, 0, i, "again");
	}
	in = case_input(&m.cs, 0);
	assert_int_equal(in->unread_count, 5000);
	assert_true(in->unread.n >= 100 && in->unread.n < 1000);
	assert_true(in->unread.v[0].text.n < sizeof(text));
	assert_true(in->unread.v[0].text.p != text);
	assert_true(in->problems.n < 1000);
	made_end(&m);
}

static uint32_t
add_rows(uint32_t line, enum tcp_state s, size_t n)
{
	struct sample sample = { .at = { .line = line }, .kind = "ss", .time_ns = TIME_NONE };
	uint32_t number = case_add_sample(&m.cs, &sample);

	for (size_t i = 0; i < n; i++)
		vec_push(&m.a, &m.cs.socks, (struct sock){ .sample = number, .state = (uint8_t)s });
	return number;
}

static void
sockets_in_state(void **state)
{
	struct origin at = { .line = 99 };
	uint32_t sample;

	(void)state;
	made_begin(&m);
	case_add_input(&m.cs, "ss.txt");
	assert_int_equal(case_sockets_in_state(&m.cs, TCP_CLOSE_WAIT, &at), 0);
	assert_int_equal(at.line, 99);
	add_rows(10, TCP_CLOSE_WAIT, 3);
	add_rows(20, TCP_CLOSE_WAIT, 7);
	add_rows(30, TCP_ESTABLISHED, 50);
	sample = add_rows(40, TCP_CLOSE_WAIT, 5);
	assert_int_equal(case_sockets_in_state(&m.cs, TCP_CLOSE_WAIT, &at), 7);
	assert_int_equal(at.line, 20);
	vec_push(&m.a, &m.cs.state_counts,
		 (struct state_count){ .at = { .line = 41 },
				       .sample = sample,
				       .state = TCP_CLOSE_WAIT,
				       .count = 9820 });
	assert_int_equal(case_sockets_in_state(&m.cs, TCP_CLOSE_WAIT, &at), 9820);
	assert_int_equal(at.line, 41);
	assert_int_equal(case_sockets_in_state(&m.cs, TCP_ESTABLISHED, &at), 50);
	made_end(&m);
}

static void
settings(void **state)
{
	(void)state;
	made_begin(&m);
	vec_push(&m.a, &m.cs.settings,
		 (struct setting){ .name = STR("net.ipv4.tcp_sack"), .value = STR("1") });
	vec_push(&m.a, &m.cs.settings,
		 (struct setting){ .name = STR("net.ipv4.tcp_sack"), .value = STR("0") });
	assert_true(str_eq(case_setting(&m.cs, "net.ipv4.tcp_sack"), STR("0")));
	assert_int_equal(case_setting(&m.cs, "net.ipv4.tcp").n, 0);
	made_end(&m);
}

static void
origins(void **state)
{
	static const struct {
		struct origin at;
		const char *want;
	} rows[] = {
		{ { .input = 0, .packet = 18 }, "server.pcap#18" },
		{ { .input = 1, .line = 3 }, "a/ss.txt:3" }, /* there are two of this name */
		{ { .input = 2, .line = 4 }, "b/ss.txt:4" },
		{ { .input = 3 }, "-" },
		{ { .input = 77, .line = 1 }, "" },
	};

	(void)state;
	made_begin(&m);
	case_add_input(&m.cs, "/tmp/x/server.pcap");
	case_add_input(&m.cs, "a/ss.txt");
	case_add_input(&m.cs, "b/ss.txt");
	case_add_input(&m.cs, "-");
	for (size_t i = 0; i < COUNT_OF(rows); i++) {
		struct out o;

		out_init_memory(&o);
		origin_text(&m.cs, rows[i].at, &o);
		assert_int_equal(out_text(&o).n, strlen(rows[i].want));
		assert_memory_equal(out_text(&o).p, rows[i].want, out_text(&o).n);
		out_fini(&o);
	}
	made_end(&m);
}

/* Nothing in it is fine, too. */
static void
empty(void **state)
{
	struct origin at;

	(void)state;
	made_begin(&m);
	case_finish(&m.cs);
	assert_int_equal(m.cs.incidents, 0);
	assert_null(case_view_for(&m.cs, 0, C2S));
	assert_false(case_counter(&m.cs, "TcpInSegs").found);
	assert_int_equal(case_sockets_in_state(&m.cs, TCP_LISTEN, &at), 0);
	made_end(&m);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(inputs),	    cmocka_unit_test(unread_lines),
		cmocka_unit_test(sockets_in_state), cmocka_unit_test(settings),
		cmocka_unit_test(origins),	    cmocka_unit_test(empty),
	};

	return cmocka_run_group_tests_name("case/case", tests, NULL, NULL);
}
