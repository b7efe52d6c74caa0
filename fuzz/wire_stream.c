/*
 * wire_stream.c - any bytes as a file or a pipe, plain or compressed
 *
 * The first byte chooses: odd comes through a pipe, even is a file. What comes out
 * is read as a capture if it is one, and in windows of odd sizes if not.
 */
#include <sys/mman.h>
#include <unistd.h>

#include "wire/wire.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t len_bytes);

/* A pipe holds 64 KiB unless asked otherwise, and nobody reads while we write. */
#define PIPE_BYTES 65536

/* A small file can hold gigabytes of zeros: enough has been seen by then. */
#define READ_MAX_BYTES ((size_t)8 << 20)

static void
read_windows(struct input *in)
{
	size_t want = 1;

	while (input_offset(in) < READ_MAX_BYTES) {
		struct str s = input_peek(in, want);

		if (!s.n)
			break;
		input_skip(in, MIN(s.n, want));
		want = want * 3 % 100003;
	}
	if (input_fault(in) && !*input_fault(in)->text)
		__builtin_trap();
}

static void
read_input(struct input *in)
{
	struct err e = { 0 };
	struct segment segs[5];
	struct arena a;
	struct capture *c;

	arena_init(&a, "fuzz", (size_t)32 << 20);
	c = capture_open(&a, in, &e);
	while (c && capture_read(c, segs, COUNT_OF(segs)) && input_offset(in) < READ_MAX_BYTES)
		;
	arena_fini(&a);
	read_windows(in);
}

/* A descriptor from which data can be read, as the whole of a file or pipe. */
static int
open_data(bool piped, const uint8_t *data, size_t len_bytes)
{
	int ends[2];

	if (!piped) {
		ends[0] = ends[1] = memfd_create("fuzz", MFD_CLOEXEC);
		if (ends[0] < 0)
			return -1;
	} else if (pipe(ends) < 0) {
		return -1;
	}
	if (write(ends[1], data, len_bytes) != (ssize_t)len_bytes)
		__builtin_trap();
	if (piped)
		close(ends[1]);
	return ends[0];
}

/*
 * Standard input is what input_open reads as "-"; a path would do for a file, but
 * opening a pipe by path needs its other end alive.
 */
int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t len_bytes)
{
	struct err e = { 0 };
	struct input *in;
	bool piped;
	int fd;

	if (len_bytes < 1 || len_bytes > PIPE_BYTES)
		return 0;
	piped = data[0] & 1;
	fd = open_data(piped, data + 1, len_bytes - 1);
	if (fd < 0)
		return 0;
	lseek(fd, 0, SEEK_SET);
	dup2(fd, STDIN_FILENO);
	close(fd);
	in = input_open("-", &e);
	if (in)
		read_input(in);
	else if (!e.code)
		__builtin_trap();
	input_close(in);
	return 0;
}
