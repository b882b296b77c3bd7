/* Clocks, and a histogram of latencies.
 *
 * The histogram has 64 steps for every doubling (like HdrHistogram with two digits), so a
 * value read from it is at most 1.6 % off, and counting costs one increment.
 */
#ifndef MEASURE_H
#define MEASURE_H

#include <stdint.h>
#include <string.h>
#include <time.h>

static inline int64_t clock_ns(clockid_t clock)
{
	struct timespec t;
	if (clock_gettime(clock, &t) != 0)
		return -1;
	return t.tv_sec * 1000000000LL + t.tv_nsec;
}

static inline int64_t now_ns(void)
{
	return clock_ns(CLOCK_MONOTONIC);
}

#define STEPS 64
#define DOUBLINGS 42

struct histogram {
	uint64_t count[DOUBLINGS * STEPS];
	uint64_t total;
	int64_t max;
};

static inline void histogram_clear(struct histogram *h)
{
	memset(h, 0, sizeof *h);
}

static inline void histogram_add(struct histogram *h, int64_t ns)
{
	if (ns < 0)
		ns = 0;
	uint64_t v = (uint64_t)ns;
	int shift = v < STEPS ? 0 : 63 - 6 - __builtin_clzll(v);
	uint64_t at = (uint64_t)(shift + (v >= STEPS)) * STEPS + ((v >> shift) & (STEPS - 1));
	if (at >= DOUBLINGS * STEPS)
		at = DOUBLINGS * STEPS - 1;
	h->count[at]++;
	h->total++;
	if (ns > h->max)
		h->max = ns;
}

/* The value, in milliseconds, that `share` of all values do not exceed. */
static inline double histogram_ms(const struct histogram *h, double share)
{
	if (h->total == 0)
		return 0;
	uint64_t wanted = (uint64_t)(share * (double)h->total + 0.5), seen = 0;
	if (wanted < 1)
		wanted = 1;
	for (int at = 0; at < DOUBLINGS * STEPS; at++) {
		seen += h->count[at];
		if (seen >= wanted) {
			int shift = at / STEPS ? at / STEPS - 1 : 0;
			uint64_t low = (uint64_t)(at % STEPS) + (at >= STEPS ? STEPS : 0);
			double ms = (double)((low + 1) << shift) / 1e6;
			return ms < (double)h->max / 1e6 ? ms : (double)h->max / 1e6;
		}
	}
	return (double)h->max / 1e6;
}

#endif
