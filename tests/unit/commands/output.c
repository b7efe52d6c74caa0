/* A file is the old one or the new one, never a part. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>
#include <dirent.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "commands/output.h"

struct folder {
	struct arena arena;
	char path[64];
};

static int
set_up(void **state)
{
	static struct folder f;

	arena_init(&f.arena, "the test", 0);
	snprintf(f.path, sizeof f.path, "/tmp/crux-output-XXXXXX");
	*state = &f;
	return mkdtemp(f.path) && !chdir(f.path) ? 0 : -1;
}

static int
tear_down(void **state)
{
	struct folder *f = *state;
	struct dirent *entry;
	DIR *d = opendir(f->path);

	while (d && (entry = readdir(d)))
		if (entry->d_name[0] != '.' || entry->d_name[1] == 'n')
			unlink(entry->d_name);
	if (d)
		closedir(d);
	arena_fini(&f->arena);
	return chdir("/") || rmdir(f->path);
}

static void
write_file(const char *name, const char *text)
{
	FILE *file = fopen(name, "w");

	assert_non_null(file);
	fputs(text, file);
	fclose(file);
}

static void
file_is(const char *name, const char *want)
{
	char got[64] = { 0 };
	FILE *file = fopen(name, "r");

	assert_non_null(file);
	assert_true(fread(got, 1, sizeof got - 1, file) < sizeof got);
	fclose(file);
	assert_string_equal(got, want);
}

/* Entries of the folder besides . and .. */
static unsigned
files(const struct folder *f)
{
	DIR *d = opendir(f->path);
	unsigned n = 0;

	assert_non_null(d);
	while (readdir(d))
		n++;
	closedir(d);
	return n - 2;
}

static void
a_file_appears_when_it_is_whole(void **state)
{
	struct folder *f = *state;
	struct output o;
	struct err e;

	assert_true(output_open(&o, &f->arena, "new", &e));
	out_puts(&o.out, "text");
	assert_int_not_equal(access("new", F_OK), 0);
	assert_true(output_close(&o, &e));
	file_is("new", "text");
	assert_int_equal(files(f), 1);
}

static void
an_abandoned_one_leaves_the_old(void **state)
{
	struct folder *f = *state;
	struct output o;
	struct err e;

	write_file("old", "before");
	assert_true(output_open(&o, &f->arena, "old", &e));
	out_puts(&o.out, "after");
	output_abandon(&o);
	file_is("old", "before");
	assert_int_equal(files(f), 1);
}

static void
mode_and_links_stay(void **state)
{
	struct folder *f = *state;
	struct output o;
	struct stat st;
	struct err e;

	write_file("old", "before");
	assert_int_equal(chmod("old", 0640), 0);
	assert_int_equal(symlink("old", "link"), 0);
	assert_true(output_open(&o, &f->arena, "link", &e));
	assert_true(output_replaces(&o, "old"));
	assert_false(output_replaces(&o, "other"));
	out_puts(&o.out, "after");
	assert_true(output_close(&o, &e));
	file_is("old", "after");
	assert_int_equal(lstat("link", &st), 0);
	assert_true(S_ISLNK(st.st_mode));
	assert_int_equal(stat("old", &st), 0);
	assert_int_equal(st.st_mode & 07777, 0640);
}

static void
a_detached_one_is_placed_by_another(void **state)
{
	struct folder *f = *state;
	struct output o;
	struct err e;

	write_file("old", "before");
	assert_true(output_open(&o, &f->arena, "old", &e));
	assert_true(output_detach(&o, &e));
	out_puts(&o.out, "after");
	assert_true(output_close(&o, &e));
	file_is("old", "after");
	assert_true(output_open(&o, &f->arena, "old", &e));
	assert_true(output_detach(&o, &e));
	out_puts(&o.out, "never");
	output_abandon(&o);
	file_is("old", "after");
	assert_int_equal(files(f), 1);
	assert_int_equal(waitpid(-1, NULL, 0), -1); /* no process is left */
}

static void
a_detached_one_that_cannot_be_placed(void **state)
{
	struct folder *f = *state;
	struct output o;
	struct err e;

	assert_true(output_open(&o, &f->arena, "new", &e));
	assert_true(output_detach(&o, &e));
	assert_int_equal(mkdir("new", 0700), 0);
	assert_false(output_close(&o, &e));
	assert_true(str_has(str_from(e.text), STR("new: Is a directory")));
	assert_int_equal(rmdir("new"), 0);
	assert_int_equal(files(f), 0);
}

/* A process that ends without a word leaves nothing beside the file. */
static void
a_detached_one_of_the_dead(void **state)
{
	struct folder *f = *state;
	struct output o;
	struct err e;
	pid_t pid;

	write_file("old", "before");
	pid = fork();
	if (!pid) {
		if (output_open(&o, &f->arena, "old", &e) && output_detach(&o, &e))
			kill(getpid(), SIGKILL);
		_exit(1);
	}
	assert_int_equal(waitpid(pid, NULL, 0), pid);
	for (int i = 0; i < 1000 && files(f) > 1; i++)
		usleep(10000);
	file_is("old", "before");
	assert_int_equal(files(f), 1);
}

/* The placer is gone: an error and no signal. */
static void
a_placer_that_died_is_told(void **state)
{
	struct folder *f = *state;
	struct output o;
	struct err e;

	assert_true(output_open(&o, &f->arena, "new", &e));
	assert_true(output_detach(&o, &e));
	kill(o.placer.pid, SIGKILL);
	assert_false(output_close(&o, &e));
	assert_int_equal(e.code, ERR_SYSTEM);
	assert_int_equal(files(f), 0);
}

/* A device must not be replaced by a file. */
static void
what_is_no_file_is_written_in_place(void **state)
{
	struct folder *f = *state;
	struct output o;
	struct stat st;
	struct err e;

	assert_true(output_open(&o, &f->arena, "/dev/null", &e));
	assert_null(o.temporary);
	assert_true(output_close(&o, &e));
	assert_int_equal(stat("/dev/null", &st), 0);
	assert_true(S_ISCHR(st.st_mode));
}

static void
a_full_disk_is_told(void **state)
{
	struct folder *f = *state;
	struct output o;
	struct err e;

	assert_true(output_open(&o, &f->arena, "/dev/full", &e));
	out_puts(&o.out, "text");
	assert_false(output_close(&o, &e));
	assert_true(str_has(str_from(e.text), STR("No space left")));
	assert_false(output_open(&o, &f->arena, "no/such/folder", &e));
	assert_true(str_has(str_from(e.text), STR("no/such/folder: No such file")));
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(a_file_appears_when_it_is_whole, set_up, tear_down),
		cmocka_unit_test_setup_teardown(an_abandoned_one_leaves_the_old, set_up, tear_down),
		cmocka_unit_test_setup_teardown(a_detached_one_is_placed_by_another, set_up,
						tear_down),
		cmocka_unit_test_setup_teardown(a_detached_one_that_cannot_be_placed, set_up,
						tear_down),
		cmocka_unit_test_setup_teardown(a_detached_one_of_the_dead, set_up, tear_down),
		cmocka_unit_test_setup_teardown(a_placer_that_died_is_told, set_up, tear_down),
		cmocka_unit_test_setup_teardown(mode_and_links_stay, set_up, tear_down),
		cmocka_unit_test_setup_teardown(what_is_no_file_is_written_in_place, set_up,
						tear_down),
		cmocka_unit_test_setup_teardown(a_full_disk_is_told, set_up, tear_down),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
