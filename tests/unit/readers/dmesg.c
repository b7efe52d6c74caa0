/* The kernel's log and journals. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

#include "one_section.h"

extern const struct reader reader_dmesg;

static const struct log_line *
row(const struct got *g, size_t i)
{
	if (i >= g->cs.logs.n)
		fail_msg("row %zu of %zu", i, g->cs.logs.n);
	return &g->cs.logs.v[i];
}

static void
what_the_kernel_says(void **state)
{
	struct got g;

	(void)state;
	got_read(&g, &reader_dmesg,
		 "[   90.230000] TCP: request_sock_TCP: Possible SYN flooding on port 80. "
		 "Sending cookies.  Check SNMP counters.\n"
		 "[  263.190000] TCP: request_sock_TCP: Possible SYN flooding on port 443. "
		 "Dropping request.  Check SNMP counters.\n"
		 "[  437.110000] e1000e 0000:00:19.0 eth0: NIC Link is Down\n"
		 "[  439.110000] e1000e 0000:00:19.0 eth0: NIC Link is Up 1000 Mbps\n");
	assert_int_equal(g.sure, 92);
	assert_int_equal(g.unread, 0);
	assert_int_equal(row(&g, 0)->kind, LOG_SYN_FLOOD);
	assert_true(row(&g, 0)->says_cookies);
	assert_int_equal(row(&g, 0)->port, 80);
	assert_int_equal(row(&g, 0)->repeats, 1);
	assert_true(row(&g, 0)->time_ns == TIME_NONE);
	assert_false(row(&g, 1)->says_cookies);
	assert_int_equal(row(&g, 1)->port, 443);
	assert_true(row(&g, 2)->kind == LOG_LINK && row(&g, 2)->link_down);
	assert_true(row(&g, 3)->kind == LOG_LINK && !row(&g, 3)->link_down);
	got_end(&g);
}

static void
a_journal(void **state)
{
	struct got g;

	(void)state;
	got_read(&g, &reader_dmesg,
		 "-- Journal begins at Sun 2026-11-22 10:00:00 UTC. --\n"
		 "Nov 22 14:02:11 api-7 kernel: TCP: too many orphaned sockets\n"
		 "Nov 22 14:02:12 api-7 nginx[7]: connect() failed (111: Connection refused)\n"
		 "Nov 22 14:02:13 api-7 rsyslogd: message repeated 5 times: "
		 "[ TCP: too many orphaned sockets]\n"
		 "Nov 22 14:02:14 api-7 last message repeated 3 times\n");
	assert_int_equal(g.sure, 90);
	assert_int_equal(g.unread, 0);
	assert_int_equal(row(&g, 0)->kind, LOG_ORPHANS);
	assert_int_equal(row(&g, 1)->kind, LOG_REFUSED);
	assert_int_equal(row(&g, 2)->kind, LOG_ORPHANS);
	assert_int_equal(row(&g, 2)->repeats, 5 + 3);
	assert_int_equal(g.cs.logs.n, 3);
	assert_int_equal(case_input(&g.cs, 0)->to_ns - case_input(&g.cs, 0)->from_ns,
			 2LL * NS_PER_S);
	got_end(&g);
}

static void
counted_by_uniq(void **state)
{
	struct got g;

	(void)state;
	got_read(&g, &reader_dmesg,
		 "$ dmesg -t | sort | uniq -c\n"
		 "     18 nf_conntrack: nf_conntrack: table full, dropping packet\n"
		 "      1 TCP: too many orphaned sockets\n");
	assert_int_equal(g.unread, 0);
	assert_int_equal(row(&g, 0)->kind, LOG_CONNTRACK_FULL);
	assert_int_equal(row(&g, 0)->repeats, 18);
	assert_int_equal(row(&g, 1)->repeats, 1);
	got_end(&g);
}

static void
without_times(void **state)
{
	struct got g;

	(void)state;
	got_read(&g, &reader_dmesg,
		 "TCP: out of memory -- consider tuning tcp_mem\n"
		 "and something that is no log line\n");
	assert_int_equal(g.sure, 84);
	assert_int_equal(row(&g, 0)->kind, LOG_OUT_OF_MEMORY);
	assert_int_equal(g.unread, 1);
	got_end(&g);
	/* what dmesg was asked for, dmesg said */
	got_read(&g, &reader_dmesg, "$ dmesg -t | tail -1\nsomething with a kernel's words\n");
	assert_int_equal(g.unread, 0);
	assert_int_equal(row(&g, 0)->kind, LOG_OTHER);
	got_end(&g);
}

/* A flood of lines alike does not become a flood of rows, nor is one lost. */
static void
a_flood(void **state)
{
	static const char line[] = "[  437.110000] TCP: too many orphaned sockets\n";
	const size_t lines = 50000;
	struct arena a;
	uint64_t sum = 0;
	struct got g;
	char *text;

	(void)state;
	arena_init(&a, "text", 0);
	text = arena_new(&a, char, lines *(sizeof(line) - 1) + 1);
	for (size_t i = 0; i < lines; i++)
		memcpy(text + i * (sizeof(line) - 1), line, sizeof(line) - 1);
	got_read(&g, &reader_dmesg, text);
	assert_true(g.cs.logs.n < lines);
	for (size_t i = 0; i < g.cs.logs.n; i++)
		sum += row(&g, i)->repeats;
	assert_int_equal(sum, lines);
	got_end(&g);
	arena_fini(&a);
}

static void
what_is_none(void **state)
{
	static const char *const texts[] = {
		"ESTAB 0 0 10.0.0.5:1 10.0.0.6:2\n",
		"[root@api-7 ~]# ss -s\n",
		"14:02:11.001 IP 10.0.0.5.51514 > 10.0.0.9.6379: Flags [S], length 0\n",
		"We saw connection refused all day.\n",
		"",
	};

	(void)state;
	for (size_t i = 0; i < COUNT_OF(texts); i++)
		if (sure_of(&reader_dmesg, texts[i]) >= 60)
			fail_msg("sure of '%s'", texts[i]);
	assert_true(sure_of(&reader_dmesg, "$ dmesg -T | tail\n") > 0);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(what_the_kernel_says),
		cmocka_unit_test(a_journal),
		cmocka_unit_test(counted_by_uniq),
		cmocka_unit_test(without_times),
		cmocka_unit_test(a_flood),
		cmocka_unit_test(what_is_none),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
