/* tc -s qdisc: what a queue sent, dropped and holds. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

#include "one_section.h"

extern const struct reader reader_qdisc;

static void
a_shaper(void **state)
{
	struct got g;

	(void)state;
	got_read(&g, &reader_qdisc,
		 "qdisc tbf 1: dev eth0 root refcnt 3 rate 8Mbit burst 5Kb/1 mpu 0b lat 40ms \n"
		 " Sent 2014774 bytes 1331 pkt (dropped 1288, overlimits 2918 requeues 4) \n"
		 " backlog 15Kb 10p requeues 4\n");
	assert_int_equal(g.sure, 94);
	assert_int_equal(g.unread, 0);
	assert_int_equal(counter_of(&g, "QdiscSentBytes"), 2014774);
	assert_int_equal(counter_of(&g, "QdiscDropped"), 1288);
	assert_int_equal(counter_of(&g, "QdiscOverlimits"), 2918);
	assert_int_equal(counter_of(&g, "QdiscBacklogBytes"), 15360);
	assert_int_equal(counter_of(&g, "QdiscBacklogPackets"), 10);
	assert_str(g.cs.counters.v[0].of, "eth0 tbf 1:");
	got_end(&g);
}

static void
a_queue_with_words_of_its_own(void **state)
{
	struct got g;

	(void)state;
	got_read(&g, &reader_qdisc,
		 "$ tc -s qdisc show dev eth1\n"
		 "qdisc fq_codel 0: root refcnt 2 limit 10240p flows 1024\n"
		 " Sent 42813352 bytes 34117 pkt (dropped 12, overlimits 0 requeues 3)\n"
		 " backlog 0b 0p requeues 3\n"
		 "  maxpacket 1514 drop_overlimit 0 new_flow_count 215 ecn_mark 4\n");
	assert_int_equal(g.unread, 0);
	assert_int_equal(counter_of(&g, "QdiscEcnMark"), 4);
	assert_str(g.cs.counters.v[0].of, "eth1 fq_codel 0:");
	got_end(&g);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_shaper),
		cmocka_unit_test(a_queue_with_words_of_its_own),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
