/*
 * sources.c - segments to try properties on
 */
#include <dirent.h>
#include <stdlib.h>
#include <sys/stat.h>

#include "play.h"
#include "script.h"
#include "sources.h"

static void
add(struct arena *a, struct sources *ret, const char *name, const struct segments *segs)
{
	if (segs->list.n)
		vec_push(a, &ret->list, (struct source){ name, segs->list.v, segs->list.n });
}

/* ICMP errors are no segments: they are neither judged nor counted. */
static void
add_segment(struct arena *a, const struct segment *s, struct segments *ret)
{
	if (!s->icmp)
		vec_push(a, &ret->list, *s);
}

static void
add_script(struct arena *a, const char *path, struct sources *ret)
{
	struct segments segs = { 0 };
	struct script script;
	struct str text;
	struct err e;

	if (!script_load(a, path, &text, &e) || !script_parse(a, path, text, &script, &e))
		return; /* scripts.c says what is wrong */
	for (size_t i = 0; i < script.packets.n; i++)
		add_segment(a, &script.packets.v[i].seg, &segs);
	add(a, ret, path, &segs);
}

static void
read_all(struct arena *a, struct capture *c, struct segments *ret)
{
	struct segment some[64];
	size_t n;

	while ((n = capture_read(c, some, COUNT_OF(some))))
		for (size_t i = 0; i < n; i++)
			add_segment(a, &some[i], ret);
}

static void
add_capture(struct arena *a, const char *path, struct sources *ret)
{
	struct segments segs = { 0 };
	struct err e;
	struct input *in = input_open(path, &e);
	enum capture_kind kind;
	struct capture *c;

	if (!in)
		return;
	c = capture_probe(input_peek(in, 16), &kind) ? capture_open(a, in, &e) : NULL;
	if (c)
		read_all(a, c, &segs);
	input_close(in);
	add(a, ret, path, &segs);
}

static int
is_visible(const struct dirent *entry)
{
	return entry->d_name[0] != '.';
}

static void
add_folder(struct arena *a, const char *folder, struct sources *ret)
{
	struct dirent **entries;
	int count = scandir(folder, &entries, is_visible, alphasort);

	for (int i = 0; i < count; i++) {
		char *path = str_to_cstr(a, str_printf(a, "%s/%s", folder, entries[i]->d_name));
		struct stat st;

		free(entries[i]);
		if (stat(path, &st) < 0)
			continue;
		if (S_ISDIR(st.st_mode))
			add_folder(a, path, ret);
		else if (S_ISREG(st.st_mode))
			add_capture(a, path, ret);
	}
	if (count >= 0)
		free(entries);
}

void
sources_find(struct arena *a, const char *root, struct sources *ret)
{
	static const char *const folders[] = { "tests/data", "examples", "../shared/incidents" };
	struct script_names scripts;

	*ret = (struct sources){ 0 };
	script_find(a, str_to_cstr(a, str_printf(a, "%s/tests/unit/tcp/scripts", root)), &scripts);
	for (size_t i = 0; i < scripts.paths.n; i++)
		add_script(a, scripts.paths.v[i], ret);
	for (size_t i = 0; i < COUNT_OF(folders); i++)
		add_folder(a, str_to_cstr(a, str_printf(a, "%s/%s", root, folders[i])), ret);
}
