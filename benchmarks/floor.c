/* What the kernel itself costs: a chat server that does nothing but hand lines on.
 *
 * One thread, one epoll. All lines read in one turn are joined per room and leave each
 * socket in one write. Nothing is stored, checked or announced, and a reader that is slow
 * waits in memory without bound: it is a limit to compare with, not a server to run.
 * It speaks the part of the text dialect that the generator uses: a name, /join ROOM,
 * /leave, /msg NAME text, or a line to say.
 *
 *   floor PORT     prints "listening PORT"; ends at the end of stdin
 */
#define _GNU_SOURCE
#include <errno.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <unistd.h>

enum { MAX_EVENTS = 1024, READ_SIZE = 65536, MAX_NAME = 64, TABLE = 1 << 16 };

struct text {
	char *at;
	size_t len, size;
};

struct client;

struct room {
	char name[MAX_NAME];
	struct client **members;
	int n, size;
	struct text text; /* what was said in this turn */
	struct { size_t from; struct client *by; } *piece;
	int pieces, pieces_size;
	bool touched;
	struct room *next;
};

struct client {
	int fd, place; /* place: in the room's members */
	char name[MAX_NAME];
	struct room *room;
	struct text in, out;
	bool wants_out, spoke, gone;
	struct client *same_hash;
};

static int epoll;
static struct room *rooms, *touched_rooms[4096];
static int n_touched;
static struct client *names[TABLE];

static void *need(void *memory)
{
	if (!memory)
		abort();
	return memory;
}

static void add(struct text *t, const char *data, size_t n)
{
	if (t->len + n > t->size) {
		t->size = (t->len + n) * 2;
		t->at = need(realloc(t->at, t->size));
	}
	memcpy(t->at + t->len, data, n);
	t->len += n;
}

static unsigned hash(const char *name)
{
	unsigned h = 2166136261u;
	for (; *name; name++)
		h = (h ^ (unsigned char)*name) * 16777619u;
	return h % TABLE;
}

static void watch(struct client *c, bool out)
{
	struct epoll_event e = {.data.ptr = c, .events = EPOLLIN | (out ? (unsigned)EPOLLOUT : 0)};
	c->wants_out = out;
	epoll_ctl(epoll, EPOLL_CTL_MOD, c->fd, &e);
}

static void hand(struct client *c, const char *data, size_t n)
{
	if (c->gone || !n)
		return;
	if (!c->out.len) {
		ssize_t sent = send(c->fd, data, n, MSG_NOSIGNAL | MSG_DONTWAIT);
		if (sent == (ssize_t)n)
			return;
		if (sent > 0) {
			data += sent;
			n -= (size_t)sent;
		}
	}
	add(&c->out, data, n);
	if (!c->wants_out)
		watch(c, true);
}

static void drain(struct client *c)
{
	ssize_t sent = send(c->fd, c->out.at, c->out.len, MSG_NOSIGNAL | MSG_DONTWAIT);
	if (sent <= 0)
		return;
	c->out.len -= (size_t)sent;
	memmove(c->out.at, c->out.at + sent, c->out.len);
	if (!c->out.len)
		watch(c, false);
}

static void leave(struct client *c)
{
	struct room *r = c->room;
	if (!r)
		return;
	/* What it wrote in this turn belongs to nobody now; nobody new may be taken for it. */
	for (int i = 0; i < r->pieces; i++)
		if (r->piece[i].by == c)
			r->piece[i].by = NULL;
	r->members[c->place] = r->members[--r->n];
	r->members[c->place]->place = c->place;
	c->room = NULL;
	c->spoke = false;
}

static void enter(struct client *c, const char *name)
{
	struct room *r = rooms;
	leave(c);
	while (r && strcmp(r->name, name) != 0)
		r = r->next;
	if (!r) {
		r = need(calloc(1, sizeof *r));
		snprintf(r->name, sizeof r->name, "%s", name);
		r->next = rooms;
		rooms = r;
	}
	if (r->n == r->size) {
		r->size = r->size ? r->size * 2 : 64;
		r->members = need(realloc(r->members, (size_t)r->size * sizeof *r->members));
	}
	c->place = r->n;
	c->room = r;
	r->members[r->n++] = c;
	char answer[2 * MAX_NAME];
	hand(c, answer, (size_t)snprintf(answer, sizeof answer, "* You are in %s (%d here).\n", r->name, r->n));
}

static void say(struct client *c, const char *line, size_t n)
{
	struct room *r = c->room;
	char head[2 * MAX_NAME + 8];
	if (!r)
		return;
	if (!r->touched) {
		if (n_touched == 4096)
			return;
		r->touched = true;
		touched_rooms[n_touched++] = r;
	}
	if (r->pieces == r->pieces_size) {
		r->pieces_size = r->pieces_size ? r->pieces_size * 2 : 64;
		r->piece = need(realloc(r->piece, (size_t)r->pieces_size * sizeof *r->piece));
	}
	r->piece[r->pieces].from = r->text.len;
	r->piece[r->pieces++].by = c;
	c->spoke = true;
	add(&r->text, head, (size_t)snprintf(head, sizeof head, "[%s] %s: ", r->name, c->name));
	add(&r->text, line, n);
	add(&r->text, "\n", 1);
}

