/*
 * lint_json.c - crux.lint/1
 */
#include "report/report.h"

static void
path(struct json *j, const struct lint_row *r)
{
	json_key(j, "path");
	json_array(j);
	for (size_t i = 0; i < r->found->steps; i++) {
		json_object(j);
		json_key(j, "line");
		json_u64(j, r->found->path[i].line + r->in->lines_before);
		json_key(j, "text");
		json_str(j, r->found->path[i].text);
		json_end(j, '}');
	}
	json_end(j, ']');
}

static void
insertion(struct json *j, const struct lint_row *r)
{
	json_key(j, "insert");
	if (!r->found->insert.n) {
		json_null(j);
		return;
	}
	json_object(j);
	json_key(j, "after_line");
	json_u64(j, r->found->insert_after + r->in->lines_before);
	json_key(j, "text");
	json_str(j, r->found->insert);
	json_end(j, '}');
}

static void
one(struct json *j, const struct lint_row *r)
{
	const struct code_finding *f = r->found;

	json_object(j);
	json_key(j, "id");
	json_cstr(j, f->id);
	json_key(j, "file");
	json_cstr(j, r->path);
	json_key(j, "language");
	json_cstr(j, r->in->language);
	json_key(j, "line");
	json_u64(j, f->line + r->in->lines_before);
	json_key(j, "function");
	if (f->function.n)
		json_str(j, f->function);
	else
		json_null(j);
	json_key(j, "message");
	json_str(j, f->message);
	json_key(j, "confidence");
	json_double(j, f->confidence);
	path(j, r);
	json_key(j, "fix");
	json_str(j, f->fix);
	insertion(j, r);
	json_key(j, "fingerprint");
	json_cstr(j, r->print);
	json_end(j, '}');
}

static void
problem(struct json *j, const char *file, uint64_t line, const char *message)
{
	json_object(j);
	json_key(j, "file");
	json_cstr(j, file);
	json_key(j, "line");
	if (line)
		json_u64(j, line);
	else
		json_null(j);
	json_key(j, "message");
	json_cstr(j, message);
	json_end(j, '}');
}

static void
problems(struct json *j, const struct crux_case *cs)
{
	for (size_t i = 0; i < cs->inputs.n; i++)
		for (size_t k = 0; k < cs->inputs.v[i].problems.n; k++)
			problem(j, cs->inputs.v[i].path, cs->inputs.v[i].problems.v[k].line,
				cs->inputs.v[i].problems.v[k].message);
	for (size_t i = 0; i < cs->code.n; i++) {
		const struct code_report *r = cs->code.v[i].report;

		for (size_t k = 0; r && k < r->problems.n; k++)
			problem(j, cs->inputs.v[cs->code.v[i].at.input].path, r->problems.v[k].line,
				r->problems.v[k].message);
	}
}

void
report_lint_json(struct out *o, const struct crux_case *cs, const struct lint_row *v, size_t n)
{
	struct json j;

	json_init(&j, o);
	json_object(&j);
	json_key(&j, "schema");
	json_cstr(&j, "crux.lint/1");
	json_key(&j, "findings");
	json_array(&j);
	for (size_t i = 0; i < n; i++)
		one(&j, &v[i]);
	json_end(&j, ']');
	json_key(&j, "problems");
	json_array(&j);
	problems(&j, cs);
	json_end(&j, ']');
	json_end(&j, '}');
	out_char(o, '\n');
}
