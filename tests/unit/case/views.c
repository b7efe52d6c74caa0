/*
 * views.c - which views are of one connection
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>

#include <cmocka.h>

#include "made.h"

#define DAY_S 1700000000 /* a day in 2023: these times have a date */

static struct made m;

static uint32_t
incident_of(uint32_t input, size_t conn)
{
	const struct conn *c = tracker_conn(case_input(&m.cs, input)->tracker, conn);

	for (size_t i = 0; i < m.cs.views.n; i++)
		if (m.cs.views.v[i].conn == c)
			return m.cs.views.v[i].incident;
	fail_msg("input %u, connection %zu has no view", input, conn);
	return 0;
}

/* One port used three times, in two captures that begin at different uses. */
static void
same_numbers(void **state)
{
	uint32_t client, server;

	(void)state;
	made_begin(&m);
	client = made_capture(&m, "client.pcap");
	server = made_capture(&m, "server.pcap");
	made_connection(&m, client, DAY_S, 5000, 111);
	made_connection(&m, client, DAY_S + 100, 5000, 222);
	made_connection(&m, client, DAY_S + 200, 5001, 333);
	made_connection(&m, server, DAY_S + 100, 5000, 222);
	made_connection(&m, server, DAY_S + 200, 5000, 444);
	made_finish(&m);
	assert_int_equal(m.cs.views.n, 5);
	assert_int_equal(m.cs.incidents, 4);
	assert_int_equal(incident_of(client, 0), 0);
	assert_int_equal(incident_of(client, 1), 1);
	assert_int_equal(incident_of(server, 0), 1);
	assert_int_equal(incident_of(client, 2), 2);
	assert_int_equal(incident_of(server, 1), 3);
	assert_int_equal(tracker_conn(case_input(&m.cs, client)->tracker, 0)->twin, NO_TWIN);
	made_end(&m);
}

static void
order_of_views(void **state)
{
	uint32_t inputs[3];

	(void)state;
	made_begin(&m);
	for (size_t i = 0; i < COUNT_OF(inputs); i++) {
		inputs[i] = made_capture(&m, "x.pcap");
		for (uint16_t port = 0; port < 20; port++)
			made_connection(&m, inputs[i], DAY_S + port, (uint16_t)(6000 - port),
					1000u * port + 77);
	}
	made_finish(&m);
	assert_int_equal(m.cs.incidents, 20);
	assert_int_equal(m.cs.views.n, 60);
	for (size_t i = 0; i < m.cs.views.n; i++) {
		const struct view *v = &m.cs.views.v[i];

		assert_int_equal(v->incident, i / 3);
		assert_int_equal(v->input, i % 3);
		assert_int_equal(v->conn->input, v->input);
		assert_int_equal(v->conn->twin, i % 3 == 2 ? i - 2 : i + 1); /* in a ring */
		assert_int_equal(v->conn->client.port, 6000 - v->incident);
	}
	made_end(&m);
}

/* Picked up in mid-stream there is no ISN: the time must do. */
static void
without_isn(void **state)
{
	uint32_t full, late, other_day;

	(void)state;
	made_begin(&m);
	full = made_capture(&m, "full.pcap");
	late = made_capture(&m, "late.pcap");
	other_day = made_capture(&m, "other-day.pcap");
	made_connection(&m, full, DAY_S, 5000, 111);
	made_feed(&m, late, made_segment(1, DAY_S + 2, 5000, false, TCP_ACK, 112, 5, 1));
	made_feed(&m, other_day, made_segment(1, DAY_S + 90000, 5000, false, TCP_ACK, 112, 5, 1));
	made_finish(&m);
	assert_int_equal(m.cs.incidents, 2);
	assert_int_equal(incident_of(late, 0), incident_of(full, 0));
	assert_int_not_equal(incident_of(other_day, 0), incident_of(full, 0));
	made_end(&m);
}

/* Text may have the time of day only, which says nothing about the date. */
static void
undated_text(void **state)
{
	uint32_t dated, text;

	(void)state;
	made_begin(&m);
	dated = made_capture(&m, "a.pcap");
	text = made_capture(&m, "a.txt");
	made_connection(&m, dated, DAY_S, 5000, 111);
	made_feed(&m, text, made_segment(1, 50531, 5000, false, TCP_ACK, 112, 5, 1));
	made_finish(&m);
	assert_int_equal(m.cs.incidents, 1);
	assert_int_equal(incident_of(text, 0), 0);
	made_end(&m);
}

