/*
 * walk_set.c - a name gets a value: another name for the handle, or one less
 */
#include "code/walk_parts.h"

static bool
is_local_slot(struct str key)
{
	/* what is handed to epoll_ctl, poll, io_uring and their like is no owner */
	return str_has(key, STR(".data.")) || str_has(key, STR(".user_data")) ||
	       str_eq(key, STR("ev")) || str_starts(key, STR("ev.")) ||
	       str_starts(key, STR("event.")) || str_starts(key, STR("pfd"));
}

/* struct pollfd p: what one asks the kernel with is no owner either. */
static bool
is_question(const struct function *f, struct str root)
{
	static const char *const types[] = { "pollfd ", "epoll_event ", "kevent ", "WSAPOLLFD ",
					     NULL };
	struct str text = f->node->text;

	for (const char *const *p = types; *p; p++) {
		struct str type = str_from(*p), rest = text;
		size_t at;

		while ((at = str_find(rest, type)) != SIZE_MAX) {
			struct str behind = str_from_pos(rest, at + type.n);

			if (str_starts(behind, root) &&
			    (behind.n == root.n || !char_is_alnum(behind.p[root.n])))
				return true;
			rest = behind;
		}
	}
	return false;
}

/* A name of the whole text: who puts a handle there gives it up. */
static bool
is_global(const struct unit *u, struct str name)
{
	return map_get(&u->globals, name) != NULL;
}

/* It is taken out of the table here too: the table only knows it meanwhile. */
static bool
is_untabled_here(const struct function *f, struct str table)
{
	static const char *const ways[] = { "del ", "delete(", "delete ", NULL };
	static const char *const calls[] = { ".pop(", ".remove(", ".delete(", ".discard(", NULL };
	struct str rest;
	char buf[100];
	size_t at;

	if (!table.n || table.n > 60)
		return false;
	for (const char *const *p = ways; *p; p++) {
		size_t n = strlen(*p);

		memcpy(buf, *p, n);
		memcpy(buf + n, table.p, table.n);
		if (str_has(f->node->text, (struct str){ buf, n + table.n }))
			return true;
	}
	for (const char *const *p = calls; *p; p++) {
		memcpy(buf, table.p, table.n);
		memcpy(buf + table.n, *p, strlen(*p));
		at = str_find(f->node->text, (struct str){ buf, table.n + strlen(*p) });
		if (at == SIZE_MAX)
			continue;
		/* waiting.pop(no).close(): only where nobody came to take it out */
		rest = str_from_pos(f->node->text, at);
		rest = str_from_pos(rest, MIN(str_index(rest, ')'), rest.n - 1) + 1);
		if (!str_starts(rest, STR(".close(")))
			return true;
	}
	return false;
}

/* A table has it. Whose it is then shows by who goes on using it. */
void
state_stored(struct state *s)
{
	s->flags = (s->flags | FLAG_STORED) & ~(unsigned)(FLAG_USED | FLAG_FAILED);
}

static bool
is_own_name(const struct function *f, struct str name)
{
	for (size_t i = 0; i < f->params.n; i++)
		if (str_eq(f->params.v[i], name))
			return true;
	return false;
}

static bool
is_constructor(const struct function *f)
{
	return str_eq(f->name, STR("__init__")) || (f->of_class.n && str_eq(f->name, f->of_class));
}

/* client = new Client(), where no let or const of this function is called client. */
static bool
is_declared_outside(const struct walk *w, struct str name)
{
	static const char *const ways[] = { "let ", "const ", "var ", "using " };
	char buf[60];

	if (!(w->u->language->traits & TRAIT_CALLED_BACK) || !w->f->name.n ||
	    str_eq(w->f->name, STR("main")) || name.n > 50 || is_own_name(w->f, name))
		return false;
	for (size_t i = 0; i < COUNT_OF(ways); i++) {
		size_t n = strlen(ways[i]);

		memcpy(buf, ways[i], n);
		memcpy(buf + n, name.p, name.n);
		if (function_says(w->u, w->f, (struct str){ buf, n + name.n }))
			return false;
	}
	return true;
}

/* _fd = socket(…) of C++, where no line of this function declares it: a field of its class. */
static bool
is_anothers_field(const struct walk *w, struct str name)
{
	if (!(w->u->language->traits & TRAIT_MAY_THROW) || !w->f->name.n)
		return false;
	return !is_own_name(w->f, name) && !type_of_name(w->f, name).n && name.p[0] != '@' &&
	       !function_says(w->u, w->f, STR("auto ["));
}

