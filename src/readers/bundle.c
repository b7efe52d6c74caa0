/*
 * bundle.c - an archive of evidence: tar or zip, compressed or not, in one another
 *
 * Each member is brought into memory and read as a file of a folder would be, so what is
 * no evidence is skipped. Archives can be bombs, so their depth, their files and the
 * bytes that come out of them have bounds.
 */
#include "readers/bundle.h"

#include "readers/detect.h"

/* A ticket holds a report, which holds its logs, one of which somebody packed. */
#define DEPTH_MAX 4
/* sosreport has some thousands of files. */
#define FILES_MAX 20000
/* One member is in memory as a whole; all together cost time. */
#define MEMBER_MAX_BYTES ((size_t)256 << 20)
#define ALL_MAX_BYTES ((uint64_t)4 << 30)
#define FIRST_BYTES ((size_t)64 << 10)

struct bytes {
	char *p;
	size_t n, room;
};

/* All of a member; what is beyond the bound makes it false. */
static bool
read_member(struct reading *r, struct members *m, struct str *ret)
{
	struct bytes b = { .p = arena_new(r->scratch, char, FIRST_BYTES), .room = FIRST_BYTES };
	size_t got;

	while ((got = members_read(m, b.p + b.n, b.room - b.n))) {
		b.n += got;
		r->unpacked_bytes += got;
		if (b.n < b.room)
			continue;
		if (b.n >= MEMBER_MAX_BYTES || r->unpacked_bytes > ALL_MAX_BYTES)
			return false;
		b.p = arena_grow(r->scratch, b.p, b.n, 2 * b.room, 1);
		b.room *= 2;
	}
	*ret = (struct str){ b.p, b.n };
	return true;
}

static struct str
last_part(struct str path)
{
	return str_from_pos(path, str_rindex(path, '/') + 1);
}

/* Hidden files of a bundle (and what macOS adds to each) are no evidence. */
static bool
is_wanted(struct str name)
{
	struct str last = last_part(name);

	return last.n && last.p[0] != '.' && !str_starts(name, STR("__MACOSX/"));
}

static bool
read_one(struct reading *r, struct members *m, uint32_t input, struct str name)
{
	struct arena_mark mark = arena_mark(r->scratch);
	struct source source = { .from_folder = true };
	bool readable = false;
	struct str bytes;

	str_take(&name, STR("./"));
	source.path =
		str_printf(r->arena, "%s/" STR_F, case_input(r->cs, input)->path, STR_A(name)).p;
	if (!read_member(r, m, &bytes)) {
		case_problem(r->cs, input, 0, STR_F " is left out: it is too long", STR_A(name));
	} else if (bytes.n) {
		if (!source_is_about_evidence(last_part(name)))
			source.in = input_from_bytes(source.path, bytes);
		readable = read_source(r, &source);
	}
	arena_reset(r->scratch, mark);
	return readable;
}

static bool
read_members(struct reading *r, uint32_t input, struct members *m, size_t *ret_files)
{
	bool any = false;
	struct str name;

	while (*ret_files < FILES_MAX && r->unpacked_bytes <= ALL_MAX_BYTES &&
	       members_next(m, &name)) {
		if (!is_wanted(name))
			continue;
		any |= read_one(r, m, input, name);
		++*ret_files;
	}
	if (*ret_files == FILES_MAX || r->unpacked_bytes > ALL_MAX_BYTES)
		case_problem(r->cs, input, 0, "the archive is not read further: it holds too much");
	if (members_fault(m))
		case_problem(r->cs, input, 0, "%s", members_fault(m)->text);
	return any;
}

static void
note_files(struct reading *r, uint32_t input, size_t files)
{
	struct case_input *in = case_input(r->cs, input);

	in->note = str_printf(r->arena, "%s%s%zu file%s", in->note, in->note[0] ? ", " : "", files,
			      files == 1 ? "" : "s")
			   .p;
}

bool
bundle_read(struct reading *r, uint32_t input, struct input *in, const char *form)
{
	struct members *m;
	struct err e = { 0 };
	size_t files = 0;
	bool any;

	if (r->bundle_depth >= DEPTH_MAX) {
		case_problem(r->cs, input, 0, "archives in one another, more than %d deep",
			     DEPTH_MAX);
		return false;
	}
	m = members_open(in, &e);
	if (!m) {
		case_problem(r->cs, input, 0, "%s", e.text);
		return false;
	}
	r->bundle_depth++;
	any = read_members(r, input, m, &files);
	r->bundle_depth--;
	members_close(m);
	case_input(r->cs, input)->kind = form;
	case_input(r->cs, input)->readable = any;
	note_files(r, input, files);
	return any;
}
