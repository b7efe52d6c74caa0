/*
 * members.c - the files in a tar or zip archive, by libarchive
 *
 * Only these two formats, by name: others of libarchive have parsers that no evidence
 * needs. Links, devices and folders are passed over: nothing is unpacked to a disk.
 */
#include "base/members.h"

#include <stdlib.h>

#include "base/unpacker.h"
#include "config.h"

/* How much of the archive is looked at in one go. */
#define PULL_BYTES ((size_t)64 << 10)

static const struct str tar_mark = { "ustar", 5 };
#define TAR_MARK_AT 257 /* POSIX.1-1988, ustar header: the field magic */

#ifdef HAVE_LIBARCHIVE

struct members {
	const struct unpacker *lib; /* NULL: there is none, and nothing is open */
	struct archive *archive;
	struct input *in;
	size_t given; /* bytes of the last pull, to be passed at the next */
	struct err fault;
};

const char *
members_form(struct str head)
{
	if (str_starts(head, (struct str){ "PK\3\4", 4 }))
		return "zip";
	return str_eq(str_sub(head, TAR_MARK_AT, tar_mark.n), tar_mark) ? "tar" : "";
}

static la_ssize_t
pull(struct archive *archive, void *ctx, const void **ret_bytes)
{
	struct members *m = ctx;
	struct str bytes;

	(void)archive;
	input_skip(m->in, m->given);
	bytes = input_peek(m->in, PULL_BYTES);
	m->given = MIN(bytes.n, PULL_BYTES);
	*ret_bytes = bytes.p;
	return (la_ssize_t)m->given;
}

static bool
start(struct members *m, struct err *e)
{
	m->lib = unpacker_get(e);
	if (!m->lib)
		return false;
	m->archive = m->lib->archive_read_new();
	if (!m->archive)
		return err_set(e, ERR_LIMIT, "no memory to unpack");
	m->lib->archive_read_support_format_tar(m->archive);
	m->lib->archive_read_support_format_zip_streamable(m->archive);
	if (m->lib->archive_read_open(m->archive, m, NULL, pull, NULL) != ARCHIVE_OK)
		return err_set(e, ERR_FORMAT, "%s", m->lib->archive_error_string(m->archive));
	return true;
}

struct members *
members_open(struct input *in, struct err *e)
{
	struct members *m = calloc(1, sizeof(*m));

	if (!m) {
		err_set(e, ERR_LIMIT, "no memory to unpack");
		return NULL;
	}
	m->in = in;
	if (start(m, e))
		return m;
	members_close(m);
	return NULL;
}

static void
note_fault(struct members *m)
{
	const char *words = m->lib->archive_error_string(m->archive);

	if (!m->fault.code)
		err_set(&m->fault, ERR_CUT, "%s", words ? words : "the archive is damaged");
}

bool
members_next(struct members *m, struct str *ret_name)
{
	struct archive_entry *entry;
	int status;

	while (!m->fault.code) {
		status = m->lib->archive_read_next_header(m->archive, &entry);
		if (status == ARCHIVE_EOF)
			return false;
		if (status < ARCHIVE_WARN) {
			note_fault(m);
			return false;
		}
		if (m->lib->archive_entry_filetype(entry) != AE_IFREG ||
		    m->lib->archive_entry_hardlink(entry) || !m->lib->archive_entry_pathname(entry))
			continue;
		*ret_name = str_from(m->lib->archive_entry_pathname(entry));
		return true;
	}
	return false;
}

size_t
members_read(struct members *m, char *p, size_t n)
{
	la_ssize_t got = m->lib->archive_read_data(m->archive, p, n);

	if (got >= 0)
		return (size_t)got;
	note_fault(m);
	return 0;
}

void
members_close(struct members *m)
{
	if (!m)
		return;
	if (m->lib)
		m->lib->archive_read_free(m->archive);
	free(m);
}

const struct err *
members_fault(const struct members *m)
{
	return m->fault.code ? &m->fault : NULL;
}

#else

const char *
members_form(struct str head)
{
	(void)head, (void)tar_mark;
	return "";
}

struct members *
members_open(struct input *in, struct err *e)
{
	(void)in;
	err_set(e, ERR_FORMAT, "archives are not read: built without libarchive");
	return NULL;
}

bool
members_next(struct members *m, struct str *ret_name)
{
	(void)m, (void)ret_name;
	return false;
}

size_t
members_read(struct members *m, char *p, size_t n)
{
	(void)m, (void)p, (void)n;
	return 0;
}

void
members_close(struct members *m)
{
	(void)m;
}

const struct err *
members_fault(const struct members *m)
{
	(void)m;
	return NULL;
}

#endif
