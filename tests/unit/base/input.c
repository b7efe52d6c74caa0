/*
 * input.c - every way in gives the same bytes: mapped, piped, compressed, cut
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
/* cmocka wants the four above first */
#include <cmocka.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "config.h"

#include "base/base.h"

#ifdef HAVE_LIBARCHIVE
#include <archive.h>
#include <archive_entry.h>
#endif

/* More than a window of any size, and of no round length. */
#define TEXT_BYTES 1234567

static char text[TEXT_BYTES];
static char path[] = "/tmp/crux-input-XXXXXX";

/* Bytes that compress by about half in every form: 32 random ones, 32 alike. */
static int
make_text(void **state)
{
	uint32_t x = 1;
	int fd = mkstemp(path);

	(void)state;
	for (size_t i = 0; i < sizeof text; i++) {
		x = x * 1664525 + 1013904223;
		text[i] = (char)(i / 32 % 2 ? x >> 24 : 'a');
	}
	if (fd >= 0)
		close(fd);
	return fd < 0;
}

static int
remove_file(void **state)
{
	(void)state;
	return unlink(path);
}

static void
write_file(struct str bytes)
{
	FILE *f = fopen(path, "wb");

	assert_non_null(f);
	assert_int_equal(fwrite(bytes.p, 1, bytes.n, f), bytes.n);
	fclose(f);
}

static struct str
whole_text(void)
{
	return (struct str){ text, sizeof text };
}

/* Read in on in windows of several sizes; how many of text's bytes came. */
static size_t
read_through(struct input *in)
{
	static const size_t wants[] = { 1, 24, 16, 1514, 70000, 3, 400000 };
	size_t done = 0;

	for (unsigned i = 0;; i++) {
		size_t want = wants[i % COUNT_OF(wants)], n;
		struct str s = input_peek(in, want);

		if (!s.n)
			break;
		assert_true(s.n >= want || input_peek(in, want + 1).n == s.n);
		n = MIN(s.n, want);
		assert_int_equal(input_offset(in), done);
		assert_true(done + n <= sizeof text);
		assert_memory_equal(s.p, text + done, n);
		input_skip(in, n);
		done += n;
	}
	assert_int_equal(input_peek(in, 1).n, 0);
	return done;
}

static struct input *
open_or_fail(const char *name)
{
	struct err e = { 0 };
	struct input *in = input_open(name, &e);

	if (!in)
		print_error("%s\n", e.text);
	assert_non_null(in);
	return in;
}

static void
a_plain_file_is_mapped(void **state)
{
	struct input *in;

	(void)state;
	write_file(whole_text());
	in = open_or_fail(path);
	assert_true(input_is_mapped(in));
	assert_int_equal(input_size(in), TEXT_BYTES);
	assert_string_equal(input_name(in), path);
	assert_string_equal(input_compression(in), "");
	assert_int_equal(input_peek(in, 1).n, TEXT_BYTES);
	assert_int_equal(read_through(in), TEXT_BYTES);
	assert_int_equal(input_consumed(in), TEXT_BYTES);
	assert_null(input_fault(in));
	input_close(in);
}

/* Standard input becomes a pipe into which a child writes bytes. */
static pid_t
feed_stdin(struct str bytes, int *ret_saved)
{
	int ends[2];
	pid_t pid;

	assert_int_equal(pipe(ends), 0);
	pid = fork();
	assert_true(pid >= 0);
	if (pid == 0) {
		ssize_t n = 1;

		close(ends[0]);
		for (; bytes.n && n > 0; bytes = str_from_pos(bytes, (size_t)n))
			n = write(ends[1], bytes.p, MIN(bytes.n, (size_t)10007));
		_exit(n < 0);
	}
	close(ends[1]);
	*ret_saved = dup(STDIN_FILENO);
	dup2(ends[0], STDIN_FILENO);
	close(ends[0]);
	return pid;
}

static void
restore_stdin(pid_t pid, int saved)
{
	int status = 1;

	dup2(saved, STDIN_FILENO);
	close(saved);
	assert_int_equal(waitpid(pid, &status, 0), pid);
	assert_int_equal(status, 0);
}

