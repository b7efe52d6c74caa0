/*
 * counts.c - what a number means by the pipeline that printed it
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>

#include <cmocka.h>

#include "text_case.h"

static struct text_case t;

static void
one_number(void **state)
{
	static const struct {
		const char *command;
		uint64_t count; /* of 42 printed */
		enum tcp_state want;
		const char *what;
	} rows[] = {
		{ "ss -tan state close-wait | wc -l", 41, TCP_CLOSE_WAIT, "" },
		{ "sudo ss -tan state established|wc -l", 41, TCP_ESTABLISHED, "" },
		{ "ss -Htan state close-wait | wc -l", 42, TCP_CLOSE_WAIT, "" },
		{ "ss -tan --no-header state time-wait | wc -l", 42, TCP_TIME_WAIT, "" },
		{ "ss -tan state close-wait | tail -n +2 | wc -l", 42, TCP_CLOSE_WAIT, "" },
		{ "ss -tan state close-wait | sed 1d | wc -l", 42, TCP_CLOSE_WAIT, "" },
		{ "ss -tan state close-wait | awk 'NR>1' | wc -l", 42, TCP_CLOSE_WAIT, "" },
		{ "ss -tan | grep CLOSE-WAIT | wc -l", 42, TCP_CLOSE_WAIT, "" },
		{ "ss -tan | grep '^CLOSE-WAIT' | wc -l", 42, TCP_CLOSE_WAIT, "" },
		{ "ss -tan | grep -c ESTAB", 42, TCP_ESTABLISHED, "" },
		{ "ss -tan | grep -ci -e estab", 42, TCP_ESTABLISHED, "" },
		{ "netstat -ant | grep -c TIME_WAIT", 42, TCP_TIME_WAIT, "" },
		{ "netstat -ant | egrep SYN_RECV | sort -u | wc -l", 42, TCP_SYN_RECEIVED, "" },
		{ "ss -tan | awk '$1 == \"FIN-WAIT-2\"' | wc -l", 42, TCP_FIN_WAIT_2, "" },
		{ "ss -tan | awk '/LAST-ACK/ {n++} END {print n}'", 42, TCP_LAST_ACK, "" },
		{ "ss -tan | wc -l", 41, TCP_STATE_UNKNOWN, "total" },
		{ "ss -tan | grep -v State | wc -l", 42, TCP_STATE_UNKNOWN, "total" },
		/* "(servers and established)" stands in netstat's first line */
		{ "netstat -an | grep -i established | wc -l", 41, TCP_ESTABLISHED, "" },
		{ "netstat -an | wc -l", 40, TCP_STATE_UNKNOWN, "total" },
		{ "ss -tan | grep :443 | wc -l", 42, TCP_STATE_UNKNOWN, ":443" },
		{ "ss -ltn | wc -l", 41, TCP_LISTEN, "" },
		{ "ss -tan state close-wait dst 10.0.0.1 | wc -l", 41, TCP_CLOSE_WAIT, "" },
		{ "ss -tan state close-wait 2>/dev/null | wc -l", 41, TCP_CLOSE_WAIT, "" },
		{ "while sleep 1; do ss -tan state close-wait | wc -l; done", 41, TCP_CLOSE_WAIT,
		  "" },
		{ "ip netns exec web ss -tan state close-wait | wc -l", 41, TCP_CLOSE_WAIT, "" },
		{ "kubectl exec web-0 -- ss -tan state close-wait | wc -l", 41, TCP_CLOSE_WAIT,
		  "" },
		{ "ssh -p 22 web1 ss -tan state close-wait | wc -l", 41, TCP_CLOSE_WAIT, "" },
	};

	(void)state;
	for (size_t i = 0; i < COUNT_OF(rows); i++) {
		char text[256];
		const struct state_count *c;

		print_message("# row %zu\n", i);
		snprintf(text, sizeof(text), "$ %s\n42\n$ date\n", rows[i].command);
		text_case_read(&t, str_from(text));
		assert_int_equal(t.cs.state_counts.n, 1);
		c = &t.cs.state_counts.v[0];
		assert_int_equal(c->count, rows[i].count);
		assert_int_equal(c->state, rows[i].want);
		assert_text(c->what, rows[i].what);
		assert_int_equal(c->header_taken_off, rows[i].count != 42);
		assert_int_equal(c->at.line, 2);
		text_case_end(&t);
	}
}

/* The headings are there though nothing is below them; 0 comes where ss failed. */
static void
no_sockets(void **state)
{
	(void)state;
	text_case_read(&t, STR("$ ss -tan state close-wait | wc -l\n1\n"
			       "$ ss -tan state last-ack | wc -l\n0\n"));
	assert_int_equal(t.cs.state_counts.n, 2);
	assert_int_equal(t.cs.state_counts.v[0].count, 0);
	assert_true(t.cs.state_counts.v[0].header_taken_off);
	assert_int_equal(t.cs.state_counts.v[1].count, 0);
	assert_false(t.cs.state_counts.v[1].header_taken_off);
	text_case_end(&t);
}

static void
tables(void **state)
{
	static const char *const texts[] = {
		"$ ss -tan | awk '{print $1}' | sort | uniq -c\n"
		"     89 CLOSE-WAIT\n      2 LISTEN\n      1 State\n",
		"$ ss -tan | awk '{print $1}' | sort | uniq -c | sort -rn | head\n"
		"     89 CLOSE-WAIT\n      2 LISTEN\n      1 State\n",
		"$ netstat -ant | awk '{print $6}' | sort | uniq -c\n"
		"      1 established)\n      1 Foreign\n     89 CLOSE_WAIT\n      2 LISTEN\n",
		"$ ss -ant | awk '{n[$1]++} END {for (s in n) print s, n[s]}'\n"
		"State 1\nCLOSE-WAIT 89\nLISTEN 2\n",
		"     89 CLOSE-WAIT\n      2 LISTEN\n",
	};

	(void)state;
	for (size_t i = 0; i < COUNT_OF(texts); i++) {
		struct case_input *in = text_case_read(&t, str_from(texts[i]));

		print_message("# row %zu\n", i);
		assert_int_equal(in->unread_count, 0);
		assert_int_equal(t.cs.state_counts.n, 2);
		assert_int_equal(text_case_count(&t, TCP_CLOSE_WAIT), 89);
		assert_int_equal(text_case_count(&t, TCP_LISTEN), 2);
		text_case_end(&t);
	}
}

static void
other_numbers(void **state)
{
	static const char *const texts[] = {
		"$ cat access.log | wc -l\n42\n",
		"$ ps aux | grep -c nginx\n42\n",
		"$ dmesg | wc -l\n42\n",
	};

	(void)state;
	for (size_t i = 0; i < COUNT_OF(texts); i++) {
		text_case_read(&t, str_from(texts[i]));
		assert_int_equal(t.cs.state_counts.n, 0);
		text_case_end(&t);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(one_number),
		cmocka_unit_test(no_sockets),
		cmocka_unit_test(tables),
		cmocka_unit_test(other_numbers),
	};

	return cmocka_run_group_tests_name("readers/counts", tests, NULL, NULL);
}
