/* TLS for the generator: the few functions of OpenSSL it needs, looked up at run time,
 * so that it compiles where OpenSSL has no headers. No certificate is checked: what is
 * measured is the server, on loopback.
 */
#ifndef TLS_H
#define TLS_H

#include <dlfcn.h>

enum { TLS_WANT_READ = 2, TLS_WANT_WRITE = 3 };

static struct {
	void *context;
	void *(*new)(void *);
	void (*free)(void *);
	int (*set_fd)(void *, int);
	int (*connect)(void *);
	int (*read)(void *, void *, int);
	int (*write)(void *, const void *, int);
	int (*error)(const void *, int);
	void (*clear)(void);
} tls;

/* The name of what is missing, or NULL. */
static const char *tls_load(void)
{
	if (tls.context)
		return NULL;
	void *lib = dlopen("libssl.so.3", RTLD_NOW);
	if (!lib)
		return "libssl.so.3";
	void *crypto = dlopen("libcrypto.so.3", RTLD_NOW);
	if (!crypto)
		return "libcrypto.so.3";
	void *(*method)(void) = (void *(*)(void))dlsym(lib, "TLS_client_method");
	void *(*context)(const void *) = (void *(*)(const void *))dlsym(lib, "SSL_CTX_new");
	long (*ctrl)(void *, int, long, void *) = (long (*)(void *, int, long, void *))dlsym(lib, "SSL_CTX_ctrl");
	tls.new = (void *(*)(void *))dlsym(lib, "SSL_new");
	tls.free = (void (*)(void *))dlsym(lib, "SSL_free");
	tls.set_fd = (int (*)(void *, int))dlsym(lib, "SSL_set_fd");
	tls.connect = (int (*)(void *))dlsym(lib, "SSL_connect");
	tls.read = (int (*)(void *, void *, int))dlsym(lib, "SSL_read");
	tls.write = (int (*)(void *, const void *, int))dlsym(lib, "SSL_write");
	tls.error = (int (*)(const void *, int))dlsym(lib, "SSL_get_error");
	tls.clear = (void (*)(void))dlsym(crypto, "ERR_clear_error");
	if (!method || !context || !ctrl || !tls.new || !tls.free || !tls.set_fd || !tls.connect || !tls.read ||
	    !tls.write || !tls.error || !tls.clear)
		return "a function of OpenSSL 3";
	tls.context = context(method());
	if (!tls.context)
		return "a TLS context";
	ctrl(tls.context, 33 /* SSL_CTRL_MODE */, 1 | 2 /* partial write, moving buffer */, NULL);
	return NULL;
}

#endif
