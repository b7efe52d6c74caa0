/*
 * told.c - a leak in words: the path to it, why it is one, and what to change
 */
#include "code/leaks.h"

struct str
node_shown(struct unit *u, const struct node *n)
{
	struct str s = n ? n->text : (struct str){ NULL, 0 };
	size_t end = str_index(s, '\n');

	s = str_trim(str_sub(s, 0, MIN(end, s.n)));
	return s.n > 60 ? str_printf(u->kept, STR_F "…", STR_A(str_sub(s, 0, 57))) : s;
}

static const char *
in_function(struct unit *u, const struct trail *t)
{
	if (!t->in || !t->in->name.n)
		return "";
	return str_to_cstr(u->kept, str_printf(u->kept, "in " STR_F "(): ", STR_A(t->in->name)));
}

static void
tell_event(struct unit *u, struct code_finding *f, const struct trail *t, struct str handle)
{
	struct str what = node_shown(u, t->node);
	const char *in = in_function(u, t);

	switch (t->event) {
	case EVENT_MADE:
		finding_step(u, f, t->line, "'" STR_F "' is made here", STR_A(what));
		break;
	case EVENT_GIVEN:
		finding_step(u, f, t->line, "'" STR_F "' is this function's to close",
			     STR_A(handle));
		break;
	case EVENT_END_SEEN:
		finding_step(u, f, t->line, "%sthe peer has closed: '" STR_F "'", in, STR_A(what));
		break;
	case EVENT_ERROR_SEEN:
		finding_step(u, f, t->line, "%sthe connection failed: '" STR_F "'", in,
			     STR_A(what));
		break;
	case EVENT_RAISED:
		finding_step(u, f, t->line, "'" STR_F "' throws", STR_A(what));
		break;
	case EVENT_CAUGHT:
		finding_step(u, f, t->line, "caught here");
		break;
	case EVENT_UNREGISTERED:
		finding_step(u, f, t->line, "the event loop forgets it, it stays open: '" STR_F "'",
			     STR_A(what));
		break;
	case EVENT_REMOVED:
		finding_step(u, f, t->line, "taken out of its table, it stays open: '" STR_F "'",
			     STR_A(what));
		break;
	case EVENT_FREED:
		finding_step(u, f, t->line, "what held it is freed: '" STR_F "'", STR_A(what));
		break;
	case EVENT_PASSED:
		finding_step(u, f, t->line, "passed to '" STR_F "', which leaves it open",
			     STR_A(what));
		break;
	case EVENT_DEFERRED:
		finding_step(u, f, t->line, "closed only when the function ends: '" STR_F "'",
			     STR_A(what));
		break;
	case EVENT_REFUSED:
		finding_step(u, f, t->line, "'" STR_F "' fails: it is still this function's",
			     STR_A(what));
		break;
	case EVENT_LEFT:
	case EVENT_BRANCH:
		finding_step(u, f, t->line, "'" STR_F "'", STR_A(what));
		break;
	case EVENT_NONE:
	case EVENT_READ:
		break;
	}
}

static bool
is_seen(const struct trail *t)
{
	return t->event == EVENT_END_SEEN || t->event == EVENT_ERROR_SEEN;
}

static void
tell_path(const struct leak_wish *q, struct code_finding *f)
{
	struct unit *u = q->walk->u;
	uint32_t way[256];
	size_t n = 0;

	if ((!q->made_line || q->walk->given) && u->accept)
		finding_step(u, f, u->accept->line, "connections are made here: '" STR_F "'",
			     STR_A(node_shown(u, u->accept)));

	for (uint32_t at = q->o->trail; at != NOWHERE; at = q->walk->trail.v[at].parent)
		if (q->walk->trail.v[at].event != EVENT_NONE && n < COUNT_OF(way))
			way[n++] = at;
	while (n--) {
		const struct trail *t = &q->walk->trail.v[way[n]];

		/* tests of one result: the last one says what it was */
		if (n && is_seen(t) && is_seen(&q->walk->trail.v[way[n - 1]]))
			continue;
		tell_event(u, f, t, q->handle);
	}
}

/* Where the path leaves, if a statement says so. */
uint32_t
wish_leaving_line(const struct leak_wish *q)
{
	for (uint32_t at = q->o->trail; at != NOWHERE; at = q->walk->trail.v[at].parent) {
		enum event e = q->walk->trail.v[at].event;

		if (e == EVENT_LEFT || e == EVENT_BRANCH)
			return q->walk->trail.v[at].line;
		if (e != EVENT_NONE && e != EVENT_READ && e != EVENT_PASSED && e != EVENT_MADE)
			return 0;
	}
	return 0;
}

static const char *
why_words(const struct leak_wish *q)
{
	const struct state *s = &q->o->state;

	if (s->flags & FLAG_SPUN)
		return "read again after the peer has closed";
	if (s->flags & FLAG_FREED)
		return "left open when what held it is freed";
	if (s->flags & FLAG_DEFERRED)
		return "not closed before the loop makes the next one";
	if (s->reason == REASON_END)
		return "not closed when the peer has closed";
	if (s->flags & FLAG_RAISED)
		return "not closed when an exception leaves here";
	if (s->reason == REASON_ERROR)
		return "not closed after an error";
	if (s->flags & FLAG_FAILED)
		return "not closed when nobody took it";
	return "not closed on this path";
}

