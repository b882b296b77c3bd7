/* Many clients of one chat server, in one process on one core, told what to do line by line.
 *
 * Commands come on stdin, one a line, fields parted by tabs, `key=value` with \n \r \t \\ in
 * values; each is answered by one line of JSON on stdout. The protocol of the server (but for
 * MQTT's packets) is not known here: scripts are `send` and `wait` templates, in which %d is the client's number,
 * %r its room, %p its partner, %b the body of a line, %k a key that occurs once, %% a percent.
 *
 *   target   port= pid= [host=] [tls=1] [frames=1] [mqtt=1] [end=] tag=
 *                                                whom to load; pid: whose CPU time to read; frames: see put();
 *                                                mqtt: see mqtt.h
 *   script   name= send= wait= refuse= ...       a dialogue; refuse: what must not come meanwhile
 *   reserve  count=                              how many clients there will be in all
 *   open     count= script= [under_way=] [room=] [size=] [founders=] [checked=0] [rcvbuf=] [timeout=]
 *                                                connect that many and run it; rooms of that size;
 *                                                founders=1: who is first in a room is in before the rest come
 *   run      script= first= count= [under_way=] [timeout=]
 *   say      mode=saturated|paced line= first= step= senders= seconds= ...   see say()
 *   mute     first= count=                       never read these again
 *   settle   [share=] [step=] [steps=] [max=]    until the server has nothing left to do
 *   idle     seconds=                            read what comes, measure
 *   close    first= count=                       close these connections
 *   quit
 *
 * Nothing is parsed but the body: a caret, then in hex the run's tag, the sender, the number
 * of the line and when it was sent, then words up to the size asked for. memchr finds the
 * caret, so a line costs some ten nanoseconds. Every reader knows for every sender which
 * number comes next: a line lost, doubled, out of order or in the wrong room is counted and
 * makes the run worthless. `late` tells when this process was too slow itself, `own_share`
 * how much of its core it used.
 */
#define _GNU_SOURCE
#include <arpa/inet.h>
#include <errno.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <sys/timerfd.h>
#include <unistd.h>

#include "measure.h"
#include "mqtt.h"
#include "tls.h"

enum {
	MAX_FIELDS = 64,
	MAX_SCRIPTS = 16,
	MAX_STEPS = 24,
	MAX_EVENTS = 1024,
	READ_SIZE = 256 * 1024,
	MAX_LINE = 256 * 1024,
	HEAD = 1 + 4 + 4 + 8 + 12, /* caret, tag, sender, number, time */
	MAX_BODY = 4096,
	MAX_WAIT = 160,
};

/* ---- what it is told ---- */

struct field {
	char *key, *value;
};

static struct field fields[MAX_FIELDS];
static int n_fields;

struct step {
	char kind; /* 's'end, 'w'ait, 'r'efuse */
	char *template;
};

static struct script {
	char *name;
	struct step step[MAX_STEPS];
	int steps;
} scripts[MAX_SCRIPTS];
static int n_scripts;

/* ---- who talks ---- */

enum state { CLOSED, CONNECTING, HANDSHAKE, OPEN, MUTE };

struct client {
	int fd, number, room, sender; /* sender: index into `senders`, or -1 */
	enum state state;
	bool wants_out, dirty, checked; /* checked: every line it reads is looked at */
	struct script *script;          /* the dialogue it is in, or NULL */
	int at;                         /* step of it */
	int64_t began;
	unsigned packet; /* the id of the last one it sent */
	char *wait; /* what that step waits for */
	char *tail;
	size_t tail_len, tail_size, tail_seen; /* the unfinished line; how much of it a wait has seen */
	char *out;
	size_t out_len, out_at, out_size;
	void *ssl;
};

struct sender {
	int client, partner, marker; /* marker: whose receipt lets it send the next line */
	uint32_t sent, readers;
};

static struct client *clients;
static int n_clients, size_clients;
static struct sender *senders;
static int n_senders;
static uint32_t *next_number; /* [reader * next_width + sender] */
static int next_width, next_rows;

static int epoll = -1, timer = -1;
static struct sockaddr_in target;
static bool target_tls, target_frames, target_mqtt;
static char target_end = '\n'; /* what the server ends an answer or a line with */
static clockid_t server_clock;
static bool server_known;
static char tag[5] = "0000";
static int64_t origin;
static char buffer[MAX_LINE + READ_SIZE];
static struct client **dirty;
static int n_dirty;

/* ---- what happens now ---- */

enum doing { READING, RUNNING, SAYING };

static struct {
	enum doing doing;
	/* RUNNING: a script over a range of clients */
	struct script *script;
	int active, done;
	/* SAYING */
	bool saying, own, pairs, saturated, closing;
	char *line;
	size_t body;
	int window, turn;
	/* SAYING, beside it: clients that come and go */
	struct script *in, *out;
	uint64_t churned;
	int churning;
	bool churn;
	/* counted */
	uint64_t sent, delivered, own_seen, lost, doubled, misplaced, garbled, old, bytes, reads;
	int dropped;
	struct histogram latency;
} run;

