/*
 * remark.c - what is a remark, and what only looks like one
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>

#include <cmocka.h>

#include "readers/remark.h"
#include "text_case.h"

static void
whole_lines(void **state)
{
	static const struct {
		const char *line, *text; /* NULL: no remark */
	} rows[] = {
		{ "(thousands more SYNs; almost none send the final ACK)",
		  "thousands more SYNs; almost none send the final ACK" },
		{ "  [about 20 lines cut]", "about 20 lines cut" },
		{ "[snip]", "" },
		{ "...", "" },
		{ "…", "" },
		{ "[...]", "" },
		{ "<snip>", "" },
		{ "--- snip ---", "" },
		{ "8<-------", "" },
		{ "^C", "" },
		{ "# RSS climbing", "RSS climbing" },
		{ "## Trace 2", "Trace 2" },
		{ "// look here", "look here" },
		{ "... 3 s later", "3 s later" },
		{ "**web-1**", "web-1" },
		{ "[sudo] password for bob:", "sudo] password for bob:" },
		{ "#kernel", NULL },
		{ "(a) and (b)", NULL },
		{ "[  224.8] TCP: x [y]", NULL },
		{ "(1)", NULL },
		{ "-", NULL },
		{ "42", NULL },
		{ "", NULL },
		{ "ESTAB 0 0 10.0.0.5:1 10.0.0.6:2", NULL },
	};

	(void)state;
	for (size_t i = 0; i < COUNT_OF(rows); i++) {
		struct str text = { NULL, 0 };
		bool remark = remark_line(str_from(rows[i].line), &text);

		if (remark != (rows[i].text != NULL))
			fail_msg("'%s': %d", rows[i].line, remark);
		if (remark)
			assert_text(text, rows[i].text);
	}
}

static void
behind_lines(void **state)
{
	static const struct {
		const char *line, *cut, *text; /* text NULL: no remark */
	} rows[] = {
		{ " 1234 Ssl 8392000 /usr/bin/app   # RSS climbing",
		  " 1234 Ssl 8392000 /usr/bin/app", "RSS climbing" },
		{ "a # it's this one", "a", "it's this one" },
		{ "a #5", "a #5", NULL },
		{ "a # 5", "a # 5", NULL },
		{ "a#b c", "a#b c", NULL },
		{ "# all of it", "# all of it", NULL },
		{ "a #", "a #", NULL },
	};

	(void)state;
	for (size_t i = 0; i < COUNT_OF(rows); i++) {
		struct str line = str_from(rows[i].line), text;
		bool remark = remark_behind(&line, &text);

		assert_int_equal(remark, rows[i].text != NULL);
		assert_text(line, rows[i].cut);
		if (remark)
			assert_text(text, rows[i].text);
	}
}

static void
prose(void **state)
{
	static const struct {
		const char *line;
		bool prose;
	} rows[] = {
		{ "So there are 9,821 of them, which is a lot.", true },
		{ "Thanks", true },
		{ "Trace 3 — ss during an incident", true },
		{ "web-1", false },
		{ "TcpExtListenDrops abc", false },
		{ "TcpExtListenDrops 23 0.0", false },
		{ "ESTAB 0 0 10.0.0.5:44120 203.0.113.20:443", false },
		{ "", false },
		{ "1 2 3", false },
		{ "[09:41] maria: ```", true },
		{ "dev: $ tshark -n -r stall.pcap | head", true },
		{ "TCP: 12 (estab 3)", false },
	};

	(void)state;
	for (size_t i = 0; i < COUNT_OF(rows); i++)
		if (remark_is_prose(str_from(rows[i].line)) != rows[i].prose)
			fail_msg("'%s'", rows[i].line);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(whole_lines),
		cmocka_unit_test(behind_lines),
		cmocka_unit_test(prose),
	};

	return cmocka_run_group_tests_name("readers/remark", tests, NULL, NULL);
}
