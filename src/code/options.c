/*
 * options.c - socket options whose value stands elsewhere
 *
 * A struct, a variable, a constant of the text or an object of its own says what is set;
 * the call only names it. What is asked is whether the value that it names is the one
 * that does harm.
 */
#include "code/unit.h"

/* Of a function's text, without its blanks; more does not help. */
#define TEXT_MAX 6000

static bool
has(struct str s, const char *word)
{
	return str_has(s, str_from(word));
}

static struct str
squeezed(struct str s, char *buf, size_t size)
{
	size_t len = 0;

	for (size_t i = 0; i < s.n && len < size; i++)
		if (!char_is_space(s.p[i]))
			buf[len++] = s.p[i];
	return (struct str){ buf, len };
}

static void
tell(struct unit *u, const char *id, const struct node *n, const struct function *f,
     const char *message, const char *fix)
{
	struct code_finding *found;

	for (size_t i = 0; i < u->report->findings.n; i++)
		if (u->report->findings.v[i].line == n->line &&
		    !strcmp(u->report->findings.v[i].id, id))
			return;
	found = finding_add(u, id, n->line, f, 0.7);
	found->message = str_from(message);
	found->fix = str_from(fix);
	finding_step(u, found, n->line, "%s", message);
}

/* What the text gives to a name, from its "=" or bracket on, squeezed; empty: nothing. */
static struct str
value_of(struct str text, struct str name, char *buf, size_t size)
{
	size_t from = 0;

	while (name.n && from < text.n) {
		size_t at = str_find(str_from_pos(text, from), name), end;

		if (at == SIZE_MAX)
			break;
		at += from;
		from = end = at + name.n;
		if ((at && (char_is_alnum(text.p[at - 1]) || text.p[at - 1] == '_')) ||
		    (end < text.n && (char_is_alnum(text.p[end]) || text.p[end] == '_')))
			continue;
		while (end < text.n && char_is_space(text.p[end]))
			end++;
		if (end + 1 >= text.n || !strchr("=({:", text.p[end]) || text.p[end + 1] == '=')
			continue;
		text = str_sub(text, end, MIN((size_t)160, text.n - end));
		end = str_index(text, ';');
		if (end == SIZE_MAX)
			end = str_index(text, '\n');
		return squeezed(str_sub(text, 0, MIN(end, text.n)), buf, size);
	}
	return (struct str){ NULL, 0 };
}

/* The name that an argument is: &off, (char *)&off, off. */
static struct str
name_in(const struct node *arg)
{
	struct str s = arg->text;
	size_t i = s.n;

	while (i && (char_is_alnum(s.p[i - 1]) || s.p[i - 1] == '_'))
		i--;
	return i && !strchr("&*) ", s.p[i - 1]) ? (struct str){ NULL, 0 } : str_from_pos(s, i);
}

static bool
is_zero(struct str value)
{
	return str_eq(value, STR("=0")) || str_eq(value, STR("{0}")) || str_eq(value, STR("(0)")) ||
	       str_eq(value, STR("=false")) || str_eq(value, STR("=False")) ||
	       str_starts(value, STR(":i32=0")) || str_starts(value, STR(":c_int=0")) ||
	       str_starts(value, STR("=0,")) || str_starts(value, STR("{false}"));
}

static bool
is_zero_linger(struct str value)
{
	static const char *const zeros[] = { "{1,0}",
					     "{1,.l_linger=0",
					     "'ii',1,0",
					     "\"ii\",1,0",
					     "{true,0}",
					     "(true,0)",
					     "l_onoff=1,.l_linger=0}",
					     "l_onoff:1,l_linger:0",
					     "'hh',1,0",
					     "\"hh\",1,0",
					     "=b'\\x01\\x00\\x00\\x00\\x00\\x00\\x00\\x00'",
					     NULL };

	return mentions_one(value, zeros) || (has(value, "l_onoff=1}"));
}

/* lg.l_onoff = 1, and l_linger is never set but by memset or {0}. */
static bool
leaves_linger_zero(struct str text)
{
	return has(text, "l_onoff=1") && !has(text, "l_linger=") &&
	       (has(text, "memset(") || has(text, "={0}") || has(text, "={}") ||
		has(text, "linger{}"));
}

#define LINGER "close() with a linger time of 0 sends a reset and destroys what is in flight"
#define LINGER_FIX "Leave SO_LINGER off; shut down for writing and read to the end, then close."

struct object_row {		  /* asio: an option is an object */
	const char *type, *value; /* value: what it has to be; NULL: whatever */
	const char *id, *message, *fix;
};