static void
best_view(void **state)
{
	uint32_t a, b;
	struct conn *at_client, *at_server;

	(void)state;
	made_begin(&m);
	a = made_capture(&m, "a.pcap");
	b = made_capture(&m, "b.pcap");
	made_connection(&m, a, DAY_S, 5000, 111);
	made_connection(&m, b, DAY_S, 5000, 111);
	tracker_finish(case_input(&m.cs, a)->tracker);
	tracker_finish(case_input(&m.cs, b)->tracker);
	at_server = tracker_conn_mutable(case_input(&m.cs, a)->tracker, 0);
	at_client = tracker_conn_mutable(case_input(&m.cs, b)->tracker, 0);
	at_server->vantage = VANTAGE_SERVER;
	at_client->vantage = VANTAGE_CLIENT;
	case_finish(&m.cs);
	assert_ptr_equal(case_view_for(&m.cs, 0, C2S)->conn, at_client);
	assert_ptr_equal(case_view_for(&m.cs, 0, S2C)->conn, at_server);
	/* nothing of the server was captured there: better from afar than not at all */
	at_server->half[S2C].packets = 0;
	assert_ptr_equal(case_view_for(&m.cs, 0, S2C)->conn, at_client);
	/* a place between is nearer than the other end */
	at_server->half[S2C].packets = 2;
	at_server->vantage = VANTAGE_BETWEEN;
	assert_ptr_equal(case_view_for(&m.cs, 0, S2C)->conn, at_server);
	assert_null(case_view_for(&m.cs, 1, C2S));
	made_end(&m);
}

/* Source translation: another client address, the same port, and numbers as they were. */
static struct segment
translated(struct segment s)
{
	struct addr inside = addr_from_v4(0x0a000001), outside = addr_from_v4(0xcb007101);

	if (addr_eq(&s.src.addr, &inside))
		s.src.addr = outside;
	if (addr_eq(&s.dst.addr, &inside))
		s.dst.addr = outside;
	s.packet += 100;
	return s;
}

/* SYN, and SYN-ACK where one came, as both sides of a NAT show them. */
static void
through_nat(uint32_t before, uint32_t behind, int64_t time_s, uint16_t port, uint32_t isn,
	    bool answered)
{
	struct segment syn = made_segment(1, time_s, port, false, TCP_SYN, isn, 0, 0);
	struct segment syn_ack =
		made_segment(2, time_s + 1, port, true, TCP_SYN | TCP_ACK, ~isn, isn + 1, 0);

	made_feed(&m, before, syn);
	made_feed(&m, behind, translated(syn));
	if (!answered)
		return;
	made_feed(&m, behind, translated(syn_ack));
	made_feed(&m, before, syn_ack);
}

static void
translated_in_one_input(void **state)
{
	uint32_t nat;

	(void)state;
	made_begin(&m);
	nat = made_capture(&m, "nat.pcap");
	through_nat(nat, nat, DAY_S, 5000, 0x12345678, true);
	through_nat(nat, nat, DAY_S, 5001, 0x23456789, false);
	made_finish(&m);
	assert_int_equal(m.cs.views.n, 4);
	assert_int_equal(m.cs.incidents, 2);
	assert_int_equal(incident_of(nat, 0), incident_of(nat, 1));
	assert_int_equal(incident_of(nat, 2), incident_of(nat, 3));
	assert_non_null(strstr(case_input(&m.cs, nat)->note,
			       "2 connections also seen under other addresses: 10.0.0.1:5000 is "
			       "203.0.113.1:5000"));
	made_end(&m);
}

/* A view picked up in mid-stream stays with those of its four numbers. */
static void
translated_in_two_inputs(void **state)
{
	uint32_t before, behind, late;

	(void)state;
	made_begin(&m);
	before = made_capture(&m, "before.pcap");
	behind = made_capture(&m, "behind.pcap");
	late = made_capture(&m, "late.pcap");
	through_nat(before, behind, DAY_S, 5000, 0x12345678, true);
	made_feed(&m, late,
		  translated(made_segment(1, DAY_S + 1, 5000, false, TCP_ACK, 0x12345679,
					  ~0x12345678u + 1, 1)));
	made_finish(&m);
	assert_int_equal(m.cs.views.n, 3);
	assert_int_equal(m.cs.incidents, 1);
	made_end(&m);
}

/* Numbers that people choose, another day, another answer, a flood with one ISN. */
static void
not_translated(void **state)
{
	uint32_t in;

	(void)state;
	made_begin(&m);
	in = made_capture(&m, "x.pcap");
	through_nat(in, in, DAY_S, 5000, 0, true);
	through_nat(in, in, DAY_S, 5001, 1000, false);
	assert_int_equal(m.cs.inputs.n, 1);
	made_feed(&m, in, made_segment(1, DAY_S, 6000, false, TCP_SYN, 0x34567890, 0, 0));
	made_feed(&m, in,
		  translated(made_segment(2, DAY_S + 500, 6000, false, TCP_SYN, 0x34567890, 0, 0)));
	made_feed(&m, in, made_segment(3, DAY_S, 7000, false, TCP_SYN, 0x45678901, 0, 0));
	made_feed(&m, in,
		  translated(made_segment(4, DAY_S, 7001, false, TCP_SYN, 0x45678901, 0, 0)));
	made_finish(&m);
	assert_int_equal(m.cs.views.n, 8);
	assert_int_equal(m.cs.incidents, 8);
	made_end(&m);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(same_numbers),
		cmocka_unit_test(order_of_views),
		cmocka_unit_test(without_isn),
		cmocka_unit_test(undated_text),
		cmocka_unit_test(best_view),
		cmocka_unit_test(translated_in_one_input),
		cmocka_unit_test(translated_in_two_inputs),
		cmocka_unit_test(not_translated),
	};

	return cmocka_run_group_tests_name("case/views", tests, NULL, NULL);
}
