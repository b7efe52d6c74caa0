/*
 * clocks.c - how the clocks of witnesses stand against each other
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

#include "made.h"

#define HOUR_NS ((int64_t)3600 * NS_PER_S)
/* 2026-11-22 00:00 */
#define DAY_S 1795305600

static struct made m;

/* The SYN of a handshake, its SYN-ACK and the last ACK at these ns. */
static uint32_t
capture(const char *path, enum clock clock, const int64_t ns[3])
{
	uint32_t input = made_capture(&m, path);
	struct segment s[3] = {
		made_segment(1, 0, 1000, false, TCP_SYN, 70, 0, 0),
		made_segment(2, 0, 1000, true, TCP_SYN | TCP_ACK, 90, 71, 0),
		made_segment(3, 0, 1000, false, TCP_ACK, 71, 91, 0),
	};

	for (int i = 0; i < 3; i++) {
		s[i].time_ns = ns[i];
		case_time(case_input(&m.cs, input), ns[i], clock);
		made_feed(&m, input, s[i]);
	}
	return input;
}

/* 20 ms one way, and the server's clock 3 s ahead. */
static void
path_falls_out(void **state)
{
	const int64_t t = (int64_t)DAY_S * NS_PER_S, ms = NS_PER_MS;
	const int64_t at_client[] = { t, t + 40 * ms, t + 40 * ms };
	const int64_t at_server[] = { t + 3020 * ms, t + 3020 * ms, t + 3060 * ms };
	uint32_t client, server;

	(void)state;
	made_begin(&m);
	client = capture("client.pcap", CLOCK_UTC, at_client);
	server = capture("server.pcap", CLOCK_UTC, at_server);
	made_finish(&m);
	assert_int_equal(case_input(&m.cs, client)->offset.to, UINT32_MAX);
	assert_int_equal(case_input(&m.cs, server)->offset.to, client);
	assert_int_equal(case_input(&m.cs, server)->offset.ns, 3 * (int64_t)NS_PER_S);
	assert_int_equal(case_input(&m.cs, server)->offset.connections, 1);
	made_end(&m);
}

/* A text of the time of day two hours east; the surest clock is what is compared with. */
static void
time_of_day(void **state)
{
	const int64_t t = (int64_t)DAY_S * NS_PER_S + 23 * HOUR_NS;
	const int64_t capture_ns[] = { t, t + 10, t + 20 };
	const int64_t text_ns[] = { HOUR_NS, HOUR_NS + 10, HOUR_NS + 20 };
	uint32_t text, pcap;

	(void)state;
	made_begin(&m);
	text = capture("a.txt", CLOCK_DAY, text_ns);
	pcap = capture("b.pcap", CLOCK_UTC, capture_ns);
	made_finish(&m);
	assert_int_equal(case_input(&m.cs, pcap)->offset.to, UINT32_MAX);
	assert_int_equal(case_input(&m.cs, text)->offset.to, pcap);
	assert_int_equal(case_input(&m.cs, text)->offset.ns, 2 * HOUR_NS);
	made_end(&m);
}

static void
dates_before_times_of_day(void **state)
{
	struct case_input *in;

	(void)state;
	made_begin(&m);
	in = case_input(&m.cs, case_add_input(&m.cs, "a.txt"));
	case_time(in, TIME_NONE, CLOCK_UTC);
	assert_int_equal(in->from_ns, TIME_NONE);
	case_time(in, 5, CLOCK_DAY);
	case_time(in, DAY_S * (int64_t)NS_PER_S, CLOCK_UTC);
	case_time(in, 7, CLOCK_DAY);
	assert_int_equal(in->from_ns, DAY_S * (int64_t)NS_PER_S);
	assert_int_equal(in->to_ns, in->from_ns);
	assert_int_equal(in->clock, CLOCK_UTC);
	case_time(in, (DAY_S + 1) * (int64_t)NS_PER_S, CLOCK_LOCAL);
	assert_int_equal(in->clock, CLOCK_LOCAL);
	assert_int_equal(in->to_ns - in->from_ns, NS_PER_S);
	made_end(&m);
}

static void
add_log(uint32_t input, int64_t time_ns, int64_t uptime_ns)
{
	vec_push(&m.a, &m.cs.logs,
		 (struct log_line){ .at = { .input = input, .line = 1 },
				    .sample = NO_SAMPLE,
				    .repeats = 1,
				    .time_ns = time_ns,
				    .uptime_ns = uptime_ns });
}

