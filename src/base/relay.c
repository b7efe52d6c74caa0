/*
 * relay.c - who takes the next step
 *
 * All that is known of the rounds is a few counters under one lock, which is taken once
 * for a step of some 20 us and more. A thread goes for what lets others go on: first the
 * end of a round, which frees its slot, where it has ended the one before; then its own
 * lanes, whose memory is in its cache; then those of others, and ends that others have
 * left, so that none rests while there is work. The first thread makes rounds as long as
 * few wait, and nobody else's lanes are then without work.
 */
#include "base/relay.h"

#include <assert.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdint.h>

/*
 * Pauses before sleep: some 10 us, about what it costs to sleep and be woken. Longer
 * loops take time from others where they share a processor.
 */
#define PAUSES 300

struct relay {
	const struct relay_work *w;
	unsigned threads;
	pthread_mutex_t lock;
	pthread_cond_t changed;
	_Atomic uint64_t changes; /* so far, to wait for the next without the lock */
	unsigned asleep;

	/* rounds: each has passed one more than the next */
	uint64_t made, worked[RELAY_LANES_MAX], ended;
	unsigned ender; /* who ended the last one: what it writes to is in its cache */
	bool making, working[RELAY_LANES_MAX], ending; /* somebody is at it */
	bool all_made;
};

struct runner {
	struct relay *r;
	unsigned number;
	pthread_t thread;
};

enum kind { STEP_NONE, STEP_MAKE, STEP_WORK, STEP_END, STEP_OVER };

struct step {
	enum kind kind;
	unsigned lane;
	uint64_t from, to; /* rounds; of a lane there may be several */
};

static void
relax(void)
{
#if defined __x86_64__ || defined __i386__
	__builtin_ia32_pause();
#elif defined __aarch64__
	__asm__ volatile("yield");
#endif
}

static uint64_t
worked_by_all(const struct relay *r)
{
	uint64_t least = r->worked[0];

	for (unsigned i = 1; i < r->w->lanes; i++)
		least = r->worked[i] < least ? r->worked[i] : least;
	return least;
}

/*
 * Thread k has the k-th part of the lanes. Every other goes through all of them the
 * other way round, so that neighbours meet as late as can be: a lane that goes from one
 * to the other takes its memory along.
 */
static unsigned
nth_lane(const struct relay *r, unsigned thread, unsigned n)
{
	unsigned lanes = r->w->lanes, k = thread % 2 ? thread + 1 : thread;
	unsigned first = k * lanes / r->threads;

	return (thread % 2 ? first + lanes - 1 - n : first + n) % lanes;
}

static bool
find_lane(const struct relay *r, unsigned thread, unsigned *ret)
{
	for (unsigned n = 0; n < r->w->lanes; n++) {
		*ret = nth_lane(r, thread, n);
		if (!r->working[*ret] && r->worked[*ret] < r->made)
			return true;
	}
	return false;
}

static bool
may_make(const struct relay *r)
{
	return !r->making && !r->all_made && r->made - r->ended < r->w->slots;
}

static bool
may_end(const struct relay *r)
{
	return !r->ending && r->ended < worked_by_all(r);
}

static struct step
take_end(struct relay *r, unsigned thread)
{
	r->ending = true;
	r->ender = thread;
	return (struct step){ STEP_END, 0, r->ended, worked_by_all(r) };
}

/* The step that this thread takes now; it is marked as being taken. */
static struct step
take_step(struct relay *r, unsigned thread)
{
	bool few = r->made - r->ended < (r->w->slots + 1) / 2;
	unsigned lane;

	if (thread == r->ender && may_end(r))
		return take_end(r, thread);
	if (may_make(r) && ((few && !thread) || !find_lane(r, thread, &lane))) {
		r->making = true;
		return (struct step){ STEP_MAKE, 0, r->made, r->made + 1 };
	}
	if (find_lane(r, thread, &lane)) {
		r->working[lane] = true;
		return (struct step){ STEP_WORK, lane, r->worked[lane], r->made };
	}
	if (may_end(r))
		return take_end(r, thread);
	if (r->all_made && r->ended == r->made)
		return (struct step){ .kind = STEP_OVER };
	return (struct step){ .kind = STEP_NONE };
}

/* True: there is another round. */
static bool
do_round(const struct relay *r, const struct step *s, uint64_t round)
{
	const struct relay_work *w = r->w;
	unsigned slot = (unsigned)(round % w->slots);

	if (s->kind == STEP_MAKE)
		return w->make(w->ctx, slot);
	if (s->kind == STEP_WORK)
		w->work(w->ctx, slot, s->lane);
	else
		w->end(w->ctx, slot);
	return true;
}

static void
tell_others(struct relay *r)
{
	atomic_fetch_add(&r->changes, 1);
	if (r->asleep)
		pthread_cond_broadcast(&r->changed);
}

static void
note_round(struct relay *r, const struct step *s, bool another)
{
	if (s->kind == STEP_WORK)
		r->worked[s->lane]++;
	else if (s->kind == STEP_END)
		r->ended++;
	else if (another)
		r->made++;
	else
		r->all_made = true;
}

static void
note_step(struct relay *r, const struct step *s)
{
	if (s->kind == STEP_WORK)
		r->working[s->lane] = false;
	else if (s->kind == STEP_END)
		r->ending = false;
	else
		r->making = false;
}

/* With the lock, which is given back while the work is done. */
static void
do_step(struct relay *r, const struct step *s)
{
	for (uint64_t round = s->from; round < s->to; round++) {
		bool another;

		pthread_mutex_unlock(&r->lock);
		another = do_round(r, s, round);
		pthread_mutex_lock(&r->lock);
		note_round(r, s, another);
		if (round + 1 == s->to)
			note_step(r, s);
		tell_others(r);
	}
}

/* With the lock, which others have meanwhile. */
static void
wait_for_change(struct relay *r)
{
	uint64_t before = atomic_load(&r->changes);

	pthread_mutex_unlock(&r->lock);
	for (int i = 0; i < PAUSES && atomic_load(&r->changes) == before; i++)
		relax();
	pthread_mutex_lock(&r->lock);
	r->asleep++;
	while (atomic_load(&r->changes) == before)
		pthread_cond_wait(&r->changed, &r->lock);
	r->asleep--;
}

static void
take_part(struct relay *r, unsigned thread)
{
	struct step s;

	pthread_mutex_lock(&r->lock);
	while ((s = take_step(r, thread)).kind != STEP_OVER) {
		if (s.kind == STEP_NONE)
			wait_for_change(r);
		else
			do_step(r, &s);
	}
	pthread_mutex_unlock(&r->lock);
}

static void *
run_thread(void *arg)
{
	struct runner *me = arg;

	take_part(me->r, me->number);
	return NULL;
}

void
relay_run(const struct relay_work *w, unsigned threads)
{
	struct relay r = { .w = w, .threads = threads, .ender = threads - 1 };
	struct runner others[RELAY_THREADS_MAX];
	unsigned n = 0;

	assert(w->lanes && w->lanes <= RELAY_LANES_MAX && w->slots);
	assert(threads && threads <= RELAY_THREADS_MAX);
	pthread_mutex_init(&r.lock, NULL);
	pthread_cond_init(&r.changed, NULL);
	for (; n + 1 < threads; n++) {
		others[n] = (struct runner){ .r = &r, .number = n + 1 };
		if (pthread_create(&others[n].thread, NULL, run_thread, &others[n]))
			break;
	}
	take_part(&r, 0);
	while (n)
		pthread_join(others[--n].thread, NULL);
	pthread_cond_destroy(&r.changed);
	pthread_mutex_destroy(&r.lock);
}