static const struct object_row objects[] = {
	{ "receive_buffer_size", NULL, "receive-window-limited",
	  "the receive buffer is set by hand: the kernel no longer makes it larger",
	  "Leave it alone; raise the maximum of tcp_rmem if need be." },
	{ "send_buffer_size", NULL, "send-buffer-limited",
	  "the send buffer is set by hand: the kernel no longer makes it larger",
	  "Leave it alone; raise the maximum of tcp_wmem if need be." },
	{ "linger", "true,0", "reset-with-unread-data", LINGER, LINGER_FIX },
	{ "no_delay", "false", "nagle-delayed-ack",
	  "Nagle's algorithm is switched on by hand: small writes wait for delayed ACKs",
	  "Leave TCP_NODELAY on, or write each message at once." },
	{ "keep_alive", "false", "idle-timeout-drop",
	  "keepalive is switched off: a device that forgot the connection goes unnoticed",
	  "Leave keepalive on, at shorter intervals than the device's idle timeout." },
};

/* Whether text has type, at most a name, and then "(value)". */
static bool
makes_object(struct str text, const struct object_row *r, struct str name)
{
	struct str rest = text, type = str_from(r->type);
	size_t at;

	while ((at = str_find(rest, type)) != SIZE_MAX) {
		rest = str_from_pos(rest, at + type.n);
		if (name.n && !str_starts(rest, name))
			continue;
		at = name.n;
		if (at >= rest.n || !strchr("({", rest.p[at]))
			continue;
		if (!r->value || str_starts(str_from_pos(rest, at + 1), str_from(r->value)))
			return true;
	}
	return false;
}

/* s.set_option(linger(true, 0)); linger off(true, 0); s.set_option(off); */
static void
look_at_objects_set(struct unit *u, const struct node *n, const struct function *f)
{
	char buf[TEXT_MAX], own[300];
	struct str text, call = squeezed(n->text, own, sizeof own);
	struct str name = n->n && n->kids[0]->kind == NODE_NAME ? n->kids[0]->text
								: (struct str){ NULL, 0 };

	if (!str_eq(call_name(n), STR("set_option")) || !n->n)
		return;
	text = squeezed(f ? f->node->text : u->text, buf, sizeof buf);
	for (size_t i = 0; i < COUNT_OF(objects); i++)
		if (makes_object(call, &objects[i], (struct str){ NULL, 0 }) ||
		    (name.n && makes_object(text, &objects[i], name)))
			tell(u, objects[i].id, n, f, objects[i].message, objects[i].fix);
}

static void
look_at_values(struct unit *u, const struct node *n, const struct function *f)
{
	char buf[TEXT_MAX], of[200];
	struct str text = squeezed(f ? f->node->text : u->text, buf, sizeof buf);
	bool linger = has(n->text, "SO_LINGER");

	if (linger && leaves_linger_zero(text))
		tell(u, "reset-with-unread-data", n, f, LINGER, LINGER_FIX);
	for (uint32_t i = 2; i < n->n && i < 4; i++) {
		struct str name = name_in(n->kids[i]), value;

		if (!name.n)
			continue;
		value = value_of(f ? f->node->text : u->text, name, of, sizeof of);
		if (!value.n)
			value = value_of(u->text, name, of, sizeof of);
		if (linger && is_zero_linger(value))
			tell(u, "reset-with-unread-data", n, f, LINGER, LINGER_FIX);
		if (has(n->text, "TCP_NODELAY") && is_zero(value))
			tell(u, "nagle-delayed-ack", n, f, objects[3].message, objects[3].fix);
		if (has(n->text, "SO_KEEPALIVE") && is_zero(value))
			tell(u, "idle-timeout-drop", n, f, objects[4].message, objects[4].fix);
	}
}

/* (socket.SOL_SOCKET, socket.SO_RCVBUF, 4096), of a list of options. */
static void
look_at_tuple(struct unit *u, const struct node *n, const struct function *f)
{
	if (n->n != 3 || n->kids[2]->kind != NODE_NUMBER || n->text.n > 120 ||
	    !has(n->kids[0]->text, "SOL_SOCKET"))
		return;
	if (has(n->kids[1]->text, "SO_RCVBUF"))
		tell(u, objects[0].id, n, f, objects[0].message, objects[0].fix);
	if (has(n->kids[1]->text, "SO_SNDBUF"))
		tell(u, objects[1].id, n, f, objects[1].message, objects[1].fix);
}

static void
look_through(struct unit *u, const struct node *n, const struct function *f, unsigned depth)
{
	if (!n || depth > 300)
		return;
	if (n->kind == NODE_FUNCTION && n->function)
		f = u->functions.v[n->function - 1];
	if (n->kind == NODE_CALL && has(call_name(n), "etsockopt") &&
	    !str_starts(call_name(n), STR("get")))
		look_at_values(u, n, f);
	else if (n->kind == NODE_CALL)
		look_at_objects_set(u, n, f);
	else if (n->kind == NODE_LIST || n->kind == NODE_OTHER)
		look_at_tuple(u, n, f);
	look_through(u, n->a, f, depth + 1);
	look_through(u, n->b, f, depth + 1);
	look_through(u, n->c, f, depth + 1);
	look_through(u, n->d, f, depth + 1);
	for (uint32_t i = 0; i < n->n; i++)
		look_through(u, n->kids[i], f, depth + 1);
}

void
look_at_options(struct unit *u)
{
	if (u->network || text_says(u, STR("SOL_SOCKET")))
		look_through(u, u->syntax.root, NULL, 0);
}
