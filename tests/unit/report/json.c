/* JSON is valid whatever goes in. */
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>

#include <cmocka.h>

#include "report/report.h"

static void
quoted_is(const char *in, size_t n, const char *want)
{
	struct json j;
	struct out o;

	out_init_memory(&o);
	json_init(&j, &o);
	json_str(&j, (struct str){ in, n });
	if (!str_eq(out_text(&o), str_from(want)))
		fail_msg("got " STR_F ", want %s", STR_A(out_text(&o)), want);
	out_fini(&o);
}

static void
strings_are_escaped(void **state)
{
	(void)state;
	quoted_is("plain", 5, "\"plain\"");
	quoted_is("\"\\\b\f\n\r\t", 7, "\"\\\"\\\\\\b\\f\\n\\r\\t\"");
	quoted_is("\0\033\x7f", 3, "\"\\u0000\\u001b\\u007f\"");
	quoted_is("µ→", 5, "\"µ→\"");
	quoted_is("a\xff\xc3", 3, "\"a\xef\xbf\xbd\xef\xbf\xbd\"");
	quoted_is(NULL, 0, "\"\"");
}

/* Each byte alone: itself, an escape, or U+FFFD where it begins no letter. */
static void
every_byte_is_valid_alone(void **state)
{
	(void)state;
	for (unsigned i = 0; i < 256; i++) {
		static const char special[] = "\"\"\\\\\bb\ff\nn\rr\tt";
		char in = (char)i, want[16];
		const char *s = strchr(special, in);

		if (i && s && !((s - special) % 2))
			snprintf(want, sizeof want, "\"\\%c\"", s[1]);
		else if (i < 0x20 || i == 0x7f)
			snprintf(want, sizeof want, "\"\\u%04x\"", i);
		else if (i < 0x80)
			snprintf(want, sizeof want, "\"%c\"", in);
		else
			snprintf(want, sizeof want, "\"\xef\xbf\xbd\"");
		quoted_is(&in, 1, want);
	}
}

static void
broken_letters_do_not_take_others_along(void **state)
{
	(void)state;
	quoted_is("\xe2\x86z", 3, "\"\xef\xbf\xbd\xef\xbf\xbdz\""); /* cut short */
	quoted_is("\xc0\xaf", 2, "\"\xef\xbf\xbd\xef\xbf\xbd\"");   /* overlong "/" */
	quoted_is("\xed\xa0\x80", 3,				    /* a surrogate */
		  "\"\xef\xbf\xbd\xef\xbf\xbd\xef\xbf\xbd\"");
	quoted_is("\xf4\x90\x80\x80", 4, /* above U+10FFFF */
		  "\"\xef\xbf\xbd\xef\xbf\xbd\xef\xbf\xbd\xef\xbf\xbd\"");
	quoted_is("a\"\xff\"b", 5, "\"a\\\"\xef\xbf\xbd\\\"b\"");
}

static void
values_have_their_commas(void **state)
{
	struct json j;
	struct out o;

	(void)state;
	out_init_memory(&o);
	json_init(&j, &o);
	json_object(&j);
	json_key(&j, "a");
	json_array(&j);
	json_u64(&j, UINT64_MAX);
	json_i64(&j, INT64_MIN);
	json_bool(&j, true);
	json_null(&j);
	json_array(&j);
	json_end(&j, ']');
	json_end(&j, ']');
	json_key(&j, "b");
	json_object(&j);
	json_end(&j, '}');
	json_key(&j, "c");
	json_cstr(&j, NULL);
	json_end(&j, '}');
	assert_true(str_eq(out_text(&o),
			   STR("{\"a\":[18446744073709551615,-9223372036854775808,true,null,[]],"
			       "\"b\":{},\"c\":null}")));
	out_fini(&o);
}

static void
numbers_are_finite(void **state)
{
	struct json j;
	struct out o;

	(void)state;
	out_init_memory(&o);
	json_init(&j, &o);
	json_array(&j);
	json_double(&j, NAN);
	json_double(&j, INFINITY);
	json_double(&j, 0.25);
	json_seconds(&j, TIME_NONE);
	json_seconds(&j, 1500000001);
	json_seconds(&j, -1);
	json_seconds(&j, TIME_NONE + 1);
	json_end(&j, ']');
	assert_true(str_eq(out_text(&o), STR("[null,null,0.25,null,1.500000001,-0.000000001,"
					     "-9223372036.854775807]")));
	out_fini(&o);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(strings_are_escaped),
		cmocka_unit_test(every_byte_is_valid_alone),
		cmocka_unit_test(broken_letters_do_not_take_others_along),
		cmocka_unit_test(values_have_their_commas),
		cmocka_unit_test(numbers_are_finite),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
