/*
 * paste.c - whole sessions: sections, remarks, what the way here did to a text
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>

#include <cmocka.h>

#include "text_case.h"

static struct text_case t;

static char *
read_file(const char *name, size_t *ret_n)
{
	static char buf[1 << 16];
	char path[4096];
	FILE *in;

	snprintf(path, sizeof(path), "%s/tests/data/traces/%s", getenv("CRUX_SOURCE"), name);
	in = fopen(path, "rb");
	assert_non_null(in);
	*ret_n = fread(buf, 1, sizeof(buf), in);
	fclose(in);
	return buf;
}

static struct case_input *
read_trace(const char *name)
{
	size_t n;
	const char *text = read_file(name, &n);

	return text_case_read(&t, (struct str){ text, n });
}

static uint64_t
counter(const char *name)
{
	struct counter_found f = case_counter(&t.cs, name);

	assert_true(f.found);
	return f.value;
}

static void
handshake(void **state)
{
	struct case_input *in = read_trace("trace-1-handshake.txt");

	(void)state;
	assert_string_equal(in->kind, "tcpdump");
	assert_int_equal(in->records, 4);
	assert_int_equal(in->unread_count, 0);
	assert_int_equal(t.n, 4);
	assert_int_equal(t.segs[0].seq, 1000000);
	assert_int_equal(t.segs[1].seq, 4200000);
	assert_int_equal(t.segs[1].ack, 1000001);
	assert_int_equal(t.segs[3].seq, 1000001);
	assert_int_equal(t.segs[3].ack, 4200001);
	assert_int_equal(t.segs[3].len, 14);
	assert_int_equal(t.segs[3].flags, TCP_PSH | TCP_ACK);
	/* no options are told: somebody took them out, as all SYNs have some */
	assert_false(t.segs[0].known & SEG_HAS_OPTIONS);
	assert_false(t.segs[3].known & SEG_RELATIVE);
	text_case_end(&t);
}

static void
syn_flood(void **state)
{
	struct case_input *in = read_trace("trace-2-syn-flood.txt");

	(void)state;
	assert_string_equal(in->kind, "paste");
	assert_int_equal(in->unread_count, 0);
	assert_int_equal(t.n, 4);
	assert_false(t.segs[0].known & SEG_HAS_TIME);
	assert_int_equal(counter("TcpExtSyncookiesSent"), 41827);
	assert_int_equal(counter("TcpExtSyncookiesRecv"), 312);
	assert_int_equal(counter("TcpExtSyncookiesFailed"), 0);
	assert_int_equal(t.cs.remarks.n, 1);
	assert_text(t.cs.remarks.v[0].text,
		    "thousands more SYNs from random sources; almost none send the final ACK");
	assert_int_equal(t.cs.remarks.v[0].at.line, 6);
	assert_int_equal(t.cs.services.n, 1);
	assert_int_equal(t.cs.services.v[0].half_open, 2);
	text_case_end(&t);
}

static void
check_close_wait(const struct case_input *in, uint32_t ps_line)
{
	assert_string_equal(in->kind, "paste");
	assert_int_equal(in->unread_count, 0);
	assert_int_equal(t.cs.state_counts.v[0].count, 12383);
	assert_int_equal(t.cs.state_counts.v[0].state, TCP_ESTABLISHED);
	assert_true(t.cs.state_counts.v[0].header_taken_off);
	assert_int_equal(text_case_count(&t, TCP_CLOSE_WAIT), 9820);
	assert_int_equal(text_case_count(&t, TCP_TIME_WAIT), 1247);
	assert_int_equal(t.cs.processes.n, 1);
	assert_int_equal(t.cs.processes.v[0].pid, 1234);
	assert_int_equal(t.cs.processes.v[0].rss_bytes, 8392000ull * 1024);
	assert_text(t.cs.processes.v[0].remark, "RSS climbing every minute");
	assert_int_equal(t.cs.processes.v[0].at.line, ps_line);
}

static void
close_wait(void **state)
{
	(void)state;
	check_close_wait(read_trace("trace-3-close-wait.txt"), 9);
	assert_int_equal(t.cs.state_counts.v[1].at.line, 4);
	text_case_end(&t);
}

static void
flattened(void **state)
{
	(void)state;
	check_close_wait(read_trace("flattened-paste.txt"), 1);
	assert_int_equal(t.cs.remarks.n, 2);
	text_case_end(&t);
}

