/*
 * ring.c - two counters, and a bed for each side
 *
 * A side that goes to sleep says so first and then looks once more; the other counts
 * first and then looks whether somebody sleeps. Both in the one order that all threads
 * agree on (seq_cst), so one of the two sees the other (Dekker). A side that stays
 * awake takes no lock.
 */
#include "base/ring.h"

#include <assert.h>

/*
 * Pauses before sleep: some 10 us, about what it costs to sleep and be woken. Longer
 * loops take time from the other side where both share a processor.
 */
#define PAUSES 300

static void
relax(void)
{
#if defined __x86_64__ || defined __i386__
	__builtin_ia32_pause();
#elif defined __aarch64__
	__asm__ volatile("yield");
#endif
}

static void
side_init(struct ring_side *s)
{
	atomic_init(&s->done, 0);
	atomic_init(&s->over, false);
	atomic_init(&s->sleeps, false);
	pthread_cond_init(&s->woken, NULL);
}

void
ring_init(struct ring *r, uint32_t slots)
{
	assert(slots >= 2);
	r->slots = slots;
	side_init(&r->filler);
	side_init(&r->emptier);
	pthread_mutex_init(&r->lock, NULL);
}

void
ring_fini(struct ring *r)
{
	pthread_cond_destroy(&r->filler.woken);
	pthread_cond_destroy(&r->emptier.woken);
	pthread_mutex_destroy(&r->lock);
}

static uint64_t
full_slots(const struct ring *r)
{
	/* The order matters: what is filled is never behind what was emptied before. */
	uint64_t emptied = atomic_load(&r->emptier.done);

	return atomic_load(&r->filler.done) - emptied;
}

/* Over is set behind the last count, so it is looked at in front of it. */
static bool
may_empty(const struct ring *r)
{
	return full_slots(r) > 0 || atomic_load(&r->filler.over);
}

static bool
may_fill(const struct ring *r)
{
	return full_slots(r) < r->slots || atomic_load(&r->emptier.over);
}

/* Who slept as the ring was full goes on when half of it is free, and not for each slot. */
static bool
may_wake_to_fill(const struct ring *r)
{
	return full_slots(r) <= r->slots / 2 || atomic_load(&r->emptier.over);
}

static void
sleep_until(struct ring *r, struct ring_side *own, bool (*ready)(const struct ring *))
{
	pthread_mutex_lock(&r->lock);
	atomic_store(&own->sleeps, true);
	while (!ready(r))
		pthread_cond_wait(&own->woken, &r->lock);
	atomic_store(&own->sleeps, false);
	pthread_mutex_unlock(&r->lock);
}

static void
wake(struct ring *r, struct ring_side *other)
{
	if (!atomic_load(&other->sleeps))
		return;
	pthread_mutex_lock(&r->lock);
	pthread_cond_signal(&other->woken);
	pthread_mutex_unlock(&r->lock);
}

static bool
comes_soon(const struct ring *r, bool (*ready)(const struct ring *))
{
	for (int i = 0; i < PAUSES; i++) {
		if (ready(r))
			return true;
		relax();
	}
	return false;
}

uint32_t
ring_fill(struct ring *r)
{
	if (!comes_soon(r, may_fill))
		sleep_until(r, &r->filler, may_wake_to_fill);
	if (atomic_load(&r->emptier.over))
		return RING_OVER;
	return (uint32_t)(atomic_load_explicit(&r->filler.done, memory_order_relaxed) % r->slots);
}

void
ring_filled(struct ring *r)
{
	atomic_fetch_add(&r->filler.done, 1);
	wake(r, &r->emptier);
}

void
ring_end(struct ring *r)
{
	atomic_store(&r->filler.over, true);
	wake(r, &r->emptier);
}

uint32_t
ring_empty(struct ring *r)
{
	if (!comes_soon(r, may_empty))
		sleep_until(r, &r->emptier, may_empty);
	if (!full_slots(r)) /* then it is over; what came in between is not lost */
		return RING_OVER;
	return (uint32_t)(atomic_load_explicit(&r->emptier.done, memory_order_relaxed) % r->slots);
}

void
ring_emptied(struct ring *r)
{
	atomic_fetch_add(&r->emptier.done, 1);
	if (full_slots(r) <= r->slots / 2)
		wake(r, &r->filler);
}

void
ring_leave(struct ring *r)
{
	atomic_store(&r->emptier.over, true);
	wake(r, &r->filler);
}