static void die(const char *format, ...)
{
	char text[1024];
	va_list args;
	va_start(args, format);
	vsnprintf(text, sizeof text, format, args);
	va_end(args);
	printf("{\"error\": \"");
	for (unsigned char *c = (unsigned char *)text; *c; c++)
		if (*c == '"' || *c == '\\')
			printf("\\%c", *c);
		else if (*c < 32 || *c > 126)
			printf("\\u%04x", *c);
		else
			putchar(*c);
	printf("\"}\n");
	fflush(stdout);
	exit(1);
}

static void *need(void *memory)
{
	if (!memory)
		die("out of memory");
	return memory;
}

static double server_cpu(void)
{
	if (!server_known)
		return 0;
	int64_t ns = clock_ns(server_clock);
	if (ns < 0)
		die("the server process is gone");
	return (double)ns / 1e9;
}

static double own_cpu(void)
{
	return (double)clock_ns(CLOCK_PROCESS_CPUTIME_ID) / 1e9;
}

static const char *text_of(const char *key, const char *otherwise)
{
	for (int i = 0; i < n_fields; i++)
		if (strcmp(fields[i].key, key) == 0)
			return fields[i].value;
	if (!otherwise)
		die("%s is missing", key);
	return otherwise;
}

static double number_of(const char *key, double otherwise)
{
	const char *text = text_of(key, "");
	return *text ? atof(text) : otherwise;
}

static struct script *script_of(const char *key)
{
	const char *name = text_of(key, "");
	if (!*name)
		return NULL;
	for (int i = 0; i < n_scripts; i++)
		if (strcmp(scripts[i].name, name) == 0)
			return &scripts[i];
	die("no script called %s", name);
	return NULL;
}

/* ---- bytes out ---- */

static void watch(struct client *c, bool out)
{
	struct epoll_event e = {.data.ptr = c, .events = EPOLLRDHUP};
	if (c->state != MUTE)
		e.events |= EPOLLIN;
	if (out)
		e.events |= EPOLLOUT;
	c->wants_out = out;
	if (epoll_ctl(epoll, EPOLL_CTL_MOD, c->fd, &e) != 0)
		die("epoll_ctl: %s", strerror(errno));
}

static void append(struct client *c, const char *data, size_t n)
{
	if (c->out_len + n > c->out_size) {
		c->out_size = (c->out_len + n) * 2;
		c->out = need(realloc(c->out, c->out_size));
	}
	memcpy(c->out + c->out_len, data, n);
	c->out_len += n;
	if (!c->dirty) {
		c->dirty = true;
		dirty[n_dirty++] = c;
	}
}

static void put_packet(struct client *c, const char *words, size_t n)
{
	char packet[n + 2 * MQTT_MOST_BEFORE];
	c->packet = c->packet % 0xffff + 1; /* 2.3.1: not 0 */
	size_t size = mqtt_made(packet, words, n, c->packet);
	if (!size)
		die("no packet of MQTT: %.60s", words);
	append(c, packet, size);
}

/* With `frames`, a JSON object is a WebSocket's frame (RFC 6455, 5.2), masked with zeros, and
 * what the server sends ends with a brace instead of a newline. */
static void put(struct client *c, const char *text, size_t n)
{
	if (target_mqtt) {
		put_packet(c, text, n);
		return;
	}
	if (target_frames && text[0] == '{') {
		char head[8] = {(char)0x81, (char)(0x80 | (n < 126 ? n : 126))};
		if (n > 0xffff)
			die("a frame of %zu bytes", n);
		if (n >= 126) {
			head[2] = (char)(n >> 8);
			head[3] = (char)n;
		}
		append(c, head, n < 126 ? 6 : 8);
	}
	append(c, text, n);
}

static void closed(struct client *c, const char *how);

static void flush(struct client *c)
{
	while (c->out_at < c->out_len) {
		size_t left = c->out_len - c->out_at;
		ssize_t n;
		if (c->ssl) {
			tls.clear();
			n = tls.write(c->ssl, c->out + c->out_at, (int)left);
			if (n <= 0) {
				int error = tls.error(c->ssl, (int)n);
				if (error == TLS_WANT_WRITE || error == TLS_WANT_READ)
					break;
				closed(c, "TLS error");
				return;
			}
		} else {
			n = send(c->fd, c->out + c->out_at, left, MSG_NOSIGNAL | MSG_DONTWAIT);
			if (n < 0 && (errno == EAGAIN || errno == EINTR))
				break;
			if (n < 0) {
				closed(c, strerror(errno));
				return;
			}
		}
		c->out_at += (size_t)n;
	}
	bool left = c->out_at < c->out_len;
	if (!left)
		c->out_at = c->out_len = 0;
	if (left != c->wants_out)
		watch(c, left);
}

/* ---- templates and bodies ---- */

static const char words[] =
	"the quick brown fox jumps over a lazy dog while seven wizards box with five dozen liquor jugs "
	"and every good message reaches all the people in its room before anybody can ask where it went "
	"pack my things said the captain to nobody at all because the tide had turned an hour ago ";

static void hex(char *at, uint64_t value, int digits)
{
	for (int i = digits - 1; i >= 0; i--, value >>= 4)
		at[i] = "0123456789abcdef"[value & 15];
}

