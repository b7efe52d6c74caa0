/*
 * look.c - one text: its functions, its findings
 */
#include "code/unit.h"

#include <stdarg.h>
#include <stdlib.h>

/* Steps along paths for each KiB of text, and some for a short one: bounds the time. */
#define BUDGET_PER_KB 4000
#define BUDGET_LEAST 300000
#define FUNCTIONS_MAX 20000

struct code_finding *
finding_add(struct unit *u, const char *id, uint32_t line, const struct function *f,
	    double confidence)
{
	struct code_finding *n = vec_add(u->kept, &u->report->findings);

	while (f && !f->name.n && f->outer)
		f = f->outer;
	*n = (struct code_finding){
		.id = id, .line = line, .end_line = line, .confidence = confidence
	};
	if (f)
		n->function = str_copy(u->kept, f->name);
	return n;
}

void
finding_step(struct unit *u, struct code_finding *f, uint32_t line, const char *fmt, ...)
{
	va_list ap;
	struct code_step *s;

	if (f->steps == CODE_PATH_MAX) /* the last one is worth more than the middle */
		f->steps--;
	s = &f->path[f->steps++];
	s->line = line;
	va_start(ap, fmt);
	s->text = str_vprintf(u->kept, fmt, ap);
	va_end(ap);
}

/* ---- functions ---- */

static struct str
declared_name(const struct node *n, unsigned depth)
{
	struct str s = { NULL, 0 };

	if (!n || depth > 8)
		return s;
	if (n->kind == NODE_NAME)
		return n->text;
	if (n->b)
		s = declared_name(n->b, depth + 1);
	if (!s.n && n->a)
		s = declared_name(n->a, depth + 1);
	for (uint32_t i = 0; i < n->n && !s.n; i++)
		s = declared_name(n->kids[i], depth + 1);
	return s;
}

static void
add_params(struct unit *u, struct function *f, const struct node *list)
{
	if (!list)
		return;
	if (list->kind == NODE_NAME) { /* x => … */
		vec_push(u->arena, &f->params, list->text);
		return;
	}
	for (uint32_t i = 0; i < list->n; i++) {
		const struct node *p = list->kids[i];

		if (p->kind == NODE_OTHER && p->b && p->b->kind == NODE_LIST &&
		    p->b->id == UINT32_MAX) { /* a, b net.Conn */
			add_params(u, f, p->b);
			continue;
		}
		vec_push(u->arena, &f->params, declared_name(p, 0));
	}
}

struct place { /* where the walk through the tree stands */
	struct function *outer;
	struct str of_class, name; /* name: of what a function is assigned to */
};

/* Link, of void Link::open() of C++, whose class may be in a header. */
static struct str
scope_of(const struct node *n)
{
	for (unsigned depth = 0; n && depth < 8; depth++) {
		if (n->kind == NODE_FIELD && n->a) {
			while (n->a && n->b && n->b->kind == NODE_FIELD)
				n = n->b;
			n = n->a;
			while (n && n->kind == NODE_FIELD)
				n = n->b;
			return n ? n->text : (struct str){ NULL, 0 };
		}
		n = n->kind == NODE_FUNCTION || n->kind == NODE_INNER ? n->a
		    : n->n == 1					      ? n->kids[0]
								      : NULL;
	}
	return (struct str){ NULL, 0 };
}

static void
add_function(struct unit *u, const struct node *n, struct place *p)
{
	struct function *f = arena_new(u->arena, struct function, 1);
	void **slot;

	f->node = (struct node *)(uintptr_t)n;
	f->name = n->a ? declared_name(n->a, 0) : p->name;
	f->outer = p->outer;
	f->of_class = p->of_class;
	if (!f->of_class.n && u->language->traits & TRAIT_MAY_THROW && n->a)
		f->of_class = scope_of(n->a);
	f->is_async = n->is_async;
	f->number = (uint32_t)u->functions.n;
	f->node->function = f->number + 1;
	add_params(u, f, n->b);
	if (n->c) { /* Go's receiver */
		struct function holder = { 0 };

		add_params(u, &holder, n->c);
		if (holder.params.n)
			f->self = holder.params.v[0];
		f->of_class = n->c->text;
	} else if (u->language->self && f->of_class.n) {
		f->self = str_from(u->language->self);
	}
	vec_push(u->arena, &u->functions, f);
	if (f->name.n) {
		slot = map_put(&u->by_name, f->name);
		if (!*slot)
			*slot = f;
	}
	p->outer = f;
	p->name = (struct str){ NULL, 0 };
}

