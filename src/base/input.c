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
#include <sys/resource.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/decompress.h"
#include "base/mapping.h"
#include "base/members.h"
#include "base/unpacker.h"

#define READ_BYTES ((size_t)256 << 10)

/* What a process has open anyway, with some to spare. */
#define FEW_DESCRIPTORS 64

/* The smallest and the largest pages that kernels are built with. */
#define PAGE_BYTES_MIN 4096
#define PAGE_BYTES_MAX 65536

/*
 * Pages go that many at a time, while what the kernel knows of them is still in a core's
 * second cache; each time, other threads are interrupted.
 */
#define FORGOTTEN_BYTES ((size_t)4 << 20)

struct input {
	char *name;
	int fd;		    /* -1: bytes or a mapping only */
	struct mapping map; /* of the whole file, if it can be mapped */
	struct stat status; /* when it was opened */
	const char *compression;
	struct decompress *decompress; /* NULL when the bytes are plain */

	const char *at; /* the window */
	size_t have;
	char *buf; /* owned memory behind the window, NULL when mapped */
	size_t buf_cap;
	bool ended;
	bool is_bytes; /* of input_from_bytes */

	char *raw;	 /* a read of the compressed stream */
	struct str head; /* bytes read from fd before the form was known */
	char head_buf[16];

	uint64_t offset;
	size_t forgotten; /* of a mapped one: its pages up to here may be gone */
	uint64_t size;
	uint64_t raw_bytes;
	struct err fault;
	bool started;
	struct err start_err; /* why it could not be */
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

	if (!in->map.p) {
		*ret_bytes = in->raw;
		return raw_read(in, in->raw, READ_BYTES);
	}
	*ret_bytes = in->map.p;
	if (in->raw_bytes)
		return 0;
	in->raw_bytes = in->map.n;
	return (ssize_t)in->map.n;
}