/* struct job *j = malloc(…), and never anything else: nobody but this function knows it. */
static bool
is_new_here(const struct walk *w, struct str name)
{
	bool made = false;

	if (w->u->language->traits & ~(unsigned)(TRAIT_FIELDS_BARE | TRAIT_MAY_THROW))
		return false;
	for (size_t i = 0; i < w->f->steps.n; i++) {
		const struct step *st = &w->f->steps.v[i];

		if (st->op != STEP_SET || !st->dst || !st->src || !str_eq(st->dst->text, name))
			continue;
		if (constant_sign(st->src) == SIGN_ZERO)
			continue;
		if (!call_makes_memory(w->u, node_only(st->src)))
			return false;
		made = true;
	}
	return made;
}

/* table[…], as k: it is the table's, where somebody ends by it what is in there. */
static void
put_in_table(struct walk *w, struct state *s, struct str k)
{
	struct str table = str_sub(k, 0, str_index(k, '['));

	if (w->u->language->traits & TRAIT_METHOD_SELF && walk_has_it_to_end(w, s) &&
	    name_is_dead(w->u, table)) {
		for (unsigned i = s->aliases; i--;) /* a call's result has no other name */
			if (key_text(w->u, s->alias[i]).p[0] == '@')
				alias_remove_at(s, i);
		return;
	}
	state_stored(s);
	if (is_untabled_here(w->f, table))
		s->flags |= FLAG_USED;
}

/* The handle was put into what is called key. */
static void
stored_in(struct walk *w, struct state *s, uint32_t key)
{
	struct str k = key_text(w->u, key), root = key_root(k);
	struct fact *f;

	if (w->u->language->traits & TRAIT_FIELDS_BARE && root.n == k.n &&
	    !name_is_local(w->u, w->f, k) &&
	    !(w->u->language->traits & TRAIT_MAY_THROW && type_of_name(w->f, k).n) &&
	    (map_get(&w->u->fields, k) || k.p[k.n - 1] == '_' || str_starts(k, STR("m_")))) {
		if (is_constructor(w->f) && alias_add(s, key))
			s->flags |= FLAG_IN_OBJECT;
		else
			s->status = STATUS_GONE;
		return;
	}
	if (root.n == k.n && (is_declared_outside(w, root) || is_anothers_field(w, root))) {
		s->status = STATUS_GONE;
		return;
	}
	if (is_global(w->u, root) && !is_own_name(w->f, root)) {
		if (k.p[k.n - 1] == ']')
			put_in_table(w, s, k);
		else
			s->status = STATUS_GONE;
		return;
	}
	if (root.n == k.n || is_local_slot(k) || is_question(w->f, root)) {
		alias_add(s, key);
		return;
	}
	f = fact_find(s, key_id(w->u, root));
	if ((f && f->role == ROLE_FRESH && f->sign & SIGN_POSITIVE) || (!f && is_new_here(w, root)))
		alias_add(s, key);
	else if (k.p[k.n - 1] == ']')
		put_in_table(w, s, k);
	else if (is_constructor(w->f) && w->f->self.n && str_eq(root, w->f->self) &&
		 alias_add(s, key))
		s->flags |= FLAG_IN_OBJECT;
	else {
		if (is_own_name(w->f, root) && alias_add(s, key))
			s->flags |= FLAG_FIELDED;
		s->status = STATUS_GONE;
	}
}

bool
call_makes_memory(struct unit *u, const struct node *n)
{
	const struct effect_row *r;

	if (!n)
		return false;
	if (n->kind == NODE_UNARY || n->kind == NODE_TRY_OP)
		n = n->a ? n->a : n;
	if (n->kind == NODE_LITERAL || n->kind == NODE_NEW)
		return true;
	if (n->kind == NODE_OTHER || n->kind == NODE_LIST)
		return n->n == 1 && call_makes_memory(u, n->kids[0]);
	if (n->kind != NODE_CALL)
		return false;
	r = call_effect(u, n);
	if (r && r->effect == EFFECT_ALLOC)
		return true;
	return !r && call_name(n).n &&
	       ((call_name(n).p[0] >= 'A' && call_name(n).p[0] <= 'Z' &&
		 u->language->traits & TRAIT_THROWS) ||
		str_has(call_name(n), STR("alloc")));
}

