/*
 * pieces.c - a message that is sent piece by piece, where each write is a segment
 *
 * Go switches Nagle's algorithm off, so nothing gathers what is written to a connection
 * but a writer of the program's own. A record whose fields are each written by
 * themselves, in a loop inside of the loop over records, or three and more in one turn,
 * is sent as so many segments of a few bytes. What comes in blocks or by lines is none
 * of that, nor is an answer to what was read in the same turn.
 */
#include "code/unit.h"

/* A helper that writes what it is given is short. */
#define HELPER_STEPS 60
#define PIECES_MAX 48
/* Pieces of one turn that are no head and body any more. */
#define PIECES_OF_TURN 3

struct piece {
	uint32_t key, line, loop;
	uint32_t by;  /* the line of the helper that writes it, 0: none */
	bool is_part; /* a field or a sign, and no line or block */
	struct node *node;
};

struct pieces {
	struct piece v[PIECES_MAX];
	size_t n;
};

static bool
has(struct str s, const char *word)
{
	return str_has(s, str_from(word));
}

/* "…\n": with it a line is whole. */
static bool
ends_line(struct str text)
{
	return str_ends(text, STR("\\n\"")) || str_ends(text, STR("\\n`")) ||
	       str_ends(text, STR("\\n'"));
}

/* What is written is a text or a number put together here, and does not end its line. */
static bool
is_part(const struct node *n, const struct node *subject)
{
	static const char *const makes[] = { "[]byte(\"", "[]byte{", "[]byte(strconv.",
					     "[]byte(fmt.Sprint", NULL };
	const struct node *data = NULL;
	struct str name = call_name(n);

	for (uint32_t i = 0; i < n->n && !data; i++)
		if (n->kids[i] != subject)
			data = n->kids[i];
	if (!data || str_eq(name, STR("Fprintln")))
		return false;
	if (str_starts(name, STR("Fprint")) || str_eq(name, STR("WriteString")))
		return !ends_line(n->kids[n->n - 1]->text) && !ends_line(data->text);
	if (call_receiver(n) && str_eq(call_receiver(n)->text, STR("binary")))
		return n->n == 3 && n->kids[2]->kind != NODE_NAME;
	for (const char *const *p = makes; *p; p++)
		if (str_starts(data->text, str_from(*p)))
			return !has(data->text, "\\n");
	return false;
}

static const struct node *
subject_of(struct unit *u, const struct node *n)
{
	static const char *const writers[] = { "Write",	 "WriteString", "Fprintf",
					       "Fprint", "Fprintln",	NULL };
	const struct effect_row *r = n->kind == NODE_CALL ? call_effect(u, n) : NULL;
	bool known = false;

	if (!r || (r->effect != EFFECT_WRITE && r->effect != EFFECT_WRITE_ALL))
		return NULL;
	for (const char *const *p = writers; *p; p++)
		known |= str_eq(call_name(n), str_from(*p));
	if (!known)
		return NULL;
	if (call_receiver(n) && str_eq(call_receiver(n)->text, STR("binary")))
		return n->n ? n->kids[0] : NULL;
	return call_subject(n, r->at);
}

/* put(…), of put := func(s string) { … } */
static struct function *
closure_named(struct unit *u, const struct function *f, struct str name)
{
	for (size_t i = 0; i < f->steps.n; i++) {
		const struct step *st = &f->steps.v[i];
		const struct node *src = st->op == STEP_SET ? st->src : NULL;

		while (src && (src->kind == NODE_LIST || src->kind == NODE_OTHER) && src->n == 1)
			src = src->kids[0];
		if (src && src->kind == NODE_FUNCTION && src->function && st->dst &&
		    str_eq(st->dst->text, name))
			return u->functions.v[src->function - 1];
	}
	return NULL;
}