static bool
decompress_start(struct input *in, struct err *e)
{
	if (!in->map.p && !(in->raw = malloc(READ_BYTES)))
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

void
input_forget(struct input *in)
{
	size_t passed = (size_t)(in->at - in->map.p) / PAGE_BYTES_MAX * PAGE_BYTES_MAX;

	if (!in->map.p || !input_is_mapped(in) || passed < in->forgotten + FORGOTTEN_BYTES)
		return;
	madvise((char *)(uintptr_t)in->map.p + in->forgotten, passed - in->forgotten,
		MADV_DONTNEED);
	in->forgotten = passed;
}

/*
 * How much of the mapped file is left. Without a descriptor all that is known is the
 * page that is gone; the page in front of it is zeros from where the file ends.
 */
static size_t
bytes_left(const struct input *in)
{
	struct stat st;
	size_t n = in->map.lost_at;

	if (in->map.p && in->fd >= 0 && !fstat(in->fd, &st))
		n = (size_t)MIN((uint64_t)MAX(st.st_size, 0), (uint64_t)n);
	else if (mapping_lost(&in->map))
		while (n && !in->map.p[n - 1])
			n--;
	return n;
}

/*
 * Whether the window reaches behind the file's end. A cut inside the last page is no
 * SIGBUS, so the size is asked for where that page may have been seen.
 */
static bool
reaches_too_far(const struct input *in)
{
	if (!in->map.p || !input_is_mapped(in))
		return false;
	if (!mapping_lost(&in->map) && in->have >= PAGE_BYTES_MAX)
		return false;
	return in->at + in->have > in->map.p + bytes_left(in);
}

bool
input_shrank(struct input *in, uint64_t offset)
{
	size_t left;

	if (LIKELY(!reaches_too_far(in)))
		return false;
	left = bytes_left(in);
	in->offset = MIN(offset, (uint64_t)left);
	in->at = in->map.p + in->offset;
	in->have = left - (size_t)in->offset;
	return true;
}

/* All that will be looked at is fetched, so that what is gone is known before. */
static void
fetch(struct input *in, size_t n)
{
	for (size_t i = 0; i < n; i += PAGE_BYTES_MIN)
		(void)*(const volatile char *)(in->at + i);
	if (bytes_left(in) < in->map.n)
		in->have = bytes_left(in) - (size_t)MIN(in->offset, (uint64_t)bytes_left(in));
}

struct str
input_rest(struct input *in, size_t limit_bytes, bool *ret_cut)
{
	if (in->map.p && input_is_mapped(in))
		fetch(in, MIN(in->have, limit_bytes));
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
	in->is_bytes = true;
	in->size = bytes.n;
	return in;
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

/* Few systems let a process have more files open at first than it may ask for. */
static rlim_t
descriptor_limit(void)
{
	struct rlimit limit;

	if (getrlimit(RLIMIT_NOFILE, &limit))
		return 0;
	if (limit.rlim_cur < limit.rlim_max) {
		limit.rlim_cur = limit.rlim_max;
		if (setrlimit(RLIMIT_NOFILE, &limit))
			getrlimit(RLIMIT_NOFILE, &limit);
	}
	return limit.rlim_cur;
}

/*
 * A mapping needs no descriptor; it is kept to ask for the file's size later, unless
 * there are so many that other files could not be opened.
 */
static void
spare_descriptor(struct input *in)
{
	if (in->fd < FEW_DESCRIPTORS || (rlim_t)in->fd + FEW_DESCRIPTORS < descriptor_limit())
		return;
	close(in->fd);
	in->fd = -1;
}

/*
 * Behind the lock no library can be loaded, so it is asked for here: where the first bytes
 * say that it may be needed, or where they cannot be seen without reading. What is in a
 * gzip stream may be an archive.
 */
static void
load_unpacker(const struct input *in)
{
	struct str head = { in->map.p, MIN(in->map.n, MEMBERS_HEAD_BYTES) };

	if (!in->map.p || *decompress_form(head) || *members_form(head))
		unpacker_load();
}

static bool
claim_file(struct input *in, struct err *e)
{
	const struct stat *st = &in->status;

	if (fstat(in->fd, &in->status) < 0)
		return err_errno(e, "cannot look at the file");
	if (S_ISDIR(st->st_mode))
		return err_set(e, ERR_USAGE, "is a folder");
	if (!S_ISREG(st->st_mode))
		return true;
	in->size = (uint64_t)st->st_size;
	if (st->st_size > 0 && lseek(in->fd, 0, SEEK_CUR) == 0 &&
	    mapping_open(&in->map, in->fd, (size_t)st->st_size))
		spare_descriptor(in);
	return true;
}

static bool
claim(struct input *in, struct err *e)
{
	if (!claim_file(in, e))
		return false;
	load_unpacker(in);
	return true;
}

struct input *
input_claim(const char *path, struct err *e)
{
	struct input *in = input_new(path);

	if (!in) {
		err_set(e, ERR_LIMIT, "no memory");
		return NULL;
	}
	in->fd = strcmp(path, "-") ? open(path, O_RDONLY | O_CLOEXEC) : dup(STDIN_FILENO);
	if (in->fd < 0)
		err_errno(e, "cannot open");
	else if (claim(in, e))
		return in;
	input_close(in);
	return NULL;
}

/* Bytes in memory turned out to be compressed: they are what a read would give. */
static void
give_as_raw(struct input *in)
{
	in->head = (struct str){ in->at, in->have };
	in->at = NULL;
	in->have = 0;
	in->ended = false;
}

static bool
start(struct input *in, struct err *e)
{
	if (in->is_bytes) {
		in->compression = decompress_form((struct str){ in->at, in->have });
		if (*in->compression)
			give_as_raw(in);
	} else if (!in->map.p) {
		read_head(in);
		in->compression = decompress_form(in->head);
	} else {
		in->compression = decompress_form((struct str){ in->map.p, in->map.n });
	}
	if (*in->compression)
		return decompress_start(in, e);
	if (in->map.p) {
		in->at = in->map.p;
		in->have = in->map.n;
		in->ended = true;
	}
	return true;
}

bool
input_start(struct input *in, struct err *e)
{
	if (!in->started)
		start(in, &in->start_err);
	in->started = true;
	if (in->start_err.code)
		*e = in->start_err;
	return !in->start_err.code;
}

struct input *
input_open(const char *path, struct err *e)
{
	struct input *in = input_claim(path, e);

	if (!in || input_start(in, e))
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
	mapping_close(&in->map);
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
	return in->decompress || (!in->map.p && in->fd >= 0) ? in->raw_bytes : in->offset;
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

bool
input_is_file(const struct input *in, dev_t device, ino_t number)
{
	return in->status.st_dev == device && in->status.st_ino == number;
}

const struct err *
input_fault(struct input *in)
{
	if (bytes_left(in) < in->map.n)
		err_set(&in->fault, ERR_CUT, "the file shrank while it was read");
	return in->fault.code ? &in->fault : NULL;
}