static void deliver(struct room *r)
{
	static struct text others;
	for (int i = 0; i < r->n; i++) {
		struct client *c = r->members[i];
		if (!c->spoke) {
			hand(c, r->text.at, r->text.len);
			continue;
		}
		others.len = 0;
		for (int j = 0; j < r->pieces; j++) {
			size_t end = j + 1 < r->pieces ? r->piece[j + 1].from : r->text.len;
			if (r->piece[j].by != c)
				add(&others, r->text.at + r->piece[j].from, end - r->piece[j].from);
		}
		hand(c, others.at, others.len);
		c->spoke = false;
	}
	r->text.len = 0;
	r->pieces = 0;
	r->touched = false;
}

static void private(struct client *c, char *rest)
{
	char *text = strchr(rest, ' '), line[READ_SIZE + 2 * MAX_NAME];
	if (!text)
		return;
	*text++ = 0;
	struct client *to = names[hash(rest)];
	while (to && strcmp(to->name, rest) != 0)
		to = to->same_hash;
	if (!to) {
		hand(c, "! nobody of that name\n", 22);
		return;
	}
	hand(to, line, (size_t)snprintf(line, sizeof line, "[from %s] %s\n", c->name, text));
}

static void understand(struct client *c, char *line, size_t n)
{
	char answer[2 * MAX_NAME];
	if (n && line[n - 1] == '\r')
		n--;
	line[n] = 0;
	if (!c->name[0]) {
		snprintf(c->name, sizeof c->name, "%s", line);
		unsigned h = hash(c->name);
		c->same_hash = names[h];
		names[h] = c;
		hand(c, answer, (size_t)snprintf(answer, sizeof answer, "* Welcome, %s.\n", c->name));
		enter(c, "lobby");
	} else if (strncmp(line, "/msg ", 5) == 0) {
		private(c, line + 5);
	} else if (strncmp(line, "/join ", 6) == 0) {
		enter(c, line + 6);
	} else if (strcmp(line, "/leave") == 0) {
		leave(c);
		enter(c, "lobby");
	} else {
		say(c, line, n);
	}
}

static void lose(struct client *c)
{
	leave(c);
	for (struct client **at = &names[hash(c->name)]; *at; at = &(*at)->same_hash)
		if (*at == c) {
			*at = c->same_hash;
			break;
		}
	close(c->fd);
	c->gone = true; /* kept, because events of this turn may still name it */
	free(c->in.at);
	free(c->out.at);
	c->in = c->out = (struct text){0};
}

static void readable(struct client *c)
{
	static char fresh[READ_SIZE + 1];
	ssize_t got = recv(c->fd, fresh, READ_SIZE, MSG_DONTWAIT);
	if (got < 0 && (errno == EAGAIN || errno == EINTR))
		return;
	if (got <= 0 || c->in.len > READ_SIZE) {
		lose(c);
		return;
	}
	char *at = fresh, *end = fresh + got, *newline;
	while ((newline = memchr(at, '\n', (size_t)(end - at)))) {
		if (c->in.len) {
			add(&c->in, at, (size_t)(newline - at) + 1);
			size_t n = c->in.len - 1;
			c->in.len = 0;
			understand(c, c->in.at, n);
		} else {
			understand(c, at, (size_t)(newline - at));
		}
		at = newline + 1;
	}
	if (at < end)
		add(&c->in, at, (size_t)(end - at));
}

static void welcome(int listener)
{
	int fd = accept4(listener, NULL, NULL, SOCK_NONBLOCK | SOCK_CLOEXEC), one = 1;
	if (fd < 0)
		return;
	setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &one, sizeof one);
	struct client *c = need(calloc(1, sizeof *c));
	c->fd = fd;
	struct epoll_event e = {.data.ptr = c, .events = EPOLLIN};
	epoll_ctl(epoll, EPOLL_CTL_ADD, fd, &e);
}

int main(int argc, char **argv)
{
	struct sockaddr_in address = {.sin_family = AF_INET, .sin_addr = {htonl(INADDR_LOOPBACK)}};
	address.sin_port = htons((uint16_t)(argc > 1 ? atoi(argv[1]) : 0));
	int listener = socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0), one = 1;
	socklen_t size = sizeof address;
	setsockopt(listener, SOL_SOCKET, SO_REUSEADDR, &one, sizeof one);
	if (bind(listener, (struct sockaddr *)&address, sizeof address) != 0 || listen(listener, 1024) != 0 ||
	    getsockname(listener, (struct sockaddr *)&address, &size) != 0) {
		fprintf(stderr, "cannot listen on port %s: %s\n", argc > 1 ? argv[1] : "0", strerror(errno));
		return 1;
	}
	epoll = epoll_create1(EPOLL_CLOEXEC);
	static char is_stdin, is_listener;
	struct epoll_event e = {.events = EPOLLIN, .data.ptr = &is_listener};
	epoll_ctl(epoll, EPOLL_CTL_ADD, listener, &e);
	e.data.ptr = &is_stdin;
	epoll_ctl(epoll, EPOLL_CTL_ADD, 0, &e);
	printf("listening %d\n", ntohs(address.sin_port));
	fflush(stdout);
	for (;;) {
		struct epoll_event events[MAX_EVENTS];
		int n = epoll_wait(epoll, events, MAX_EVENTS, -1);
		for (int i = 0; i < n; i++) {
			struct client *c = events[i].data.ptr;
			char ended[64];
			if ((void *)c == &is_stdin) {
				if (read(0, ended, sizeof ended) <= 0)
					return 0;
			} else if ((void *)c == &is_listener) {
				welcome(listener);
			} else if (!c->gone) {
				if (events[i].events & EPOLLOUT)
					drain(c);
				if (events[i].events & ~(unsigned)EPOLLOUT)
					readable(c);
			}
		}
		for (int i = 0; i < n_touched; i++)
			deliver(touched_rooms[i]);
		n_touched = 0;
	}
}
