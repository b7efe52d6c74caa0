/*
 * writes.c - which calls write, and to what; writes whose count is dropped
 *
 * A write may take a part of a message: who does not look loses the rest.
 */
#include "code/calls.h"

static const struct node *
helped_at(struct unit *u, const struct node *n, bool reads, unsigned depth)
{
	struct function *f = n->kind == NODE_CALL ? call_function(u, NULL, n) : NULL;

	if (!f || f->steps.n > 400)
		return NULL;
	for (size_t i = 0; i < f->steps.n; i++) {
		const struct step *st = &f->steps.v[i];
		const struct effect_row *r = st->op == STEP_CALL ? call_effect(u, st->node) : NULL;
		const struct node *subject;

		/* reply(fd, …), which calls full_write(fd, …) */
		if (!r && depth < 2 && st->op == STEP_CALL && st->node->kind == NODE_CALL) {
			subject = helped_at(u, st->node, reads, depth + 1);
			for (size_t p = 0; subject && p < f->params.n && p < n->n; p++)
				if (str_eq(subject->text, f->params.v[p]))
					return n->kids[p];
		}
		if (!r || (reads ? r->effect != EFFECT_READ
				 : r->effect != EFFECT_WRITE && r->effect != EFFECT_WRITE_ALL))
			continue;
		subject = call_subject(st->node, r->at);
		for (size_t p = 0; subject && p < f->params.n && p < n->n; p++)
			if (str_eq(subject->text, f->params.v[p]))
				return n->kids[p];
		if (subject && subject->kind == NODE_NAME &&
		    u->language->traits & TRAIT_FIELDS_BARE && map_get(&u->fields, subject->text) &&
		    !call_receiver(n))
			return subject;
		/* put(p, n), which writes to a field of its object */
		if (subject && subject->kind == NODE_NAME && !call_receiver(n) && f->of_class.n &&
		    u->language->traits & TRAIT_FIELDS_BARE &&
		    (map_get(&u->fields, subject->text) || str_ends(subject->text, STR("_")) ||
		     str_starts(subject->text, STR("m_"))))
			return subject;
		/* self._read(), of a field of the same object */
		if (subject && subject->kind == NODE_FIELD && f->self.n && call_receiver(n) &&
		    str_eq(call_receiver(n)->text, f->self) && str_starts(subject->text, f->self))
			return subject;
	}
	return NULL;
}

const struct node *
call_helped(struct unit *u, const struct node *n, bool reads)
{
	return helped_at(u, n, reads, 0);
}

/* mc_write(m->fd, p, n), of another text: C's names say what they do. */
static bool
writes_by_name(struct unit *u, const struct node *n)
{
	return n->kind == NODE_CALL && n->n >= 2 && n->n <= 4 && !call_receiver(n) &&
	       (!strcmp(u->language->name, "c") || !strcmp(u->language->name, "cpp")) &&
	       !map_get(&u->by_name, call_name(n)) && has(n->kids[0]->text, "fd") &&
	       name_has(call_name(n), (const char *const[]){ "write", "send", NULL });
}

bool
call_writes(struct unit *u, const struct node *n)
{
	const struct effect_row *r = n->kind == NODE_CALL ? call_effect(u, n) : NULL;

	if (n->kind == NODE_CALL && n->n && has(n->kids[0]->text, "Discard"))
		return false;
	if (!r && writes_by_name(u, n))
		return true;
	return r ? r->effect == EFFECT_WRITE || r->effect == EFFECT_WRITE_ALL
		 : call_helped(u, n, false) != NULL;
}

const struct node *
call_written_to(struct unit *u, const struct node *n)
{
	const struct effect_row *r = call_effect(u, n);

	if (!r && writes_by_name(u, n))
		return n->kids[0];
	return r ? call_subject(n, r->at) : call_helped(u, n, false);
}

bool
call_is_buffered(struct unit *u, const struct spot *at, const struct node *subject)
{
	static const char *const gathers[] = { "BufferedOut", "BufferedWr", "PrintWriter",
					       "bufio.",      "BufWriter",  "makefile",
					       "fdopen",      "StringIO",   "BytesIO",
					       "BufStream",   "cork",	    "ByteArrayOut",
					       NULL };
	struct str name = subject ? subject->text : (struct str){ NULL, 0 };
	struct str rest = at->f ? at->f->node->text : u->text, line;

	if (!name.n || str_eq(name, STR("w")) || has(name, "file") || has(name, "writer") ||
	    has(name, "std"))
		return true;
	while (str_line(&rest, &line))
		if (has(line, "=") && str_has(line, name) && mentions_one(line, gathers))
			return true;
	return text_mentions(u, gathers) && !(u->language->traits & TRAIT_METHOD_SELF) &&
	       strcmp(u->language->name, "c") != 0 && strcmp(u->language->name, "cpp") != 0;
}