static void
a_pipe_slides(void **state)
{
	struct input *in;
	int saved;
	pid_t pid = feed_stdin(whole_text(), &saved);

	(void)state;
	in = open_or_fail("-");
	assert_false(input_is_mapped(in));
	assert_int_equal(input_size(in), 0);
	assert_int_equal(read_through(in), TEXT_BYTES);
	assert_int_equal(input_consumed(in), TEXT_BYTES);
	assert_null(input_fault(in));
	input_close(in);
	restore_stdin(pid, saved);
}

static void
stdin_from_a_file_goes_on_where_it_stands(void **state)
{
	int saved = dup(STDIN_FILENO), fd;
	struct input *in;

	(void)state;
	write_file(whole_text());
	fd = open(path, O_RDONLY);
	assert_true(fd >= 0);
	dup2(fd, STDIN_FILENO);
	in = open_or_fail("-");
	assert_true(input_is_mapped(in));
	assert_int_equal(read_through(in), TEXT_BYTES);
	input_close(in);
	lseek(fd, TEXT_BYTES - 5, SEEK_SET);
	in = open_or_fail("-");
	assert_int_equal(input_peek(in, 100).n, 5);
	assert_memory_equal(input_peek(in, 5).p, text + TEXT_BYTES - 5, 5);
	input_close(in);
	close(fd);
	dup2(saved, STDIN_FILENO);
	close(saved);
}

static void
bytes_are_an_input(void **state)
{
	struct input *in = input_from_bytes("text", whole_text());

	(void)state;
	assert_true(input_is_mapped(in));
	assert_string_equal(input_name(in), "text");
	assert_int_equal(read_through(in), TEXT_BYTES);
	input_close(in);
}

static void
the_rest_is_bounded(void **state)
{
	struct input *in;
	struct str s;
	bool cut;
	int saved;
	pid_t pid;

	(void)state;
	write_file(whole_text());
	in = open_or_fail(path);
	s = input_rest(in, 1000, &cut);
	assert_true(cut && s.n == 1000);
	s = input_rest(in, TEXT_BYTES, &cut);
	assert_true(!cut && s.n == TEXT_BYTES);
	input_close(in);
	pid = feed_stdin(whole_text(), &saved);
	in = open_or_fail("-");
	s = input_rest(in, 300000, &cut);
	assert_true(cut && s.n == 300000);
	assert_memory_equal(s.p, text, s.n);
	s = input_rest(in, TEXT_BYTES, &cut);
	assert_true(!cut && s.n == TEXT_BYTES);
	assert_memory_equal(s.p, text, s.n);
	input_close(in);
	restore_stdin(pid, saved);
}

static void
nothing_is_there(void **state)
{
	struct err e = { 0 };
	struct input *in;

	(void)state;
	write_file(STR(""));
	in = open_or_fail(path);
	assert_int_equal(input_peek(in, 1).n, 0);
	assert_null(input_fault(in));
	input_close(in);
	assert_null(input_open("/nowhere/at/all", &e));
	assert_int_equal(e.code, ERR_SYSTEM);
	assert_string_equal(e.text, "cannot open: No such file or directory");
	assert_null(input_open("/tmp", &e));
	assert_string_equal(e.text, "is a folder");
	in = open_or_fail("/dev/null");
	assert_int_equal(input_peek(in, 100).n, 0);
	input_close(in);
	in = open_or_fail("/proc/self/status"); /* a file whose size is said to be 0 */
	assert_true(str_starts(input_peek(in, 5), STR("Name:")));
	input_close(in);
	input_close(NULL);
}

#ifdef HAVE_LIBARCHIVE
static const struct {
	const char *name;
	int (*add)(struct archive *);
	size_t lost; /* at most so much of what stood before a cut */
} forms[] = {
#ifdef HAVE_ZLIB
	{ "gzip", archive_write_add_filter_gzip, 300 }, /* what one Huffman block may hold back */
#else
	{ "gzip", archive_write_add_filter_gzip, 65536 },
#endif
	{ "zstd", archive_write_add_filter_zstd, 131072 + 65536 },
	{ "xz", archive_write_add_filter_xz, 65536 },
	{ "lz4", archive_write_add_filter_lz4, 131072 },
};

