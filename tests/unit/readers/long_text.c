/* A long text tells the same counts as one that is kept, in memory that has a bound. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>

#include <cmocka.h>

#include "text_case.h"

#include "readers/long_text.h"

/* Small, so that a test's text is long. */
#define PIECE_BYTES 2048

static const char *const states[] = { "ESTAB",	    "CLOSE-WAIT", "TIME-WAIT", "SYN-RECV",
				      "FIN-WAIT-1", "FIN-WAIT-2", "LAST-ACK",  "SYN-SENT" };

static const char header[] = "State Recv-Q Send-Q Local Address:Port Peer Address:Port\n";

/* n rows, some with details, in states that come by in turn. */
static struct str
table(struct arena *a, const char *command, size_t n)
{
	struct out o;
	struct str text;

	out_init_memory(&o);
	out_printf(&o, "%s%s", command, header);
	out_puts(&o, "LISTEN 3 128 0.0.0.0:443 0.0.0.0:*\n");
	out_puts(&o, "LISTEN 0 128 0.0.0.0:5432 0.0.0.0:*\n");
	for (size_t i = 0; i < n; i++) {
		out_printf(&o, "%-10s %zu 0 192.0.2.20:%d 10.0.%zu.%zu:%zu\n",
			   states[i * i % 7 % COUNT_OF(states)], i % 3, i % 5 ? 443 : 5432, i % 3,
			   i % 50, 1024 + i * 7 % 60000);
		if (i % 4 == 0)
			out_puts(&o, "\t cubic wscale:7,7 rto:204 rtt:1.5/0.7 cwnd:10\n");
	}
	text = str_copy(a, (struct str){ o.buf, o.n });
	out_fini(&o);
	return text;
}

static struct case_input *
read_long(struct text_case *t, struct str text)
{
	struct input *in = input_from_bytes("long", text);
	struct err e;

	text_case_begin(t);
	case_add_input(&t->cs, "long");
	assert_true(input_start(in, &e));
	long_text_read(&t->r, 0, in, PIECE_BYTES);
	input_close(in);
	case_finish(&t->cs);
	return case_input(&t->cs, 0);
}

static struct str
join(struct arena *a, struct str x, struct str y)
{
	return str_printf(a, STR_F STR_F, STR_A(x), STR_A(y));
}

static void
counts_are_those_of_all_rows(void **state)
{
	static struct text_case whole, pieces;
	struct case_input *in;
	struct str text;
	struct arena a;

	(void)state;
	arena_init(&a, "test", (size_t)64 << 20);
	text = table(&a, "$ ss -tan\n", 3000);
	text_case_read(&whole, text);
	in = read_long(&pieces, text);
	assert_string_equal(in->kind, "ss");
	assert_int_equal(in->unread_count, 0);
	assert_int_equal(in->lines, case_input(&whole.cs, 0)->lines);
	assert_int_equal(in->records, case_input(&whole.cs, 0)->records);
	assert_true(pieces.cs.socks.n < 100);
	for (int s = TCP_CLOSED; s < TCP_STATE_COUNT; s++)
		assert_int_equal(text_case_count(&pieces, (enum tcp_state)s),
				 text_case_count(&whole, (enum tcp_state)s));
	text_case_end(&whole);
	text_case_end(&pieces);
	arena_fini(&a);
}

static void
services_and_peers_are_told(void **state)
{
	static struct text_case pieces;
	const struct sock_count *first;
	uint64_t of_services = 0;
	struct arena a;

	(void)state;
	arena_init(&a, "test", (size_t)64 << 20);
	read_long(&pieces, table(&a, "$ ss -tan\n", 3000));
	assert_true(pieces.cs.sock_counts.n > 2);
	first = &pieces.cs.sock_counts.v[0];
	assert_text(first->service, "192.0.2.20:443");
	assert_int_equal(first->peer.n, 0);
	assert_true(first->peers > 1);
	for (size_t i = 0; i < pieces.cs.sock_counts.n; i++)
		if (!pieces.cs.sock_counts.v[i].peer.n)
			of_services += pieces.cs.sock_counts.v[i].count;
	/* all rows but those that were kept */
	assert_int_equal(of_services + pieces.cs.socks.n, 3002);
	text_case_end(&pieces);
	arena_fini(&a);
}