static size_t make_body(char *at, int sender, uint32_t number, size_t size)
{
	at[0] = '^';
	memcpy(at + 1, tag, 4);
	hex(at + 5, (uint64_t)sender, 4);
	hex(at + 9, number, 8);
	hex(at + 17, (uint64_t)(now_ns() - origin), 12);
	/* A prime step through the words, so that lines differ as far as an index is concerned. */
	size_t from = (number * 37 + (size_t)sender * 11) % (sizeof words - 1);
	for (size_t i = HEAD; i < size; i++)
		at[i] = i == HEAD ? ' ' : words[(from + i) % (sizeof words - 1)];
	if (size > HEAD && at[size - 1] == ' ')
		at[size - 1] = '.';
	return size > HEAD ? size : HEAD;
}

static size_t expand(char *into, size_t size, const char *template, const struct client *c, int sender, uint32_t number)
{
	size_t n = 0;
	for (const char *t = template; *t; t++) {
		char piece[MAX_BODY + 1];
		size_t length = 1;
		piece[0] = *t;
		if (*t == '%' && t[1]) {
			switch (*++t) {
			case 'd':
				length = (size_t)sprintf(piece, "%d", c->number);
				break;
			case 'r':
				length = (size_t)sprintf(piece, "%d", c->room);
				break;
			case 'p':
				length = (size_t)sprintf(piece, "%d", sender < 0 ? c->number ^ 1 : senders[sender].partner);
				break;
			case 'k':
				length = (size_t)sprintf(piece, "%s-%d-%u", tag, sender, number);
				break;
			case 'b':
				length = make_body(piece, sender, number, run.body);
				break;
			default:
				piece[0] = *t;
			}
		}
		if (n + length >= size)
			die("a template is too long: %.60s", template);
		memcpy(into + n, piece, length);
		n += length;
	}
	into[n] = 0;
	return n;
}

/* Each line is a write of its own, as it is when people type. */
static void say_line(int sender)
{
	struct sender *s = &senders[sender];
	struct client *c = &clients[s->client];
	char line[2 * MAX_BODY];
	size_t n = expand(line, sizeof line, run.line, c, sender, s->sent);
	s->sent++;
	run.sent++;
	put(c, line, n);
	flush(c);
}

/* ---- scripts ---- */

static void script_done(struct client *c);

/* Go on until a step has to wait. */
static void script_go(struct client *c)
{
	char text[2 * MAX_BODY];
	while (c->script && c->at < c->script->steps) {
		struct step *s = &c->script->step[c->at];
		if (s->kind == 's') {
			put(c, text, expand(text, sizeof text, s->template, c, -1, 0));
		} else if (s->kind == 'w') {
			if (!c->wait)
				c->wait = need(malloc(MAX_WAIT));
			expand(c->wait, MAX_WAIT, s->template, c, -1, 0);
			return;
		}
		c->at++;
	}
	if (c->script)
		script_done(c);
}

static void script_begin(struct client *c, struct script *script)
{
	c->script = script;
	c->at = 0;
	c->began = now_ns();
	c->tail_seen = c->tail_len;
	script_go(c);
}

static void script_done(struct client *c)
{
	histogram_add(&run.latency, now_ns() - c->began);
	struct script *was = c->script;
	c->script = NULL;
	if (run.doing == RUNNING) {
		run.active--;
		run.done++;
	} else if (run.churn && (was == run.in || was == run.out)) {
		run.churned += was == run.out;
		if (was == run.out && run.closing)
			run.churning--;
		else
			script_begin(c, was == run.in ? run.out : run.in);
	}
}

/* `pattern` in the text; one that begins with a newline also matches at the beginning. */
static char *find(char *at, size_t n, const char *pattern)
{
	size_t length = strlen(pattern);
	if (pattern[0] == '\n' && n >= length - 1 && memcmp(at, pattern + 1, length - 1) == 0)
		return at;
	return memmem(at, n, pattern, length);
}

/* How much of the text the script has taken. */
static size_t script_feed(struct client *c, char *at, size_t n)
{
	size_t taken = c->tail_seen < n ? c->tail_seen : n;
	while (c->script && c->at < c->script->steps) {
		struct script *s = c->script;
		for (int i = 0; i < s->steps; i++) {
			char *bad = s->step[i].kind == 'r' ? find(at + taken, n - taken, s->step[i].template) : NULL;
			if (bad) {
				char *from = *bad == '\n' ? bad + 1 : bad;
				char *line_end = memchr(from, '\n', (size_t)(at + n - from));
				die("client %d was refused (%s): %.*s", c->number, s->name,
				    (int)((line_end ? line_end : at + n) - from), from);
			}
		}
		char *found = find(at + taken, n - taken, c->wait);
		if (!found)
			return taken;
		taken = (size_t)(found - at) + strlen(c->wait);
		if (taken > n)
			taken = n;
		c->at++;
		bool sends = c->at >= s->steps || s->step[c->at].kind != 'w';
		script_go(c);
		if (sends)
			return n; /* what is here came before the answer to what was sent now */
	}
	return n;
}

/* ---- lines that arrive ---- */

static int8_t digit[256];

static inline int64_t unhex(const char *at, int digits)
{
	int64_t value = 0;
	int bad = 0;
	for (int i = 0; i < digits; i++) {
		int d = digit[(unsigned char)at[i]];
		bad |= d;
		value = value << 4 | (d & 15);
	}
	return bad < 0 ? -1 : value;
}

static bool hears(const struct client *c, int sender)
{
	const struct sender *s = &senders[sender];
	if (c->number == s->client)
		return run.own;
	return run.pairs ? c->number == s->partner : c->room == clients[s->client].room;
}