/* g(…), called in f, writes what it is given, once, and by itself reads nothing. */
static bool
piece_by_helper(struct unit *u, struct function *f, const struct node *call, struct piece *p)
{
	struct function *g = call_receiver(call) ? NULL : closure_named(u, f, call_name(call));
	bool closure = g != NULL;
	unsigned writes = 0;

	if (!g)
		g = call_function(u, f, call);
	if (!g || g == f || !call->n || !g->params.n)
		return false;
	flow_build(u->arena, u->language, g);
	if (!g->steps.n || g->steps.n > HELPER_STEPS || g->loop_outer.n)
		return false;
	for (size_t i = 0; i < g->steps.n; i++) {
		const struct step *st = &g->steps.v[i];
		const struct node *to = st->op == STEP_CALL ? subject_of(u, st->node) : NULL;
		bool of_param = false;

		if (!to)
			continue;
		writes++;
		p->key = 0;
		for (size_t k = 0; k < g->params.n; k++) {
			of_param |= text_has_word(st->node->text, g->params.v[k]) &&
				    !str_eq(to->text, g->params.v[k]);
			if (str_eq(to->text, g->params.v[k]) && k < call->n)
				p->key = key_of(u, call->kids[k]);
		}
		if (!p->key &&
		    (closure ||
		     (to->kind == NODE_FIELD && g->self.n && call_receiver(call) &&
		      str_eq(call_receiver(call)->text, g->self) && str_starts(to->text, g->self))))
			p->key = key_of(u, to);
		if (!p->key || !of_param)
			return false;
		p->by = st->line;
		/* []byte(s) of what it is given: the call says what that is */
		p->is_part = is_part(st->node, to) ||
			     (has(st->node->text, "[]byte(") && st->node->n == 1);
	}
	if (p->is_part)
		for (uint32_t i = 0; i < call->n; i++)
			p->is_part &= !ends_line(call->kids[i]->text);
	return writes == 1;
}

/* c, s.conn: by its type, or by what made it, a connection that nothing gathers for. */
static bool
is_bare_connection(struct unit *u, struct function *f, uint32_t key)
{
	struct str name = key_text(u, key);
	size_t dot = str_rindex(name, '.');

	if (dot != SIZE_MAX)
		return field_is_connection(u, str_from_pos(name, dot + 1));
	if (name_is_connection(u, f, name))
		return true;
	for (size_t i = 0; i < f->steps.n; i++) {
		const struct step *st = &f->steps.v[i];
		const struct node *to = st->op == STEP_SET ? st->dst : NULL, *src = st->src;
		const struct effect_row *r;

		while (to && to->kind == NODE_LIST && to->n)
			to = to->kids[0];
		while (src && (src->kind == NODE_LIST || src->kind == NODE_OTHER) && src->n == 1)
			src = src->kids[0];
		r = to && src && src->kind == NODE_CALL ? call_effect(u, src) : NULL;
		if (r && str_eq(to->text, name))
			return r->effect == EFFECT_ACCEPT ||
			       (r->effect == EFFECT_CONNECT && has(src->text, "Dial"));
	}
	return false;
}

static void
gather(struct unit *u, struct function *f, struct pieces *all)
{
	for (size_t i = 0; i < f->steps.n && all->n < PIECES_MAX; i++) {
		const struct step *st = &f->steps.v[i];
		struct piece p = { .line = st->line, .loop = st->loop, .node = st->node };
		const struct node *to;

		if (st->op != STEP_CALL || st->node->kind != NODE_CALL || !st->loop)
			continue;
		to = subject_of(u, st->node);
		if (to) {
			p.key = key_of(u, to);
			p.is_part = is_part(st->node, to);
		} else if (call_effect(u, st->node) || !piece_by_helper(u, f, st->node, &p)) {
			continue;
		}
		if (p.key && is_bare_connection(u, f, p.key))
			all->v[all->n++] = p;
	}
}

/* step(), of a name that this text gives no body: what it does may take its time. */
static bool
is_unknown_work(struct unit *u, struct function *f, const struct node *call)
{
	static const char *const builtins[] = { "len",	  "cap",    "append",  "copy",	  "string",
						"byte",	  "int",    "int64",   "int32",	  "uint64",
						"uint32", "uint16", "uint8",   "float64", "float32",
						"make",	  "min",    "max",     "rune",	  "delete",
						"close",  "new",    "recover", "panic",	  NULL };

	if (!call->a || call->a->kind != NODE_NAME || map_get(&u->by_name, call->a->text) ||
	    closure_named(u, f, call->a->text))
		return false;
	for (const char *const *p = builtins; *p; p++)
		if (str_eq(call->a->text, str_from(*p)))
			return false;
	return !str_starts(call->text, STR("[]"));
}

