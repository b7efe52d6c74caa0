/*
 * sides.c - whose view each input is
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

#include "made.h"

static struct made m;

static const struct whose *
whose(uint32_t input)
{
	return &case_input(&m.cs, input)->whose;
}

static void
assert_addr(uint32_t input, const char *want)
{
	char text[ADDR_TEXT_BYTES];

	assert_true(whose(input)->has_addr);
	assert_string_equal(addr_text(text, &whose(input)->addr), want);
}

static void
add_socket(uint32_t input, enum tcp_state state, uint32_t local, uint16_t local_port, uint32_t peer,
	   uint16_t peer_port)
{
	struct sock *s = vec_add(&m.a, &m.cs.socks);

	*s = (struct sock){
		.at = { .input = input, .line = 1 },
		.sample = NO_SAMPLE,
		.state = (uint8_t)state,
		.local = { addr_from_v4(local), local_port },
		.peer = { addr_from_v4(peer), peer_port },
	};
}

/* The handshake of made_connection takes a second each way: it was taken in between. */
static void
between(void **state)
{
	uint32_t input;

	(void)state;
	made_begin(&m);
	input = made_capture(&m, "a.pcap");
	made_connection(&m, input, 100, 1000, 5000);
	made_finish(&m);
	assert_int_equal(whose(input)->side, SIDE_BETWEEN);
	assert_false(whose(input)->has_addr);
	made_end(&m);
}

/* The server answers at once, its client after a second. */
static void
near_the_server(void **state)
{
	uint32_t input;

	(void)state;
	made_begin(&m);
	input = made_capture(&m, "a.pcap");
	for (uint16_t port = 1000; port < 1008; port++) {
		struct segment s = made_segment(1, 100, port, false, TCP_SYN, 1, 0, 0);

		made_feed(&m, input, s);
		s = made_segment(2, 100, port, true, TCP_SYN | TCP_ACK, 9, 2, 0);
		made_feed(&m, input, s);
		s = made_segment(3, 101, port, false, TCP_ACK, 2, 10, 0);
		made_feed(&m, input, s);
	}
	made_finish(&m);
	assert_int_equal(whose(input)->side, SIDE_SERVER);
	assert_addr(input, "10.0.0.2");
	assert_false(whose(input)->told);
	made_end(&m);
}

/* What is told wins, and makes the vantage of the connections. */
static void
told(void **state)
{
	uint32_t a, b;

	(void)state;
	made_begin(&m);
	a = made_capture(&m, "dir/a.pcap");
	made_connection(&m, a, 100, 1000, 5000);
	b = made_capture(&m, "dir/b.pcap");
	made_connection(&m, b, 100, 1000, 5000);
	assert_true(case_tell_local(&m.cs, STR("a.pcap=10.0.0.1")));
	assert_true(case_tell_local(&m.cs, STR("dir/b.pcap=10.0.0.2")));
	assert_false(case_tell_local(&m.cs, STR("a.pcap")));
	assert_false(case_tell_local(&m.cs, STR("a.pcap=")));
	made_finish(&m);
	assert_int_equal(whose(a)->side, SIDE_CLIENT);
	assert_true(whose(a)->told);
	assert_addr(a, "10.0.0.1");
	assert_int_equal(whose(b)->side, SIDE_SERVER);
	assert_int_equal(m.cs.views.n, 2);
	assert_int_equal(m.cs.views.v[0].conn->vantage, VANTAGE_CLIENT);
	assert_int_equal(m.cs.views.v[1].conn->vantage, VANTAGE_SERVER);
	assert_int_equal(case_view_for(&m.cs, 0, S2C)->input, b);
	made_end(&m);
}

static void
sockets(void **state)
{
	uint32_t server, client, proxy;

	(void)state;
	made_begin(&m);
	server = case_add_input(&m.cs, "a.txt");
	client = case_add_input(&m.cs, "b.txt");
	proxy = case_add_input(&m.cs, "c.txt");
	add_socket(server, TCP_LISTEN, 0, 50000, 0, 0);
	add_socket(server, TCP_ESTABLISHED, 0x7f000001, 41000, 0x7f000001, 6379);
	for (uint16_t i = 0; i < 8; i++) {
		/* its port is the higher one, but it listens there */
		add_socket(server, TCP_ESTABLISHED, 0x0a000005, 50000, 0x0a000009, 40000 + i);
		add_socket(client, TCP_CLOSE_WAIT, 0x0a000009, 40000 + i, 0x0a000005, 443);
		add_socket(proxy, TCP_ESTABLISHED, 0x0a000007, i % 2 ? 443 : 41000 + i, 0x0a000009,
			   i % 2 ? 41000 + i : 80);
	}
	made_finish(&m);
	assert_int_equal(whose(server)->side, SIDE_SERVER);
	assert_addr(server, "10.0.0.5");
	assert_int_equal(whose(client)->side, SIDE_CLIENT);
	assert_addr(client, "10.0.0.9");
	assert_int_equal(whose(proxy)->side, SIDE_BOTH);
	assert_addr(proxy, "10.0.0.7");
	made_end(&m);
}

static void
interfaces_and_hosts(void **state)
{
	uint32_t a, b;

	(void)state;
	made_begin(&m);
	a = case_add_input(&m.cs, "ip.txt");
	b = case_add_input(&m.cs, "nstat.txt");
	case_input(&m.cs, a)->host = case_input(&m.cs, b)->host = STR("web1");
	vec_push(&m.a, &m.cs.settings,
		 (struct setting){ .at = { .input = a, .line = 1 },
				   .name = STR("link.lo.address"),
				   .value = STR("127.0.0.1/8") });
	vec_push(&m.a, &m.cs.settings,
		 (struct setting){ .at = { .input = a, .line = 2 },
				   .name = STR("link.eth0.address"),
				   .value = STR("10.0.0.5/24") });
	made_finish(&m);
	assert_addr(a, "10.0.0.5");
	assert_addr(b, "10.0.0.5");
	assert_true(str_has(whose(b)->why, STR("web1")));
	made_end(&m);
}

static void
opens_and_names(void **state)
{
	static const struct made_counter takes[] = {
		{ "TcpPassiveOpens", 5000 },
		{ "TcpActiveOpens", 12 },
		{ NULL, 0 },
	};
	uint32_t a, b, c;

	(void)state;
	made_begin(&m);
	a = case_add_input(&m.cs, "client.txt");
	made_counters(&m, a, 1, "", takes);
	b = case_add_input(&m.cs, "nstat-client.txt");
	c = case_add_input(&m.cs, "client-server.txt");
	case_input(&m.cs, b)->readable = case_input(&m.cs, c)->readable = true;
	made_finish(&m);
	assert_int_equal(whose(a)->side, SIDE_SERVER); /* counters know better than a name */
	assert_int_equal(whose(b)->side, SIDE_CLIENT);
	assert_int_equal(whose(c)->side, SIDE_UNKNOWN);
	assert_int_equal(whose(c)->why.n, 0);
	made_end(&m);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(between),
		cmocka_unit_test(near_the_server),
		cmocka_unit_test(told),
		cmocka_unit_test(sockets),
		cmocka_unit_test(interfaces_and_hosts),
		cmocka_unit_test(opens_and_names),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