static void received(struct client *c, int sender, uint32_t number, int64_t sent, int64_t now)
{
	if (run.doing != SAYING) {
		run.old++; /* history, shown to somebody who joins */
		return;
	}
	if (sender >= n_senders || number >= senders[sender].sent) {
		run.garbled++;
		return;
	}
	if (!hears(c, sender)) {
		run.misplaced++;
		return;
	}
	uint32_t *next = &next_number[(size_t)c->number * (size_t)next_width + (size_t)sender];
	if (number < *next) {
		run.doubled++;
		return;
	}
	run.lost += number - *next;
	run.delivered += number - *next + 1; /* a lost one will not come any more */
	*next = number + 1;
	if (c->number == senders[sender].client)
		run.own_seen++;
	histogram_add(&run.latency, now - origin - sent);
	if (c->number == senders[sender].marker && run.saturated && !run.closing)
		say_line(sender);
}

static void scan(struct client *c, const char *at, size_t n, int64_t now)
{
	const char *end = at + n;
	while ((at = memchr(at, '^', (size_t)(end - at)))) {
		if (end - at < HEAD)
			return;
		if (memcmp(at + 1, tag, 4) != 0) {
			run.old++; /* history of another run */
			at++;
			continue;
		}
		int64_t sender = unhex(at + 5, 4), number = unhex(at + 9, 8), sent = unhex(at + 17, 12);
		if (sender < 0 || number < 0 || sent < 0)
			run.garbled++;
		else
			received(c, (int)sender, (uint32_t)number, sent, now);
		at += HEAD;
	}
}

static void closed(struct client *c, const char *how)
{
	if (c->state == MUTE) {
		run.dropped++;
		close(c->fd);
		c->state = CLOSED;
		return;
	}
	die("client %d lost its connection (%s)%s%s%s%.*s", c->number, how, c->script ? " during " : "",
	    c->script ? c->script->name : "", c->tail_len ? ", the last it heard: " : "",
	    (int)(c->tail_len < 200 ? c->tail_len : 200), c->tail_len ? c->tail : "");
}

static void keep_tail(struct client *c, const char *at, size_t n)
{
	if (n > MAX_LINE - 1)
		die("client %d got a line of more than %d bytes", c->number, MAX_LINE);
	if (n > c->tail_size) {
		c->tail_size = n + 256;
		c->tail = need(realloc(c->tail, c->tail_size));
	}
	if (n)
		memcpy(c->tail, at, n);
	c->tail_len = n;
}

static ssize_t take(struct client *c, char *into, size_t size)
{
	if (!c->ssl)
		return recv(c->fd, into, size, MSG_DONTWAIT);
	size_t got = 0;
	tls.clear();
	while (got < size) {
		int n = tls.read(c->ssl, into + got, (int)(size - got));
		if (n > 0) {
			got += (size_t)n;
			continue;
		}
		int error = tls.error(c->ssl, n);
		if (error == TLS_WANT_READ || error == TLS_WANT_WRITE) {
			errno = EAGAIN;
			return got ? (ssize_t)got : -1;
		}
		return got ? (ssize_t)got : 0;
	}
	return (ssize_t)got;
}

/* Whole packets of MQTT: each line is acknowledged, and looked at. Returns their size. */
static size_t packets(struct client *c, char *at, size_t n, int64_t now)
{
	size_t taken = 0;
	for (;;) {
		char words[32], puback[MQTT_PUBACK_SIZE] = {MQTT_PUBACK << 4, 2};
		struct mqtt_packet p = mqtt_next(at + taken, n - taken);
		if (!p.whole)
			return taken;
		taken += p.whole;
		size_t size;
		unsigned id;
		const char *text = mqtt_text(&p, &size, &id);
		if (text) {
			mqtt_number(puback + 2, id);
			append(c, puback, sizeof puback);
			if (c->checked)
				scan(c, text, size, now);
		} else if (c->script && (size = mqtt_words(words, sizeof words, &p))) {
			c->tail_seen = 0;
			script_feed(c, words, size);
		}
	}
}

/* One read; whether there may be more that epoll does not know of (inside TLS). */
static bool readable(struct client *c)
{
	size_t had = c->tail_len;
	if (had)
		memcpy(buffer, c->tail, had);
	ssize_t got = take(c, buffer + had, READ_SIZE);
	if (got < 0 && (errno == EAGAIN || errno == EINTR))
		return false;
	if (got <= 0) {
		closed(c, got == 0 ? "the server closed it" : strerror(errno));
		return false;
	}
	int64_t now = now_ns();
	size_t n = had + (size_t)got;
	run.bytes += (uint64_t)got;
	run.reads++;
	if (target_mqtt) {
		size_t taken = packets(c, buffer, n, now);
		keep_tail(c, buffer + taken, n - taken);
		return c->ssl && got == READ_SIZE;
	}
	char *last = memrchr(buffer + had, target_end, (size_t)got);
	size_t whole = last ? (size_t)(last - buffer) + 1 : 0;
	size_t seen = c->script ? script_feed(c, buffer, n) : n;
	if (whole && c->checked)
		scan(c, buffer, whole, now);
	keep_tail(c, buffer + whole, n - whole);
	c->tail_seen = seen > whole ? seen - whole : 0;
	return c->ssl && got == READ_SIZE;
}