/* The last name of "std::map<int, Conn> conns_", where a type stands before it. */
static struct str
last_word(struct str s)
{
	size_t to, from;

	s = str_trim(s);
	to = s.n;
	for (from = to; from && (char_is_alnum(s.p[from - 1]) || s.p[from - 1] == '_'); from--)
		;
	return from && from < to ? str_sub(s, from, to - from) : (struct str){ NULL, 0 };
}

/* int fd_ = -1; of C++: a field is what is declared in a class and is no method. */
static void
add_fields(struct unit *u, struct str class)
{
	size_t open = str_index(class, '{'), from;
	unsigned depth = 1;
	bool method = false, named = false;

	if (open == SIZE_MAX)
		return;
	from = open + 1;
	for (size_t i = open + 1; i < class.n && depth; i++) {
		char ch = class.p[i];
		bool ends = ch == ';' || ch == ':' || ch == '}';
		bool names = ch == ';' || ch == '=' || ch == '{' || ch == '[';

		if (depth == 1 && names && !method && !named) {
			struct str name = last_word(str_sub(class, from, i - from));

			if (name.n)
				*map_put(&u->fields, name) = u;
			named = true;
		}
		method |= depth == 1 && ch == '(' && !named;
		depth += ch == '{';
		depth -= ch == '}';
		if (depth == 1 && ends && !(ch == ':' && method)) {
			if (ch == ':' &&
			    (class.p[i - 1] == ':' || (i + 1 < class.n && class.p[i + 1] == ':')))
				continue; /* std:: */
			if (ch == '}' && named && !method)
				continue; /* int fd{-1}; */
			from = i + 1;
			method = named = false;
		}
	}
}

static void
find_functions(struct unit *u, const struct node *n, struct place p)
{
	struct node *parts[4];

	if (!n || u->functions.n >= FUNCTIONS_MAX)
		return;
	if (n->kind == NODE_CLASS && n->a)
		p.of_class = declared_name(n->a, 0);
	if (n->kind == NODE_CLASS && u->language->traits & TRAIT_MAY_THROW)
		add_fields(u, n->text);
	if (n->kind == NODE_ASSIGN && n->a && n->a->kind == NODE_NAME && p.of_class.n && !p.outer)
		*map_put(&u->fields, n->a->text) = u;
	if (p.outer)
		((struct node *)(uintptr_t)n)->in = p.outer->number + 1;
	if (n->kind == NODE_FUNCTION && n->d)
		add_function(u, n, &p);
	else if ((n->kind == NODE_ASSIGN || n->kind == NODE_PAIR) && n->a && n->b &&
		 (n->b->kind == NODE_FUNCTION || (n->b->kind == NODE_LIST && n->b->n == 1 &&
						  n->b->kids[0]->kind == NODE_FUNCTION)))
		p.name = declared_name(n->a, 0);
	else if (n->kind != NODE_OTHER && n->kind != NODE_LIST && n->kind != NODE_INNER)
		p.name = (struct str){ NULL, 0 };
	parts[0] = n->a;
	parts[1] = n->b;
	parts[2] = n->c;
	parts[3] = n->d;
	for (unsigned i = 0; i < 4; i++)
		find_functions(u, parts[i], p);
	for (uint32_t i = 0; i < n->n; i++)
		find_functions(u, n->kids[i], p);
}