/* in = fdopen(fd, …): where that fails the descriptor stays. */
static bool
may_not_wrap(struct unit *u, const struct node *n)
{
	const struct effect_row *r = n->kind == NODE_CALL ? call_effect(u, n) : NULL;

	return r && r->effect == EFFECT_WRAP &&
	       !(u->language->traits & (TRAIT_THROWS | TRAIT_ERROR_VALUE | TRAIT_DROPS));
}

/* c = { .fd = fd }: c.fd is another name, or c where no name is told. */
static bool
literal_names(struct walk *w, struct state *s, const struct node *n, uint32_t dst, unsigned depth)
{
	bool any = false;

	if (!n || depth > 5)
		return false;
	if (n->kind == NODE_PAIR && n->a && n->b && state_relation(w->u, s, n->b) != UNRELATED &&
	    n->b->kind != NODE_LITERAL) {
		struct str k = key_text(w->u, dst), name = n->a->text;

		while (name.n && !char_is_alpha(name.p[0]) && name.p[0] != '_')
			name = str_from_pos(name, 1);
		if (k.n && name.n && k.n + name.n < 100) {
			char buf[104];

			memcpy(buf, k.p, k.n);
			buf[k.n] = '.';
			memcpy(buf + k.n + 1, name.p, name.n);
			alias_add(s, key_id(w->u, (struct str){ buf, k.n + 1 + name.n }));
		}
		return true;
	}
	if (n->kind == NODE_CALL || n->kind == NODE_FUNCTION)
		return false;
	for (uint32_t i = 0; i < n->n; i++)
		any |= literal_names(w, s, n->kids[i], dst, depth + 1);
	any |= literal_names(w, s, n->a, dst, depth + 1);
	return any;
}

static const struct node *
nth(const struct node *n, uint32_t i)
{
	if (n && n->kind == NODE_LIST && n->n > 0)
		return i < n->n ? n->kids[i] : NULL;
	return i == 0 ? n : NULL;
}

static uint32_t
count_of(const struct node *n)
{
	return n && n->kind == NODE_LIST ? n->n : n ? 1 : 0;
}

const struct node *
node_only(const struct node *n)
{
	while (n && ((n->kind == NODE_LIST || n->kind == NODE_OTHER || n->kind == NODE_BLOCK) &&
		     n->n == 1))
		n = n->kids[0];
	while (n && n->kind == NODE_TRY_OP && n->a)
		n = n->a;
	return n;
}

/* x, err = call(): what the call's result tells goes to the names. */
static void
set_results(struct walk *w, struct state *s, const struct node *dst, uint32_t call)
{
	struct fact *f = fact_find(s, call);
	bool errors = w->u->language->traits & TRAIT_ERROR_VALUE;
	uint32_t n = count_of(dst);
	unsigned error;
	struct fact was;

	if (!f)
		return;
	was = *f;
	error = was.sign & (SIGN_ZERO | SIGN_POSITIVE);
	fact_drop(s, call);
	if (!errors || (n == 1 && was.role == ROLE_PLAIN)) {
		fact_set(s, key_of(w->u, nth(dst, 0)), was.sign, (enum role)was.role);
		return;
	}
	/* a helper that returns the error has asked it already: nil, or not */
	if (was.role != ROLE_IO_ERROR && was.role != ROLE_WRITE_ERROR)
		error = SIGN_ZERO | SIGN_POSITIVE;
	switch ((enum role)was.role) {
	case ROLE_READ_ZERO:
	case ROLE_IO_ERROR:
		fact_set(s, key_of(w->u, nth(dst, n - 1)), error, ROLE_IO_ERROR);
		break;
	case ROLE_WRITE:
	case ROLE_WRITE_ERROR:
		fact_set(s, key_of(w->u, nth(dst, n - 1)), error, ROLE_WRITE_ERROR);
		break;
	case ROLE_MADE_ERROR:
	case ROLE_PLAIN:
	case ROLE_READ_NEGATIVE:
	case ROLE_READ_OK:
	case ROLE_FRESH:
		if (n > 0)
			fact_set(s, key_of(w->u, nth(dst, n - 1)), was.sign, (enum role)was.role);
		break;
	}
}