/* ---- connections ---- */

static void connected(struct client *c)
{
	c->state = OPEN;
	watch(c, false);
	script_begin(c, run.script);
}

static void handshake(struct client *c)
{
	tls.clear();
	int n = tls.connect(c->ssl);
	if (n == 1) {
		connected(c);
		return;
	}
	int error = tls.error(c->ssl, n);
	if (error == TLS_WANT_READ || error == TLS_WANT_WRITE)
		watch(c, error == TLS_WANT_WRITE);
	else
		closed(c, "TLS handshake failed");
}

static void writable(struct client *c)
{
	if (c->state != CONNECTING) {
		flush(c);
		return;
	}
	int error = 0;
	socklen_t size = sizeof error;
	getsockopt(c->fd, SOL_SOCKET, SO_ERROR, &error, &size);
	if (error)
		closed(c, strerror(error));
	if (target_tls) {
		c->ssl = need(tls.new(tls.context));
		tls.set_fd(c->ssl, c->fd);
		c->state = HANDSHAKE;
		handshake(c);
	} else {
		connected(c);
	}
}

static void open_client(struct client *c)
{
	c->fd = socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
	if (c->fd < 0)
		die(errno == EMFILE ? "too few descriptors for client %d: raise `ulimit -n`" : "socket for client %d failed",
		    c->number);
	int one = 1, rcvbuf = (int)number_of("rcvbuf", 0);
	setsockopt(c->fd, IPPROTO_TCP, TCP_NODELAY, &one, sizeof one);
	if (rcvbuf)
		setsockopt(c->fd, SOL_SOCKET, SO_RCVBUF, &rcvbuf, sizeof rcvbuf);
	c->state = CONNECTING;
	struct epoll_event e = {.data.ptr = c, .events = EPOLLOUT};
	if (connect(c->fd, (struct sockaddr *)&target, sizeof target) != 0 && errno != EINPROGRESS)
		die("connect: %s", strerror(errno));
	if (epoll_ctl(epoll, EPOLL_CTL_ADD, c->fd, &e) != 0)
		die("epoll_ctl: %s", strerror(errno));
}

/* ---- the loop ---- */

static void wake_at(int64_t when)
{
	struct itimerspec t = {.it_value = {when / 1000000000LL, when % 1000000000LL}};
	timerfd_settime(timer, TFD_TIMER_ABSTIME, &t, NULL);
}

/* Wait for something, or until `until`, and deal with it. */
static void turn(int64_t until)
{
	struct epoll_event events[MAX_EVENTS];
	while (n_dirty) {
		struct client *c = dirty[--n_dirty];
		c->dirty = false;
		if (c->state == OPEN && c->out_len)
			flush(c);
	}
	wake_at(until);
	int n = epoll_wait(epoll, events, MAX_EVENTS, 1000);
	for (int i = 0; i < n; i++) {
		struct client *c = events[i].data.ptr;
		if (!c) {
			uint64_t fired;
			if (read(timer, &fired, sizeof fired) < 0)
				continue;
		} else if (c->state == MUTE) {
			if (events[i].events & (EPOLLRDHUP | EPOLLHUP | EPOLLERR))
				closed(c, "");
		} else if (c->state == HANDSHAKE) {
			handshake(c);
		} else if (c->state == CONNECTING) {
			writable(c);
		} else if (c->state == OPEN) {
			if (events[i].events & EPOLLOUT)
				writable(c);
			if (c->state == OPEN && events[i].events & ~(unsigned)EPOLLOUT)
				while (readable(c))
					;
		}
	}
}

static int64_t in_seconds(double seconds)
{
	return now_ns() + (int64_t)(seconds * 1e9);
}

static void counted_anew(void)
{
	run.sent = run.delivered = run.own_seen = run.lost = run.doubled = run.misplaced = run.garbled = run.old = 0;
	run.bytes = run.reads = run.churned = 0;
	run.dropped = 0;
	histogram_clear(&run.latency);
}

/* ---- commands ---- */

static void cmd_target(void)
{
	target.sin_family = AF_INET;
	target.sin_port = htons((uint16_t)number_of("port", 0));
	if (inet_pton(AF_INET, text_of("host", "127.0.0.1"), &target.sin_addr) != 1)
		die("host is not an IPv4 address");
	pid_t pid = (pid_t)number_of("pid", 0);
	server_known = pid > 0;
	if (server_known && clock_getcpuclockid(pid, &server_clock) != 0)
		die("no process %d", (int)pid);
	target_tls = number_of("tls", 0) != 0;
	target_frames = number_of("frames", 0) != 0;
	target_mqtt = number_of("mqtt", 0) != 0;
	target_end = *text_of("end", target_frames ? "}" : "\n");
	if (target_tls) {
		const char *missing = tls_load();
		if (missing)
			die("no TLS here: %s is missing", missing);
	}
	snprintf(tag, sizeof tag, "%s", text_of("tag", tag));
	if (strlen(tag) != 4 || unhex(tag, 4) < 0)
		die("a tag is four hex digits");
	printf("{}\n");
}