/* What a declaration outside of all functions names: C's own, or a module's. */
static void
add_globals(struct unit *u, const struct node *n, unsigned depth)
{
	if (!n || depth > 12 || n->kind == NODE_FUNCTION || n->kind == NODE_CLASS ||
	    n->kind == NODE_CALL || n->kind == NODE_IF || n->kind == NODE_WHILE ||
	    n->kind == NODE_FOR || n->kind == NODE_RETURN || n->kind == NODE_BLOCK)
		return;
	if (n->kind == NODE_NAME) {
		*map_put(&u->globals, n->text) = u;
		return;
	}
	if (n->kind == NODE_ASSIGN || n->kind == NODE_INDEX || n->kind == NODE_UNARY) {
		add_globals(u, n->a, depth + 1);
		for (uint32_t i = 0; i < n->n && !n->a; i++)
			add_globals(u, n->kids[i], depth + 1);
		return;
	}
	if (n->kind != NODE_OTHER && n->kind != NODE_LIST)
		return;
	for (uint32_t i = 0; i < n->n; i++)
		add_globals(u, n->kids[i], depth + 1);
	add_globals(u, n->b, depth + 1);
}

/* Statements outside of all functions: a script, or a fragment of a ticket. */
static void
add_rest(struct unit *u)
{
	struct node *n = arena_new(u->arena, struct node, 1);
	struct function *f = arena_new(u->arena, struct function, 1);

	*n = *u->syntax.root;
	n->kind = NODE_FUNCTION;
	n->a = n->b = n->c = NULL;
	n->d = u->syntax.root;
	n->kids = NULL;
	n->n = 0;
	f->node = n;
	f->name = STR("main");
	f->number = (uint32_t)u->functions.n;
	f->called = false;
	vec_push(u->arena, &u->functions, f);
}

struct caller { /* where a call stands */
	const struct function *f;
	bool loop;
	unsigned depth;
	const struct node *go; /* the call that another thread makes */
};

/* keys.map(k => one(k)) is a loop too. */
static bool
goes_over_things(const struct node *n)
{
	static const char *const names[] = { "map",	"forEach",    "for_each",
					     "flatMap", "filter_map", "for_each_concurrent",
					     NULL };

	for (const char *const *p = names; *p; p++)
		if (str_eq(call_name(n), str_from(*p)))
			return true;
	return false;
}

static void
mark_call(struct unit *u, const struct node *n, const struct caller *at)
{
	struct function *f = call_function(u, at->f, n);
	const struct effect_row *r = call_effect(u, n);

	if (f && f->node != n && n == at->go) {
		f->spawned = true;
	} else if (f && f->node != n) {
		f->called = true;
		f->called_in_loop |= at->loop || (at->f && at->f->called_in_loop);
	}
	if (r && r->effect == EFFECT_ACCEPT && r->at == AT_RESULT && !u->accept)
		u->accept = n;
	own_served(u, n);
	own_events(u, n);
}

/* (one(k) for k in keys) */
static bool
is_comprehension(const struct unit *u, const struct node *n)
{
	return n->kind == NODE_OTHER && u->language->traits & TRAIT_METHOD_SELF && n->text.n &&
	       n->text.n < 400 && strchr("([{", n->text.p[0]) && str_has(n->text, STR(" for ")) &&
	       str_has(n->text, STR(" in "));
}

/* once(file); return; in a loop is tried again, where it failed: no more than one is well. */
static bool
leaves_behind(const struct node *block, uint32_t i)
{
	const struct node *n = block->kids[i], *next = i + 1 < block->n ? block->kids[i + 1] : NULL;

	if (block->kind != NODE_BLOCK)
		return false;
	return n->kind == NODE_RETURN ||
	       ((n->kind == NODE_CALL || n->kind == NODE_ASSIGN) && next &&
		(next->kind == NODE_RETURN || next->kind == NODE_BREAK));
}

