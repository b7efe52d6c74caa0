/* ICMP errors as tcpdump prints them. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

#include "readers/icmp_text.h"

static void
errors(void **state)
{
	static const struct {
		const char *line;
		int error, type, code, mtu, port;
		const char *far;
	} rows[] = {
		{ "14:00:00.000100 IP 10.0.0.1 > 10.0.0.5: ICMP host 10.0.0.9 unreachable, "
		  "length 68",
		  ICMP_HOST_UNREACHABLE, 3, 1, 0, 0, "10.0.0.9" },
		{ "IP 10.0.0.1 > 10.0.0.5: ICMP host 10.0.0.9 unreachable - admin prohibited "
		  "filter, length 68",
		  ICMP_PROHIBITED, 3, 13, 0, 0, "10.0.0.9" },
		{ "IP 10.0.0.1 > 10.0.0.5: ICMP 10.0.0.9 tcp port 80 unreachable, length 68",
		  ICMP_PORT_UNREACHABLE, 3, 3, 0, 80, "10.0.0.9" },
		{ "IP 10.0.0.1 > 10.0.0.5: ICMP 10.0.0.9 unreachable - need to frag (mtu 1400), "
		  "length 556",
		  ICMP_TOO_BIG, 3, 4, 1400, 0, "10.0.0.9" },
		{ "IP 10.0.0.1 > 10.0.0.5: ICMP time exceeded in-transit, length 68",
		  ICMP_TIME_EXCEEDED, 11, 0, 0, 0, NULL },
		{ "10.0.0.1 > 10.0.0.5: icmp: host 10.0.0.9 unreachable", ICMP_HOST_UNREACHABLE, 3,
		  1, 0, 0, "10.0.0.9" },
		{ "IP6 fd00::1 > fd00::5: ICMP6, packet too big, mtu 1280, length 1240",
		  ICMP_TOO_BIG, 2, 0, 1280, 0, NULL },
		{ "IP6 fd00::1 > fd00::5: ICMP6, destination unreachable, unreachable port, "
		  "fd00::9 tcp port 80, length 88",
		  ICMP_PORT_UNREACHABLE, 1, 4, 0, 80, "fd00::9" },
	};

	(void)state;
	for (size_t i = 0; i < COUNT_OF(rows); i++) {
		struct icmp_text icmp;
		char text[ADDR_TEXT_BYTES];

		if (!icmp_text_parse(str_from(rows[i].line), &icmp))
			fail_msg("'%s' is no error", rows[i].line);
		assert_int_equal(icmp.error, rows[i].error);
		assert_int_equal(icmp.type, rows[i].type);
		assert_int_equal(icmp.code, rows[i].code);
		assert_int_equal(icmp.mtu, rows[i].mtu);
		assert_int_equal(icmp.far_port, rows[i].port);
		assert_int_equal(icmp.has_far, rows[i].far != NULL);
		if (rows[i].far)
			assert_string_equal(addr_text(text, &icmp.far), rows[i].far);
	}
}

static void
others(void **state)
{
	static const char *const rows[] = {
		"IP 10.0.0.1 > 10.0.0.5: ICMP echo request, id 1, seq 1, length 64",
		"IP 10.0.0.1 > 10.0.0.5: ICMP 10.0.0.9 udp port 53 unreachable, length 68",
		"IP6 fe80::1 > ff02::1: ICMP6, router advertisement, length 24",
		"IP 10.0.0.1.80 > 10.0.0.5.4000: Flags [.], ack 1, win 502, length 0",
		"ICMP host unreachable",
		"",
	};
	struct icmp_text icmp;

	(void)state;
	for (size_t i = 0; i < COUNT_OF(rows); i++)
		assert_false(icmp_text_parse(str_from(rows[i]), &icmp));
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(errors),
		cmocka_unit_test(others),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