static void cmd_script(void)
{
	if (n_scripts == MAX_SCRIPTS)
		die("too many scripts");
	struct script *s = &scripts[n_scripts++];
	s->name = need(strdup(text_of("name", NULL)));
	for (int i = 0; i < n_fields; i++) {
		if (strcmp(fields[i].key, "name") == 0)
			continue;
		if (s->steps == MAX_STEPS)
			die("too many steps");
		s->step[s->steps].kind = fields[i].key[0];
		s->step[s->steps++].template = need(strdup(fields[i].value));
	}
	printf("{}\n");
}

static void range(int *first, int *end)
{
	*first = (int)number_of("first", 0);
	*end = *first + (int)number_of("count", n_clients - *first);
	if (*first < 0 || *end > n_clients)
		die("clients %d to %d: there are %d", *first, *end - 1, n_clients);
}

static void grow(int count)
{
	if (n_clients + count > size_clients) {
		if (n_clients)
			die("open everyone at once, or say `reserve` first");
		size_clients = count;
		clients = need(calloc((size_t)count, sizeof *clients));
		dirty = need(calloc((size_t)count, sizeof *dirty));
	}
	for (int i = 0; i < count; i++) {
		struct client *c = &clients[n_clients + i];
		c->fd = -1;
		c->number = n_clients + i;
		c->sender = -1;
		c->checked = true;
	}
	n_clients += count;
}

/* A script over clients [first, end), at most under_way of them in it at a time. */
static void drive(int first, int end, bool opening, int size)
{
	int under_way = (int)number_of("under_way", 50);
	bool founders = number_of("founders", 0) != 0;
	double timeout = number_of("timeout", 60);
	counted_anew();
	run.doing = RUNNING;
	run.script = script_of("script");
	if (!run.script)
		die("which script?");
	run.active = run.done = 0;
	int64_t start = now_ns(), deadline = in_seconds(timeout);
	double cpu = server_cpu(), own = own_cpu();
	for (int next = first; run.done < end - first;) {
		for (; next < end && run.active < under_way; next++) {
			struct client *founder = &clients[size ? next - (next - first) % size : first];
			if (founders && next > founder->number && (founder->script || founder->state != OPEN))
				break;
			run.active++;
			if (opening)
				open_client(&clients[next]);
			else
				script_begin(&clients[next], run.script);
		}
		turn(deadline);
		if (now_ns() < deadline)
			continue;
		for (int i = first; i < end; i++)
			if (clients[i].script)
				die("client %d waited %g s for \"%s\" (%s), %d of %d were through", i, timeout, clients[i].wait,
				    run.script->name, run.done, end - first);
		die("%d of %d were connected after %g s", run.done, end - first, timeout);
	}
	double seconds = (double)(now_ns() - start) / 1e9;
	run.doing = READING;
	printf("{\"count\": %d, \"seconds\": %.6f, \"server_cpu\": %.6f, \"own_share\": %.4f, \"bytes\": %lu, "
	       "\"p50_ms\": %.4f, \"p99_ms\": %.4f, \"max_ms\": %.4f}\n",
	       end - first, seconds, server_cpu() - cpu, (own_cpu() - own) / seconds, run.bytes,
	       histogram_ms(&run.latency, .5), histogram_ms(&run.latency, .99), (double)run.latency.max / 1e6);
}

static void cmd_open(void)
{
	int first = n_clients;
	grow((int)number_of("count", 0));
	int room = (int)number_of("room", 0), size = (int)number_of("size", 0);
	for (int i = first; i < n_clients; i++) {
		clients[i].room = size ? (i - first) / size + room : room;
		clients[i].checked = number_of("checked", 1) != 0;
	}
	drive(first, n_clients, true, size);
}

static void cmd_reserve(void)
{
	int count = (int)number_of("count", 0);
	if (n_clients)
		die("reserve comes first");
	size_clients = count;
	clients = need(calloc((size_t)count, sizeof *clients));
	dirty = need(calloc((size_t)count, sizeof *dirty));
	printf("{}\n");
}

static void cmd_run(void)
{
	int first, end;
	range(&first, &end);
	drive(first, end, false, 0);
}

static void cmd_mute(void)
{
	int first, end;
	range(&first, &end);
	for (int i = first; i < end; i++) {
		clients[i].state = MUTE;
		clients[i].checked = false;
		watch(&clients[i], false);
	}
	printf("{}\n");
}

static void cmd_close(void)
{
	int first, end;
	range(&first, &end);
	for (int i = first; i < end; i++)
		if (clients[i].state != CLOSED) {
			close(clients[i].fd);
			clients[i].state = CLOSED;
			clients[i].checked = false;
		}
	printf("{}\n");
}

static void cmd_idle(void)
{
	double seconds = number_of("seconds", 1);
	int64_t start = now_ns(), until = in_seconds(seconds);
	double cpu = server_cpu();
	counted_anew();
	while (now_ns() < until)
		turn(until);
	printf("{\"seconds\": %.6f, \"server_cpu\": %.6f, \"bytes\": %lu, \"dropped\": %d}\n",
	       (double)(now_ns() - start) / 1e9, server_cpu() - cpu, run.bytes, run.dropped);
}