/* Each table is a sample of its own; what is no table is read in its place. */
static void
a_new_command_is_a_new_sample(void **state)
{
	static struct text_case pieces;
	struct str text;
	struct arena a;

	(void)state;
	arena_init(&a, "test", (size_t)64 << 20);
	text = table(&a, "$ ss -tan\n", 700);
	text = join(&a, text,
		    STR("$ nstat -az | grep ListenOverflows\nTcpExtListenOverflows 28 0.0\n"));
	text = join(&a, text, table(&a, "$ ss -tan\n", 1400));
	assert_int_equal(read_long(&pieces, text)->unread_count, 0);
	assert_int_equal(pieces.cs.counters.n, 1);
	assert_int_equal(pieces.cs.counters.v[0].value, 28);
	assert_int_equal(pieces.cs.samples.n, 3);
	/* the second table's, not the sum: i * i % 7 is 0 for one in seven */
	assert_int_equal(text_case_count(&pieces, TCP_ESTABLISHED), 200);
	assert_int_equal(text_case_count(&pieces, TCP_LISTEN), 2);
	text_case_end(&pieces);
	arena_fini(&a);
}

static void
other_texts_are_read_too(void **state)
{
	static struct text_case pieces;
	struct str text = STR("#kernel\n");
	struct case_input *in;
	struct arena a;

	(void)state;
	arena_init(&a, "test", (size_t)64 << 20);
	for (int i = 0; i < 300; i++)
		text = str_printf(&a, STR_F "TcpExtListenOverflows %d 0.0\n", STR_A(text), i);
	in = read_long(&pieces, text);
	assert_string_equal(in->kind, "nstat");
	assert_int_equal(in->lines, 301);
	assert_int_equal(pieces.cs.counters.n, 300);
	text_case_end(&pieces);
	arena_fini(&a);
}

/* Relative numbers count from what stood pieces above, and the last piece is not kept. */
static void
packets_go_on(void **state)
{
	static struct text_case t;
	const struct conn *c;
	struct case_input *in;
	struct out o;

	(void)state;
	out_init_memory(&o);
	out_puts(&o, "$ tcpdump -n -r x.pcap\n"
		     "14:00:00.000000 IP 10.0.0.1.4000 > 10.0.0.2.80: Flags [S], seq 3000000000, "
		     "win 64240, options [mss 1460], length 0\n"
		     "14:00:00.001000 IP 10.0.0.2.80 > 10.0.0.1.4000: Flags [S.], seq 4000000000, "
		     "ack 3000000001, win 65160, options [mss 1460], length 0\n"
		     "14:00:00.002000 IP 10.0.0.1.4000 > 10.0.0.2.80: Flags [.], ack 1, win 502, "
		     "length 0\n");
	/* far beyond what may be kept */
	for (unsigned i = 0; i < 2000; i++)
		out_printf(&o,
			   "14:00:%02u.%06u IP 10.0.0.1.4000 > 10.0.0.2.80: Flags [.], seq %u:%u, "
			   "ack 1, win 502, length 1000\n",
			   1 + i / 100, i % 100 * 10000, 1 + i * 1000, 1001 + i * 1000);
	in = read_long(&t, (struct str){ o.buf, o.n });
	assert_string_equal(in->kind, "tcpdump");
	assert_int_equal(in->lines, 2004);
	assert_int_equal(in->records, 2003);
	assert_int_equal(in->unread_count, 0);
	assert_int_equal(in->problems.n, 0);
	assert_int_equal(tracker_count(in->tracker), 1);
	c = tracker_conn(in->tracker, 0);
	assert_int_equal(c->half[C2S].isn, 3000000000);
	assert_int_equal(c->half[C2S].unique_bytes, 2000000);
	assert_int_equal(c->half[C2S].retransmissions, 0);
	text_case_end(&t);
	out_fini(&o);
}

static void
logs_are_counted(void **state)
{
	static struct text_case t;
	struct case_input *in;
	uint64_t timeouts = 0;
	struct out o;

	(void)state;
	out_init_memory(&o);
	for (unsigned i = 0; i < 3000; i++)
		out_printf(&o, "2026-11-22T14:%02u:%02uZ %s\n", i / 60 % 60, i % 60,
			   i % 3 ? "INFO served a page" : "ERROR pool: Connection timed out");
	in = read_long(&t, (struct str){ o.buf, o.n });
	assert_string_equal(in->kind, "log");
	assert_int_equal(in->lines, 3000);
	assert_int_equal(in->unread_count, 0);
	assert_int_equal(in->problems.n, 1);
	assert_int_equal(in->to_ns - in->from_ns, 2999 * (int64_t)NS_PER_S);
	for (size_t i = 0; i < t.cs.logs.n; i++)
		if (t.cs.logs.v[i].kind == LOG_TIMEOUT)
			timeouts += t.cs.logs.v[i].repeats;
	assert_int_equal(timeouts, 1000);
	assert_true(t.cs.logs.n < 1500);
	text_case_end(&t);
	out_fini(&o);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(counts_are_those_of_all_rows),
		cmocka_unit_test(services_and_peers_are_told),
		cmocka_unit_test(a_new_command_is_a_new_sample),
		cmocka_unit_test(other_texts_are_read_too),
		cmocka_unit_test(packets_go_on),
		cmocka_unit_test(logs_are_counted),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