/* Some function speaks of ".active" and closes. */
static bool
is_asked_by_closer(struct unit *u, struct str field)
{
	for (size_t i = 0; i < u->functions.n; i++)
		if (u->functions.v[i]->name.n && u->functions.v[i]->node->d != u->syntax.root &&
		    str_has(u->functions.v[i]->node->text, field) &&
		    function_closes(u, u->functions.v[i], 0))
			return true;
	return false;
}

static bool
is_closing_mark(struct walk *w, const struct state *s, struct str k)
{
	struct str name = k;
	size_t dot = str_rindex(k, '.');

	if (dot == SIZE_MAX || !w->u->has_close)
		return false;
	/* a mark is a promise where who asks for it ends something */
	if (w->u->language->traits & TRAIT_METHOD_SELF &&
	    !is_asked_by_closer(w->u, str_from_pos(k, dot)))
		return false;
	name = str_from_pos(k, dot + 1);
	for (const char *const *p = marking_words; *p; p++)
		if (str_has_nocase(name, str_from(*p)))
			for (unsigned i = 0; i < s->aliases; i++)
				if (str_eq(key_root(key_text(w->u, s->alias[i])), key_root(k)) ||
				    key_depends(k, key_text(w->u, s->alias[i])))
					return true;
	return false;
}

/* ns.eof = True, and somewhere the text asks for it before it closes. */
static bool
is_asked_mark(struct walk *w, struct str k, const struct node *src)
{
	static const char *const words[] = { "eof",  "closed",	 "closing", "close", "done", "dead",
					     "gone", "finished", "ended",   "lost",  NULL };
	size_t dot = str_rindex(k, '.');
	struct str rest = w->u->text, name, line;

	if (dot == SIZE_MAX || !w->u->has_close || !src || constant_sign(src) != SIGN_POSITIVE)
		return false;
	name = str_from_pos(k, dot);
	if (!name_has(name, words))
		return false;
	while (str_line(&rest, &line)) {
		line = str_trim(line);
		if (str_has(line, name) &&
		    (str_starts(line, STR("if ")) || str_starts(line, STR("if(")) ||
		     str_starts(line, STR("} else if")) || str_starts(line, STR("elif ")) ||
		     str_starts(line, STR("while "))))
			return true;
	}
	return false;
}

/* UniqueFd fd{socket(…)}; Fd c(accept(…)): a class of C++ that closes what it gets. */
static bool
is_held(struct unit *u, const struct state *s, const struct node *dst)
{
	static const char *const plain[] = {
		"int ",	      "auto ",	     "SOCKET ",		 "long ",
		"const int ", "const auto ", "evutil_socket_t ", "static int ",
		NULL
	};
	struct str rest = u->text, line = { NULL, 0 };
	size_t at;

	(void)s;
	if (strcmp(u->language->name, "cpp") || dst->kind != NODE_NAME)
		return false;
	for (uint32_t n = dst->line; n && str_line(&rest, &line); n--)
		;
	line = str_trim(line);
	for (const char *const *p = plain; *p; p++)
		if (str_starts(line, str_from(*p)))
			return false;
	at = str_find(line, dst->text);
	/* a type stands before it, and no = behind */
	if (at == SIZE_MAX || at < 2 || !char_is_space(line.p[at - 1]) ||
	    !(char_is_alnum(line.p[at - 2]) || line.p[at - 2] == '>' || line.p[at - 2] == '_') ||
	    at + dst->text.n >= line.n)
		return false;
	if (line.p[at + dst->text.n] == '{' || line.p[at + dst->text.n] == '(')
		return true;
	return (str_has(line, STR("unique_ptr<")) || str_has(str_sub(line, 0, at), STR("Fd")) ||
		str_has(str_sub(line, 0, at), STR("Sock"))) &&
	       !str_has(str_sub(line, 0, at), STR("*"));
}

/* A struct of this text that implements Drop. */
static bool
drops_itself(struct unit *u, const struct node *src)
{
	char buf[80];
	struct str name = src && src->a ? src->a->text : (struct str){ NULL, 0 };

	if (!(u->language->traits & TRAIT_DROPS) || !src || src->kind != NODE_LITERAL || !name.n ||
	    name.n > 60)
		return false;
	memcpy(buf, "Drop for ", 9);
	memcpy(buf + 9, name.p, name.n);
	return text_says(u, (struct str){ buf, name.n + 9 }) || str_eq(name, STR("Self"));
}