/* Until the server used less than `share` of a core in `steps` stretches of `step` seconds. */
static void cmd_settle(void)
{
	double share = number_of("share", .03), step = number_of("step", .25), most = number_of("max", 20);
	int steps = (int)number_of("steps", 5), quiet = 0;
	int64_t start = now_ns(), last_work = start, until = in_seconds(most);
	double cpu = server_cpu();
	counted_anew();
	while (quiet < steps && now_ns() < until) {
		double before = server_cpu();
		int64_t end = in_seconds(step);
		while (now_ns() < end)
			turn(end);
		quiet = server_cpu() - before < share * step ? quiet + 1 : 0;
		if (!quiet)
			last_work = now_ns();
	}
	printf("{\"settled\": %s, \"seconds\": %.6f, \"server_cpu\": %.6f, \"bytes\": %lu, \"dropped\": %d}\n",
	       quiet >= steps ? "true" : "false", (double)(last_work - start) / 1e9, server_cpu() - cpu, run.bytes,
	       run.dropped);
}

/* The clients first, first+step, ... are senders; who hears them is settled here. */
static void cast(int first, int step, int count)
{
	if (first < 0 || count < 1 || first + (count - 1) * step >= n_clients)
		die("%d senders from %d by %d: there are %d clients", count, first, step, n_clients);
	for (int i = 0; i < count; i++) {
		struct client *c = &clients[first + i * step];
		if (c->sender >= 0)
			continue;
		if (n_senders == 0xffff)
			die("too many senders");
		senders = need(realloc(senders, (size_t)(n_senders + 1) * sizeof *senders));
		senders[n_senders] = (struct sender){.client = c->number};
		c->sender = n_senders++;
	}
	if (n_senders > next_width || n_clients > next_rows) {
		uint32_t *wider = need(calloc((size_t)n_clients * (size_t)n_senders, sizeof *wider));
		for (int i = 0; i < next_rows; i++)
			for (int j = 0; j < next_width; j++)
				wider[i * n_senders + j] = next_number[i * next_width + j];
		free(next_number);
		next_number = wider;
		next_width = n_senders;
		next_rows = n_clients;
	}
	for (int i = 0; i < count; i++) {
		struct client *c = &clients[first + i * step];
		struct sender *s = &senders[c->sender];
		s->partner = c->number ^ 1;
		s->readers = 0;
		s->marker = -1;
		for (int j = 0; j < n_clients; j++) {
			struct client *reader = &clients[j];
			if (!reader->checked || reader->state != OPEN || !hears(reader, c->sender))
				continue;
			s->readers++;
			/* Those who came later to this room begin with the next line. */
			next_number[(size_t)j * (size_t)next_width + (size_t)c->sender] = s->sent;
			/* The one who came in next, so that those of several senders are spread over the room. */
			if (s->marker <= c->number && (j > c->number || s->marker < 0))
				s->marker = j;
		}
		if (!s->readers)
			die("nobody hears client %d", c->number);
	}
}

/* Lines for `seconds`, then until everything sent has arrived (at most `drain` seconds).
 *
 *   mode=saturated window=   each sender has that many lines under way
 *   mode=paced rate=         lines a second, the senders in turn
 *   own=1                    a sender gets its own lines back, and they count
 *   pairs=1                  clients 2k and 2k+1 talk to each other, room or not
 *   body=                    bytes of a line's text
 *   in= out= churn_first= churn_count=   meanwhile these run the two scripts in turn
 */
