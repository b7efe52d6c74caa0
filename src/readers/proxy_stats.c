/*
 * proxy_stats.c - what proxies count: nginx, HAProxy, Envoy
 *
 *	Active connections: 291				nginx, stub_status
 *	server accepts handled requests
 *	 16630948 16630948 31070465
 *	Reading: 6 Writing: 179 Waiting: 106
 *
 *	Maxconn: 20000					HAProxy, show info
 *	# pxname,svname,qcur,qmax,scur,smax,slim,…	HAProxy, show stat
 *
 *	cluster.api.upstream_cx_connect_fail: 12	Envoy, /stats
 *
 * They become settings "nginx.accepts", "haproxy.Maxconn", "haproxy.web/BACKEND.scur",
 * "envoy.cluster.api.upstream_cx_connect_fail".
 */
#include "readers/probe.h"
#include "readers/rows.h"

struct proxy {
	bool sums;	    /* nginx: the next line is the three sums */
	bool info;	    /* HAProxy's show info has begun: names of several words follow */
	struct str columns; /* of HAProxy's table */
};

static void
set(struct rows *t, const char *program, struct str name, struct str value)
{
	rows_setting(t, str_printf(t->r->cs->arena, "%s." STR_F, program, STR_A(name)), value);
}

/* --- nginx --- */

static bool
is_nginx_sums_heading(struct str text)
{
	return str_eq(text, STR("server accepts handled requests"));
}

static bool
take_nginx_sums(struct rows *t, struct str text)
{
	static const char *const names[] = { "accepts", "handled", "requests" };
	struct proxy *p = t->own;
	struct str word;

	if (!p->sums)
		return false;
	p->sums = false;
	for (size_t i = 0; i < COUNT_OF(names); i++) {
		uint64_t v;

		if (!str_word(&text, &word) || !str_to_u64(word, &v))
			return false;
		set(t, "nginx", str_from(names[i]), word);
	}
	return true;
}

static bool
take_nginx_now(struct rows *t, struct str text)
{
	struct str word, value;

	if (!str_starts(text, STR("Reading: ")) || !str_has(text, STR("Waiting: ")))
		return false;
	while (str_word(&text, &word) && str_word(&text, &value))
		set(t, "nginx", str_sub(word, 0, str_index(word, ':')), value);
	return true;
}

static bool
take_nginx(struct rows *t, struct str text)
{
	struct proxy *p = t->own;

	if (str_take(&text, STR("Active connections: "))) {
		set(t, "nginx", STR("active"), str_trim(text));
		return true;
	}
	if (is_nginx_sums_heading(text)) {
		p->sums = true;
		return true;
	}
	return take_nginx_sums(t, text) || take_nginx_now(t, text);
}

/* --- HAProxy --- */

static bool
is_haproxy_columns(struct str text)
{
	return str_starts(text, STR("# pxname,svname,"));
}

/* Of the eighty columns those about connections, their queues and their errors. */
static bool
is_of_interest(struct str column)
{
	static const char *const names[] = { "qcur",   "qmax",	 "scur", "smax",     "slim",
					     "stot",   "econ",	 "ereq", "eresp",    "wretr",
					     "wredis", "status", "dcon", "conn_rate" };

	for (size_t i = 0; i < COUNT_OF(names); i++)
		if (str_eq(column, str_from(names[i])))
			return true;
	return false;
}

static bool
take_haproxy_row(struct rows *t, struct str text)
{
	struct proxy *p = t->own;
	struct str columns = p->columns, column, cell, proxy, server;
	struct arena *a = t->r->cs->arena;

	if (!columns.n || !str_cut(&text, ',', &proxy) || !str_cut(&text, ',', &server))
		return false;
	str_cut(&columns, ',', &column);
	str_cut(&columns, ',', &column);
	while (str_cut(&columns, ',', &column) && str_cut(&text, ',', &cell))
		if (cell.n && is_of_interest(column))
			set(t, "haproxy",
			    str_printf(a, STR_F "/" STR_F "." STR_F, STR_A(proxy), STR_A(server),
				       STR_A(column)),
			    cell);
	return true;
}

