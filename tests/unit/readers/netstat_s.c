/* Sentences of netstat -s, and /proc/net/snmp, by their MIB names. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>

#include <cmocka.h>

#include "one_section.h"

extern const struct reader reader_netstat_s;

static void
sentences_and_names(void **state)
{
	struct got g;

	(void)state;
	got_read(&g, &reader_netstat_s,
		 "$ netstat -s\n"
		 "Ip:\n"
		 "    Forwarding: 2\n"
		 "    898 total packets received\n"
		 "Icmp:\n"
		 "    ICMP input histogram:\n"
		 "        destination unreachable: 1\n"
		 "Tcp:\n"
		 "    139 passive connection openings\n"
		 "    15 segments retransmitted\n"
		 "    InCsumErrors: 3\n"
		 "TcpExt:\n"
		 "    23 times the listen queue of a socket overflowed\n"
		 "    Quick ack mode was activated 4 times\n"
		 "    TCPLossProbes: 15\n"
		 "    SomethingNew: 8\n");
	assert_int_equal(g.sure, 92);
	assert_int_equal(g.unread, 0);
	assert_int_equal(counter_of(&g, "IpInReceives"), 898);
	assert_int_equal(counter_of(&g, "TcpPassiveOpens"), 139);
	assert_int_equal(counter_of(&g, "TcpRetransSegs"), 15);
	assert_int_equal(counter_of(&g, "TcpInCsumErrors"), 3);
	assert_int_equal(counter_of(&g, "TcpExtListenOverflows"), 23);
	assert_int_equal(counter_of(&g, "TcpExtDelayedACKLost"), 4);
	assert_int_equal(counter_of(&g, "TcpExtTCPLossProbes"), 15);
	assert_int_equal(counter_of(&g, "TcpExtSomethingNew"), 8);
	got_end(&g);
}

static void
grepped_lines_alone(void **state)
{
	struct got g;

	(void)state;
	got_read(&g, &reader_netstat_s,
		 "$ netstat -s | grep -i -e listen -e retrans -e timeouts\n"
		 "    15 segments retransmited\n"
		 "    23 times the listen queue of a socket overflowed\n"
		 "    23 SYNs to LISTEN sockets dropped\n"
		 "    TCPTimeouts: 2\n");
	assert_int_equal(g.unread, 0);
	assert_int_equal(counter_of(&g, "TcpRetransSegs"), 15);
	assert_int_equal(counter_of(&g, "TcpExtListenDrops"), 23);
	assert_int_equal(counter_of(&g, "TcpExtTCPTimeouts"), 2);
	got_end(&g);
}

static void
names_above_values(void **state)
{
	struct got g;

	(void)state;
	got_read(&g, &reader_netstat_s,
		 "$ cat /proc/net/snmp\n"
		 "Tcp: RtoAlgorithm MaxConn ActiveOpens RetransSegs\n"
		 "Tcp: 1 -1 13 7\n"
		 "Udp: InDatagrams InErrors\n"
		 "Udp: 26\n");
	assert_int_equal(g.unread, 0);
	assert_int_equal(counter_of(&g, "TcpActiveOpens"), 13);
	assert_int_equal(counter_of(&g, "TcpRetransSegs"), 7);
	assert_int_equal(counter_of(&g, "TcpMaxConn"), UINT64_MAX);
	assert_int_equal(counter_of(&g, "UdpInDatagrams"), 26);
	assert_int_equal(counter_of(&g, "UdpInErrors"), UINT64_MAX);
	got_end(&g);
}

static void
a_group_again_is_another_sample(void **state)
{
	struct got g;

	(void)state;
	got_read(&g, &reader_netstat_s,
		 "Tcp:\n    5 segments received\nUdp:\n"
		 "Tcp:\n    9 segments received\n");
	assert_int_equal(g.cs.samples.n, 2);
	assert_int_equal(g.cs.counters.v[1].sample, 1);
	assert_int_equal(g.cs.counters.v[1].value, 9);
	got_end(&g);
}

static void
what_is_none(void **state)
{
	struct got g;

	(void)state;
	got_read(&g, &reader_netstat_s,
		 "many segments received\n"
		 "5 segments received by nobody\n"
		 "-5 segments received\n"
		 "18446744073709551616 segments received\n"
		 "Tcp: 1 2 3\n"
		 "Total: 26\n");
	assert_int_equal(g.cs.counters.n, 0);
	assert_int_equal(g.unread, 6);
	got_end(&g);
}

static struct str
data_file(struct arena *a, const char *name)
{
	char path[4096];
	struct input *in;
	struct err e;
	struct str text;
	bool cut;

	snprintf(path, sizeof(path), "%s/tests/data/readers/%s", getenv("CRUX_SOURCE"), name);
	in = input_open(path, &e);
	if (!in)
		fail_msg("%s", e.text);
	text = str_copy(a, input_rest(in, 1 << 20, &cut));
	input_close(in);
	return text;
}

/*
 * netstat was given /proc/net files in which every counter has a value of its
 * own; what it made of them must come back to the same names and values.
 */
static void
every_sentence_of_net_tools(void **state)
{
	struct got said, told;
	struct arena a;
	size_t same = 0;

	(void)state;
	arena_init(&a, "files", 0);
	got_read(&said, &reader_netstat_s, data_file(&a, "netstat-s-all.txt").p);
	got_read(&told, &reader_netstat_s, data_file(&a, "proc-net-all.txt").p);
	assert_int_equal(said.unread, 0);
	assert_int_equal(told.unread, 0);
	for (size_t i = 0; i < said.cs.counters.n; i++) {
		const struct counter *c = &said.cs.counters.v[i];
		const char *name = str_to_cstr(&a, c->name);

		if (counter_of(&told, name) != c->value)
			fail_msg("%s is %llu", name, (unsigned long long)c->value);
		same++;
	}
	/* all but the few that netstat words as settings or in ICMP's histogram */
	assert_true(same > 290);
	assert_true(same + 30 > told.cs.counters.n);
	got_end(&said);
	got_end(&told);
	arena_fini(&a);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(sentences_and_names),
		cmocka_unit_test(grepped_lines_alone),
		cmocka_unit_test(names_above_values),
		cmocka_unit_test(a_group_again_is_another_sample),
		cmocka_unit_test(what_is_none),
		cmocka_unit_test(every_sentence_of_net_tools),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