static void cmd_say(void)
{
	int first = (int)number_of("first", 0), step = (int)number_of("step", 1), count = (int)number_of("senders", 1);
	double seconds = number_of("seconds", 1), rate = number_of("rate", 0), drain = number_of("drain", 20);
	int64_t late = 0;
	counted_anew();
	run.own = number_of("own", 0) != 0;
	run.pairs = number_of("pairs", 0) != 0;
	run.saturated = strcmp(text_of("mode", NULL), "saturated") == 0;
	run.line = (char *)text_of("line", NULL);
	run.body = (size_t)number_of("body", 60);
	run.window = (int)number_of("window", 1);
	run.in = script_of("in");
	run.out = script_of("out");
	run.churn = run.in && run.out;
	run.closing = false;
	run.doing = SAYING;
	if (run.body > MAX_BODY || run.body < HEAD)
		die("a body has %d to %d bytes", HEAD, MAX_BODY);
	if (!run.saturated && rate <= 0)
		die("which rate?");
	cast(first, step, count);

	int64_t start = now_ns(), until = start + (int64_t)(seconds * 1e9);
	double cpu = server_cpu(), own = own_cpu();
	if (run.churn) {
		int from = (int)number_of("churn_first", 0);
		run.churning = (int)number_of("churn_count", 0);
		for (int i = from; i < from + run.churning; i++)
			script_begin(&clients[i], run.in);
	}
	uint64_t turns = 0, expected = 0, planned = (uint64_t)(rate * seconds + 0.5), said = 0;
	if (run.saturated)
		for (int i = 0; i < count * run.window; i++)
			say_line(clients[first + i % count * step].sender);
	int64_t now = start;
	while (now < until) {
		int64_t wake = until;
		for (; !run.saturated && said < planned; said++) {
			int64_t due = start + (int64_t)((double)said * 1e9 / rate);
			if (due > now) {
				wake = due < until ? due : until;
				break;
			}
			if (now - due > late)
				late = now - due;
			say_line(clients[first + (int)(said % (uint64_t)count) * step].sender);
		}
		turn(wake);
		turns++;
		now = now_ns();
	}
	double window = (double)(now - start) / 1e9, own_share = (own_cpu() - own) / window;
	uint64_t in_window = run.delivered, lines_in_window = run.sent;
	double window_cpu = server_cpu() - cpu;

	run.closing = true;
	int64_t deadline = in_seconds(drain);
	for (;;) {
		expected = 0;
		for (int i = 0; i < count; i++) {
			struct sender *s = &senders[clients[first + i * step].sender];
			for (int j = 0; j < n_clients; j++)
				if (clients[j].checked && clients[j].state == OPEN && hears(&clients[j], clients[first + i * step].sender))
					expected += s->sent - next_number[(size_t)j * (size_t)next_width + (size_t)clients[first + i * step].sender];
		}
		if ((expected == 0 && (!run.churn || run.churning == 0)) || now_ns() >= deadline)
			break;
		/* Read on for a while before counting again. */
		uint64_t goal = run.delivered + expected;
		while (run.delivered < goal && now_ns() < deadline)
			turn(deadline);
		while (expected == 0 && run.churn && run.churning && now_ns() < deadline)
			turn(deadline);
	}
	double drained = (double)(now_ns() - now) / 1e9;
	double all_cpu = server_cpu() - cpu;
	/* What is doubled may come after all else. */
	int64_t linger = in_seconds(.02);
	while (now_ns() < linger)
		turn(linger);
	run.doing = READING;
	bool churn_stuck = run.churn && run.churning > 0;
	run.churn = false;
	printf("{\"sent\": %lu, \"delivered\": %lu, \"lost\": %lu, \"doubled\": %lu, \"misplaced\": %lu, \"garbled\": %lu, "
	       "\"own_seen\": %lu, \"old\": %lu, \"bytes\": %lu, \"reads\": %lu, \"dropped\": %d, \"churned\": %lu, \"churn_stuck\": %s, "
	       "\"seconds\": %.6f, \"window_delivered\": %lu, \"window_sent\": %lu, \"window_cpu\": %.6f, \"drained\": %.6f, "
	       "\"server_cpu\": %.6f, \"own_share\": %.4f, \"late_ms\": %.4f, \"turns\": %lu, "
	       "\"p50_ms\": %.4f, \"p90_ms\": %.4f, \"p99_ms\": %.4f, \"max_ms\": %.4f}\n",
	       run.sent, run.delivered - run.lost, run.lost + expected, run.doubled, run.misplaced, run.garbled, run.own_seen,
	       run.old, run.bytes, run.reads, run.dropped, run.churned, churn_stuck ? "true" : "false", window, in_window,
	       lines_in_window, window_cpu, drained, all_cpu, own_share, (double)late / 1e6, turns,
	       histogram_ms(&run.latency, .5), histogram_ms(&run.latency, .9), histogram_ms(&run.latency, .99),
	       (double)run.latency.max / 1e6);
}

/* ---- stdin ---- */

static void unescape(char *text)
{
	char *to = text;
	for (char *from = text; *from; from++) {
		if (*from != '\\' || !from[1]) {
			*to++ = *from;
			continue;
		}
		from++;
		*to++ = (char)(*from == 'n' ? '\n' : *from == 'r' ? '\r' : *from == 't' ? '\t' : *from);
	}
	*to = 0;
}

static const char *parse(char *line)
{
	char *rest = line, *command = strsep(&rest, "\t"), *part;
	n_fields = 0;
	while ((part = strsep(&rest, "\t"))) {
		if (n_fields == MAX_FIELDS)
			die("too many fields");
		char *value = strchr(part, '=');
		if (!value)
			die("not key=value: %s", part);
		*value++ = 0;
		unescape(value);
		fields[n_fields++] = (struct field){part, value};
	}
	return command;
}

static const struct {
	const char *name;
	void (*call)(void);
} commands[] = {
	{"target", cmd_target}, {"script", cmd_script}, {"reserve", cmd_reserve},
	{"open", cmd_open},     {"run", cmd_run},       {"say", cmd_say},   {"mute", cmd_mute},
	{"settle", cmd_settle}, {"idle", cmd_idle},     {"close", cmd_close},
};

int main(void)
{
	memset(digit, -1, sizeof digit);
	for (int i = 0; i < 16; i++)
		digit[(unsigned char)"0123456789abcdef"[i]] = (int8_t)i;
	origin = now_ns();
	epoll = epoll_create1(EPOLL_CLOEXEC);
	timer = timerfd_create(CLOCK_MONOTONIC, TFD_NONBLOCK | TFD_CLOEXEC);
	struct epoll_event e = {.data.ptr = NULL, .events = EPOLLIN};
	if (epoll < 0 || timer < 0 || epoll_ctl(epoll, EPOLL_CTL_ADD, timer, &e) != 0)
		die("epoll: %s", strerror(errno));
	char *line = NULL;
	size_t size = 0;
	ssize_t n;
	while ((n = getline(&line, &size, stdin)) > 0) {
		if (line[n - 1] == '\n')
			line[n - 1] = 0;
		const char *command = parse(line);
		if (strcmp(command, "quit") == 0)
			return 0;
		size_t i = 0, all = sizeof commands / sizeof *commands;
		while (i < all && strcmp(commands[i].name, command) != 0)
			i++;
		if (i == all)
			die("no command %s", command);
		commands[i].call();
		fflush(stdout);
	}
	return 0;
}