static bool
is_childs_file(struct str field)
{
	return str_eq(field, STR("ExtraFiles")) || str_eq(field, STR("Stdin")) ||
	       str_eq(field, STR("Stdout")) || str_eq(field, STR("Stderr"));
}

/* One name gets one value. False: the last name of the open handle is gone. */
static bool
set_one(struct walk *w, struct state *s, const struct node *dst, const struct node *src,
	uint32_t line)
{
	uint32_t to = dst ? key_of(w->u, dst) : 0;
	uint32_t from = src ? key_of(w->u, src) : 0;
	enum relation r = src ? state_relation(w->u, s, src) : UNRELATED;
	bool same = r != UNRELATED && from &&
		    state_key_relation(w->u, s, key_text(w->u, from)) != UNRELATED;
	struct fact *known = from ? fact_find(s, from) : NULL;
	struct fact was = known ? *known : (struct fact){ 0 };
	bool had = s->aliases > 0;

	(void)line;
	/* a promise whose closure knows it is not it */
	if (src && src->kind == NODE_NEW && str_eq(call_name(src), STR("Promise")))
		r = UNRELATED;
	if (src && !from && (src->kind == NODE_SWITCH || src->kind == NODE_WHILE)) {
		known = fact_find(s, key_id(w->u, STR("$value")));
		if (known) {
			was = *known;
			fact_drop(s, was.key);
		}
	}
	if (!to) {
		if (r != UNRELATED)
			s->status = STATUS_GONE;
		return true;
	}
	/* this->fd = fd, of a name that is this function's own */
	if (to == from && r == SAME && dst->kind == NODE_FIELD &&
	    w->u->language->traits & TRAIT_MAY_THROW)
		s->status = STATUS_GONE;
	if (to == from)
		return true;
	/* cmd.ExtraFiles: a child gets copies, and ours stay */
	if (w->u->language->traits & TRAIT_ERROR_VALUE && dst->kind == NODE_FIELD && dst->b &&
	    r != UNRELATED && is_childs_file(dst->b->text))
		return true;
	if (dst->kind == NODE_UNARY && str_eq(dst->op, STR("*")) && r != UNRELATED) {
		s->status = STATUS_GONE; /* *ret = fd, *tail = item: the caller's, or a list's */
		return true;
	}
	if (r != UNRELATED && is_held(w->u, s, dst)) {
		s->status = STATUS_GONE;
		return true;
	}
	if (same && r == SAME) {
		struct state before = *s;
		bool fresh = may_not_wrap(w->u, src);

		walk_forget_name(w, s, to);
		if (!s->aliases)
			*s = before; /* fd = fd.next would be another thing */
		stored_in(w, s, to);
		if (fresh && s->status == STATUS_OPEN)
			fact_set(s, to, SIGN_ZERO | SIGN_POSITIVE, ROLE_FRESH);
		if (key_text(w->u, from).p[0] == '@')
			for (unsigned i = s->aliases; i--;)
				if (s->alias[i] == from)
					alias_remove_at(s, i);
		if (s->status == STATUS_OPEN && !s->aliases)
			s->status = STATUS_GONE;
		return true;
	}
	walk_forget_name(w, s, to);
	if (r != UNRELATED && s->aliases == 0 && had)
		return s->status != STATUS_OPEN || same;
	if (src && (call_makes_memory(w->u, src) || may_not_wrap(w->u, src)))
		fact_set(s, to, SIGN_ZERO | SIGN_POSITIVE, ROLE_FRESH);
	if (same && r == PART) {
		/* a part of it: a stream of a socket, a pointer to the connection */
		struct str k = key_text(w->u, to);

		if (key_root(k).n == k.n)
			alias_add(s, to);
		return true;
	}
	/* Modem { fd }, whose Drop closes it */
	if (r != UNRELATED && drops_itself(w->u, src)) {
		s->status = STATUS_GONE;
		return true;
	}
	if (r != UNRELATED) {
		bool named = literal_names(w, s, src, to, 0);
		struct str k = key_text(w->u, to);

		if (w->u->language->traits & TRAIT_METHOD_SELF && k.p[k.n - 1] == ']' && !same) {
			put_in_table(w, s, k); /* table[no] = (name, conn) */
			return s->aliases > 0;
		}
		if (key_root(k).n != k.n && !is_local_slot(k) && !same)
			s->status = STATUS_GONE;
		else if (is_global(w->u, key_root(k)) && !is_own_name(w->f, key_root(k)))
			s->status = STATUS_GONE;
		else if (same && r == WHOLE)
			alias_add(s, to);
		else if (!named)
			alias_add(s, to);
		return true;
	}
	if (s->reason > REASON_AGAIN && (is_closing_mark(w, s, key_text(w->u, to)) ||
					 is_asked_mark(w, key_text(w->u, to), src))) {
		s->status = STATUS_GONE;
		return true;
	}
	/* table[fd] = …: the table knows it by its number */
	if (s->reason <= REASON_AGAIN && !w->summary && src && constant_sign(src) != SIGN_ZERO)
		for (unsigned i = 0; i < s->aliases; i++) {
			struct str k = key_text(w->u, to), alias = key_text(w->u, s->alias[i]);

			if (!key_within(k, alias) && key_depends(k, alias)) {
				state_stored(s);
				break;
			}
		}
	if (src && constant_sign(src)) {
		if (walk_is_watched(w, to))
			fact_set(s, to, constant_sign(src), ROLE_PLAIN);
	} else if (was.key && was.role != ROLE_FRESH) {
		fact_set(s, to, was.sign, (enum role)was.role);
	}
	return !(had && s->aliases == 0);
}

