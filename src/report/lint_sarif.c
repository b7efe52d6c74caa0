/*
 * lint_sarif.c - findings for code hosts: SARIF 2.1.0 (OASIS)
 */
#include "report/report.h"

static void
text_object(struct json *j, const char *key, struct str text)
{
	json_key(j, key);
	json_object(j);
	json_key(j, "text");
	json_str(j, text);
	json_end(j, '}');
}

/* Once each, in the order in which they come. */
static size_t
rule_index(const struct lint_row *v, size_t n, const char *id, bool *ret_first)
{
	size_t index = 0;

	for (size_t i = 0; i < n; i++) {
		bool first = true;

		for (size_t k = 0; k < i; k++)
			first &= strcmp(v[k].found->id, v[i].found->id) != 0;
		if (!strcmp(v[i].found->id, id)) {
			*ret_first = first;
			return index;
		}
		index += first;
	}
	*ret_first = true;
	return index;
}

static void
rules(struct json *j, const struct lint_row *v, size_t n)
{
	json_key(j, "rules");
	json_array(j);
	for (size_t i = 0; i < n; i++) {
		const struct catalogue_entry *e = catalogue_find(v[i].found->id);
		bool seen = false;

		for (size_t k = 0; k < i; k++)
			seen |= !strcmp(v[k].found->id, v[i].found->id);
		if (seen)
			continue;
		json_object(j);
		json_key(j, "id");
		json_cstr(j, v[i].found->id);
		text_object(j, "shortDescription", str_from(e ? e->what : v[i].found->id));
		if (e && e->fix && e->fix[0])
			text_object(j, "help", str_from(e->fix));
		json_end(j, '}');
	}
	json_end(j, ']');
}

/* RFC 3986: what is not unreserved, and no slash, in hexadecimal. */
static void
uri(struct json *j, const char *path)
{
	struct out o;

	out_init_memory(&o);
	for (const char *p = path; *p; p++) {
		if (char_is_alnum(*p) || strchr("-._~/", *p))
			out_char(&o, *p);
		else
			out_printf(&o, "%%%02X", (unsigned char)*p);
	}
	json_key(j, "uri");
	json_str(j, out_text(&o));
	out_fini(&o);
}

static void
artifact(struct json *j, const struct lint_row *r)
{
	json_key(j, "artifactLocation");
	json_object(j);
	uri(j, r->path);
	json_end(j, '}');
}

static void
location(struct json *j, const struct lint_row *r, uint32_t line, struct str text)
{
	json_key(j, "physicalLocation");
	json_object(j);
	artifact(j, r);
	json_key(j, "region");
	json_object(j);
	json_key(j, "startLine");
	json_u64(j, line + r->in->lines_before);
	json_end(j, '}');
	json_end(j, '}');
	if (text.n)
		text_object(j, "message", text);
}

static void
flows(struct json *j, const struct lint_row *r)
{
	json_key(j, "codeFlows");
	json_array(j);
	json_object(j);
	json_key(j, "threadFlows");
	json_array(j);
	json_object(j);
	json_key(j, "locations");
	json_array(j);
	for (size_t i = 0; i < r->found->steps; i++) {
		json_object(j);
		json_key(j, "location");
		json_object(j);
		location(j, r, r->found->path[i].line, r->found->path[i].text);
		json_end(j, '}');
		json_end(j, '}');
	}
	json_end(j, ']');
	json_end(j, '}');
	json_end(j, ']');
	json_end(j, '}');
	json_end(j, ']');
}

static void
fixes(struct json *j, const struct lint_row *r)
{
	uint32_t line = r->found->insert_after + 1 + r->in->lines_before;

	json_key(j, "fixes");
	json_array(j);
	json_object(j);
	text_object(j, "description", r->found->fix);
	json_key(j, "artifactChanges");
	json_array(j);
	json_object(j);
	artifact(j, r);
	json_key(j, "replacements");
	json_array(j);
	json_object(j);
	json_key(j, "deletedRegion");
	json_object(j);
	json_key(j, "startLine");
	json_u64(j, line);
	json_key(j, "startColumn");
	json_u64(j, 1);
	json_key(j, "endLine");
	json_u64(j, line);
	json_key(j, "endColumn");
	json_u64(j, 1);
	json_end(j, '}');
	text_object(j, "insertedContent", r->found->insert);
	json_end(j, '}');
	json_end(j, ']');
	json_end(j, '}');
	json_end(j, ']');
	json_end(j, '}');
	json_end(j, ']');
}

static void
one(struct json *j, const struct lint_row *v, size_t n, const struct lint_row *r)
{
	bool first;

	json_object(j);
	json_key(j, "ruleId");
	json_cstr(j, r->found->id);
	json_key(j, "ruleIndex");
	json_u64(j, rule_index(v, n, r->found->id, &first));
	json_key(j, "level");
	json_cstr(j, r->found->confidence >= CODE_SURE ? "warning" : "note");
	json_key(j, "message");
	json_object(j);
	json_key(j, "text");
	json_str(j, r->found->message);
	json_end(j, '}');
	json_key(j, "locations");
	json_array(j);
	json_object(j);
	location(j, r, r->found->line, (struct str){ NULL, 0 });
	json_end(j, '}');
	json_end(j, ']');
	json_key(j, "partialFingerprints");
	json_object(j);
	json_key(j, "crux/v1");
	json_cstr(j, r->print);
	json_end(j, '}');
	if (r->found->steps)
		flows(j, r);
	if (r->found->insert.n)
		fixes(j, r);
	json_end(j, '}');
}

void
report_lint_sarif(struct out *o, const struct lint_row *v, size_t n, const char *version)
{
	struct json j;

	json_init(&j, o);
	json_object(&j);
	json_key(&j, "$schema");
	json_cstr(&j, "https://json.schemastore.org/sarif-2.1.0.json");
	json_key(&j, "version");
	json_cstr(&j, "2.1.0");
	json_key(&j, "runs");
	json_array(&j);
	json_object(&j);
	json_key(&j, "tool");
	json_object(&j);
	json_key(&j, "driver");
	json_object(&j);
	json_key(&j, "name");
	json_cstr(&j, "crux");
	json_key(&j, "version");
	json_cstr(&j, version);
	rules(&j, v, n);
	json_end(&j, '}');
	json_end(&j, '}');
	json_key(&j, "results");
	json_array(&j);
	for (size_t i = 0; i < n; i++)
		one(&j, v, n, &v[i]);
	json_end(&j, ']');
	json_end(&j, '}');
	json_end(&j, ']');
	json_end(&j, '}');
	out_char(o, '\n');
}