/* text in a form, in memory that the caller frees. */
static struct str
compressed(unsigned form)
{
	struct archive *ar = archive_write_new();
	struct archive_entry *entry = archive_entry_new();
	size_t room = 2 * TEXT_BYTES, used = 0;
	char *p = malloc(room);

	assert_non_null(p);
	assert_int_equal(forms[form].add(ar), ARCHIVE_OK);
	archive_write_set_format_raw(ar);
	/* 64 KiB, as the default of 4 MiB would make it all one block */
	archive_write_set_filter_option(ar, "lz4", "block-size", "4");
	archive_write_set_bytes_in_last_block(ar, 1);
	assert_int_equal(archive_write_open_memory(ar, p, room, &used), ARCHIVE_OK);
	archive_entry_set_filetype(entry, AE_IFREG);
	assert_int_equal(archive_write_header(ar, entry), ARCHIVE_OK);
	assert_int_equal(archive_write_data(ar, text, TEXT_BYTES), TEXT_BYTES);
	assert_int_equal(archive_write_close(ar), ARCHIVE_OK);
	archive_entry_free(entry);
	archive_write_free(ar);
	return (struct str){ p, used };
}

static void
compressed_files(void **state)
{
	(void)state;
	for (unsigned i = 0; i < COUNT_OF(forms); i++) {
		struct str z = compressed(i);
		struct input *in;
		int saved;
		pid_t pid;

		assert_true(z.n < TEXT_BYTES);
		write_file(z);
		in = open_or_fail(path);
		assert_string_equal(input_compression(in), forms[i].name);
		assert_false(input_is_mapped(in));
		assert_int_equal(read_through(in), TEXT_BYTES);
		assert_null(input_fault(in));
		assert_int_equal(input_size(in), z.n);
		assert_int_equal(input_consumed(in), z.n);
		input_close(in);

		pid = feed_stdin(z, &saved);
		in = open_or_fail("-");
		assert_string_equal(input_compression(in), forms[i].name);
		assert_int_equal(read_through(in), TEXT_BYTES);
		assert_null(input_fault(in));
		input_close(in);
		restore_stdin(pid, saved);
		free((void *)(uintptr_t)z.p);
	}
}

static void
a_cut_stream_gives_what_stood_before(void **state)
{
	(void)state;
	for (unsigned i = 0; i < COUNT_OF(forms); i++) {
		struct str z = compressed(i);
		struct input *in;
		size_t got;

		write_file(str_sub(z, 0, z.n / 4 * 3));
		in = open_or_fail(path);
		got = read_through(in);
		/* The text is of one kind all through, so its parts compress alike. */
		assert_true(got < TEXT_BYTES);
		if (got + forms[i].lost < TEXT_BYTES / 4 * 3 - 20000) {
			print_error("%s: %zu of about %d\n", forms[i].name, got,
				    TEXT_BYTES / 4 * 3);
			fail();
		}
		assert_non_null(input_fault(in));
		assert_int_equal(input_fault(in)->code, ERR_CUT);
		assert_true(str_has(str_from(input_fault(in)->text), STR("stream broken after")));
		input_close(in);
		free((void *)(uintptr_t)z.p);
	}
}

/* Cut anywhere, damaged anywhere: bytes of the text, then an end. */
static void
damage_anywhere(void **state)
{
	(void)state;
	for (unsigned i = 0; i < COUNT_OF(forms); i++) {
		struct str z = compressed(i);
		char *p = (char *)(uintptr_t)z.p;

		for (size_t n = 0; n < z.n; n += n < 40 ? 1 : z.n / 7) {
			struct err e = { 0 };
			struct input *in;

			write_file((struct str){ p, n });
			in = input_open(path, &e);
			if (in && *input_compression(in)) {
				assert_true(read_through(in) < TEXT_BYTES);
				assert_non_null(input_fault(in));
			} else {
				assert_true(in || e.code);
			}
			input_close(in);
			p[n] = (char)~p[n];
			write_file(z);
			in = input_open(path, &e);
			for (struct str s; in && (s = input_peek(in, 1)).n;)
				input_skip(in, s.n);
			input_close(in);
			p[n] = (char)~p[n];
		}
		free(p);
	}
}