static void
since_the_boot(void **state)
{
	static const struct made_counter up[] = { { "HostUptimeSeconds", 3600 }, { NULL, 0 } };
	uint32_t a, b, c;

	(void)state;
	made_begin(&m);
	a = case_add_input(&m.cs, "a.txt"); /* a line has both */
	add_log(a, 10 * HOUR_NS, HOUR_NS);
	add_log(a, TIME_NONE, 2 * HOUR_NS);
	b = case_add_input(&m.cs, "b.txt"); /* uptime and date */
	made_counters(&m, b, 1, "", up);
	m.cs.samples.v[0].time_ns = (int64_t)DAY_S * NS_PER_S;
	add_log(b, TIME_NONE, HOUR_NS / 2);
	c = case_add_input(&m.cs, "c.txt"); /* nothing */
	add_log(c, TIME_NONE, HOUR_NS);
	made_finish(&m);
	assert_int_equal(m.cs.logs.v[1].time_ns, 11 * HOUR_NS);
	assert_int_equal(m.cs.logs.v[2].time_ns, DAY_S * (int64_t)NS_PER_S - HOUR_NS / 2);
	assert_int_equal(case_input(&m.cs, b)->clock, CLOCK_LOCAL);
	assert_int_equal(m.cs.logs.v[3].time_ns, TIME_NONE);
	made_end(&m);
}

static uint32_t
log_input(const char *path, enum clock clock, int64_t from_ns)
{
	uint32_t input = case_add_input(&m.cs, path);

	case_time(case_input(&m.cs, input), from_ns, clock);
	return input;
}

static void
add_message(uint32_t input, int64_t time_ns, const char *message)
{
	add_log(input, time_ns, TIME_NONE);
	m.cs.logs.v[m.cs.logs.n - 1].message = str_from(message);
}

static int64_t
add_of(uint32_t input, enum utc_proof by)
{
	const struct case_input *in = case_input(&m.cs, input);

	if (in->utc.by != by)
		fail_msg("input %u by %s, want %s", input,
			 utc_proof_name((enum utc_proof)in->utc.by), utc_proof_name(by));
	return in->utc.add_ns;
}

/* A text with days in another zone, one of times of day, and what nothing is known of. */
static void
zones_by_packets(void **state)
{
	const int64_t t = (int64_t)DAY_S * NS_PER_S + 23 * HOUR_NS;
	const int64_t capture_ns[] = { t, t + 10, t + 20 };
	const int64_t east_ns[] = { t + 2 * HOUR_NS, t + 2 * HOUR_NS + 10, t + 2 * HOUR_NS + 20 };
	const int64_t text_ns[] = { HOUR_NS, HOUR_NS + 10, HOUR_NS + 20 };
	uint32_t pcap, east, text, alone;
	int64_t ns;

	(void)state;
	made_begin(&m);
	east = capture("east.txt", CLOCK_LOCAL, east_ns);
	text = capture("a.txt", CLOCK_DAY, text_ns);
	pcap = capture("b.pcap", CLOCK_UTC, capture_ns);
	alone = log_input("log.txt", CLOCK_LOCAL, t);
	made_finish(&m);
	assert_int_equal(add_of(pcap, UTC_TOLD), 0);
	assert_int_equal(add_of(east, UTC_PACKETS), -2 * HOUR_NS);
	assert_int_equal(add_of(text, UTC_PACKETS), t - HOUR_NS);
	add_of(alone, UTC_UNKNOWN);
	assert_true(case_utc(&m.cs, text, text_ns[1], &ns));
	assert_int_equal(ns, t + 10);
	assert_false(case_utc(&m.cs, alone, t, &ns));
	assert_false(case_utc(&m.cs, pcap, TIME_NONE, &ns));
	made_end(&m);
}

/* date told the zone in one input, the other is of the same host; a third is of another. */
static void
zones_by_host(void **state)
{
	const int64_t t = (int64_t)DAY_S * NS_PER_S;
	uint32_t session, log, other;

	(void)state;
	made_begin(&m);
	session = log_input("session.txt", CLOCK_LOCAL, t);
	log = log_input("log.txt", CLOCK_LOCAL, t);
	other = log_input("other.txt", CLOCK_LOCAL, t);
	case_input(&m.cs, session)->zone_ns = HOUR_NS;
	case_input(&m.cs, session)->host = STR("web1");
	case_input(&m.cs, log)->host = STR("web1");
	case_input(&m.cs, other)->host = STR("web2");
	made_finish(&m);
	assert_int_equal(add_of(session, UTC_TOLD), -HOUR_NS);
	assert_int_equal(add_of(log, UTC_HOST), -HOUR_NS);
	add_of(other, UTC_UNKNOWN);
	made_end(&m);
}