static void
mark_called(struct unit *u, const struct node *n, struct caller at)
{
	struct node *parts[4];

	if (!n || at.depth++ > 400)
		return;
	at.loop |= is_comprehension(u, n);
	if (n->kind == NODE_GO)
		at.go = n->a ? n->a : n->n ? n->kids[0] : NULL;
	if (n->kind == NODE_CALL) {
		mark_call(u, n, &at);
		at.loop |= goes_over_things(n);
	} else if (n->kind == NODE_FUNCTION && n->function) {
		const struct function *f = u->functions.v[n->function - 1];

		if (f->name.n) { /* a closure is in the loop that it stands in */
			at.f = f;
			at.loop = false;
		}
		at.loop |= u->language->traits & TRAIT_CALLED_BACK && function_is_asked(f);
	} else if (n->kind == NODE_WHILE || n->kind == NODE_FOR || n->kind == NODE_FOREACH ||
		   n->kind == NODE_DO) {
		at.loop = !str_has(n->text, STR("ccept("));
		if (n->kind == NODE_FOREACH)
			own_events(u, n);
	}
	parts[0] = n->a;
	parts[1] = n->b;
	parts[2] = n->c;
	parts[3] = n->d;
	for (unsigned i = 0; i < 4; i++)
		mark_called(u, parts[i], at);
	for (uint32_t i = 0; i < n->n; i++) {
		struct caller in = at;

		in.loop &= !leaves_behind(n, i);
		mark_called(u, n->kids[i], in);
	}
}

/* close(p.todo): no connection's end, but where who receives from it closes one. */
static bool
ends_by_channel(struct unit *u, const struct node *call, unsigned depth)
{
	struct str name = call->n ? call->kids[0]->text : (struct str){ NULL, 0 };
	size_t dot = str_rindex(name, '.');

	name = dot == SIZE_MAX ? name : str_from_pos(name, dot);
	for (size_t i = 0; i < u->functions.n && name.n && depth < 2; i++) {
		struct function *g = u->functions.v[i];
		size_t at = str_find(g->node->text, name);
		struct str before = str_sub(g->node->text, at > 24 ? at - 24 : 0,
					    at == SIZE_MAX ? 0 : MIN(at, (size_t)24));

		if (at != SIZE_MAX &&
		    (str_has(before, STR("<-")) || str_has(before, STR("range "))) &&
		    str_has(g->node->text, STR(".Close(")) && function_closes(u, g, depth + 1))
			return true;
	}
	return false;
}

static bool
subtree_closes(struct unit *u, const struct function *f, const struct node *n, unsigned depth,
	       unsigned level)
{
	const struct effect_row *r;
	struct function *g;

	if (!n || level > 300)
		return false;
	if (n->kind == NODE_CALL) {
		r = call_effect(u, n);
		if (r && r->effect == EFFECT_CLOSE)
			return true;
		if (!r && !call_receiver(n) && str_eq(call_name(n), STR("close")) &&
		    !strcmp(u->language->name, "go"))
			return ends_by_channel(u, n, depth);
		g = r ? NULL : call_function(u, f, n);
		if (g && g != f && depth < 3 && function_closes(u, g, depth + 1))
			return true;
		if (!r && !g && call_says_end(u, n) &&
		    !name_has(call_name(n), (const char *const[]){ "free", "del", "delete", NULL }))
			return true;
	}
	if (subtree_closes(u, f, n->a, depth, level + 1) ||
	    subtree_closes(u, f, n->b, depth, level + 1) ||
	    subtree_closes(u, f, n->c, depth, level + 1) ||
	    subtree_closes(u, f, n->d, depth, level + 1))
		return true;
	for (uint32_t i = 0; i < n->n; i++)
		if (subtree_closes(u, f, n->kids[i], depth, level + 1))
			return true;
	return false;
}

bool
function_closes(struct unit *u, struct function *f, unsigned depth)
{
	if (depth)
		return subtree_closes(u, f, f->node->d, depth, 0);
	if (!f->closes) /* 1: no, 2: yes */
		f->closes = subtree_closes(u, f, f->node->d, 0, 0) ? 2 : 1;
	return f->closes == 2;
}

bool
function_is_asked(const struct function *f)
{
	return f->params.n >= 1 && f->params.n <= 4 &&
	       (str_eq(f->params.v[0], STR("req")) || str_eq(f->params.v[0], STR("request")) ||
		str_eq(f->params.v[0], STR("_req")) ||
		(f->params.n >= 2 && str_eq(f->params.v[1], STR("res"))));
}