/* What `cat a.gz b.gz` makes, and a padded file. */
static void
gzip_members_follow_one_another(void **state)
{
	struct str z = compressed(0);
	char *p = calloc(1, 2 * z.n + 1000);
	struct input *in;
	size_t n = 0;

	(void)state;
	assert_non_null(p);
	memcpy(p, z.p, z.n);
	memcpy(p + z.n, z.p, z.n);
	write_file((struct str){ p, 2 * z.n });
	in = open_or_fail(path);
	for (struct str s; (s = input_peek(in, 1)).n; n += s.n)
		input_skip(in, s.n);
	assert_int_equal(n, 2 * TEXT_BYTES);
	assert_null(input_fault(in));
	input_close(in);
#ifdef HAVE_ZLIB
	memset(p + z.n, 0, 1000);
	write_file((struct str){ p, z.n + 1000 });
	in = open_or_fail(path);
	assert_int_equal(read_through(in), TEXT_BYTES);
	assert_null(input_fault(in));
	input_close(in);
#endif
	free(p);
	free((void *)(uintptr_t)z.p);
}
#endif

#define SHRANK "the file shrank while it was read"

static void
assert_shrank(struct input *in)
{
	assert_non_null(input_fault(in));
	assert_int_equal(input_fault(in)->code, ERR_CUT);
	assert_string_equal(input_fault(in)->text, SHRANK);
}

/* Cut at a page, inside one, and inside the last, which is no SIGBUS. */
static const off_t cuts[] = { 0, 4096, 5000, 65536, 700001, TEXT_BYTES - 10 };

static void
a_rest_ends_where_the_file_shrank_to(void **state)
{
	(void)state;
	for (size_t i = 0; i < COUNT_OF(cuts); i++) {
		struct input *in;
		struct str rest;
		bool cut = false;

		write_file(whole_text());
		in = open_or_fail(path);
		assert_int_equal(truncate(path, cuts[i]), 0);
		rest = input_rest(in, TEXT_BYTES, &cut);
		assert_int_equal(rest.n, cuts[i]);
		assert_memory_equal(rest.p, text, rest.n);
		assert_shrank(in);
		input_close(in);
	}
}

/* What was already given reads as zeros, and the window is cut on request. */
static void
a_window_survives_that_the_file_shrinks(void **state)
{
	(void)state;
	for (size_t i = 0; i < COUNT_OF(cuts); i++) {
		struct input *in;
		struct str window;

		write_file(whole_text());
		in = open_or_fail(path);
		window = input_peek(in, 1);
		assert_int_equal(truncate(path, cuts[i]), 0);
		assert_int_equal(window.p[TEXT_BYTES - 1], 0);
		input_skip(in, TEXT_BYTES);
		assert_true(input_shrank(in, 0));
		assert_int_equal(input_peek(in, 1).n, cuts[i]);
		assert_memory_equal(input_peek(in, 1).p, text, (size_t)cuts[i]);
		assert_false(input_shrank(in, 0));
		assert_shrank(in);
		input_close(in);
	}
}

/* How many of the first pages of a mapping this process has. */
static size_t
pages_had(const char *at, size_t pages)
{
	long page_bytes = sysconf(_SC_PAGESIZE);
	int fd = open("/proc/self/pagemap", O_RDONLY);
	size_t had = 0;

	assert_true(fd >= 0 && page_bytes > 0);
	for (size_t i = 0; i < pages; i++) {
		uint64_t entry;
		off_t offset = (off_t)(((uintptr_t)at / (size_t)page_bytes + i) * sizeof entry);

		assert_int_equal(pread(fd, &entry, sizeof entry, offset), sizeof entry);
		had += entry >> 63; /* bit 63: present (admin-guide/mm/pagemap.rst) */
	}
	close(fd);
	return had;
}

/* What is let go may still be looked at, and the file may shrink in front of it. */
static void
what_was_passed_goes(void **state)
{
	const size_t n = (size_t)12 << 20, step = 100000;
	size_t pages = TEXT_BYTES / (size_t)sysconf(_SC_PAGESIZE);
	struct input *in;
	struct str all;

	(void)state;
	write_file(whole_text());
	assert_int_equal(truncate(path, (off_t)n), 0);
	in = open_or_fail(path);
	all = input_peek(in, 1);
	assert_int_equal(all.n, n);
	for (size_t at = 0; at + step <= n; at += step) {
		assert_true(all.p[at] == (at < TEXT_BYTES ? text[at] : 0));
		input_skip(in, step);
		input_forget(in);
	}
	assert_int_equal(pages_had(all.p, pages), 0);
	assert_memory_equal(all.p, text, TEXT_BYTES);
	assert_int_equal(pages_had(all.p, pages), pages);
	assert_int_equal(truncate(path, TEXT_BYTES), 0);
	assert_int_equal(all.p[(size_t)2 << 20], 0);
	assert_true(input_shrank(in, input_offset(in)));
	assert_int_equal(input_offset(in), TEXT_BYTES);
	input_forget(in);
	assert_int_equal(input_peek(in, 1).n, 0);
	assert_shrank(in);
	input_close(in);
}