/* Names of show info that nothing else prints in front of a colon. */
static bool
is_haproxy_info(struct str text)
{
	static const char *const names[] = {
		"Name: HAProxy",   "Nbthread: ",    "Ulimit-n: ",     "Maxsock: ",     "Maxconn: ",
		"Hard_maxconn: ",  "CurrConns: ",   "CumConns: ",     "CumReq: ",      "ConnRate: ",
		"ConnRateLimit: ", "MaxConnRate: ", "Maxpipes: ",     "PipesUsed: ",   "SessRate: ",
		"Run_queue: ",	   "Idle_pct: ",    "Tasks: ",	      "Uptime_sec: ",  "Nbproc: ",
		"Memmax_MB: ",	   "MaxSslConns: ", "CurrSslConns: ", "ActivePeers: ", "Stopping: ",
	};

	for (size_t i = 0; i < COUNT_OF(names); i++)
		if (str_starts(text, str_from(names[i])))
			return true;
	return false;
}

/* "Maxconn: 20000", one word in front of the colon. */
static bool
info_parse(struct str text, bool words, struct str *ret_name, struct str *ret_value)
{
	size_t colon = str_index(text, ':');

	if (colon == SIZE_MAX || !colon)
		return false;
	if (!words && str_index(str_sub(text, 0, colon), ' ') != SIZE_MAX)
		return false;
	*ret_name = str_sub(text, 0, colon);
	*ret_value = str_trim(str_from_pos(text, colon + 1));
	return !ret_value->n || colon + 1 == text.n || text.p[colon + 1] == ' ';
}

/* --- Envoy --- */

static bool
is_envoy(struct str text)
{
	static const char *const roots[] = { "cluster.",	 "listener.", "http.",
					     "server.",		 "tcp.",      "cluster_manager.",
					     "listener_manager." };
	struct str name, value;

	if (!info_parse(text, false, &name, &value) || !value.n || !char_is_digit(value.p[0]))
		return false;
	for (size_t i = 0; i < COUNT_OF(roots); i++)
		if (str_starts(name, str_from(roots[i])))
			return true;
	return false;
}

static bool
take_line(struct rows *t, struct str text)
{
	struct proxy *p = t->own;
	struct str name, value;

	if (take_nginx(t, text))
		return true;
	if (is_haproxy_columns(text)) {
		p->columns = str_from_pos(text, 2);
		return true;
	}
	if (take_haproxy_row(t, text))
		return true;
	if (!info_parse(text, p->info, &name, &value))
		return false;
	p->info |= is_haproxy_info(text);
	set(t, is_envoy(text) ? "envoy" : "haproxy", name, value);
	return true;
}

static void
take(struct reading *r, const struct section *s)
{
	struct proxy p = { .sums = false };

	rows_read(r, s, "proxy-stats", take_line, NULL, &p);
}

static bool
is_three_sums(struct str text)
{
	struct str word;
	uint64_t v;
	size_t n = 0;

	while (str_word(&text, &word) && str_to_u64(word, &v))
		n++;
	return n == 3 && !text.n;
}

static int
line_score(struct str text)
{
	text = str_trim(text);
	if (is_nginx_sums_heading(text) || is_haproxy_columns(text))
		return 94;
	if (str_starts(text, STR("Active connections: ")))
		return 80;
	if (str_starts(text, STR("Reading: ")) && str_has(text, STR("Waiting: ")))
		return 90;
	if (is_envoy(text))
		return 70;
	if (is_haproxy_info(text))
		return 65;
	return is_three_sums(text) ? 25 : 0;
}

static int
probe(const struct section *s)
{
	int sure = probe_lines(s, line_score);

	return sure == 25 && !probe_is_alone(s) ? 0 : sure;
}

const struct reader reader_proxy_stats = {
	.kind = "proxy-stats",
	.words = "statistics of proxies, nginx stub_status, HAProxy, Envoy",
	.probe = probe,
	.read = take,
};
