/*
 * small_writes.c - tiny writes: a segment for each letter, or for each field
 */
#include "code/calls.h"

static const struct node *
data_written(const struct node *n, const struct node *subject)
{
	/* write!(out, "{}", c) */
	if (str_starts(call_name(n), STR("write")) && str_ends(call_name(n), STR("_")) && n->n > 1)
		return n->n > 2 && str_eq(n->kids[1]->text, STR("\"{}\"")) ? n->kids[2] : NULL;
	for (uint32_t i = 0; i < n->n; i++)
		if (n->kids[i] != subject)
			return n->kids[i];
	return NULL;
}

static bool
reads_nothing(struct unit *u, const struct node *loop)
{
	(void)u;
	return !has(loop->text, "recv") && !has(loop->text, "read");
}

/* Uint8Array.of(b), String.fromCharCode(c) */
static bool
is_one_byte(const struct node *data)
{
	return data->kind == NODE_CALL && data->n == 1 &&
	       (str_eq(call_name(data), STR("of")) ||
		str_eq(call_name(data), STR("fromCharCode")) ||
		str_eq(call_name(data), STR("fromCodePoint")));
}

/* out.writeInt(p.id()) for each p, where out is a DataOutputStream right on the socket. */
static bool
is_field_of_record(struct unit *u, const struct node *n, const struct spot *at)
{
	static const char *const typed[] = { "writeInt",  "writeLong",	"writeShort",
					     "writeByte", "writeFloat", "writeDouble",
					     "writeUTF",  "writeChar",	NULL };

	return n->kind == NODE_CALL && u->nodelay && str_is_one_of(call_name(n), typed) &&
	       (at->each || (!at->loop && at->f && at->f->called_in_loop)) &&
	       text_says(u, STR("new DataOutputStream(")) &&
	       !text_says(u, STR("BufferedOutputStream")) &&
	       !text_says(u, STR("ByteArrayOutputStream")) && text_says(u, STR("getOutputStream("));
}

/* out.write_u32(p.id).await for each p: tokio writes each to the socket at once. */
static bool
is_typed_piece(struct unit *u, const struct node *n, const struct spot *at)
{
	static const char *const typed[] = { "write_u8",
					     "write_u16",
					     "write_u32",
					     "write_u64",
					     "write_i8",
					     "write_i16",
					     "write_i32",
					     "write_i64",
					     "write_f32",
					     "write_f64",
					     "write_u16_le",
					     "write_u32_le",
					     "write_u64_le",
					     "write_i32_le",
					     "write_f32_le",
					     "write_f64_le",
					     NULL };
	const struct node *on = call_receiver(n);

	return n->kind == NODE_CALL && at->each && at->f && on && on->kind == NODE_NAME &&
	       u->language->traits & TRAIT_DROPS && str_is_one_of(call_name(n), typed) &&
	       text_says(u, STR("TcpStream")) &&
	       text_mentions(u, (const char *const[]){ "AsyncWriteExt", "WriteBytesExt", NULL }) &&
	       !text_mentions(u, (const char *const[]){ "BufWriter", "BufStream", "Vec<u8>",
							"Vec::new()", "with_capacity", "BytesMut",
							"Cursor", NULL });
}

static void
tell_fields(struct unit *u, const struct node *n, const struct spot *at)
{
	struct str rest = u->text, line;
	struct code_finding *f;

	for (size_t i = 0; i < u->report->findings.n; i++) /* the first of them says enough */
		if (!strcmp(u->report->findings.v[i].id, "small-writes") && at->f &&
		    str_eq(u->report->findings.v[i].function, at->f->name))
			return;
	f = call_tell(u, "small-writes", n, at, 0.65,
		      "each field is a write of its own: a segment of 40 bytes of headers for each",
		      u->language->traits & TRAIT_DROPS
			      ? "Put a BufWriter between, and flush once."
			      : "Put a BufferedOutputStream between, and flush once.");
	for (uint32_t k = 1; str_line(&rest, &line); k++)
		if (has(line, "new DataOutputStream("))
			finding_step(u, f, k, "nothing gathers what is written here");
}

/* b",", "\r\n": two letters at most, and an escape is one. */
static bool
is_tiny_literal(struct str text)
{
	size_t letters = 0;

	if (has(text, "%")) /* what a format makes has any length */
		return false;
	for (size_t i = 0; i < text.n; i++) {
		i += text.p[i] == '\\';
		letters++;
	}
	return letters <= (text.n && text.p[0] == 'b' ? 5u : 4u);
}

static bool
is_c(const struct unit *u)
{
	return !strcmp(u->language->name, "c") || !strcmp(u->language->name, "cpp");
}

/* The loop reads from where it writes: full_read(fd, …) == 1 */
static bool
reads_same(struct unit *u, const struct node *n, const struct node *to, unsigned depth)
{
	const struct effect_row *r = n && n->kind == NODE_CALL ? call_effect(u, n) : NULL;
	const struct node *from = NULL, *parts[4];

	if (!n || depth > 60)
		return false;
	if (n->kind == NODE_CALL)
		from = r ? r->effect == EFFECT_READ ? call_subject(n, r->at) : NULL
			 : call_helped(u, n, true);
	if (from && str_eq(from->text, to->text))
		return true;
	parts[0] = n->a;
	parts[1] = n->b;
	parts[2] = n->c;
	parts[3] = n->d;
	for (unsigned i = 0; i < 4; i++)
		if (reads_same(u, parts[i], to, depth + 1))
			return true;
	for (uint32_t i = 0; i < n->n; i++)
		if (reads_same(u, n->kids[i], to, depth + 1))
			return true;
	return false;
}