static bool
is_awaited(const struct unit *u, const struct node *n)
{
	size_t at = (size_t)(n->text.p - u->text.p);

	return at <= u->text.n && str_ends(str_trim_right(str_sub(u->text, 0, at)), STR("await"));
}

void
look_at_partial_writes(struct unit *u, const struct node *n, const struct spot *at)
{
	const struct effect_row *r = n->kind == NODE_CALL ? call_effect(u, n) : NULL;
	bool python = !strcmp(u->language->name, "python");
	bool c = !strcmp(u->language->name, "c") || !strcmp(u->language->name, "cpp");
	static const char *const ends_soon[] = { "shutdown(", "close(", NULL };

	if (!r || r->effect != EFFECT_WRITE || !n->dropped || !u->network)
		return;
	/* a coroutine's send takes all; so do other things than sockets */
	if (python && is_awaited(u, n))
		return;
	/* a method of this text, which may well send all */
	if (python && call_receiver(n) && map_get(&u->by_name, call_name(n)) &&
	    !mentions_one(call_receiver(n)->text, (const char *const[]){ "sock", "conn", NULL }))
		return;
	/* a socket's send, not a pipe's of objects or one's own method */
	if (python &&
	    (!(text_says(u, STR("import socket")) || text_says(u, STR("socket.")) ||
	       (text_says(u, STR("sock")) && !text_says(u, STR("import ")))) ||
	     has(call_receiver(n) ? call_receiver(n)->text : n->text, "ws") || !call_receiver(n) ||
	     str_eq(call_receiver(n)->text, STR("self")) || n->n > 2))
		return;
	if (!c && !python && at->f &&
	    mentions_one(at->f->node->text,
			 (const char *const[]){ "compact(", "emaining", "OP_WRITE", NULL }))
		return;
	if ((c &&
	     (u->nonblocking || (has(n->text, "MSG_DONTWAIT") && at->f &&
				 !mentions_one(at->f->node->text, ends_soon))) &&
	     !str_eq(call_name(n), STR("sendto"))) ||
	    python || (!c && !python && u->nonblocking) ||
	    u->language->traits & TRAIT_CALLED_BACK) /* Deno's write() */
		call_tell(
			u, "send-buffer-limited", n, at, 0.6,
			"a write may take only a part, or nothing while the send buffer is full: the "
			"rest is lost",
			python ? "Use sendall(), or keep what send() did not take and wait until the "
				 "socket is writable."
			       : "Look at the result; keep the rest, and write it when the socket is "
				 "writable.");
}

void
look_at_counts(struct unit *u, const struct node *n, const struct spot *at)
{
	const struct effect_row *r;
	struct str rest, v;
	bool failed = false;
	char buf[6000];
	size_t i;

	if (!n->a || !n->b || n->b->kind != NODE_CALL || n->a->kind != NODE_NAME || !at->f ||
	    !(u->nonblocking || has(n->b->text, "MSG_DONTWAIT") ||
	      str_has(at->f->node->text, STR("EAGAIN"))))
		return;
	r = call_effect(u, n->b);
	if (!r || r->effect != EFFECT_WRITE)
		return;
	v = n->a->text;
	rest = node_squeezed(at->f->node, buf, sizeof buf);
	while ((i = str_find(rest, v)) != SIZE_MAX) {
		bool word = (i == 0 ||
			     !(char_is_alnum(rest.p[i - 1]) || strchr("_\\", rest.p[i - 1]))) &&
			    (i + v.n == rest.n ||
			     !(char_is_alnum(rest.p[i + v.n]) || rest.p[i + v.n] == '_'));
		struct str behind = str_from_pos(rest, i + v.n);

		bool returned = i >= 6 && str_eq(str_sub(rest, i - 6, 6), STR("return"));

		/* p += n; */
		if (word && i > 0 && str_starts(behind, STR(";")) &&
		    strchr(")=+-*/(", rest.p[i - 1]) && rest.p[i - 1])
			return;
		if (returned && !str_starts(behind, STR("<0")) && !str_starts(behind, STR("==-1")))
			return; /* whoever calls looks at it */
		if (word && str_starts(behind, STR(";")) && i > 0 && strchr(")=+-", rest.p[i - 1]))
			return; /* off += (int)n; */
		if (word && (str_starts(behind, STR("<0")) || str_starts(behind, STR("==-1"))))
			failed = true;
		else if (word && !str_starts(behind, STR("=")) && !str_starts(behind, STR(";")) &&
			 i > 0 && rest.p[i - 1] != 't') /* ssize_t n without its blank */
			return;
		else if (word && str_starts(behind, STR("==")))
			return;
		rest = behind;
	}
	if (failed)
		call_tell(u, "send-buffer-limited", n, at, 0.6,
			  "what was written is only asked whether it failed: a part of the message "
			  "counts as the whole",
			  "Keep what was not written, and write it when the socket is writable.");
}