/* Two lines of a log in both, 5 h 30 min apart but for a moment; one line proves nothing. */
static void
zones_by_logs(void **state)
{
	const int64_t t = (int64_t)DAY_S * NS_PER_S, s = NS_PER_S;
	const int64_t east = 5 * HOUR_NS + HOUR_NS / 2;
	uint32_t utc, local, day, single, differ;

	(void)state;
	made_begin(&m);
	utc = log_input("utc.txt", CLOCK_UTC, t);
	local = log_input("local.txt", CLOCK_LOCAL, t + east);
	day = log_input("day.txt", CLOCK_DAY, 5 * HOUR_NS);
	single = log_input("single.txt", CLOCK_LOCAL, t);
	differ = log_input("differ.txt", CLOCK_LOCAL, t);
	add_message(utc, t + 10 * s, "one");
	add_message(utc, t + 20 * s, "two");
	add_message(utc, t + 30 * s, "often");
	add_message(utc, t + 31 * s, "often");
	add_message(local, t + east + 11 * s, "one");
	add_message(local, t + east + 19 * s, "two");
	add_message(local, t + 999 * s, "often");
	add_message(day, east + 10 * s, "one");
	add_message(day, east + 20 * s, "two");
	add_message(single, t + 10 * s, "one");
	add_message(differ, t + 10 * s, "one");
	add_message(differ, t + HOUR_NS + 20 * s, "two");
	made_finish(&m);
	assert_int_equal(add_of(local, UTC_LOGS), -east);
	assert_int_equal(add_of(day, UTC_LOGS), t - east);
	add_of(single, UTC_UNKNOWN);
	add_of(differ, UTC_UNKNOWN);
	made_end(&m);
}

static void
add_dated(uint32_t input, uint8_t month, uint8_t day, int64_t clock_ns)
{
	add_log(input, clock_ns, TIME_NONE);
	m.cs.logs.v[m.cs.logs.n - 1].month = month;
	m.cs.logs.v[m.cs.logs.n - 1].day = day;
}

/* Syslog has no year. Around a new year it is not that of the capture. */
static void
years(void **state)
{
	const int64_t new_year = 1798761600 * (int64_t)NS_PER_S; /* 2027-01-01 */
	uint32_t log, pcap;

	(void)state;
	made_begin(&m);
	log = log_input("syslog", CLOCK_DAY, HOUR_NS);
	add_dated(log, 12, 31, 23 * HOUR_NS);
	add_dated(log, 1, 1, HOUR_NS);
	add_dated(log, 2, 30, HOUR_NS); /* there is none */
	pcap = log_input("a.pcap", CLOCK_UTC, new_year + HOUR_NS);
	made_finish(&m);
	assert_int_equal(m.cs.logs.v[0].time_ns, new_year - HOUR_NS);
	assert_int_equal(m.cs.logs.v[1].time_ns, new_year + HOUR_NS);
	assert_int_equal(m.cs.logs.v[2].time_ns, HOUR_NS);
	assert_int_equal(case_input(&m.cs, log)->clock, CLOCK_LOCAL);
	assert_int_equal(case_input(&m.cs, log)->from_ns, new_year - HOUR_NS);
	assert_int_equal(case_input(&m.cs, log)->year_by, pcap);
	made_end(&m);
	/* without other dates it stays a time of day */
	made_begin(&m);
	log = log_input("syslog", CLOCK_DAY, HOUR_NS);
	add_dated(log, 12, 31, 23 * HOUR_NS);
	made_finish(&m);
	assert_int_equal(m.cs.logs.v[0].time_ns, 23 * HOUR_NS);
	assert_int_equal(case_input(&m.cs, log)->year_by, UINT32_MAX);
	made_end(&m);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(path_falls_out),
		cmocka_unit_test(time_of_day),
		cmocka_unit_test(dates_before_times_of_day),
		cmocka_unit_test(since_the_boot),
		cmocka_unit_test(zones_by_packets),
		cmocka_unit_test(zones_by_host),
		cmocka_unit_test(zones_by_logs),
		cmocka_unit_test(years),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