static bool
subtree_sleeps(struct unit *u, const struct function *f, const struct node *n, unsigned depth,
	       unsigned level)
{
	const struct effect_row *r;
	struct function *g;

	if (!n || level > 300 || n->kind == NODE_FUNCTION || n->kind == NODE_GO)
		return false;
	if (n->kind == NODE_CALL) {
		r = call_effect(u, n);
		if (r && r->effect == EFFECT_SLEEP)
			return true;
		g = r ? NULL : call_function(u, f, n);
		if (g && g != f && depth < 3 && function_sleeps(u, g, depth + 1))
			return true;
	}
	if (subtree_sleeps(u, f, n->a, depth, level + 1) ||
	    subtree_sleeps(u, f, n->b, depth, level + 1) ||
	    subtree_sleeps(u, f, n->c, depth, level + 1) ||
	    subtree_sleeps(u, f, n->d, depth, level + 1))
		return true;
	for (uint32_t i = 0; i < n->n; i++)
		if (subtree_sleeps(u, f, n->kids[i], depth, level + 1))
			return true;
	return false;
}

bool
function_sleeps(struct unit *u, struct function *f, unsigned depth)
{
	return subtree_sleeps(u, f, f->node->d, depth, 0);
}

/* ---- the whole ---- */

static void
index_effects(struct unit *u)
{
	map_init(&u->effects, u->arena);
	for (const struct effect_row *r = u->language->effects; r->name; r++) {
		void **slot = map_put(&u->effects, str_from(r->name));

		if (!*slot)
			*slot = (void *)(uintptr_t)r;
	}
}

static bool
has_any(struct str text, const char *const *words)
{
	return mentions_one(text, words);
}

static void
learn_manners(struct unit *u)
{
	static const char *const nonblocking[] = {
		"NONBLOCK",	     "nonblock", "setblocking(False",	    "setblocking(0",
		"FIONBIO",	     "NonBlock", "configureBlocking(false", "ioctlsocket",

		"non_blocking(true", NULL
	};
	static const char *const edge[] = { "EPOLLET", "EV_CLEAR", "mio::", NULL };
	static const char *const nodelay[] = { "NODELAY",	   "TcpNoDelay(true", "NoDelay(",
					       "set_nodelay(true", "nodelay(true",    "TCP_CORK",
					       "MSG_MORE",	   "noDelay: true",   NULL };
	static const char *const keepalive[] = { "SO_KEEPALIVE",       "setKeepAlive(true",
						 "set_keepalive(true", "SetKeepAlive(true",
						 "with_keepalive",     "SetKeepAlivePeriod",
						 "TCP_KEEPIDLE",       NULL };
	static const char *const closing[] = { "close", "destroy(", ".end(", "Close", NULL };

	u->keepalive = has_any(u->text, keepalive);
	u->network = has_any(u->text, u->language->network);
	u->nonblocking = has_any(u->text, nonblocking);
	u->edge = has_any(u->text, edge);
	u->nodelay = has_any(u->text, nodelay);
	u->has_close = has_any(u->text, closing);
}

static void
begin(struct unit *u)
{
	said_begin(u);
	map_init(&u->by_name, u->arena);
	map_init(&u->ids, u->arena);
	map_init(&u->summaries, u->arena);
	map_init(&u->holders, u->arena);
	map_init(&u->fates, u->arena);
	map_init(&u->fields, u->arena);
	index_effects(u);
	learn_manners(u);
	map_init(&u->globals, u->arena);
	/* a fragment without a function has no globals but its statements' names */
	if (!(u->language->traits & ~(unsigned)TRAIT_FIELDS_BARE))
		for (uint32_t i = 0; i < u->syntax.root->n; i++)
			add_globals(u, u->syntax.root->kids[i], 0);
	u->budget = BUDGET_LEAST + u->text.n / 1024 * BUDGET_PER_KB;
	find_functions(u, u->syntax.root, (struct place){ 0 });
	for (unsigned round = 0; round < 3; round++) /* a caller's caller may loop */
		mark_called(u, u->syntax.root, (struct caller){ 0 });
	own_callbacks(u);
	add_rest(u);
}

