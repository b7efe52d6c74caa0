/*
 * sources.c - files and folders, opened before any of them is read
 *
 * Evidence is hostile, and what reads it may open nothing. So all that a command
 * line names is opened first: a file costs a mapping, which needs no descriptor
 * when those run short.
 */
#include <dirent.h>
#include <errno.h>
#include <stdlib.h>
#include <sys/stat.h>

#include "readers/detect.h"

/* Files that speak about evidence without being any. */
bool
source_is_about_evidence(struct str name)
{
	static const struct str names[] = { { "README", 6 }, { "LICENSE", 7 }, { "COPYING", 7 } };

	for (size_t i = 0; i < COUNT_OF(names); i++)
		if (str_starts(name, names[i]))
			return true;
	return false;
}

static void
add_file(struct sources *s, struct arena *a, const char *path)
{
	struct source source = { .path = path };

	source.in = input_claim(path, &source.err);
	vec_push(a, s, source);
}

/* One file of a folder. What holds no evidence there was not given as evidence. */
static void
add_from_folder(struct sources *s, struct arena *a, const char *path, struct str name)
{
	if (source_is_about_evidence(name))
		vec_push(a, s, ((struct source){ .path = path }));
	else
		add_file(s, a, path);
	s->v[s->n - 1].from_folder = true;
}

static int
by_name(const void *pa, const void *pb)
{
	const struct str *a = pa, *b = pb;

	return str_cmp(*a, *b);
}

struct names {
	struct str *v;
	size_t n, cap;
};

/* Hidden files are not evidence. */
static bool
list_folder(struct arena *a, const char *path, struct names *ret)
{
	DIR *dir = opendir(path);
	struct dirent *entry;

	if (!dir)
		return false;
	while ((entry = readdir(dir)))
		if (entry->d_name[0] != '.')
			vec_push(a, ret, str_copy(a, str_from(entry->d_name)));
	closedir(dir);
	if (ret->n)
		qsort(ret->v, ret->n, sizeof(*ret->v), by_name);
	return true;
}

static bool
is_file(const char *path)
{
	struct stat st;

	return stat(path, &st) == 0 && S_ISREG(st.st_mode);
}

static bool
is_folder(const char *path)
{
	struct stat st;

	return strcmp(path, "-") != 0 && stat(path, &st) == 0 && S_ISDIR(st.st_mode);
}

/* A folder by a link is not gone into: links can make rings. */
static bool
is_own_folder(const char *path)
{
	struct stat st;

	return lstat(path, &st) == 0 && S_ISDIR(st.st_mode);
}

/* Deeper is a source tree, and no report. */
#define FOLDER_DEPTH_MAX 16
/* More files than any report has; each costs a mapping. */
#define FOLDER_FILES_MAX 20000

static void
add_folder(struct sources *s, struct arena *a, const char *path, unsigned depth)
{
	const char *slash = str_ends(str_from(path), STR("/")) ? "" : "/";
	struct names names = { 0 };

	if (!list_folder(a, path, &names)) {
		struct source source = { .path = path };

		err_set(&source.err, ERR_SYSTEM, "%s", strerror(errno));
		vec_push(a, s, source);
		return;
	}
	for (size_t i = 0; i < names.n && s->n < FOLDER_FILES_MAX; i++) {
		const char *file = str_printf(a, "%s%s" STR_F, path, slash, STR_A(names.v[i])).p;

		if (is_file(file))
			add_from_folder(s, a, file, names.v[i]);
		else if (depth < FOLDER_DEPTH_MAX && is_own_folder(file))
			add_folder(s, a, file, depth + 1);
	}
}

void
sources_open(struct sources *s, struct arena *a, const char *path)
{
	if (is_folder(path))
		add_folder(s, a, path, 0);
	else
		add_file(s, a, path);
}

void
sources_close(struct sources *s)
{
	for (size_t i = 0; i < s->n; i++) {
		input_close(s->v[i].in);
		s->v[i].in = NULL;
	}
}

static void
mark_skipped(struct case_input *in)
{
	in->skipped = true;
	in->problems.n = 0;
	in->unread.n = 0;
	in->unread_count = 0;
}

/* Text of a folder in which nothing was found was not given as evidence. */
static bool
is_skipped(const struct source *source, const struct case_input *in)
{
	if (!source->from_folder || source->err.code)
		return false;
	return strcmp(in->kind, "unknown") == 0 && (!source->in || in->text.p);
}

static bool
read_one(struct reading *r, struct source *source)
{
	uint32_t input = case_add_input(r->cs, source->path);
	bool readable = false;

	if (source->in)
		readable = read_input(r, input, source->in);
	else if (source->err.code)
		case_problem(r->cs, input, 0, "%s", source->err.text);
	if (!readable && is_skipped(source, case_input(r->cs, input)))
		mark_skipped(case_input(r->cs, input));
	input_close(source->in);
	source->in = NULL;
	return readable;
}

bool
read_source(struct reading *r, struct source *source)
{
	bool any = false;

	for (; source; source = r->next_piece) {
		r->next_piece = source->next_piece;
		any |= read_one(r, source);
	}
	return any;
}

bool
read_path(struct reading *r, const char *path)
{
	struct sources all = { 0 };
	bool any = false;

	sources_open(&all, r->arena, path);
	pieces_line_up(&all, 1, r->arena);
	for (size_t i = 0; i < all.n; i++)
		if (!all.v[i].is_piece)
			any |= read_source(r, &all.v[i]);
	return any;
}
