/* Addresses with ports in the spellings of ss, netstat and the BSDs. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

#include "readers/sock_row.h"

#define NONE "(none)"

static void
ends(void **state)
{
	static const struct {
		const char *text, *want;
	} rows[] = {
		{ "10.0.0.5:443", "10.0.0.5:443" },
		{ "[2001:db8::1]:22", "[2001:db8::1]:22" },
		{ "2001:db8::1:22", "[2001:db8::1]:22" },
		{ ":::80", "[::]:80" },
		{ "*:*", "[::]:0" },
		{ "*:80", "[::]:80" },
		{ "0.0.0.0:*", "0.0.0.0:0" },
		{ "[::]:443", "[::]:443" },
		{ "[::ffff:192.0.2.7]:8443", "192.0.2.7:8443" },
		{ "::ffff:192.0.2.7:8443", "192.0.2.7:8443" },
		{ "[fe80::5]%veth0:44182", "[fe80::5]:44182" },
		{ "fe80::5%eth0:22", "[fe80::5]:22" },
		{ "0.0.0.0%eth0:68", "0.0.0.0:68" },
		{ "192.0.2.7:https", "192.0.2.7:443" },
		{ "192.0.2.7:http-alt", "192.0.2.7:8080" },
		{ "192.0.2.7:no-such-service", "192.0.2.7:0" },
		{ "localhost:ssh", "[::]:22" },
		{ "ip-10-0-0-5.example:55000", "[::]:55000" },
		/* BSD and macOS */
		{ "10.0.0.5.51514", "10.0.0.5:51514" },
		{ "*.443", "[::]:443" },
		{ "*.*", "[::]:0" },
		{ "fe80::1%lo0.631", "[fe80::1]:631" },
		{ "localhost.http", "[::]:80" },
		/* no such pair */
		{ "10.0.0.5", NONE },
		{ "10.0.0.5:", NONE },
		{ ":443", NONE },
		{ "10.0.0.5:70000", NONE },
		{ "10.0.0.5:4a.3", NONE },
		{ "1.2.3:443", NONE },
		{ "a b:443", NONE },
		{ "", NONE },
		{ ":", NONE },
		{ "%:1", NONE },
	};

	(void)state;
	for (size_t i = 0; i < COUNT_OF(rows); i++) {
		char text[ENDPOINT_TEXT_BYTES] = NONE;
		struct endpoint e;

		if (sock_end_parse(str_from(rows[i].text), &e))
			endpoint_text(text, &e);
		if (strcmp(text, rows[i].want) != 0)
			fail_msg("'%s' is %s, want %s", rows[i].text, text, rows[i].want);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = { cmocka_unit_test(ends) };

	return cmocka_run_group_tests(tests, NULL, NULL);
}
