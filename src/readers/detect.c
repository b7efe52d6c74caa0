/*
 * detect.c - from bytes to rows in the case: a capture, or else a text
 */
#include "readers/detect.h"

#include "readers/bundle.h"
#include "readers/capture.h"
#include "readers/kinds.h"
#include "readers/long_text.h"
#include "readers/text_input.h"

/* Text of one input that is read as a whole: more is a log or a table, and no paste. */
#define TEXT_MAX_BYTES ((size_t)64 << 20)
/* capture_probe wants 16 bytes; an archive shows itself a bit later. */
#define HEAD_BYTES MEMBERS_HEAD_BYTES

bool
read_text(struct reading *r, const char *name, struct str text)
{
	return text_input_read(r, case_add_input(r->cs, name), text);
}

/* A text comes whole, as a paste can only be understood so, unless it is too long for one. */
static void
read_text_stream(struct reading *r, uint32_t input, struct input *in)
{
	const struct err *fault;
	struct str bytes;
	bool cut = false;

	if (input_peek(in, TEXT_MAX_BYTES).n >= TEXT_MAX_BYTES) {
		long_text_read(r, input, in, LONG_TEXT_PIECE_BYTES);
		return;
	}
	bytes = input_rest(in, TEXT_MAX_BYTES, &cut);
	fault = input_fault(in);
	if (fault)
		case_problem(r->cs, input, 0, "%s", fault->text);
	text_input_read(r, input, bytes);
	if (!fault && input_fault(in))
		case_problem(r->cs, input, 0, "%s", input_fault(in)->text);
}

static bool
read_bytes(struct reading *r, uint32_t input, struct input *in)
{
	struct arena_mark m = arena_mark(r->scratch);
	struct str head = input_peek(in, HEAD_BYTES);
	enum capture_kind kind;
	const char *compression = input_compression(in);

	if (compression[0])
		case_input(r->cs, input)->note = str_copy(r->arena, str_from(compression)).p;
	if (capture_probe(head, &kind))
		capture_into_case(r, input, in, kind);
	else if (*members_form(head))
		bundle_read(r, input, in, members_form(head));
	else
		read_text_stream(r, input, in);
	arena_reset(r->scratch, m);
	return case_input(r->cs, input)->readable;
}

bool
read_input(struct reading *r, uint32_t input, struct input *in)
{
	struct err e = { 0 };

	if (input_start(in, &e))
		return read_bytes(r, input, in);
	case_problem(r->cs, input, 0, "%s", e.text);
	return false;
}

/* Captures and archives have no reader in the table; they are formats all the same. */
static const struct {
	const char *kind, *words;
} others[] = {
	{ "pcap", "capture of tcpdump, Wireshark and others, also compressed" },
	{ "pcapng", "capture of Wireshark, dumpcap and others, also compressed" },
	{ "tar", "archive of any of these, also compressed, also sosreport's" },
	{ "zip", "archive of any of these" },
};

size_t
reader_count(void)
{
	return COUNT_OF(others) + kind_count();
}

const char *
reader_kind(size_t i)
{
	return i < COUNT_OF(others) ? others[i].kind : kind_at(i - COUNT_OF(others))->kind;
}

const char *
reader_words(size_t i)
{
	return i < COUNT_OF(others) ? others[i].words : kind_at(i - COUNT_OF(others))->words;
}