static void
slow_transfer(void **state)
{
	struct case_input *in = read_trace("trace-4-slow-transfer.txt");

	(void)state;
	assert_string_equal(in->kind, "ss");
	assert_int_equal(in->unread_count, 0);
	assert_int_equal(t.cs.socks.n, 1);
	assert_int_equal(t.cs.socks.v[0].cwnd_segs, 11);
	assert_int_equal(t.cs.socks.v[0].retrans_total, 214);
	assert_int_equal(t.cs.socks.v[0].rtt_ns, 148200000);
	assert_int_equal(t.cs.samples.v[0].state_filter, TCP_ESTABLISHED);
	text_case_end(&t);
}

static void
handler(void **state)
{
	struct case_input *in = read_trace("trace-5-handler.c");

	(void)state;
	assert_string_equal(in->kind, "c");
	assert_int_equal(t.cs.code.n, 1);
	assert_int_equal(t.cs.remarks.n, 0);
	text_case_end(&t);
}

static void
sections(void **state)
{
	struct case_input *in = text_case_read(
		&t,
		STR("We saw this on the busy host:\n"
		    "\n"
		    "[root@api-7 ~]# ss -tan state close-wait | grep -c 8080\n"
		    "41\n"
		    "[root@api-7 ~]# ss -tan | awk '{print $1}' | sort | uniq -c   # all of them\n"
		    "     89 CLOSE-WAIT\n"
		    "      2 LISTEN\n"
		    "      1 State\n"
		    "\n"
		    "...\n"
		    "[root@api-7 ~]# nstat -az \\\n"
		    "> | grep -i listen\n"
		    "TcpExtListenOverflows           23                 0.0\n"
		    "[snip]\n"
		    "[root@api-7 ~]# exit\n"
		    "[root@api-7 ~]#\n"));

	(void)state;
	assert_string_equal(in->kind, "paste");
	assert_string_equal(in->note, "4 sections");
	assert_text(in->host, "api-7");
	assert_int_equal(in->lines, 16);
	assert_int_equal(in->unread_count, 0);
	assert_int_equal(t.cs.state_counts.n, 3);
	assert_int_equal(t.cs.state_counts.v[0].count, 41);
	assert_false(t.cs.state_counts.v[0].header_taken_off);
	assert_int_equal(t.cs.state_counts.v[0].at.line, 4);
	assert_int_equal(text_case_count(&t, TCP_CLOSE_WAIT), 89);
	assert_int_equal(counter("TcpExtListenOverflows"), 23);
	assert_text(t.cs.samples.v[2].command, "nstat -az | grep -i listen");
	assert_text(t.cs.samples.v[2].host, "api-7");
	assert_int_equal(t.cs.samples.v[2].at.line, 11);
	assert_int_equal(t.cs.remarks.n, 2);
	assert_text(t.cs.remarks.v[0].text, "We saw this on the busy host:");
	assert_text(t.cs.remarks.v[1].text, "all of them");
	assert_int_equal(t.cs.remarks.v[1].at.line, 5);
	text_case_end(&t);
}

static void
sample_headers(void **state)
{
	struct case_input *in = text_case_read(
		&t, STR("### 14:39:09.535  $ ss -ltn\n"
			"State  Recv-Q Send-Q Local Address:Port Peer Address:PortProcess\n"
			"LISTEN 0      5         192.0.2.33:8080      0.0.0.0:*          \n"
			"\n"
			"### 14:39:12.225  $ ss -ltn\n"
			"State  Recv-Q Send-Q Local Address:Port Peer Address:PortProcess\n"
			"LISTEN 6      5         192.0.2.33:8080      0.0.0.0:*          \n"));

	(void)state;
	assert_string_equal(in->kind, "ss");
	assert_string_equal(in->note, "2 sections");
	assert_int_equal(t.cs.samples.n, 2);
	assert_true(t.cs.samples.v[1].listening_only);
	assert_int_equal(t.cs.samples.v[1].time_ns - t.cs.samples.v[0].time_ns, 2690LL * NS_PER_MS);
	assert_int_equal(in->to_ns - in->from_ns, 2690LL * NS_PER_MS);
	assert_int_equal(t.cs.socks.v[1].at.line, 7);
	text_case_end(&t);
}

/* Two kinds below each other without a command between. */
static void
kinds_without_prompts(void **state)
{
	struct case_input *in = text_case_read(
		&t,
		STR("State Recv-Q Send-Q Local Address:Port Peer Address:Port\n"
		    "ESTAB 0 0 10.0.0.5:44120 203.0.113.20:443\n"
		    "ESTAB 0 0 10.0.0.5:44121 203.0.113.20:443\n"
		    "\n"
		    "14:02:11.001 IP 10.0.0.5.5 > 10.0.0.9.80: Flags [S], seq 7, length 0\n"
		    "14:02:11.002 IP 10.0.0.9.80 > 10.0.0.5.5: Flags [R.], seq 0, ack 8, length 0\n"
		    "[  224.800000] TCP: request_sock_TCP: Possible SYN flooding on port 80. "
		    "Sending cookies.\n"
		    "TcpExtListenDrops               23                 0.0\n"));

	(void)state;
	assert_string_equal(in->kind, "paste");
	assert_int_equal(in->unread_count, 0);
	assert_int_equal(t.cs.socks.n, 2);
	assert_int_equal(t.n, 2);
	assert_int_equal(t.cs.logs.n, 1);
	assert_int_equal(counter("TcpExtListenDrops"), 23);
	text_case_end(&t);
}

