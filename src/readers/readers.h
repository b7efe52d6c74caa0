/*
 * readers.h - evidence of every kind into one case
 */
#ifndef CRUX_READERS_READERS_H
#define CRUX_READERS_READERS_H

#include "base/base.h"
#include "case/case.h"

/* Whether a second thread reads captures ahead of the one that judges. */
enum reading_ahead { AHEAD_NEVER, AHEAD_WHERE_WORTH, AHEAD_ALWAYS };

struct reading {
	struct arena *arena;   /* the case's lifetime */
	struct arena *scratch; /* of one input */
	struct crux_case *cs;
	struct tracker_options tracker; /* for captures and packet text */
	enum reading_ahead ahead;
	unsigned threads; /* that share the work, where one reads ahead and connections stream */
	size_t max_bytes; /* for connections, see tracker_options; 0: no bound */
	struct source *next_piece; /* of the input that is read now: taken off when read */
	/* told now and then while a long input is read; NULL: nobody watches */
	void (*progress)(void *ctx, const char *path, uint64_t done_bytes, uint64_t all_bytes);
	void *progress_ctx;
	/* of a text that comes in pieces, whose sections go on in the next */
	bool piecewise;
	void *going_on; /* what the reader of packets keeps from one to the next; NULL: nothing */
	/* of archives: how deep in one another, and what came out of them; 0 at first */
	unsigned bundle_depth;
	uint64_t unpacked_bytes;
	/*
	 * Half-open connections by the thousand, and those that max_bytes has no room for,
	 * are counted by their service: for whoever judges, and lists nothing.
	 */
	bool counts_crowds;
};

/* What one path stands for, opened; not a byte of it was looked at yet. */
struct source {
	const char *path;
	struct input *in;	   /* NULL: it could not be opened, or speaks about evidence only */
	struct err err;		   /* why it could not */
	bool from_folder;	   /* what is no evidence there is skipped and not complained of */
	int64_t start_ns;	   /* of a piece: its first packet */
	struct source *next_piece; /* may go on where this ends; NULL: none does */
	bool is_piece;		   /* it is such a one, and read with that before it */
};

struct sources {
	struct source *v;
	size_t n, cap;
};

/*
 * Add what path stands for: a file, "-" for standard input, or a folder for all files
 * in it and in its folders that are not hidden, by name. Lives in a; close what is not read.
 */
void sources_open(struct sources *s, struct arena *a, const char *path);
void sources_close(struct sources *s);

/*
 * Captures are also written in pieces: tcpdump -C, -G and -W, dumpcap -b. Those of n
 * lists whose names differ in digits alone and that begin alike are lined up by the
 * time of their first packet. Looks at their first bytes; a is for the call.
 */
void pieces_line_up(struct sources *all, size_t n, struct arena *a);

/*
 * Read one into the case, whatever its kind, and close it; and with it, as one input, the
 * pieces that go on where it ends. A piece that does not is an input of its own. What
 * could not be opened or understood becomes a problem of its input; false then.
 */
bool read_source(struct reading *r, struct source *source);

/* "README" and its like speak about evidence without being any. */
bool source_is_about_evidence(struct str name);

/* Both for one path. False when nothing of it could be read. */
bool read_path(struct reading *r, const char *path);

/* A text in memory, as if it were a file of that name (tests, drills). */
bool read_text(struct reading *r, const char *name, struct str text);

/* The table of kinds, for --formats: "ss", "socket table of iproute2's ss". */
size_t reader_count(void);
const char *reader_kind(size_t i);
const char *reader_words(size_t i);

#endif
