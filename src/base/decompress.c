/*
 * decompress.c - gzip by zlib, the other forms by libarchive
 *
 * libarchive reads all four, but fills a whole block before it gives any of it,
 * and gives none when the stream ends early: a small capture that was cut would be
 * lost. gzip is by far the commonest form, so it is read to the last byte.
 */
#include "base/decompress.h"

#include <errno.h>
#include <stdlib.h>

#include "base/unpacker.h"
#include "config.h"

#ifdef HAVE_ZLIB
#include <zlib.h>
#endif

struct decompress {
	const struct codec *codec;
	decompress_pull *pull;
	void *ctx;
	const char *at; /* raw bytes for zlib, plain ones from libarchive: left of the last */
	size_t left;
	struct err fault; /* to be told when all before it was given */
	bool ended;
#ifdef HAVE_LIBARCHIVE
	const struct unpacker *lib; /* NULL: there is none, and nothing is open */
	struct archive *archive;
#endif
#ifdef HAVE_ZLIB
	z_stream z;
#endif
};

struct codec {
	bool (*open)(struct decompress *d, struct err *e);
	ssize_t (*read)(struct decompress *d, char *p, size_t n);
	void (*close)(struct decompress *d);
};

#ifdef HAVE_LIBARCHIVE
static la_ssize_t
archive_pull(struct archive *ar, void *ctx, const void **ret_buf)
{
	struct decompress *d = ctx;
	const char *bytes = NULL;
	ssize_t got = d->pull(d->ctx, &bytes);

	*ret_buf = bytes;
	if (got < 0)
		d->lib->archive_set_error(ar, errno, "reading the compressed file");
	return got;
}

/* Filters by name: libarchive's "all" may start outside programs. */
static bool
archive_open(struct decompress *d, struct err *e)
{
	const struct unpacker *lib = unpacker_get(e);
	struct archive_entry *entry;
	struct archive *ar;

	if (!lib)
		return false;
	d->lib = lib;
	d->archive = ar = lib->archive_read_new();
	if (!ar)
		return err_set(e, ERR_LIMIT, "no memory to decompress");
	lib->archive_read_support_filter_gzip(ar);
	lib->archive_read_support_filter_zstd(ar);
	lib->archive_read_support_filter_lz4(ar);
	lib->archive_read_support_filter_xz(ar);
	lib->archive_read_support_format_raw(ar);
	if (lib->archive_read_open(ar, d, NULL, archive_pull, NULL) != ARCHIVE_OK ||
	    lib->archive_read_next_header(ar, &entry) != ARCHIVE_OK)
		return err_set(e, ERR_FORMAT, "%s", lib->archive_error_string(ar));
	/* A header that no filter takes would come through as it is. */
	if (lib->archive_filter_code(ar, 0) == ARCHIVE_FILTER_NONE)
		return err_set(e, ERR_FORMAT, "damaged in its header");
	return true;
}

static ssize_t
archive_read_on(struct decompress *d, char *p, size_t n)
{
	const void *block = NULL;
	size_t size = 0;
	la_int64_t offset;
	int status;

	while (!d->left) {
		status = d->lib->archive_read_data_block(d->archive, &block, &size, &offset);
		if (status == ARCHIVE_EOF)
			return 0;
		if (status != ARCHIVE_OK && !size) {
			err_set(&d->fault, ERR_CUT, "%s", d->lib->archive_error_string(d->archive));
			return 0;
		}
		d->at = block;
		d->left = size;
	}
	n = MIN(n, d->left);
	memcpy(p, d->at, n);
	d->at += n;
	d->left -= n;
	return (ssize_t)n;
}

static void
archive_stop(struct decompress *d)
{
	if (d->lib)
		d->lib->archive_read_free(d->archive);
}

static const struct codec codec_archive = { archive_open, archive_read_on, archive_stop };
#define CODEC_ARCHIVE &codec_archive
#else
#define CODEC_ARCHIVE NULL
#endif

#ifdef HAVE_ZLIB
#define GZIP_WINDOW_BITS (15 + 16) /* the largest window, and gzip's wrapper only */

static bool
gzip_open(struct decompress *d, struct err *e)
{
	if (inflateInit2(&d->z, GZIP_WINDOW_BITS) == Z_OK)
		return true;
	return err_set(e, ERR_LIMIT, "no memory to decompress");
}