/* The same session in the forms that it comes in. */
static void
wrappings(void **state)
{
	static const struct {
		const char *what;
		struct str text;
	} rows[] = {
#define S(lit) { "" lit, sizeof(lit) - 1 }
		{ "plain", S("$ ss -tan state close-wait | wc -l\n42\n") },
		{ "no last newline", S("$ ss -tan state close-wait | wc -l\n42") },
		{ "CRLF", S("$ ss -tan state close-wait | wc -l\r\n42\r\n") },
		{ "CR", S("$ ss -tan state close-wait | wc -l\r42\r") },
		{ "byte order mark", S("\xef\xbb\xbf$ ss -tan state close-wait | wc -l\n42\n") },
		{ "no-break spaces", S("$\xc2\xa0ss -tan\xc2\xa0state close-wait | wc -l\n42\n") },
		{ "quoted", S("> $ ss -tan state close-wait | wc -l\n> 42\n") },
		{ "quoted twice", S("> > $ ss -tan state close-wait | wc -l\n> > 42\n") },
		{ "fence", S("```console\n$ ss -tan state close-wait | wc -l\n42\n```\n") },
		{ "code block", S("    $ ss -tan state close-wait | wc -l\n    42\n") },
		{ "colours",
		  S("\x1b[01;32mbob@web\x1b[00m:\x1b[01;34m~\x1b[00m$ ss -tan state close-wait | "
		    "wc -l\n\x1b[1m42\x1b[0m\n") },
		{ "title",
		  S("\x1b]0;bob@web: ~\abob@web:~$ ss -tan state close-wait | wc -l\n42\n") },
		{ "backspaces", S("$ ss -tan state clse\b\bose-wait | wc -l\n42\n") },
		{ "overwritten", S("$ ss -tan state close-wait | wc -l\n 10 %\r 90 %\r42\n") },
		{ "prompt >", S("> ss -tan state close-wait | wc -l\n42\n") },
		{ "no prompt", S("ss -tan state close-wait | wc -l\n42\n") },
		{ "flat", S("$ ss -tan state close-wait | wc -l42") },
		{ "flat with a blank", S("$ ss -tan state close-wait | wc -l 42") },
		{ "UTF-16 LE",
		  S("\xff\xfe$\0 \0s\0s\0 \0-\0t\0 \0s\0t\0a\0t\0e\0 \0c\0l\0o\0s\0e\0-"
		    "\0w\0a\0i\0t\0|\0w\0c\0 \0-\0l\0\n\0\x34\0\x32\0\n\0") },
		{ "UTF-16 BE", S("\0$\0 \0s\0s\0 \0-\0t\0 \0s\0t\0a\0t\0e\0 \0c\0l\0o\0s\0e\0-"
				 "\0w\0a\0i\0t\0|\0w\0c\0 \0-\0l\0\n\0\x34\0\x32\0\n") },
#undef S
	};

	(void)state;
	for (size_t i = 0; i < COUNT_OF(rows); i++) {
		struct case_input *in = text_case_read(&t, rows[i].text);

		if (text_case_count(&t, TCP_CLOSE_WAIT) != 41 || in->unread_count)
			fail_msg("%s: not read", rows[i].what);
		text_case_end(&t);
	}
}

