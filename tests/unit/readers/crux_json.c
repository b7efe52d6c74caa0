/* What crux printed, given back. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

#include "config.h"
#include "one_section.h"

extern const struct reader reader_crux_json;

static void
a_diagnosis_is_a_remark(void **state)
{
	struct got g;

	(void)state;
	got_read(
		&g, &reader_crux_json,
		"{\"schema\":\"crux.diagnosis/1\",\"verdict\":{\"id\":\"close-wait-leak\",\"title\":\"nobody closes\"}}\n");
	assert_int_equal(g.sure, 98);
	assert_int_equal(g.unread, 0);
#ifdef HAVE_JANSSON
	assert_int_equal(g.cs.remarks.n, 1);
	assert_str(g.cs.remarks.v[0].text,
		   "an earlier diagnosis was \"close-wait-leak\": nobody closes");
#endif
	got_end(&g);
}

static void
flows_are_counted(void **state)
{
	struct got g;

	(void)state;
	got_read(
		&g, &reader_crux_json,
		"{\"input\":\"a\",\"connection\":1,\"server\":\"192.0.2.33\",\"server_port\":443,\"handshake\":\"full\"}\n"
		"{\"input\":\"a\",\"connection\":2,\"server\":\"192.0.2.33\",\"server_port\":443,\"handshake\":\"full\"}\n");
	assert_int_equal(g.unread, 0);
#ifdef HAVE_JANSSON
	assert_int_equal(g.cs.state_counts.n, 1);
	assert_int_equal(g.cs.state_counts.v[0].count, 2);
	assert_str(g.cs.state_counts.v[0].what, "connections to 192.0.2.33:443");
#endif
	got_end(&g);
}

static void
what_is_cut_is_unread(void **state)
{
	struct got g;

	(void)state;
	got_read(&g, &reader_crux_json, "{\"schema\":\"crux.diagnosis/1\",\"verdict\":{\"id\"\n");
#ifdef HAVE_JANSSON
	assert_int_equal(g.unread, 1);
#endif
	got_end(&g);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_diagnosis_is_a_remark),
		cmocka_unit_test(flows_are_counted),
		cmocka_unit_test(what_is_cut_is_unread),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