/* Something is read, or waited for, in each turn of this loop. */
static bool
reads_in(struct unit *u, struct function *f, uint32_t loop, uint32_t key)
{
	static const char *const reads[] = { "Read", "Scan", "Recv", "Fscan", "Sleep", NULL };

	for (size_t i = 0; i < f->steps.n; i++) {
		const struct step *st = &f->steps.v[i];
		const struct effect_row *r;

		if (st->op != STEP_CALL || !flow_loop_within(f, st->loop, loop) ||
		    st->node->kind != NODE_CALL)
			continue;
		r = call_effect(u, st->node);
		if ((r && r->effect == EFFECT_SLEEP) || is_unknown_work(u, f, st->node))
			return true;
		for (const char *const *p = reads; *p; p++)
			if (str_starts(call_name(st->node), str_from(*p)) &&
			    (str_has(st->node->text, key_text(u, key)) || !strcmp(*p, "Sleep") ||
			     (r && r->effect == EFFECT_READ)))
				return true;
	}
	return false;
}

static void
tell(struct unit *u, struct function *f, const struct piece *p, const struct piece *more)
{
	struct code_finding *n = NULL;

	for (size_t i = 0; i < u->report->findings.n && !n; i++)
		if (!strcmp(u->report->findings.v[i].id, "small-writes") &&
		    str_eq(u->report->findings.v[i].function, f->name))
			n = &u->report->findings.v[i]; /* one of a function is enough */
	if (!n) {
		n = finding_add(u, "small-writes", p->line, f, 0.65);
		n->handle = str_copy(u->kept, key_text(u, p->key));
		n->message = STR("each field is a write of its own: a segment of 40 bytes of "
				 "headers for each");
		n->fix = STR("Write to a bufio.Writer, and flush it behind each message.");
	}
	finding_step(u, n, p->line, "one piece of a message");
	if (p->by)
		finding_step(u, n, p->by, "which writes it at once");
	finding_step(u, n, more->line, "and more of the same message");
}

/* The next write of the same message: in the loop around the piece's, or in its turn. */
static const struct piece *
more_of(const struct function *f, const struct pieces *all, const struct piece *p)
{
	uint32_t around = f->loop_outer.v[p->loop - 1];
	const struct piece *last = NULL;
	unsigned turn = 1;

	for (size_t i = 0; i < all->n; i++) {
		const struct piece *q = &all->v[i];

		if (q == p || q->key != p->key)
			continue;
		if (around && q->loop == around)
			return q;
		if (q->loop == p->loop && q->is_part) {
			turn++;
			last = q;
		}
	}
	return turn >= PIECES_OF_TURN ? last : NULL;
}

void
look_at_pieces(struct unit *u)
{
	static const char *const gathers[] = { "bufio.NewWriter", "bufio.NewReadWriter",
					       "bufio.Writer", "SetNoDelay(false", NULL };

	if (!u->network || strcmp(u->language->name, "go") != 0)
		return;
	for (size_t i = 0; i < u->functions.n; i++) {
		struct function *f = u->functions.v[i];
		struct pieces all = { .n = 0 };

		flow_build(u->arena, u->language, f);
		if (!f->loop_outer.n || mentions_one(f->node->text, gathers))
			continue;
		gather(u, f, &all);
		for (size_t k = 0; k < all.n; k++) {
			const struct piece *p = &all.v[k],
					   *more = p->is_part ? more_of(f, &all, p) : NULL;
			uint32_t around = f->loop_outer.v[p->loop - 1];

			if (!more || reads_in(u, f, around ? around : p->loop, p->key))
				continue;
			tell(u, f, p, more);
			break;
		}
	}
}
