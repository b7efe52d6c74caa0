/*
 * events.c - a heap of four children a node: half as deep as the usual one
 */
#include "events.h"

#include <stdio.h>
#include <stdlib.h>

#define CHILDREN 4

void *
must_grow(void *p, size_t bytes)
{
	p = realloc(p, bytes);
	if (!p) {
		perror("make-capture");
		exit(EXIT_FAILURE);
	}
	return p;
}

static bool
earlier(const struct event *a, const struct event *b)
{
	return a->ns != b->ns ? a->ns < b->ns : a->order < b->order;
}

void
events_add(struct events *q, struct event e)
{
	size_t i = q->n;

	if (q->n == q->room) {
		q->room = q->room ? q->room * 2 : 1024;
		q->v = must_grow(q->v, q->room * sizeof(*q->v));
	}
	e.order = q->order++;
	q->n++;
	for (; i && earlier(&e, &q->v[(i - 1) / CHILDREN]); i = (i - 1) / CHILDREN)
		q->v[i] = q->v[(i - 1) / CHILDREN];
	q->v[i] = e;
}

static size_t
earliest_child(const struct events *q, size_t parent)
{
	size_t first = parent * CHILDREN + 1, best = first;

	for (size_t i = first + 1; i < first + CHILDREN && i < q->n; i++)
		if (earlier(&q->v[i], &q->v[best]))
			best = i;
	return best;
}

bool
events_next(struct events *q, struct event *ret)
{
	struct event last;
	size_t i = 0;

	if (!q->n)
		return false;
	*ret = q->v[0];
	last = q->v[--q->n];
	while (i * CHILDREN + 1 < q->n) {
		size_t child = earliest_child(q, i);

		if (!earlier(&q->v[child], &last))
			break;
		q->v[i] = q->v[child];
		i = child;
	}
	q->v[i] = last;
	return true;
}
