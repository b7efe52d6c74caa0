/*
 * hosts.c - counters that grow between samples of one host
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>

#include <cmocka.h>

#include "made.h"

static struct made m;

/* What a host shows after so many requests that it took, or made. */
struct host {
	struct made_counter list[16];
};

static struct host
host(uint64_t taken, uint64_t made, uint64_t drops)
{
	uint64_t n = taken + made;

	return (struct host){ {
		{ "IpInReceives", 2 + 5 * n },
		{ "IpInDelivers", 2 + 5 * n },
		{ "IpOutRequests", 1 + 5 * n },
		{ "TcpActiveOpens", made },
		{ "TcpPassiveOpens", taken },
		{ "TcpInSegs", 1 + 5 * n },
		{ "TcpOutSegs", 1 + 6 * n },
		{ "TcpCurrEstab", 9 - MIN(n, (uint64_t)9) }, /* goes up and down */
		{ "IpExtInOctets", 100 + 600 * n },
		{ "IpExtOutOctets", 100 + 700 * n },
		{ "TcpExtTCPPureAcks", 1 + n },
		{ "TcpExtListenDrops", drops },
	} };
}

static struct counter_found
drops(void)
{
	return case_counter(&m.cs, "TcpExtListenDrops");
}

static void
alone(void **state)
{
	struct counter_found f;
	uint32_t input;

	(void)state;
	made_begin(&m);
	input = case_add_input(&m.cs, "nstat.txt");
	made_counters(&m, input, 1, "", host(40, 0, 23).list);
	case_finish(&m.cs);
	f = drops();
	assert_true(f.found);
	assert_false(f.has_before);
	assert_int_equal(f.value, 23);
	assert_int_equal(f.growth, 23);
	assert_int_equal(f.at.line, 13);
	assert_int_equal(case_counter_in(&m.cs, f.sample, "TcpPassiveOpens"), 40);
	assert_int_equal(case_counter_in(&m.cs, f.sample, "TcpExtNone"), 0);
	assert_false(case_counter(&m.cs, "TcpExtNone").found);
	made_end(&m);
}

/* Before and after, and another host that stands between them. */
static void
between_inputs(void **state)
{
	struct counter_found f;
	uint32_t client, before, after, samples[3];

	(void)state;
	made_begin(&m);
	client = case_add_input(&m.cs, "x/nstat-client.txt");
	before = case_add_input(&m.cs, "x/nstat-server-before.txt");
	after = case_add_input(&m.cs, "x/nstat-server.txt");
	samples[0] = made_counters(&m, client, 1, "", host(0, 40, 0).list);
	samples[1] = made_counters(&m, before, 1, "", host(3, 0, 2).list);
	samples[2] = made_counters(&m, after, 1, "", host(40, 0, 23).list);
	case_finish(&m.cs);
	assert_int_equal(m.cs.samples.v[samples[0]].earlier, NO_SAMPLE);
	assert_int_equal(m.cs.samples.v[samples[1]].earlier, NO_SAMPLE);
	assert_int_equal(m.cs.samples.v[samples[2]].earlier, samples[1]);
	f = drops();
	assert_true(f.has_before);
	assert_int_equal(f.value, 23);
	assert_int_equal(f.growth, 21);
	made_end(&m);
}

/*
 * A server that has just started has counted less of everything than a client
 * that is at work: the names of the inputs tell who goes with whom.
 */
static void
young_host(void **state)
{
	uint32_t before, client, after, samples[3];

	(void)state;
	made_begin(&m);
	before = case_add_input(&m.cs, "nstat-server-before.txt");
	client = case_add_input(&m.cs, "nstat-client.txt");
	after = case_add_input(&m.cs, "nstat-server.txt");
	samples[0] = made_counters(&m, before, 1, "", host(1, 1, 0).list);
	samples[1] = made_counters(&m, client, 1, "", host(1, 40, 0).list);
	samples[2] = made_counters(&m, after, 1, "", host(40, 1, 23).list);
	case_finish(&m.cs);
	assert_int_equal(m.cs.samples.v[samples[1]].earlier, NO_SAMPLE);
	assert_int_equal(m.cs.samples.v[samples[2]].earlier, samples[0]);
	made_end(&m);
}

/* One paste: samples stand in order of time. */
static void
within_one_input(void **state)
{
	static const struct made_counter filtered[] = { { "TcpExtListenDrops", 9 }, { NULL, 0 } };
	uint32_t input, samples[5];
	struct counter_found f;

	(void)state;
	made_begin(&m);
	input = case_add_input(&m.cs, "paste.txt");
	samples[0] = made_counters(&m, input, 1, "a", host(3, 0, 2).list);
	samples[1] = made_counters(&m, input, 20, "b", host(0, 9, 7).list); /* another host */
	samples[2] = made_counters(&m, input, 40, "", filtered);
	samples[3] = made_counters(&m, input, 60, "a", host(40, 0, 23).list);
	samples[4] = made_counters(&m, input, 80, "a", host(1, 0, 1).list); /* it restarted */
	case_finish(&m.cs);
	assert_int_equal(m.cs.samples.v[samples[1]].earlier, NO_SAMPLE);
	assert_int_equal(m.cs.samples.v[samples[2]].earlier, samples[1]);
	/* what nobody named went with b */
	assert_int_equal(m.cs.samples.v[samples[3]].earlier, samples[0]);
	assert_int_equal(m.cs.samples.v[samples[4]].earlier, NO_SAMPLE);
	f = drops();
	assert_int_equal(f.value, 23);
	assert_int_equal(f.growth, 21);
	assert_true(f.has_before);
	made_end(&m);
}

