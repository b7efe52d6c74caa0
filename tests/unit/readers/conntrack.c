/* conntrack -S, -C, -L, and /proc/net/stat/nf_conntrack. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

#include "one_section.h"

extern const struct reader reader_conntrack;

static void
processors_are_summed(void **state)
{
	struct got g;

	(void)state;
	got_read(&g, &reader_conntrack,
		 "cpu=0   \tfound=0 invalid=1 insert=0 insert_failed=3 drop=302 early_drop=0 \n"
		 "cpu=1   \tfound=0 invalid=2 insert=0 insert_failed=4 drop=8 early_drop=0 \n");
	assert_int_equal(g.sure, 94);
	assert_int_equal(g.unread, 0);
	assert_int_equal(counter_of(&g, "ConntrackInvalid"), 3);
	assert_int_equal(counter_of(&g, "ConntrackInsertFailed"), 7);
	assert_int_equal(counter_of(&g, "ConntrackDrop"), 310);
	assert_int_equal(counter_of(&g, "ConntrackEarlyDrop"), 0);
	got_end(&g);
}

/* Asked twice in one text: what grew must not be summed with what it was. */
static void
asked_twice(void **state)
{
	struct got g;

	(void)state;
	got_read(&g, &reader_conntrack,
		 "cpu=0 found=0 drop=5\ncpu=1 found=0 drop=6\n"
		 "cpu=0 found=0 drop=7\ncpu=1 found=0 drop=8\n");
	assert_int_equal(g.cs.samples.n, 2);
	assert_int_equal(g.cs.counters.n, 4);
	assert_int_equal(g.cs.counters.v[1].value, 11);
	assert_int_equal(g.cs.counters.v[3].value, 15);
	assert_int_equal(g.cs.counters.v[3].sample, 1);
	got_end(&g);
}

static void
hexadecimal(void **state)
{
	struct got g;

	(void)state;
	got_read(&g, &reader_conntrack,
		 "entries  clashres found new invalid ignore delete chainlength insert "
		 "insert_failed drop early_drop\n"
		 "00000040  00000000 00000000 00000000 00000001 00000000 00000000 00000000 "
		 "00000000 00000000 0000014a 00000000\n"
		 "00000040  00000000 00000000 00000000 00000001 00000000 00000000 00000000 "
		 "00000000 00000000 00000010 00000000\n");
	assert_int_equal(g.unread, 0);
	assert_int_equal(counter_of(&g, "ConntrackEntries"), 64);
	assert_int_equal(counter_of(&g, "ConntrackInvalid"), 2);
	assert_int_equal(counter_of(&g, "ConntrackDrop"), 0x14a + 0x10);
	got_end(&g);
}

static void
how_many(void **state)
{
	struct got g;

	(void)state;
	got_read(&g, &reader_conntrack, "$ conntrack -C\n64\n");
	assert_int_equal(g.sure, 95);
	assert_int_equal(counter_of(&g, "ConntrackCount"), 64);
	got_end(&g);
	got_read(&g, &reader_conntrack,
		 "$ conntrack -L\n"
		 "tcp      6 431999 ESTABLISHED src=10.0.0.5 dst=10.0.0.9 sport=1 dport=2 "
		 "src=10.0.0.9 dst=10.0.0.5 sport=2 dport=1 [ASSURED] mark=0 use=1\n"
		 "conntrack v1.4.7 (conntrack-tools): 1 flow entries have been shown.\n");
	assert_int_equal(g.unread, 0);
	assert_int_equal(counter_of(&g, "ConntrackCount"), 1);
	got_end(&g);
}

static void
all_in_one_text(void **state)
{
	struct got g;

	(void)state;
	got_read(&g, &reader_conntrack,
		 "cpu=0   \tfound=0 drop=302\n"
		 "\n"
		 "64\n"
		 "net.netfilter.nf_conntrack_count = 64\n"
		 "net.netfilter.nf_conntrack_max = 64\n");
	assert_int_equal(g.unread, 0);
	assert_int_equal(counter_of(&g, "ConntrackDrop"), 302);
	assert_int_equal(counter_of(&g, "ConntrackMax"), 64);
	assert_str(case_setting(&g.cs, "net.netfilter.nf_conntrack_max"), "64");
	got_end(&g);
}

static void
what_is_none(void **state)
{
	struct got g;

	(void)state;
	got_read(&g, &reader_conntrack,
		 "cpu=0\n"
		 "cpu=x found=0\n"
		 "00000040 0000000g 00000000 00000000 00000000\n"
		 "00000040 00000000 00000000 00000000 00000000\n"
		 "conntrack v1.4.7 (conntrack-tools): no entries\n");
	assert_int_equal(g.cs.counters.n, 0);
	assert_int_equal(g.unread, 5);
	got_end(&g);
	assert_int_equal(sure_of(&reader_conntrack, "64\n"), 0);
	assert_int_equal(sure_of(&reader_conntrack, "$ ss -tan | wc -l\n64\n"), 0);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(processors_are_summed), cmocka_unit_test(asked_twice),
		cmocka_unit_test(hexadecimal),		 cmocka_unit_test(how_many),
		cmocka_unit_test(all_in_one_text),	 cmocka_unit_test(what_is_none),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