void
look_at_compared_writes(struct unit *u, const struct node *n, const struct spot *at)
{
	const struct node *call = n->a && n->a->kind == NODE_CALL ? n->a : NULL, *len;
	const struct effect_row *r = call ? call_effect(u, call) : NULL;
	char buf[40];
	struct str than = node_squeezed(n->b, buf, sizeof buf);
	uint64_t v;

	if (!r || r->effect != EFFECT_WRITE || r->at != 0 || call->n < 3 || !at->f ||
	    !(u->nonblocking || has(call->text, "MSG_DONTWAIT")) ||
	    (text_says(u, STR("SOCK_DGRAM")) && !text_says(u, STR("SOCK_STREAM"))) ||
	    !((str_eq(n->op, STR("<")) && str_eq(than, STR("0"))) ||
	      (str_eq(n->op, STR("==")) && str_eq(than, STR("-1")))))
		return;
	len = call->kids[2];
	/* a few bytes are taken or not */
	if (call->kids[1]->kind == NODE_STRING || str_to_u64(len->text, &v) ||
	    has(len->text, "sizeof") || str_eq(call_name(call), STR("sendto")))
		return;
	call_tell(u, "send-buffer-limited", n, at, 0.6,
		  "what was written is only asked whether it failed: a part of the message "
		  "counts as the whole",
		  "Keep what was not written, and write it when the socket is writable.");
}

void
look_at_unasked_write(struct unit *u, const struct node *n, const struct spot *at)
{
	const struct node *call = n->kind == NODE_ASSIGN ? n->b : call_receiver(n);
	const struct effect_row *r;

	if (!(u->language->traits & TRAIT_DROPS) || !call || call->kind != NODE_CALL ||
	    !(u->nonblocking || text_says(u, STR("mio::"))))
		return;
	if (n->kind == NODE_ASSIGN ? !str_starts(n->text, STR("let _ ="))
				   : !n->dropped || !str_eq(call_name(n), STR("ok")))
		return;
	r = call_effect(u, call);
	/* a byte that wakes another thread is taken, or it is awake */
	if (!r || r->effect != EFFECT_WRITE || r->at != AT_RECEIVER || call->n != 1 ||
	    call->kids[0]->kind == NODE_STRING || call->kids[0]->kind == NODE_LITERAL ||
	    str_starts(call->kids[0]->text, STR("&[")) || has(call->kids[0]->text, "to_ne_bytes"))
		return;
	call_tell(
		u, "send-buffer-limited", n, at, 0.65,
		"a write may take only a part, or nothing while the send buffer is full: the rest is "
		"lost",
		"Look at the result; keep the rest, and write it when the socket is writable.");
}

void
look_at_match(struct unit *u, const struct node *n, const struct spot *at)
{
	const struct effect_row *r = n->a && n->a->kind == NODE_CALL ? call_effect(u, n->a) : NULL;

	if (r && r->effect == EFFECT_WRITE && has(n->text, "Ok(_)"))
		call_tell(u, "send-buffer-limited", n, at, 0.6,
			  "a write may take only a part: the rest is lost",
			  "Use write_all, or keep what was not taken.");
}

void
look_at_offers(struct unit *u, const struct node *n, const struct spot *at)
{
	static const char *const things[] = { "s", "sock",	 "socket", "conn",
					      "c", "connection", "client", NULL };

	if (n->kind == NODE_CALL && n->dropped && n->n == 1 && str_eq(call_name(n), STR("offer")) &&
	    name_has(n->kids[0]->text, things) && text_says(u, STR("BlockingQueue")))
		call_tell(u, "close-wait-leak", n, at, 0.65,
			  "a full queue refuses it, and nobody looks: the connection stays open",
			  "Close it when offer() says false.");
}