/* Sessions that lost their line ends; the counts tell what was cut out of them. */
static void
flat_sessions(void **state)
{
	static const struct {
		const char *text;
		size_t socks, counters, counts, processes, packets;
	} rows[] = {
		{ "$ ss -tanState Recv-Q Send-Q Local Address:Port Peer Address:Port ProcessESTAB 0 0 "
		  "10.0.0.5:44120 203.0.113.20:443 CLOSE-WAIT 1 0 10.0.0.5:8080 203.0.113.21:443 $ date",
		  .socks = 2 },
		{ "$ nstat -az | grep -i cookies TcpExtSyncookiesSent 41827 0.0TcpExtSyncookiesRecv 312 "
		  "0.0 TcpExtSyncookiesFailed 0 0.0$ date",
		  .counters = 3 },
		{ "root@web-1:~# ss -sTotal: 95TCP: 115 (estab 93, closed 20, orphaned 0, timewait "
		  "15)root@web-1:~# ps -o pid,stat,rss,cmd PID STAT RSS CMD 904 Sl 19768 /bin/a -v 905 S "
		  "15628 /bin/b",
		  .counts = 5, .processes = 2 },
		{ "14:02:11.001 IP 10.0.0.5.5 > 10.0.0.9.80: Flags [S], seq 7, win 1, length "
		  "014:02:11.002 IP 10.0.0.9.80 > 10.0.0.5.5: Flags [R.], seq 0, ack 8, win 0, length 0",
		  .packets = 2 },
		{ "$ ss -tan | awk '{print $1}' | sort | uniq -c 89 CLOSE-WAIT$ ss -s TCP: 1 (estab 1)",
		  .counts = 3 },
	};

	(void)state;
	for (size_t i = 0; i < COUNT_OF(rows); i++) {
		struct case_input *in = text_case_read(&t, str_from(rows[i].text));

		print_message("# row %zu\n", i);
		assert_int_equal(in->unread_count, 0);
		assert_int_equal(t.cs.socks.n, rows[i].socks);
		assert_int_equal(t.cs.counters.n, rows[i].counters);
		assert_int_equal(t.cs.state_counts.n, rows[i].counts);
		assert_int_equal(t.cs.processes.n, rows[i].processes);
		assert_int_equal(t.n, rows[i].packets);
		text_case_end(&t);
	}
}

/* How a ticket is written: greetings, fences, a loop with dates, a traced script. */
static void
ticket(void **state)
{
	struct case_input *in = text_case_read(
		&t,
		STR("Hi team,\n"
		    "\n"
		    "the API is slow since 14:00. **web-1** says:\n"
		    "```\n"
		    "root@web-1:~# for i in 1 2; do date; ss -tan state close-wait | wc -l; sleep 1; done\n"
		    "Sun Nov 22 14:39:09 UTC 2026\n"
		    "414\n"
		    "Sun Nov 22 14:39:10 UTC 2026\n"
		    "415\n"
		    "+ nstat -az\n"
		    "+ grep -i listen\n"
		    "TcpExtListenOverflows           23                 0.0   # growing\n"
		    "... and so on\n"
		    "```\n"
		    "**any idea?**\n"
		    "Thanks\n"
		    "Bob\n"));

	(void)state;
	assert_int_equal(in->unread_count, 0);
	assert_int_equal(t.cs.state_counts.n, 2);
	assert_int_equal(t.cs.state_counts.v[1].count, 414);
	assert_int_equal(t.cs.samples.v[0].time_ns, 1795358349LL * NS_PER_S);
	assert_int_equal(counter("TcpExtListenOverflows"), 23);
	assert_text(t.cs.samples.v[1].command, "nstat -az | grep -i listen");
	assert_int_equal(t.cs.remarks.n, 7);
	for (size_t i = 1; i < t.cs.remarks.n; i++)
		assert_true(t.cs.remarks.v[i - 1].at.line < t.cs.remarks.v[i].at.line);
	assert_text(t.cs.remarks.v[2].text, "growing");
	text_case_end(&t);
}

/* A sentence that quotes a command is no flattened session. */
static void
prose_stays_whole(void **state)
{
	struct case_input *in = text_case_read(&t, STR("Then I ran $ ss -tan and it was slow.\n"
						       "$ ss -tan state close-wait | wc -l\n"
						       "42\n"
						       "So there are 41 of them, which is a lot.\n"
						       "xyzzy 17 plugh=3\n"));

	(void)state;
	assert_int_equal(t.cs.state_counts.n, 1);
	assert_int_equal(t.cs.remarks.n, 2);
	assert_text(t.cs.remarks.v[1].text, "So there are 41 of them, which is a lot.");
	assert_int_equal(in->unread_count, 1);
	assert_int_equal(in->unread.v[0].line, 5);
	text_case_end(&t);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(handshake),
		cmocka_unit_test(syn_flood),
		cmocka_unit_test(close_wait),
		cmocka_unit_test(flattened),
		cmocka_unit_test(slow_transfer),
		cmocka_unit_test(handler),
		cmocka_unit_test(sections),
		cmocka_unit_test(sample_headers),
		cmocka_unit_test(kinds_without_prompts),
		cmocka_unit_test(wrappings),
		cmocka_unit_test(flat_sessions),
		cmocka_unit_test(prose_stays_whole),
		cmocka_unit_test(ticket),
	};

	return cmocka_run_group_tests_name("readers/paste", tests, NULL, NULL);
}
