/* Whose connections suffer. */
#include "made.h"

/* n connections to the port; those that are held stand at a small window. */
static void
add(struct made *m, unsigned n, uint16_t port, bool held)
{
	for (unsigned i = 0; i < n; i++) {
		struct conn *c = made_conn(m);

		c->server.port = port;
		if (!held)
			continue;
		c->half[C2S].window_max_bytes = 65536;
		c->half[S2C].flight_max_bytes = 65536;
		made_charge(c, ACCOUNT_RECEIVE_WINDOW, 8 * (int64_t)NS_PER_S);
	}
}

static void
one_service_stands_out(void **state)
{
	struct diagnosis *d;
	struct made m;

	(void)state;
	made_init(&m);
	add(&m, 6, 8443, true);
	add(&m, 20, 443, false);
	d = made_judge(&m);
	assert_string_equal(d->verdict->id, "receive-window-limited");
	assert_string_equal(d->suffers.kind, "service");
	assert_true(str_eq(d->suffers.name, STR("198.51.100.5:8443")));
	assert_int_equal(d->suffers.hurt, 6);
	assert_int_equal(d->suffers.all, 6);
	assert_int_equal(d->suffers.others_hurt, 0);
	assert_int_equal(d->suffers.others_all, 20);
	made_fini(&m);
}

/* All of one network, whatever they ask for. */
static void
one_network_stands_out(void **state)
{
	struct diagnosis *d;
	struct made m;

	(void)state;
	made_init(&m);
	add(&m, 6, 443, true);
	add(&m, 6, 80, true);
	add(&m, 20, 443, false);
	add(&m, 20, 80, false);
	for (size_t i = 12; i < m.cs.views.n; i++)
		m.cs.views.v[i].conn->client.addr = addr_from_v4(0xcb007100 + (uint32_t)i);
	d = made_judge(&m);
	assert_string_equal(d->suffers.kind, "client network");
	assert_true(str_eq(d->suffers.name, STR("192.0.2.0/24")));
	made_fini(&m);
}

static void
none_where_all_suffer_alike(void **state)
{
	struct diagnosis *d;
	struct made m;

	(void)state;
	made_init(&m);
	add(&m, 10, 443, true);
	add(&m, 10, 8443, true);
	d = made_judge(&m);
	assert_string_equal(d->verdict->id, "receive-window-limited");
	assert_null(d->suffers.kind);
	made_fini(&m);
}

/* Three connections are no pattern. */
static void
none_among_few(void **state)
{
	struct diagnosis *d;
	struct made m;

	(void)state;
	made_init(&m);
	add(&m, 2, 8443, true);
	add(&m, 3, 443, false);
	d = made_judge(&m);
	assert_string_equal(d->verdict->id, "receive-window-limited");
	assert_null(d->suffers.kind);
	made_fini(&m);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(one_service_stands_out),
		cmocka_unit_test(one_network_stands_out),
		cmocka_unit_test(none_where_all_suffer_alike),
		cmocka_unit_test(none_among_few),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