/* "crux: ignore", "crux: ignore close-wait-leak" on the line or the one above it. */
static void
suppress(struct unit *u)
{
	for (size_t i = 0; i < u->syntax.comments.n; i++) {
		const struct code_comment *c = &u->syntax.comments.v[i];
		size_t at = str_find(c->text, STR("crux: ignore"));
		struct str rest;

		if (at == SIZE_MAX)
			continue;
		rest = str_trim(str_from_pos(c->text, at + strlen("crux: ignore")));
		for (size_t k = 0; k < u->report->findings.n; k++) {
			struct code_finding *f = &u->report->findings.v[k];
			bool named = !rest.n || !char_is_alpha(rest.p[0]) ||
				     str_has(rest, str_from(f->id));

			if (named && (f->line == c->line || f->line == c->line + 1))
				f->suppressed = true;
		}
	}
}

static int
by_line(const void *pa, const void *pb)
{
	const struct code_finding *a = pa, *b = pb;

	if (a->line != b->line)
		return a->line < b->line ? -1 : 1;
	if (a->confidence != b->confidence)
		return a->confidence > b->confidence ? -1 : 1;
	return strcmp(a->id, b->id);
}

static void
say_problems(struct unit *u)
{
	if (u->syntax.cut)
		vec_push(u->kept, &u->report->problems,
			 ((struct code_problem){ 0,
						 "too long or too deep: the rest is not judged" }));
	if (!u->budget)
		vec_push(u->kept, &u->report->problems,
			 ((struct code_problem){ 0, "too many paths: not all were followed" }));
}

static uint32_t
count_lines(struct str text)
{
	uint32_t n = text.n && text.p[text.n - 1] != '\n';

	for (size_t i = 0; i < text.n; i++)
		n += text.p[i] == '\n';
	return n;
}

/* A header of C++ has C's extension. */
static bool
is_of_classes(struct str text)
{
	static const char *const starts[] = { "namespace ", "template <", "template<", "public:",
					      "private:",   "protected:", NULL };
	struct str line;

	while (str_line(&text, &line)) {
		line = str_trim(line);
		for (const char *const *p = starts; *p; p++)
			if (str_starts(line, str_from(*p)))
				return true;
		if (str_starts(line, STR("class ")) && !str_has(line, STR("=")))
			return true;
	}
	return false;
}

struct code_report *
code_look(struct arena *a, const char *language, struct str text)
{
	struct code_report *report = arena_new(a, struct code_report, 1);
	struct arena kept, scratch;
	struct unit u = { .arena = &kept, .scratch = &scratch, .kept = a, .report = report };

	u.text = text;
	u.language =
		language_find(!strcmp(language, "c") && is_of_classes(text) ? "cpp" : language);
	report->lines = count_lines(text);
	if (!u.language)
		return report;
	arena_init(&kept, "the source", 0);
	arena_init(&scratch, "the paths", 0);
	if (syntax_read(&kept, u.language, text, &u.syntax)) {
		u.text = u.syntax.text;
		begin(&u);
		calls_keep_effects(&u);
		look_for_leaks(&u);
		look_at_calls(&u);
		look_at_events(&u);
		look_at_emitters(&u);
		look_at_habits(&u);
		look_at_accepts(&u);
		look_at_spins(&u);
		look_at_makers(&u);
		look_at_options(&u);
		look_at_kept(&u);
		look_at_fates(&u);
		look_at_keepers(&u);
		look_at_tasks(&u);
		look_at_cycles(&u);
		look_at_afterwards(&u);
		look_at_silence(&u);
		look_at_deadlines(&u);
		look_at_races(&u);
		look_at_segments(&u);
		look_at_pieces(&u);
		look_at_swept_tables(&u);
		look_at_callbacks(&u);
		look_at_objects(&u);
		suppress(&u);
		report->functions = (uint32_t)u.functions.n - 1;
		if (report->findings.n)
			qsort(report->findings.v, report->findings.n, sizeof *report->findings.v,
			      by_line);
		say_problems(&u);
	} else {
		vec_push(a, &report->problems, ((struct code_problem){ 0, "could not be parsed" }));
	}
	arena_fini(&scratch);
	arena_fini(&kept);
	return report;
}