/* Raw bytes are there; if not, it is the end, which may be a fault. */
static bool
gzip_fed(struct decompress *d, bool between)
{
	ssize_t got;

	if (d->left)
		return true;
	got = d->pull(d->ctx, &d->at);
	d->left = got > 0 ? (size_t)got : 0;
	if (got < 0)
		err_errno(&d->fault, "reading the compressed file");
	else if (!got && !between)
		err_set(&d->fault, ERR_CUT, "ends early");
	return got > 0;
}

/* One call of inflate on what is there; Z_STREAM_END between two members. */
static int
gzip_step(struct decompress *d)
{
	uInt feed = (uInt)MIN(d->left, (size_t)1 << 30); /* zlib counts in 32 bits */
	int status;

	d->z.next_in = (z_const Bytef *)(uintptr_t)d->at;
	d->z.avail_in = feed;
	status = inflate(&d->z, Z_NO_FLUSH);
	d->at += feed - d->z.avail_in;
	d->left -= feed - d->z.avail_in;
	if (status != Z_OK && status != Z_STREAM_END && status != Z_BUF_ERROR)
		err_set(&d->fault, ERR_CUT, "%s", d->z.msg ? d->z.msg : "damaged");
	return status;
}

/* Another member may follow; anything else, as padding, is not ours (gzip -d agrees). */
static bool
gzip_next_member(struct decompress *d)
{
	if (gzip_fed(d, true) && (unsigned char)*d->at == 0x1f)
		return inflateReset(&d->z) == Z_OK;
	d->ended = true;
	return false;
}

static ssize_t
gzip_read(struct decompress *d, char *p, size_t n)
{
	uInt room = (uInt)MIN(n, (size_t)1 << 30);

	d->z.next_out = (Bytef *)p;
	d->z.avail_out = room;
	while (d->z.avail_out && !d->fault.code && gzip_fed(d, false))
		if (gzip_step(d) == Z_STREAM_END && !gzip_next_member(d))
			break;
	return (ssize_t)(room - d->z.avail_out);
}

static void
gzip_stop(struct decompress *d)
{
	inflateEnd(&d->z);
}

static const struct codec codec_gzip = { gzip_open, gzip_read, gzip_stop };
#define CODEC_GZIP &codec_gzip
#else
#define CODEC_GZIP CODEC_ARCHIVE
#endif

static const struct form {
	struct str magic;
	const char *name;
	const struct codec *codec; /* NULL: this build has none */
} forms[] = {
	{ { "\x1f\x8b", 2 }, "gzip", CODEC_GZIP },
	{ { "\x28\xb5\x2f\xfd", 4 }, "zstd", CODEC_ARCHIVE },
	{ { "\x04\x22\x4d\x18", 4 }, "lz4", CODEC_ARCHIVE },
	{ { "\3757zXZ", 6 }, "xz", CODEC_ARCHIVE },
};

const char *
decompress_form(struct str head)
{
	for (size_t i = 0; i < COUNT_OF(forms); i++)
		if (str_starts(head, forms[i].magic))
			return forms[i].name;
	return "";
}

static const struct codec *
find_codec(const char *form)
{
	for (size_t i = 0; i < COUNT_OF(forms); i++)
		if (!strcmp(forms[i].name, form))
			return forms[i].codec;
	return NULL;
}

struct decompress *
decompress_open(const char *form, decompress_pull *pull, void *ctx, struct err *e)
{
	const struct codec *codec = find_codec(form);
	struct decompress *d = codec ? calloc(1, sizeof *d) : NULL;

	if (!codec)
		err_set(e, ERR_FORMAT, "%s: this build does not read it", form);
	else if (!d)
		err_set(e, ERR_LIMIT, "%s: no memory to decompress", form);
	if (!d)
		return NULL;
	d->codec = codec;
	d->pull = pull;
	d->ctx = ctx;
	if (codec->open(d, e))
		return d;
	err_in(e, "%s", form);
	decompress_close(d);
	return NULL;
}

ssize_t
decompress_read(struct decompress *d, char *p, size_t n, struct err *e)
{
	ssize_t got = d->ended || d->fault.code ? 0 : d->codec->read(d, p, n);

	if (got > 0)
		return got;
	if (!d->fault.code)
		return 0;
	*e = d->fault;
	return -1;
}

void
decompress_close(struct decompress *d)
{
	if (!d)
		return;
	d->codec->close(d);
	free(d);
}
