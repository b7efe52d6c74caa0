/*
 * replay.c - run a fuzz target over files instead of under a fuzzer
 *
 * Linked with a target where libFuzzer is not, so that the corpus and every
 * crash ever found are an ordinary test in every check, with any compiler.
 * Arguments are files, or folders whose files are taken in name order; one TAP
 * line per file, printed before the file is run so that a crash names it.
 */
#include <dirent.h>
#include <errno.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

/* The target's entry, as libFuzzer wants it. */
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t len_bytes);

static unsigned files_run;
static unsigned files_failed;

/* An exact heap copy: a sanitizer then sees the first byte read past the end. */
static bool
run_stream(FILE *in, size_t len_bytes)
{
	uint8_t *data = malloc(len_bytes ? len_bytes : 1);
	bool ok = data && fread(data, 1, len_bytes, in) == len_bytes;

	if (ok)
		LLVMFuzzerTestOneInput(data, len_bytes);
	free(data);
	return ok;
}

static void
run_file(const char *path, size_t len_bytes)
{
	FILE *in = fopen(path, "rb");
	bool ok;

	fprintf(stderr, "# %s\n", path);
	ok = in && run_stream(in, len_bytes);
	if (in)
		fclose(in);
	printf("%sok %u - %s\n", ok ? "" : "not ", ++files_run, path);
	fflush(stdout);
	files_failed += !ok;
}

static void run_path(const char *path);

static int
is_visible(const struct dirent *entry)
{
	return entry->d_name[0] != '.';
}

static void
run_folder(const char *folder)
{
	struct dirent **entries;
	int count = scandir(folder, &entries, is_visible, alphasort);

	for (int i = 0; i < count; i++) {
		char path[4096];

		snprintf(path, sizeof(path), "%s/%s", folder, entries[i]->d_name);
		run_path(path);
		free(entries[i]);
	}
	if (count >= 0)
		free(entries);
}

static void
run_path(const char *path)
{
	struct stat st;

	if (stat(path, &st) < 0) {
		printf("not ok %u - %s: %s\n", ++files_run, path, strerror(errno));
		files_failed++;
	} else if (S_ISDIR(st.st_mode)) {
		run_folder(path);
	} else {
		run_file(path, (size_t)st.st_size);
	}
}

int
main(int argc, char **argv)
{
	LLVMFuzzerTestOneInput((const uint8_t *)"", 0);
	for (int i = 1; i < argc; i++)
		run_path(argv[i]);
	printf("ok %u - the empty input\n", ++files_run);
	printf("1..%u\n", files_run);
	return files_failed ? EXIT_FAILURE : EXIT_SUCCESS;
}
