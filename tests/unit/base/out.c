/*
 * out.c - text that goes to memory or to a file
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
/* cmocka wants the four above first */
#include <cmocka.h>

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "base/base.h"

static void
assert_text(const struct out *o, const char *want)
{
	struct str got = out_text(o);

	if (!str_eq(got, str_from(want))) {
		print_error("got '" STR_F "', want '%s'\n", STR_A(got), want);
		fail();
	}
}

static void
text_in_memory(void **state)
{
	struct out o;
	struct err e;

	(void)state;
	out_init_memory(&o);
	out_fill(&o, 'x', 0); /* before there is a buffer */
	out_puts(&o, "a");
	out_char(&o, 'b');
	out_str(&o, STR("cd"));
	out_str(&o, (struct str){ NULL, 0 });
	out_fill(&o, '.', 3);
	out_printf(&o, "%s-%d", "e", 5);
	out_printf(&o, "%s", "");
	assert_text(&o, "abcd...e-5");
	assert_true(out_finish(&o, &e));
	out_fini(&o);
	assert_int_equal(out_text(&o).n, 0);
}

static void
numbers(void **state)
{
	struct out o;

	(void)state;
	out_init_memory(&o);
	out_u64(&o, 0);
	out_char(&o, ' ');
	out_u64(&o, UINT64_MAX);
	out_char(&o, ' ');
	out_i64(&o, INT64_MIN);
	out_char(&o, ' ');
	out_i64(&o, INT64_MAX);
	out_char(&o, ' ');
	out_i64(&o, -7);
	assert_text(&o, "0 18446744073709551615 -9223372036854775808 9223372036854775807 -7");
	out_fini(&o);
}

/* What does not fit where a format is first tried. */
static void
long_formats(void **state)
{
	char want[2000];

	(void)state;
	for (size_t n = 250; n < sizeof want; n += n < 260 ? 1 : 577) {
		struct out o;

		memset(want, 'x', n);
		want[n] = 0;
		out_init_memory(&o);
		out_printf(&o, "%s", want);
		assert_text(&o, want);
		out_printf(&o, "%d", 1);
		want[n] = '1';
		want[n + 1] = 0;
		assert_text(&o, want);
		out_fini(&o);
	}
}

/* Written in place, in pieces that do not divide the buffer. */
static void
room_is_where_the_text_goes_on(void **state)
{
	char path[] = "/tmp/crux-out-XXXXXX";
	int fd = mkstemp(path);
	struct out o;
	struct err e;
	char got[70];

	(void)state;
	assert_true(fd >= 0);
	unlink(path);
	out_init_fd(&o, fd);
	for (unsigned i = 0; i < 30000; i++) {
		char *p = out_room(&o, 100);

		assert_non_null(p);
		memset(p, 'a' + (int)(i % 26), 67);
		out_wrote(&o, p + 67);
	}
	assert_true(out_finish(&o, &e));
	for (unsigned i = 0; i < 30000; i++) {
		assert_int_equal(pread(fd, got, 67, (off_t)i * 67), 67);
		for (unsigned at = 0; at < 67; at++)
			assert_int_equal(got[at], 'a' + (int)(i % 26));
	}
	assert_int_equal(pread(fd, got, 1, (off_t)30000 * 67), 0);
	out_fini(&o);
	close(fd);
}

/* Several times the buffer, in pieces that do not divide it. */
static void
a_file_gets_all_in_order(void **state)
{
	char path[] = "/tmp/crux-out-XXXXXX", line[32];
	int fd = mkstemp(path);
	struct out o;
	struct err e;
	FILE *in;

	(void)state;
	assert_true(fd >= 0);
	out_init_fd(&o, fd);
	for (unsigned i = 0; i < 300000; i++)
		out_printf(&o, "line %u\n", i);
	assert_true(out_finish(&o, &e));
	out_fini(&o);
	close(fd);
	in = fopen(path, "r");
	unlink(path);
	assert_non_null(in);
	for (unsigned i = 0; i < 300000; i++) {
		uint64_t v;
		struct str s;

		assert_non_null(fgets(line, sizeof line, in));
		s = str_trim(str_from(line));
		assert_true(str_take(&s, STR("line ")) && str_to_u64(s, &v) && v == i);
	}
	assert_null(fgets(line, sizeof line, in));
	fclose(in);
}

static void
a_full_disk_is_told_at_the_end(void **state)
{
	int fd = open("/dev/full", O_WRONLY);
	struct out o;
	struct err e = { 0 };

	(void)state;
	if (fd < 0)
		return; /* nothing to hold it against here (cmocka's skip() counts as a failure) */
	out_init_fd(&o, fd);
	out_fill(&o, 'x', 3 << 20); /* more than the buffer: fails in the middle */
	out_puts(&o, "more");
	assert_false(out_finish(&o, &e));
	assert_int_equal(e.code, ERR_SYSTEM);
	assert_string_equal(e.text, "writing the output: No space left on device");
	out_fini(&o);
	close(fd);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(text_in_memory),
		cmocka_unit_test(numbers),
		cmocka_unit_test(long_formats),
		cmocka_unit_test(room_is_where_the_text_goes_on),
		cmocka_unit_test(a_file_gets_all_in_order),
		cmocka_unit_test(a_full_disk_is_told_at_the_end),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
