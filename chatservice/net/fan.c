/* One batch of bytes to many sockets: the inner loop of a fan-out (fanout.py has it in Python).

   A loop in Python hands the interpreter's lock over at each `send`, and reads five objects for it.
   Here the descriptors are collected first, and the lock is given away once for all of them. */

#define PY_SSIZE_T_CLEAN
#include <Python.h>
#include <sys/socket.h>

#ifndef MSG_NOSIGNAL
#define MSG_NOSIGNAL 0
#endif

/* The socket's descriptor if `outlet` may be written to at once: its `send_now` is then the
   socket's own `send`. -1 if not; -2 with an exception set. */
static int descriptor(PyObject *outlet, PyObject *name)
{
    PyObject *send = PyObject_GetAttr(outlet, name);
    int fd = -1;
    if (send == NULL)
        return -2;
    if (PyCFunction_Check(send) && PyCFunction_GET_SELF(send) != NULL) {
        fd = PyObject_AsFileDescriptor(PyCFunction_GET_SELF(send));
        if (fd < 0) { /* closed */
            PyErr_Clear();
            fd = -1;
        }
    }
    Py_DECREF(send);
    return fd;
}

static PyObject *send_to_all(PyObject *module, PyObject *args)
{
    PyObject *outlets, *except, *rest = NULL, *name = NULL, *all = NULL;
    Py_buffer data;
    Py_ssize_t count, at;
    int *fds = NULL;
    Py_ssize_t *sent = NULL;

    if (!PyArg_ParseTuple(args, "Oy*O", &outlets, &data, &except))
        return NULL;
    all = PySequence_List(outlets); /* holds them while the lock is given away */
    name = PyUnicode_InternFromString("send_now");
    if (all == NULL || name == NULL)
        goto done;
    count = PyList_GET_SIZE(all);
    fds = PyMem_New(int, count + 1);
    sent = PyMem_New(Py_ssize_t, count + 1);
    if (fds == NULL || sent == NULL) {
        PyErr_NoMemory();
        goto done;
    }
    for (at = 0; at < count; at++) {
        PyObject *outlet = PyList_GET_ITEM(all, at);
        int skipped = PySequence_Size(except) == 0 ? 0 : PySequence_Contains(except, outlet);
        if (skipped < 0)
            goto done;
        fds[at] = skipped ? -3 : descriptor(outlet, name);
        if (fds[at] == -2)
            goto done;
    }
    Py_BEGIN_ALLOW_THREADS
    for (at = 0; at < count; at++) {
        if (fds[at] < 0) {
            sent[at] = 0;
            continue;
        }
        sent[at] = send(fds[at], data.buf, (size_t)data.len, MSG_DONTWAIT | MSG_NOSIGNAL);
        if (sent[at] < 0) /* full or broken: the transport's own write finds out which */
            sent[at] = 0;
    }
    Py_END_ALLOW_THREADS
    rest = PyList_New(0);
    for (at = 0; rest != NULL && at < count; at++) {
        if (fds[at] != -3 && sent[at] != data.len) {
            PyObject *pair = Py_BuildValue("On", PyList_GET_ITEM(all, at), sent[at]);
            if (pair == NULL || PyList_Append(rest, pair) < 0)
                Py_CLEAR(rest);
            Py_XDECREF(pair);
        }
    }
done:
    PyMem_Free(fds);
    PyMem_Free(sent);
    Py_XDECREF(name);
    Py_XDECREF(all);
    PyBuffer_Release(&data);
    return rest;
}

static PyMethodDef functions[] = {
    {"send_to_all", send_to_all, METH_VARARGS,
     "send_to_all(outlets, data, except_) -> [(outlet, bytes sent)] of those that did not take all."},
    {NULL, NULL, 0, NULL}};

static struct PyModuleDef definition = {PyModuleDef_HEAD_INIT, "_fan", NULL, 0, functions, NULL, NULL, NULL, NULL};

PyMODINIT_FUNC PyInit__fan(void) { return PyModule_Create(&definition); }