static void
lose(struct walk *w, struct state s, uint32_t at, const struct step *st)
{
	s.flags |= FLAG_LOST;
	walk_end(w, s, at, st->line);
}

void
walk_set(struct walk *w, uint32_t at, struct state s, const struct step *st)
{
	const struct node *src = node_only(st->src);
	uint32_t n = count_of(st->dst), call = 0;
	bool kept = true;

	if (src && (src->kind == NODE_CALL || src->kind == NODE_NEW))
		call = key_of(w->u, src);
	if (st->node->kind == NODE_ASSIGN && st->node->op.n > 1 && st->node->op.p[0] != ':' &&
	    st->node->op.p[0] != '=') { /* += */
		if (st->dst)
			walk_forget_name(w, &s, key_of(w->u, st->dst));
		if (state_relation(w->u, &s, src) != UNRELATED)
			s.status = STATUS_GONE;
		walk_on(w, s, at, st->next);
		return;
	}
	if (call && st->dst && st->dst->text.n && st->dst->text.p[0] == '{' &&
	    state_is_alias(&s, call)) {
		for (unsigned i = s.aliases; i--;)
			if (s.alias[i] == call)
				alias_remove_at(&s, i);
		if (str_has(st->dst->text, STR("body")))
			alias_add(&s, key_id(w->u, STR("body")));
		if (s.aliases)
			walk_on(w, s, at, st->next);
		return;
	}
	if (call && n > 1) {
		bool both = str_has(src->text, STR("open_connection(")) ||
			    str_has(src->text, STR("open_unix_connection("));

		for (uint32_t i = 0; i < n; i++)
			if (i > 0 && !both) {
				const struct node *d = nth(st->dst, i);

				kept &= set_one(w, &s, d, NULL, st->line);
			}
		set_results(w, &s, st->dst, call);
		if (state_is_alias(&s, call)) {
			if (both)
				alias_add(&s, key_of(w->u, nth(st->dst, 1)));
			kept &= set_one(w, &s, nth(st->dst, 0), src, st->line);
		} else {
			kept &= set_one(w, &s, nth(st->dst, 0), NULL, st->line);
		}
	} else if (call) {
		struct fact *f = fact_find(&s, call);
		struct fact was = f ? *f : (struct fact){ 0 };

		kept = set_one(w, &s, nth(st->dst, 0), src, st->line);
		if (was.key) {
			fact_set(&s, call, was.sign, (enum role)was.role);
			set_results(w, &s, st->dst, call);
		}
	} else {
		for (uint32_t i = 0; i < n; i++)
			kept &= set_one(w, &s, nth(st->dst, i),
					n > 1 && st->src && st->src->kind == NODE_LIST
						? nth(st->src, i)
					: n > 1 ? NULL
						: src,
					st->line);
	}
	if (!kept && s.status == STATUS_OPEN && !s.aliases) {
		lose(w, s, at, st);
		return;
	}
	walk_on(w, s, at, st->next);
}
