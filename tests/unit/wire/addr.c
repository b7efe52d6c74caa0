/*
 * addr.c - addresses as text and back
 */
#include "build.h"

#define S(lit)                          \
	{                               \
		"" lit, sizeof(lit) - 1 \
	}

static void
text_of_addresses(void **state)
{
	/* What is read, and how RFC 5952 wants it written. */
	static const struct {
		struct str text;
		const char *want;
	} rows[] = {
		{ S("0.0.0.0"), "0.0.0.0" },
		{ S("192.0.2.7"), "192.0.2.7" },
		{ S("255.255.255.255"), "255.255.255.255" },
		{ S("::"), "::" },
		{ S("::1"), "::1" },
		{ S("1::"), "1::" },
		{ S("2001:db8::7"), "2001:db8::7" },
		{ S("2001:0DB8:0000:0000:0000:0000:0000:0007"), "2001:db8::7" },
		{ S("2001:db8:0:0:1:0:0:1"), "2001:db8::1:0:0:1" },
		{ S("2001:db8:0:1:1:1:1:1"), "2001:db8:0:1:1:1:1:1" },
		{ S("2001:0:0:1:0:0:0:1"), "2001:0:0:1::1" },
		{ S("1:2:3:4:5:6:7:8"), "1:2:3:4:5:6:7:8" },
		{ S("1:2:3:4:5:6:7::"), "1:2:3:4:5:6:7:0" },
		{ S("::2:3:4:5:6:7:8"), "0:2:3:4:5:6:7:8" },
		{ S("1:0:0:4:5:6:0:0"), "1::4:5:6:0:0" },
		{ S("fe80::ffff:ffff:ffff:ffff"), "fe80::ffff:ffff:ffff:ffff" },
		{ S("ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff"),
		  "ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff" },
		{ S("::ffff:192.0.2.7"), "192.0.2.7" },
		{ S("::FFFF:c000:207"), "192.0.2.7" },
		{ S("0:0:0:0:0:ffff:192.0.2.7"), "192.0.2.7" },
		{ S("64:ff9b::192.0.2.7"), "64:ff9b::c000:207" },
		{ S("::192.0.2.7"), "::c000:207" },
		{ S("1:2:3:4:5:6:192.0.2.7"), "1:2:3:4:5:6:c000:207" },
		{ S("[2001:db8::7]"), "2001:db8::7" },
		{ S("[192.0.2.7]"), "192.0.2.7" },
		{ S("fe80::1%eth0"), "fe80::1" },
		{ S("[fe80::1%eth0]"), "fe80::1" },
		{ S("127.0.0.53%lo"), "127.0.0.53" },
	};
	char buf[ADDR_TEXT_BYTES];
	struct addr a, b;

	(void)state;
	for (size_t i = 0; i < COUNT_OF(rows); i++) {
		if (!addr_parse(rows[i].text, &a)) {
			print_error("'%s' is not read\n", rows[i].text.p);
			fail();
		}
		assert_string_equal(addr_text(buf, &a), rows[i].want);
		assert_true(addr_parse(str_from(buf), &b));
		assert_true(addr_eq(&a, &b));
	}
}

static void
what_is_no_address(void **state)
{
	static const struct str rows[] = {
		S(""),
		S("1.2.3"),
		S("1.2.3.4.5"),
		S("1.2.3.256"),
		S("1.2.3.04"),
		S("1.2.3."),
		S(".1.2.3"),
		S("1.2.3.-4"),
		S("1.2.3.4 "),
		S("1..2.3"),
		S("1.2.3.4444"),
		S(":"),
		S(":::"),
		S("1:::2"),
		S("::1::"),
		S("1:2:3:4:5:6:7"),
		S("1:2:3:4:5:6:7:8:9"),
		S("1:2:3:4:5:6:7:8::"),
		S("::1:2:3:4:5:6:7:8"),
		S(":1:2:3:4:5:6:7"),
		S("1:2:3:4:5:6:7:"),
		S("12345::"),
		S("g::"),
		S("1.2.3.4::"),
		S("::1.2.3"),
		S("::1.2.3.4:5"),
		S("1:2:3:4:5:6:7:1.2.3.4"),
		S("[]"),
		S("[::1"),
		S("::1]"),
		S("[[::1]]"),
		S("%eth0"),
		S("fe80::1%"),
		S("*"),
		S("localhost"),
		S("::1\n"),
	};
	struct addr a;

	(void)state;
	for (size_t i = 0; i < COUNT_OF(rows); i++)
		if (addr_parse(rows[i], &a)) {
			print_error("'%s' is read\n", rows[i].p);
			fail();
		}
	assert_false(addr_parse((struct str){ NULL, 0 }, &a));
	assert_false(addr_parse((struct str){ "1.2.3.4\0", 8 }, &a));
}

/* No text of these letters makes it read what is not there, or write too much. */
static void
random_texts(void **state)
{
	static const char letters[] = "0123456789abcdef::::....%[]";
	char buf[ADDR_TEXT_BYTES];
	uint32_t x = 1, read = 0;

	(void)state;
	for (unsigned round = 0; round < 300000; round++) {
		char *text;
		size_t n = round % 44;
		struct addr a, b;

		text = malloc(n ? n : 1);
		assert_non_null(text);
		for (size_t i = 0; i < n; i++) {
			x = x * 1664525 + 1013904223;
			text[i] = letters[(x >> 16) % (sizeof letters - 1)];
		}
		if (addr_parse((struct str){ text, n }, &a)) {
			read++;
			assert_true(strlen(addr_text(buf, &a)) < sizeof buf);
			assert_true(addr_parse(str_from(buf), &b) && addr_eq(&a, &b));
		}
		free(text);
	}
	assert_true(read > 100);
}

static void
questions_about_addresses(void **state)
{
	struct addr v4 = addr_from_v4(0xc0000207), any4 = addr_from_v4(0), any6 = { { 0 } };
	struct addr one = { { [15] = 1 } }, above = addr_from_v4(0xc0000208);

	(void)state;
	assert_true(addr_is_v4(&v4));
	assert_true(addr_is_v4(&any4));
	assert_false(addr_is_v4(&any6));
	assert_true(addr_is_any(&any4));
	assert_true(addr_is_any(&any6));
	assert_false(addr_is_any(&v4));
	assert_false(addr_is_any(&one));
	assert_true(addr_cmp(&v4, &above) < 0);
	assert_true(addr_cmp(&above, &v4) > 0);
	assert_int_equal(addr_cmp(&v4, &v4), 0);
	assert_false(addr_eq(&any4, &any6));
}

static void
text_of_endpoints(void **state)
{
	char buf[ENDPOINT_TEXT_BYTES];
	struct endpoint e = { addr_from_v4(0xc0000207), 443 };

	(void)state;
	assert_string_equal(endpoint_text(buf, &e), "192.0.2.7:443");
	assert_true(addr_parse(STR("ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff"), &e.addr));
	e.port = 65535;
	assert_string_equal(endpoint_text(buf, &e),
			    "[ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff]:65535");
	e = (struct endpoint){ .port = 0 };
	assert_string_equal(endpoint_text(buf, &e), "[::]:0");
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(text_of_addresses), cmocka_unit_test(what_is_no_address),
		cmocka_unit_test(random_texts),	     cmocka_unit_test(questions_about_addresses),
		cmocka_unit_test(text_of_endpoints),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
