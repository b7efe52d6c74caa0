/*
 * unpacker.h - libarchive, loaded when an input needs it
 *
 * It brings libraries of its own (XML, Unicode, C++'s), and to load them all takes as
 * long as the rest of a start; most captures and texts need none. So it is no library
 * of the program, but opened by name where one is needed, and that before the process
 * is locked. Builds with sanitizers and for fuzzing have it linked in.
 */
#ifndef CRUX_BASE_UNPACKER_H
#define CRUX_BASE_UNPACKER_H

#include "base/err.h"
#include "config.h"

/*
 * Have it at hand from now on; what is in the way is told when it is asked for. Nothing
 * where it is not built in.
 */
void unpacker_load(void);

#ifdef HAVE_LIBARCHIVE
#include <archive.h>
#include <archive_entry.h>

/* All that is called of it. */
#define UNPACKER_FUNCTIONS(F)                         \
	F(archive_read_new)                           \
	F(archive_read_free)                          \
	F(archive_read_support_filter_gzip)           \
	F(archive_read_support_filter_zstd)           \
	F(archive_read_support_filter_lz4)            \
	F(archive_read_support_filter_xz)             \
	F(archive_read_support_format_raw)            \
	F(archive_read_support_format_tar)            \
	F(archive_read_support_format_zip_streamable) \
	F(archive_read_open)                          \
	F(archive_read_next_header)                   \
	F(archive_read_data)                          \
	F(archive_read_data_block)                    \
	F(archive_filter_code)                        \
	F(archive_set_error)                          \
	F(archive_error_string)                       \
	F(archive_entry_filetype)                     \
	F(archive_entry_hardlink)                     \
	F(archive_entry_pathname)

/* Each by its name there, with its type there. */
struct unpacker {
#define FIELD(name) __typeof__(name) *name;
	UNPACKER_FUNCTIONS(FIELD)
#undef FIELD
};

/* Loaded by now, if it was not. NULL with e set when this machine has none that fits. */
const struct unpacker *unpacker_get(struct err *e);
#endif

#endif
