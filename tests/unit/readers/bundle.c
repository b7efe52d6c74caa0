/* Archives: sosreport's layout, a zip in a tar, a compressed file in that; bombs and cuts. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>

#include <cmocka.h>

#include "config.h"
#include "text_case.h"

#include "readers/bundle.h"
#include "readers/path_command.h"

static struct case_input *
named(struct crux_case *cs, const char *end)
{
	for (size_t i = 0; i < cs->inputs.n; i++)
		if (str_ends(str_from(cs->inputs.v[i].path), str_from(end)))
			return &cs->inputs.v[i];
	fail_msg("no input ends in %s", end);
	return NULL;
}

static void
places_tell_commands(void **state)
{
	struct arena a;

	(void)state;
	arena_init(&a, "test", (size_t)1 << 20);
	assert_text(path_command(&a, STR("x.tar/r/sos_commands/networking/ss_-peaonmi")),
		    "ss -peaonmi");
	assert_text(path_command(&a, STR("/r/proc/net/softnet_stat")),
		    "cat /proc/net/softnet_stat");
	assert_text(path_command(&a, STR("/r/sos_commands/networking/a/b")), "");
	assert_text(path_command(&a, STR("incident/ss.txt")), "");
	arena_fini(&a);
}

#ifdef HAVE_LIBARCHIVE

static void
all_members_are_inputs(void **state)
{
	static struct text_case t;
	char path[4096];

	(void)state;
	snprintf(path, sizeof(path), "%s/tests/data/readers/bundle.tgz", getenv("CRUX_SOURCE"));
	text_case_begin(&t);
	assert_true(read_path(&t.r, path));
	case_finish(&t.cs);
	assert_string_equal(t.cs.inputs.v[0].kind, "tar");
	assert_string_equal(t.cs.inputs.v[0].note, "gzip, 5 files");
	/* ss is told by the file's name alone which state its rows are in */
	assert_string_equal(named(&t.cs, "state_fin-wait-2")->kind, "ss");
	assert_int_equal(text_case_count(&t, TCP_FIN_WAIT_2), 6);
	assert_string_equal(named(&t.cs, "ethtool_-S_eth0")->kind, "ethtool");
	assert_string_equal(named(&t.cs, "softnet_stat")->kind, "softnet");
	assert_true(named(&t.cs, "README")->skipped);
	assert_string_equal(named(&t.cs, "inner.zip")->kind, "zip");
	assert_string_equal(named(&t.cs, "inner.zip/in/ss-ltn.txt.gz")->note, "gzip");
	assert_int_equal(text_case_count(&t, TCP_LISTEN), 6);
	text_case_end(&t);
}

/* The archive without its end: what stands before the cut is read, and the cut is told. */
static void
what_stands_before_a_cut_is_read(void **state)
{
	static struct text_case t;
	char path[4096];
	struct input *in;
	struct str bytes;
	struct err e;
	bool cut;

	(void)state;
	snprintf(path, sizeof(path), "%s/tests/data/readers/bundle.tgz", getenv("CRUX_SOURCE"));
	in = input_open(path, &e);
	assert_non_null(in);
	bytes = input_rest(in, (size_t)1 << 20, &cut);
	text_case_begin(&t);
	/* a header and its file end at a block of 512; the last files are gone */
	bytes = str_copy(&t.kept, str_sub(bytes, 0, 6000));
	input_close(in);
	in = input_from_bytes("cut.tar", bytes);
	assert_true(input_start(in, &e));
	case_add_input(&t.cs, "cut.tar");
	assert_string_equal(members_form(bytes), "tar");
	assert_true(bundle_read(&t.r, 0, in, "tar"));
	input_close(in);
	assert_true(t.cs.inputs.n > 1);
	assert_true(t.cs.inputs.v[0].problems.n > 0);
	text_case_end(&t);
}

#endif

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(places_tell_commands),
#ifdef HAVE_LIBARCHIVE
		cmocka_unit_test(all_members_are_inputs),
		cmocka_unit_test(what_stands_before_a_cut_is_read),
#endif
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