/* Few counters can agree by chance; the same host's name makes up for it. */
static void
few_counters(void **state)
{
	static const struct made_counter one[] = { { "TcpExtListenDrops", 3 }, { NULL, 0 } };
	static const struct made_counter two[] = { { "TcpExtListenDrops", 9 }, { NULL, 0 } };

	(void)state;
	for (int named = 0; named < 2; named++) {
		uint32_t a, b;

		made_begin(&m);
		a = case_add_input(&m.cs, "one.txt");
		b = case_add_input(&m.cs, "two.txt");
		made_counters(&m, a, 1, named ? "web" : "", one);
		made_counters(&m, b, 1, named ? "web" : "", two);
		case_finish(&m.cs);
		assert_int_equal(drops().has_before, named);
		assert_int_equal(drops().growth, named ? 6 : 9);
		made_end(&m);
	}
}

/* What grew after it started again is more of an incident than a larger total before. */
static void
restarted(void **state)
{
	struct counter_found f;
	uint32_t input, samples[4];

	(void)state;
	made_begin(&m);
	input = case_add_input(&m.cs, "loop.txt");
	samples[0] = made_counters(&m, input, 1, "", host(9000, 9000, 7000).list);
	samples[1] = made_counters(&m, input, 20, "", host(9010, 9010, 7001).list);
	samples[2] = made_counters(&m, input, 40, "", host(1, 1, 5).list);
	samples[3] = made_counters(&m, input, 60, "", host(200, 1, 905).list);
	case_finish(&m.cs);
	assert_int_equal(m.cs.samples.v[samples[1]].earlier, samples[0]);
	assert_int_equal(m.cs.samples.v[samples[2]].earlier, NO_SAMPLE);
	f = drops();
	assert_int_equal(f.sample, samples[3]);
	assert_int_equal(f.growth, 900);
	made_end(&m);
}

/* Nobody knows when the total of before was counted. */
static void
restarted_between(void **state)
{
	uint32_t input;

	(void)state;
	made_begin(&m);
	input = case_add_input(&m.cs, "loop.txt");
	made_counters(&m, input, 1, "", host(9000, 9000, 7000).list);
	made_counters(&m, input, 40, "", host(1, 1, 5).list);
	made_counters(&m, input, 60, "", host(200, 1, 905).list);
	case_finish(&m.cs);
	assert_true(drops().has_before);
	assert_int_equal(drops().growth, 900);
	made_end(&m);
}

/* 32 bits are full after 4 GB, and all else goes on. */
static void
wrapped(void **state)
{
	static const struct made_counter before[] = { { "TcpInSegs", 4000 },
						      { "TcpExtListenDrops", 4294967290 },
						      { "TcpPassiveOpens", 30 },
						      { "TcpOutSegs", 5000 },
						      { NULL, 0 } },
					 after[] = { { "TcpInSegs", 4100 },
						     { "TcpExtListenDrops", 14 },
						     { "TcpPassiveOpens", 31 },
						     { "TcpOutSegs", 5100 },
						     { NULL, 0 } };
	uint32_t input;

	(void)state;
	made_begin(&m);
	input = case_add_input(&m.cs, "loop.txt");
	made_counters(&m, input, 1, "", before);
	made_counters(&m, input, 20, "", after);
	case_finish(&m.cs);
	assert_true(drops().has_before);
	assert_int_equal(drops().value, 14);
	assert_int_equal(drops().growth, 20);
	made_end(&m);
}

/* A loop of days: no rule may walk all of it for each step. */
static void
many_samples(void **state)
{
	struct counter_found f = { 0 };
	uint32_t input;

	(void)state;
	made_begin(&m);
	input = case_add_input(&m.cs, "loop.txt");
	for (uint32_t i = 0; i < 5000; i++)
		made_counters(&m, input, i * 20 + 1, "", host(3 + i, 3, 2).list);
	case_finish(&m.cs);
	for (int i = 0; i < 100; i++)
		f = drops();
	assert_true(f.has_before);
	assert_int_equal(f.growth, 0);
	made_end(&m);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(alone),
		cmocka_unit_test(between_inputs),
		cmocka_unit_test(young_host),
		cmocka_unit_test(within_one_input),
		cmocka_unit_test(few_counters),
		cmocka_unit_test(restarted),
		cmocka_unit_test(restarted_between),
		cmocka_unit_test(wrapped),
		cmocka_unit_test(many_samples),
	};

	return cmocka_run_group_tests_name("case/hosts", tests, NULL, NULL);
}