/* The handler finds the right one of several, also when one before it is closed. */
static void
only_the_one_that_shrank_has_a_fault(void **state)
{
	char other[] = "/tmp/crux-input-XXXXXX";
	int fd = mkstemp(other);
	struct input *in[4];

	(void)state;
	assert_true(fd >= 0 && write(fd, text, sizeof text) == (ssize_t)sizeof text);
	close(fd);
	write_file(whole_text());
	in[0] = open_or_fail(other);
	in[1] = open_or_fail(path);
	in[2] = open_or_fail(other);
	in[3] = open_or_fail(other);
	input_close(in[2]);
	assert_int_equal(truncate(path, 4096), 0);
	assert_int_equal(read_through(in[3]), TEXT_BYTES);
	assert_int_equal(input_peek(in[1], 1).p[TEXT_BYTES / 2], 0);
	assert_int_equal(read_through(in[0]), TEXT_BYTES);
	assert_shrank(in[1]);
	assert_null(input_fault(in[0]));
	assert_null(input_fault(in[3]));
	input_close(in[0]);
	input_close(in[1]);
	input_close(in[3]);
	unlink(other);
}

/* In a child: fault in a mapping that is not ours. */
static int
fault_elsewhere(void)
{
	int fd = open(path, O_RDWR);
	volatile char *p = mmap(NULL, TEXT_BYTES, PROT_READ, MAP_SHARED, fd, 0);

	signal(SIGBUS, SIG_DFL);
	input_close(open_or_fail(path));
	if (p == MAP_FAILED || ftruncate(fd, 0))
		return 1;
	return p[0] ? 2 : 3;
}

static void
a_bus_error_elsewhere_still_ends_the_program(void **state)
{
	int status;
	pid_t pid;

	(void)state;
	write_file(whole_text());
	pid = fork();
	if (pid == 0)
		_exit(fault_elsewhere());
	assert_int_equal(waitpid(pid, &status, 0), pid);
	assert_true(WIFSIGNALED(status) && WTERMSIG(status) == SIGBUS);
}

/* Claimed, it is not looked at yet: what stands there at input_start counts. */
static void
claiming_reads_nothing(void **state)
{
	struct input *in;
	struct err e = { 0 };
	struct stat st;
	int fd;

	(void)state;
	write_file(whole_text());
	in = input_claim(path, &e);
	assert_non_null(in);
	assert_int_equal(stat(path, &st), 0);
	assert_true(input_is_file(in, st.st_dev, st.st_ino));
	assert_false(input_is_file(in, st.st_dev, st.st_ino + 1));
	fd = open(path, O_WRONLY);
	assert_int_equal(pwrite(fd, "b", 1, 0), 1);
	close(fd);
	assert_true(input_start(in, &e));
	assert_int_equal(*input_peek(in, 1).p, 'b');
	input_close(in);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_plain_file_is_mapped),
		cmocka_unit_test(claiming_reads_nothing),
		cmocka_unit_test(a_rest_ends_where_the_file_shrank_to),
		cmocka_unit_test(a_window_survives_that_the_file_shrinks),
		cmocka_unit_test(what_was_passed_goes),
		cmocka_unit_test(only_the_one_that_shrank_has_a_fault),
		cmocka_unit_test(a_bus_error_elsewhere_still_ends_the_program),
		cmocka_unit_test(a_pipe_slides),
		cmocka_unit_test(stdin_from_a_file_goes_on_where_it_stands),
		cmocka_unit_test(bytes_are_an_input),
		cmocka_unit_test(the_rest_is_bounded),
		cmocka_unit_test(nothing_is_there),
#ifdef HAVE_LIBARCHIVE
		cmocka_unit_test(compressed_files),
		cmocka_unit_test(a_cut_stream_gives_what_stood_before),
		cmocka_unit_test(damage_anywhere),
		cmocka_unit_test(gzip_members_follow_one_another),
#endif
	};

	return cmocka_run_group_tests(tests, make_text, remove_file);
}