/* Another piece is written in the same turn. */
static bool
writes_more(struct unit *u, const struct node *loop, const struct node *but)
{
	const struct node *parts[] = { loop ? loop->a : NULL, loop ? loop->b : NULL,
				       loop ? loop->d : NULL };
	bool more = loop && loop != but && loop->kind == NODE_CALL && call_writes(u, loop);

	if (!loop)
		return false;
	for (size_t i = 0; i < COUNT_OF(parts) && !more; i++)
		more = writes_more(u, parts[i], but);
	for (uint32_t i = 0; i < loop->n && !more; i++)
		more = writes_more(u, loop->kids[i], but);
	return more;
}

/*
 * for each record: for each of its fields: write(field), with Nagle switched off: each field
 * is a segment. What comes in blocks is none, nor is one message for many.
 */
static bool
is_turn_of_inner_loop(struct unit *u, const struct spot *at, const struct node *subject,
		      const struct node *data)
{
	static const char *const large[] = { "chunk",	"block", "buf",	   "buffer", "part",
					     "line",	"row",	 "record", "frame",  "msg",
					     "message", "event", "packet", "batch",  "file",
					     "page",	"data",	 "chunks", "lines",  "job",
					     NULL };
	static const char *const words[] = { "const", "let", "var", "of", "in", "for", NULL };
	size_t from = 0;
	bool turn = false;

	if (!u->nodelay || !at->each || at->each != at->loop || !at->around || !at->each->a ||
	    at->each->a->text.n > 60 || !(u->language->traits & TRAIT_CALLED_BACK))
		return false;
	/* for (const l of lines) write(await answer(l)): an answer to each that came */
	if (has(data->text, "await ") || (at->each->b && name_has(at->each->b->text, large)))
		return false;
	for (struct str w = text_next_name(at->each->a->text, &from); w.n;
	     w = text_next_name(at->each->a->text, &from)) {
		if (str_is_one_of(w, words) || name_has(w, large) ||
		    text_has_name(subject->text, w))
			continue;
		turn |= text_has_name(data->text, w);
	}
	return turn;
}

void
look_at_small_writes(struct unit *u, const struct node *n, const struct spot *at)
{
	static const char *const pieces[] = {
		"b", "c", "ch", "byte", "char", "letter", "chr", NULL
	};
	const struct node *subject, *data;
	char buf[80];
	struct str text;
	double sure = 0;

	if (is_field_of_record(u, n, at) || is_typed_piece(u, n, at)) {
		tell_fields(u, n, at);
		return;
	}
	if (!at->loop || !call_writes(u, n))
		return;
	subject = call_written_to(u, n);
	data = data_written(n, subject);
	if (!subject || !data || call_is_buffered(u, at, subject))
		return;
	/* for block in answer.iter_content(…): no letters */
	if (at->each && at->each->b &&
	    mentions_one(at->each->b->text, (const char *const[]){ "iter_", "chunk", NULL }))
		return;
	/* for s in socks: each turn writes to another */
	if (at->each && at->each->a && at->each->a->kind == NODE_NAME &&
	    str_eq(key_root(key_text(u, key_of(u, subject))), at->each->a->text))
		return;
	text = node_squeezed(data, buf, sizeof buf);
	if (n->n >= 3 && n->kids[2]->kind == NODE_NUMBER && n->kids[2]->text.n == 1)
		/* write(fd, &c, 1), but for a message that is whole: "ok" to each that was read */
		sure = data->kind == NODE_STRING &&
				       (!reads_nothing(u, at->loop) || !writes_more(u, at->loop, n))
			       ? 0
			       : 0.7;
	else if ((at->each && str_is_one_of(text, pieces)) || str_starts(text, STR("[]byte{")) ||
		 str_starts(text, STR("bytes([")) || str_starts(text, STR("&[")) ||
		 (data->kind == NODE_LITERAL && data->n == 1 && text.p && text.p[0] == '[') ||
		 str_starts(text, STR("Buffer.from([")) || (at->each && is_one_byte(data)) ||
		 str_starts(text, STR("bytes((")))
		sure = 0.65;
	else if (data->kind == NODE_STRING && is_tiny_literal(text) && is_c(u) && !at->each &&
		 at->loop->kind == NODE_FOR && reads_nothing(u, at->loop) &&
		 writes_more(u, at->loop, n))
		sure = 0.6; /* put(fd, ","), behind each number */
	else if (is_turn_of_inner_loop(u, at, subject, data))
		sure = 0.6;
	else if (data->kind == NODE_STRING && is_tiny_literal(text) && at->each &&
		 reads_nothing(u, at->each))
		sure = 0.55; /* write(b",") */
	else if (at->each && at->each->a && data->kind == NODE_INDEX && n->n == 1)
		sure = 0.55;
	else if (data->kind == NODE_INDEX && n->n == 1 && data->b && (data->b->kind == NODE_NAME) &&
		 !has(text, ":"))
		sure = 0.55; /* out.write(data[i]) */
	/* a byte for each request is an answer, though a helper reads it */
	if (sure > 0 && (n->n >= 3 || (u->language->typed && !at->each)) &&
	    reads_same(u, at->loop, subject, 0))
		sure = 0;
	if (data->kind != NODE_STRING && n->n < 3 && !at->each && !reads_nothing(u, at->loop))
		sure = 0;
	if (sure > 0)
		call_tell(
			u, "small-writes", n, at, sure,
			"one tiny write for each piece: a segment of 40 bytes of headers for each",
			"Gather the pieces in a buffer, and write once.");
}
