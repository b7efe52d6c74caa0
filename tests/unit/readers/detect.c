/*
 * detect.c - what an input is, and what it is not
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cmocka.h>

#include "text_case.h"

static struct text_case t;

static void
kinds(void **state)
{
	static const struct {
		const char *text, *kind, *note;
	} rows[] = {
		{ "TcpExtListenDrops               23                 0.0\n", "nstat", "" },
		{ "$ nstat -az\nTcpExtListenDrops               23                 0.0\n", "nstat",
		  "" },
		{ "$ nstat -az\nTcpExtListenDrops               23                 0.0\n$ ss -s\nTCP:   1 "
		  "(estab 1, closed 0, orphaned 0, timewait 0)\n",
		  "paste", "2 sections" },
		{ "$ ss -s\nTCP:   1 (estab 1, closed 0, orphaned 0, timewait 0)\n$ ss -s\nTCP:   2 (estab "
		  "2, closed 0, orphaned 0, timewait 0)\n",
		  "paste", "2 sections" },
		{ "net.ipv4.tcp_tw_reuse = 2\n", "sysctl", "" },
		{ "[  224.800000] TCP: out of memory -- consider tuning tcp_mem\n", "dmesg", "" },
		{ "State Recv-Q Send-Q Local Address:Port Peer Address:Port Process\n", "ss", "" },
		{ "### 14:39:09.535  $ ss -ltn\n", "ss", "" },
		{ "$ tcpdump -ni eth0 port 80\n", "tcpdump", "" },
	};

	(void)state;
	for (size_t i = 0; i < COUNT_OF(rows); i++) {
		struct case_input *in = text_case_read(&t, str_from(rows[i].text));

		print_message("# row %zu\n", i);
		assert_true(in->readable);
		assert_string_equal(in->kind, rows[i].kind);
		assert_string_equal(in->note, rows[i].note);
		assert_int_equal(in->problems.n, 0);
		text_case_end(&t);
	}
}

static void
no_evidence(void **state)
{
	static const struct {
		struct str text;
		const char *message;
	} rows[] = {
#define S(lit) { "" lit, sizeof(lit) - 1 }
		{ S("It was slow all day.\nNobody knows why.\n"),
		  "nothing here looks like evidence (read: 2 lines of prose)" },
		{ S("hello"), "nothing here looks like evidence (read: 1 line of prose)" },
		{ S(""), "nothing here looks like evidence (it is empty)" },
		{ S("{\"labels\": [\"healthy\"],\n \"TcpInSegs\": 5,\n \"a\": {\n \"b\": 1}}\n"),
		  "nothing here looks like evidence (read: 4 lines of prose)" },
		{ S("\x7f"
		    "ELF\2\1\1\0\0\0\0\0\0\0\0\0\3\0>\0\1\0\0\0"),
		  "neither text nor a capture of a known form" },
#undef S
	};

	(void)state;
	for (size_t i = 0; i < COUNT_OF(rows); i++) {
		struct case_input *in = text_case_read(&t, rows[i].text);

		assert_false(in->readable);
		assert_string_equal(in->kind, "unknown");
		assert_int_equal(in->problems.n, 1);
		assert_string_equal(in->problems.v[0].message, rows[i].message);
		assert_int_equal(t.cs.remarks.n, 0);
		assert_int_equal(t.cs.samples.n, 0);
		text_case_end(&t);
	}
}

static void
table_of_kinds(void **state)
{
	(void)state;
	assert_true(reader_count() > 10);
	for (size_t i = 0; i < reader_count(); i++) {
		assert_true(reader_kind(i)[0]);
		assert_true(strlen(reader_words(i)) > 10);
		for (size_t k = 0; k < i; k++)
			assert_string_not_equal(reader_kind(i), reader_kind(k));
	}
}

static void
write_file(const char *folder, const char *name, const char *text, char path[4096])
{
	FILE *out;

	snprintf(path, 4096, "%s/%s", folder, name);
	out = fopen(path, "wb");
	assert_non_null(out);
	assert_int_equal(fwrite(text, 1, strlen(text), out), strlen(text));
	assert_int_equal(fclose(out), 0);
}

static void
folder_of_files(void **state)
{
	static const struct {
		const char *name, *text;
		bool readable, skipped;
	} files[] = {
		{ "README.md", "$ ss -tan | wc -l\n42\n", false, true },
		{ "a-ss.txt", "ESTAB 0 0 10.0.0.5:44120 203.0.113.20:443\n", true, false },
		{ "b-truth.json", "{\"main\": \"healthy\"}\n", false, true },
		{ "c-nstat.txt", "TcpExtListenDrops               23                 0.0\n", true,
		  false },
		{ "d-broken.pcap", "\xd4\xc3\xb2\xa1\x02", false, false },
	};
	char folder[] = "/tmp/crux-test-XXXXXX", path[4096], hidden[4096], sub[4096];

	(void)state;
	assert_non_null(mkdtemp(folder));
	snprintf(sub, sizeof(sub), "%s/sub", folder);
	assert_int_equal(mkdir(sub, 0700), 0);
	write_file(folder, ".hidden", "ESTAB 0 0 10.0.0.5:44120 203.0.113.20:443\n", hidden);
	for (size_t i = 0; i < COUNT_OF(files); i++)
		write_file(folder, files[i].name, files[i].text, path);

	text_case_begin(&t);
	assert_true(read_path(&t.r, folder));
	assert_int_equal(t.cs.inputs.n, COUNT_OF(files));
	for (size_t i = 0; i < COUNT_OF(files); i++) {
		const struct case_input *in = case_input(&t.cs, (uint32_t)i);

		assert_true(str_ends(str_from(in->path), str_from(files[i].name)));
		assert_int_equal(in->readable, files[i].readable);
		assert_int_equal(in->skipped, files[i].skipped);
		assert_int_equal(in->problems.n, !files[i].readable && !files[i].skipped);
	}
	text_case_end(&t);

	for (size_t i = 0; i < COUNT_OF(files); i++) {
		snprintf(path, sizeof(path), "%s/%s", folder, files[i].name);
		unlink(path);
	}
	unlink(hidden);
	rmdir(sub);
	assert_int_equal(rmdir(folder), 0);
}

static void
missing_file(void **state)
{
	(void)state;
	text_case_begin(&t);
	assert_false(read_path(&t.r, "/no/such/file"));
	assert_int_equal(case_input(&t.cs, 0)->problems.n, 1);
	assert_false(case_input(&t.cs, 0)->readable);
	text_case_end(&t);
}

/* Any bytes: nothing but an answer is wanted. */
static void
hostile_bytes(void **state)
{
	uint32_t random = 12345;
	char text[600];

	(void)state;
	for (size_t round = 0; round < 300; round++) {
		static const char letters[] =
			"$#>[]{}()'\"|;&\\ \t\n\r-0189.:,@aAESTPID%\x1b\xc2\xa0\xff";

		for (size_t i = 0; i < sizeof(text); i++) {
			random = random * 1103515245 + 12345;
			text[i] = letters[(random >> 16) % (sizeof(letters) - 1)];
		}
		text_case_read(&t, (struct str){ text, (random >> 8) % sizeof(text) });
		text_case_end(&t);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(kinds),	  cmocka_unit_test(no_evidence),
		cmocka_unit_test(table_of_kinds), cmocka_unit_test(folder_of_files),
		cmocka_unit_test(missing_file),	  cmocka_unit_test(hostile_bytes),
	};

	return cmocka_run_group_tests_name("readers/detect", tests, NULL, NULL);
}