/* The call that closes elsewhere in this function, for the words of the fix. */
static void
tell_fix(const struct leak_wish *q, struct code_finding *f)
{
	struct unit *u = q->walk->u;
	struct state s = q->o->state;

	if (s.flags & FLAG_SPUN)
		f->fix = str_printf(u->kept,
				    "Leave the loop at the end of file, and close '" STR_F "'.",
				    STR_A(q->handle));
	else if (s.flags & FLAG_FREED)
		f->fix = str_printf(u->kept, "Close '" STR_F "' before what holds it is freed.",
				    STR_A(q->handle));
	else if (s.flags & FLAG_DEFERRED)
		f->fix = str_printf(u->kept,
				    "Move the loop's body into a function, or close '" STR_F
				    "' at the end of each turn.",
				    STR_A(q->handle));
	else
		f->fix = str_printf(u->kept, "Close '" STR_F "' on this path too.",
				    STR_A(q->handle));
}

/* The text of a line, from 1, with its blanks in front. */
struct str
unit_line(const struct unit *u, uint32_t line)
{
	struct str rest = u->text, s = { NULL, 0 };

	while (line-- && str_line(&rest, &s))
		;
	return s;
}

static bool
is_statement_end(struct str s)
{
	s = str_trim_right(s);
	return s.n && (strchr(";{}:", s.p[s.n - 1]) || s.p[s.n - 1] == ')');
}

/* Blanks in front as in one line, the words of another. */
static struct str
indented(struct unit *u, struct str like, struct str words)
{
	size_t n = 0;

	while (n < like.n && char_is_space(like.p[n]))
		n++;
	return str_printf(u->kept, STR_F STR_F "\n", STR_A(str_sub(like, 0, n)),
			  STR_A(str_trim(words)));
}

/* What closes it elsewhere in this function, a statement of its own on its line. */
static struct str
closing_words_of(const struct leak_wish *q, struct str like)
{
	struct unit *u = q->walk->u;

	for (size_t i = 0; i < q->walk->closers.n; i++) {
		uint32_t at = q->walk->closers.v[i];
		struct str s = str_trim(unit_line(u, at)), before;

		if (!s.n || s.n > 80 || str_has(s, STR("return")) || str_has(s, STR("if")) ||
		    str_has(s, STR("defer")) || str_has(s, STR("=")) || str_has(s, STR("{")) ||
		    !str_has(s, q->handle))
			continue;
		before = at > 1 ? str_trim(unit_line(u, at - 1)) : s;
		s = indented(u, like, s);
		/* free(sessions[fd]); close(fd); belong together */
		if (str_starts(before, STR("free(")) && str_has(before, q->handle))
			s = str_printf(u->kept, STR_F STR_F, STR_A(indented(u, like, before)),
				       STR_A(s));
		return s;
	}
	return (struct str){ NULL, 0 };
}

/*
 * A line to put in, where it is certain what and where: the statement that closes it
 * elsewhere here, before the statement that leaves, or behind the last thing that was
 * done for it. A branch without braces would need more than a line.
 */
static void
tell_line(const struct leak_wish *q, struct code_finding *f)
{
	const struct state *s = &q->o->state;
	struct unit *u = q->walk->u;
	uint32_t after = 0, like = 0;

	if (s->flags & (FLAG_SPUN | FLAG_FREED | FLAG_DEFERRED | FLAG_RAISED) || q->o->reason_in)
		return;
	for (uint32_t at = q->o->trail; at != NOWHERE && !like; at = q->walk->trail.v[at].parent) {
		const struct trail *t = &q->walk->trail.v[at];

		if (t->event == EVENT_LEFT || t->event == EVENT_BRANCH) {
			after = t->line - 1;
			like = t->line;
		} else if (t->event == EVENT_UNREGISTERED) {
			after = like = t->line;
		} else if (t->event != EVENT_NONE && t->event != EVENT_PASSED) {
			return;
		}
	}
	if (!like || !after || !is_statement_end(unit_line(u, after)))
		return;
	/* if (…) and a lone statement under it */
	if (str_ends(str_trim_right(unit_line(u, after)), STR(")")))
		return;
	f->insert = closing_words_of(q, unit_line(u, like));
	f->insert_after = f->insert.n ? after : 0;
}

static uint32_t
line_of(const struct leak_wish *q)
{
	uint32_t leaving = wish_leaving_line(q);

	if (q->o->state.flags & FLAG_FREED)
		return q->o->line;
	if (q->o->state.reason > REASON_AGAIN && q->o->reason_line)
		return q->o->reason_line;
	if (leaving)
		return leaving;
	return q->made_line ? q->made_line : q->o->line;
}

bool
leak_is_told(struct unit *u, const char *id, uint32_t line, struct str handle)
{
	for (size_t i = 0; i < u->report->findings.n; i++) {
		const struct code_finding *f = &u->report->findings.v[i];

		if (!strcmp(f->id, id) && f->line == line && str_eq(f->handle, handle))
			return true;
	}
	return false;
}

/* The same leak seen from the helper and from its caller is one. */
bool
leak_is_told_at(struct unit *u, uint32_t line)
{
	for (size_t i = 0; i < u->report->findings.n; i++)
		if (!strcmp(u->report->findings.v[i].id, "close-wait-leak") &&
		    u->report->findings.v[i].line == line)
			return true;
	return false;
}

void
leak_tell(const struct leak_wish *q)
{
	struct unit *u = q->walk->u;
	uint32_t line = line_of(q);
	struct code_finding *f;

	if (leak_is_told(u, "close-wait-leak", line, q->handle) || leak_is_told_at(u, line))
		return;
	f = finding_add(u, "close-wait-leak", line, q->walk->f, q->confidence);
	f->handle = q->handle;
	f->message = str_printf(u->kept, "'" STR_F "' is %s", STR_A(q->handle), why_words(q));
	tell_path(q, f);
	finding_step(u, f, q->o->line,
		     q->o->state.flags & FLAG_LOST ? "its last name gets another value, it is open"
		     : q->o->state.flags & FLAG_SPUN ? "reads on, though no more will come"
						     : "leaves without close");
	tell_fix(q, f);
	tell_line(q, f);
}
