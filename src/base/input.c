/*
 * input.c - mapped files, streams and compressed streams behind one window
 *
 * The window [at, at + have) lies either in the mapping or in a buffer of our
 * own, which slides: what was skipped is dropped when more is needed.
 */
#include "base/input.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/decompress.h"

#define READ_BYTES ((size_t)256 << 10)

struct input {
	char *name;
	int fd;	   /* -1: bytes or a mapping only */
	void *map; /* the mapped file, NULL if not mapped */
	size_t map_bytes;
	const char *compression;
	struct decompress *decompress; /* NULL when the bytes are plain */

	const char *at; /* the window */
	size_t have;
	char *buf; /* owned memory behind the window, NULL when mapped */
	size_t buf_cap;
	bool ended;

	char *raw;	 /* a read of the compressed stream */
	struct str head; /* bytes read from fd before the form was known */
	char head_buf[16];

	uint64_t offset;
	uint64_t size;
	uint64_t raw_bytes;
	struct err fault;
};

static ssize_t
read_some(int fd, char *p, size_t n)
{
	ssize_t got;

	do
		got = read(fd, p, n);
	while (got < 0 && errno == EINTR);
	return got;
}

/* The next raw bytes of the file: the head first, then what read() gives. */
static ssize_t
raw_read(struct input *in, char *p, size_t n)
{
	ssize_t got;

	if (in->head.n) {
		n = MIN(n, in->head.n);
		memcpy(p, in->head.p, n);
		in->head = str_from_pos(in->head, n);
		return (ssize_t)n;
	}
	if (in->fd < 0)
		return 0;
	got = read_some(in->fd, p, n);
	if (got > 0)
		in->raw_bytes += (uint64_t)got;
	return got;
}

/* For decompression: the whole mapping at once, or a read. */
static ssize_t
pull(void *ctx, const char **ret_bytes)
{
	struct input *in = ctx;

	if (!in->map) {
		*ret_bytes = in->raw;
		return raw_read(in, in->raw, READ_BYTES);
	}
	*ret_bytes = in->map;
	if (in->raw_bytes)
		return 0;
	in->raw_bytes = in->map_bytes;
	return (ssize_t)in->map_bytes;
}

static bool
decompress_start(struct input *in, struct err *e)
{
	if (!in->map && !(in->raw = malloc(READ_BYTES)))
		return err_set(e, ERR_LIMIT, "no memory to decompress");
	in->decompress = decompress_open(in->compression, pull, in, e);
	return in->decompress != NULL;
}

static ssize_t
decompress_more(struct input *in, char *p, size_t n)
{
	ssize_t got = decompress_read(in->decompress, p, n, &in->fault);

	if (got < 0)
		err_in(&in->fault, "%s stream broken after %llu bytes", in->compression,
		       (unsigned long long)(in->offset + in->have));
	return got;
}

static ssize_t
plain_more(struct input *in, char *p, size_t n)
{
	ssize_t got = raw_read(in, p, n);

	if (got < 0)
		err_errno(&in->fault, "reading after %llu bytes",
			  (unsigned long long)(in->offset + in->have));
	return got;
}

/* Slide the window to the front of its buffer and make room for want bytes. */
static bool
window_room(struct input *in, size_t want)
{
	size_t cap = in->buf_cap ? in->buf_cap : READ_BYTES;
	char *p;

	if (in->have && in->at != in->buf)
		memmove(in->buf, in->at, in->have);
	in->at = in->buf;
	while (cap < want)
		cap *= 2;
	if (cap == in->buf_cap)
		return true;
	p = realloc(in->buf, cap);
	if (!p) {
		err_set(&in->fault, ERR_LIMIT, "no memory for a window of %zu bytes", cap);
		return false;
	}
	in->buf = p;
	in->buf_cap = cap;
	in->at = p;
	return true;
}

static void
window_fill(struct input *in, size_t want)
{
	if (!window_room(in, want)) {
		in->ended = true;
		return;
	}
	while (in->have < want && !in->ended) {
		char *to = in->buf + in->have;
		size_t n = in->buf_cap - in->have;
		ssize_t got = in->decompress ? decompress_more(in, to, n) : plain_more(in, to, n);

		if (got > 0)
			in->have += (size_t)got;
		else
			in->ended = true;
	}
}

