/*
 * names.c - words for states, classes and accounts, and back
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
/* cmocka wants the four above first */
#include <cmocka.h>

#include "tcp/tcp.h"

static void
states_read_their_own_names(void **state)
{
	(void)state;
	for (int s = TCP_CLOSED; s < TCP_STATE_COUNT; s++) {
		enum tcp_state got;

		assert_true(tcp_state_parse(str_from(tcp_state_name((enum tcp_state)s)), &got));
		assert_int_equal(got, s);
	}
}

static void
states_as_tools_spell_them(void **state)
{
	static const struct {
		const char *word;
		enum tcp_state state;
	} rows[] = {
		/* ss */
		{ "ESTAB", TCP_ESTABLISHED },
		{ "SYN-SENT", TCP_SYN_SENT },
		{ "SYN-RECV", TCP_SYN_RECEIVED },
		{ "FIN-WAIT-1", TCP_FIN_WAIT_1 },
		{ "FIN-WAIT-2", TCP_FIN_WAIT_2 },
		{ "TIME-WAIT", TCP_TIME_WAIT },
		{ "CLOSE-WAIT", TCP_CLOSE_WAIT },
		{ "LAST-ACK", TCP_LAST_ACK },
		{ "LISTEN", TCP_LISTEN },
		{ "CLOSING", TCP_CLOSING },
		{ "UNCONN", TCP_CLOSED },
		/* netstat of Linux */
		{ "ESTABLISHED", TCP_ESTABLISHED },
		{ "SYN_SENT", TCP_SYN_SENT },
		{ "SYN_RECV", TCP_SYN_RECEIVED },
		{ "FIN_WAIT1", TCP_FIN_WAIT_1 },
		{ "FIN_WAIT2", TCP_FIN_WAIT_2 },
		{ "TIME_WAIT", TCP_TIME_WAIT },
		{ "CLOSE", TCP_CLOSED },
		{ "CLOSE_WAIT", TCP_CLOSE_WAIT },
		{ "LAST_ACK", TCP_LAST_ACK },
		/* BSD and macOS */
		{ "FIN_WAIT_1", TCP_FIN_WAIT_1 },
		{ "FIN_WAIT_2", TCP_FIN_WAIT_2 },
		{ "SYN_RCVD", TCP_SYN_RECEIVED },
		{ "CLOSED", TCP_CLOSED },
	};
	enum tcp_state got;

	(void)state;
	for (size_t i = 0; i < COUNT_OF(rows); i++) {
		if (!tcp_state_parse(str_from(rows[i].word), &got) || got != rows[i].state)
			fail_msg("%s is not %s", rows[i].word, tcp_state_name(rows[i].state));
	}
	assert_false(tcp_state_parse(STR(""), &got));
	assert_false(tcp_state_parse(STR("ESTABL"), &got));
	assert_false(tcp_state_parse(STR("ESTABLISHED "), &got));
}

static void
all_have_names_of_their_own(void **state)
{
	(void)state;
	for (int a = 0; a < CLASS_COUNT; a++) {
		assert_true(segment_class_name((enum segment_class)a)[0]);
		for (int b = 0; b < a; b++)
			assert_string_not_equal(segment_class_name((enum segment_class)a),
						segment_class_name((enum segment_class)b));
	}
	for (int a = 0; a < ACCOUNT_COUNT; a++) {
		assert_true(account_name((enum account)a)[0]);
		assert_true(account_words((enum account)a)[0]);
		for (int b = 0; b < a; b++)
			assert_string_not_equal(account_name((enum account)a),
						account_name((enum account)b));
	}
	for (int a = 0; a < TCP_STATE_COUNT; a++)
		for (int b = 0; b < a; b++)
			assert_string_not_equal(tcp_state_name((enum tcp_state)a),
						tcp_state_name((enum tcp_state)b));
}

static void
quantiles(void **state)
{
	struct conn c = { 0 };

	(void)state;
	assert_int_equal(conn_think_quantile_ns(&c, 0.5), 0);
	/* ten answers of about a millisecond, one of about a second */
	c.exchanges = 11;
	c.think_histogram[10] = 10;
	c.think_histogram[20] = 1;
	c.think_max_ns = NS_PER_S;
	assert_in_range(conn_think_quantile_ns(&c, 0.5), NS_PER_MS / 2, 2 * NS_PER_MS);
	assert_in_range(conn_think_quantile_ns(&c, 1), NS_PER_S / 2, 2LL * NS_PER_S);
	assert_true(conn_think_quantile_ns(&c, 0) <= conn_think_quantile_ns(&c, 0.5));
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(states_read_their_own_names),
		cmocka_unit_test(states_as_tools_spell_them),
		cmocka_unit_test(all_have_names_of_their_own),
		cmocka_unit_test(quantiles),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
