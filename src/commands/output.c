/*
 * output.c - write beside the file, then rename
 */
#include "commands/output.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

/* Read and write for all, less what the user's mask takes away. */
#define NEW_FILE_MODE 0666

static mode_t
new_file_mode(void)
{
	mode_t mask = umask(0);

	umask(mask);
	return NEW_FILE_MODE & ~mask;
}

/* A link is followed, so that the file behind it is replaced and not the link. */
static const char *
behind_links(struct arena *a, const char *path)
{
	char resolved[4096];

	return realpath(path, resolved) ? str_to_cstr(a, str_from(resolved)) : path;
}

static bool
open_in_place(struct output *o, struct err *e)
{
	o->fd = open(o->path, O_WRONLY | O_CLOEXEC | O_NOCTTY);
	if (o->fd < 0)
		return err_errno(e, "%s", o->path);
	return true;
}

static bool
open_beside(struct output *o, struct arena *a, struct err *e)
{
	struct str path = str_from(o->path);
	size_t slash = str_rindex(path, '/');
	size_t base = slash == SIZE_MAX ? 0 : slash + 1;
	char *name;

	name = str_to_cstr(a,
			   str_printf(a, STR_F "." STR_F ".XXXXXX", STR_A(str_sub(path, 0, base)),
				      STR_A(str_from_pos(path, base))));
	o->fd = mkostemp(name, O_CLOEXEC);
	if (o->fd < 0)
		return err_errno(e, "%s", o->path);
	o->temporary = name;
	if (fchmod(o->fd, o->was_there ? o->old.st_mode & 07777 : new_file_mode()))
		return err_errno(e, "%s", o->path);
	return true;
}

bool
output_open(struct output *o, struct arena *a, const char *path, struct err *e)
{
	*o = (struct output){ .fd = STDOUT_FILENO };
	if (path && strcmp(path, "-")) {
		bool ok;

		o->path = behind_links(a, path);
		o->was_there = !stat(o->path, &o->old);
		ok = o->was_there && !S_ISREG(o->old.st_mode) ? open_in_place(o, e)
							      : open_beside(o, a, e);
		if (!ok) {
			output_abandon(o);
			return false;
		}
	}
	out_init_fd(&o->out, o->fd);
	return true;
}

bool
output_replaces(const struct output *o, const char *path)
{
	struct stat st;

	return o->was_there && S_ISREG(o->old.st_mode) && !stat(path, &st) &&
	       st.st_dev == o->old.st_dev && st.st_ino == o->old.st_ino;
}

bool
output_replaces_input(const struct output *o, const struct input *in)
{
	return o->was_there && S_ISREG(o->old.st_mode) &&
	       input_is_file(in, o->old.st_dev, o->old.st_ino);
}

bool
output_detach(struct output *o, struct err *e)
{
	return !o->temporary || placer_start(&o->placer, o->temporary, o->path, e);
}

static bool
put_in_place(struct output *o)
{
	return o->placer.pid ? placer_place(&o->placer) : !rename(o->temporary, o->path);
}

/* Give up the memory, the descriptor and the unfinished file. */
static void
release(struct output *o)
{
	out_fini(&o->out);
	if (o->path && o->fd >= 0)
		close(o->fd);
	if (o->placer.pid)
		placer_abandon(&o->placer);
	else if (o->temporary)
		unlink(o->temporary);
	*o = (struct output){ .fd = -1 };
}

bool
output_close(struct output *o, struct err *e)
{
	bool ok = out_finish(&o->out, e);

	/* Without it, a full disk may show only after the rename. */
	if (ok && o->temporary && fsync(o->fd))
		ok = err_errno(e, "%s", o->path);
	if (ok && o->temporary && !put_in_place(o))
		ok = err_errno(e, "%s", o->path);
	else if (ok)
		o->temporary = NULL;
	release(o);
	return ok;
}

void
output_abandon(struct output *o)
{
	o->out.n = 0;
	release(o);
}