struct str
input_peek(struct input *in, size_t want)
{
	want = MIN(want, INPUT_WINDOW_MAX);
	if (in->have < want && !in->ended)
		window_fill(in, want);
	return (struct str){ in->at, in->have };
}

void
input_skip(struct input *in, size_t n)
{
	n = MIN(n, in->have);
	in->at += n;
	in->have -= n;
	in->offset += n;
}

struct str
input_rest(struct input *in, size_t limit_bytes, bool *ret_cut)
{
	while (in->have <= limit_bytes && !in->ended)
		window_fill(in, MAX(in->have, READ_BYTES / 2) * 2);
	*ret_cut = in->have > limit_bytes;
	return (struct str){ in->at, MIN(in->have, limit_bytes) };
}

static struct input *
input_new(const char *name)
{
	struct input *in = calloc(1, sizeof *in);

	if (!in)
		return NULL;
	in->name = strdup(name);
	in->fd = -1;
	in->compression = "";
	if (in->name)
		return in;
	free(in);
	return NULL;
}

struct input *
input_from_bytes(const char *name, struct str bytes)
{
	struct input *in = input_new(name);

	if (!in)
		return NULL;
	in->at = bytes.p;
	in->have = bytes.n;
	in->ended = true;
	in->size = bytes.n;
	return in;
}

static bool
map_file(struct input *in, size_t size)
{
	void *p = mmap(NULL, size, PROT_READ, MAP_PRIVATE, in->fd, 0);

	if (p == MAP_FAILED)
		return false;
	in->map = p;
	in->map_bytes = size;
	return true;
}

static void
read_head(struct input *in)
{
	size_t n = 0;
	ssize_t got;

	while (n < sizeof in->head_buf &&
	       (got = read_some(in->fd, in->head_buf + n, sizeof in->head_buf - n)) > 0)
		n += (size_t)got;
	in->head = (struct str){ in->head_buf, n };
	in->raw_bytes = n;
}

static bool
start(struct input *in, struct err *e)
{
	struct stat st;

	if (fstat(in->fd, &st) < 0)
		return err_errno(e, "cannot look at the file");
	if (S_ISDIR(st.st_mode))
		return err_set(e, ERR_USAGE, "is a folder");
	if (S_ISREG(st.st_mode))
		in->size = (uint64_t)st.st_size;
	if (S_ISREG(st.st_mode) && st.st_size > 0 && lseek(in->fd, 0, SEEK_CUR) == 0 &&
	    map_file(in, (size_t)st.st_size)) {
		in->compression = decompress_form((struct str){ in->map, in->map_bytes });
		if (*in->compression)
			return decompress_start(in, e);
		in->at = in->map;
		in->have = in->map_bytes;
		in->ended = true;
		return true;
	}
	read_head(in);
	in->compression = decompress_form(in->head);
	return *in->compression ? decompress_start(in, e) : true;
}

struct input *
input_open(const char *path, struct err *e)
{
	struct input *in = input_new(path);

	if (!in) {
		err_set(e, ERR_LIMIT, "no memory");
		return NULL;
	}
	in->fd = strcmp(path, "-") ? open(path, O_RDONLY | O_CLOEXEC) : dup(STDIN_FILENO);
	if (in->fd < 0)
		err_errno(e, "cannot open");
	else if (start(in, e))
		return in;
	input_close(in);
	return NULL;
}

void
input_close(struct input *in)
{
	if (!in)
		return;
	decompress_close(in->decompress);
	if (in->map)
		munmap(in->map, in->map_bytes);
	if (in->fd >= 0)
		close(in->fd);
	free(in->buf);
	free(in->raw);
	free(in->name);
	free(in);
}

uint64_t
input_offset(const struct input *in)
{
	return in->offset;
}

uint64_t
input_size(const struct input *in)
{
	return in->size;
}

uint64_t
input_consumed(const struct input *in)
{
	return in->decompress || (!in->map && in->fd >= 0) ? in->raw_bytes : in->offset;
}

bool
input_is_mapped(const struct input *in)
{
	return in->at && !in->buf;
}

const char *
input_name(const struct input *in)
{
	return in->name;
}

const char *
input_compression(const struct input *in)
{
	return in->compression;
}

const struct err *
input_fault(const struct input *in)
{
	return in->fault.code ? &in->fault : NULL;
}
