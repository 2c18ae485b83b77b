/* One item against the tables of bot.matching.rows: what scan.py does with numpy, many times as fast.

   A quad is four 32-bit numbers, as bot/matching/features.py draws it. First all marks are noted as
   present, the phrases found in them too; then an entry passes if what it requires is present and what
   it forbids is not. Nothing here owns anything: the tables are Python's, and unchanged when it returns,
   but for bits set in `present` that are cleared again. */

#define PY_SSIZE_T_CLEAN
#include <Python.h>
#include <stdint.h>
#include <string.h>

enum { GROUP = -1, OWN = -2, ALSO = -3, STEM = -4 };

#define MIX 0x9E3779B1u
#define VERIFY (1 << 30)
#define MAX_PHRASE 255

typedef struct {
    int32_t number, kind, third, fourth; /* of an entry: second, row, third, forbidden */
} Quad;

typedef struct {
    int32_t *items;
    Py_ssize_t length, room;
} Numbers;

typedef struct {
    uint8_t *present;
    const uint8_t *is_wide, *pairs;
    int any_wide;
    int64_t pair_mask;
    PyObject *following;  /* tuple of dicts: a number -> {the next word's: the number of both} */
    PyObject *of_phrases; /* dict: phrase -> bytearray of marks of groups */
    Numbers marks;        /* set in present */
    Numbers stems;        /* of the item's words, in order, a further reading of a word negative */
    Numbers wide;
} Scan;

static int
append(Numbers *numbers, int32_t number)
{
    if (numbers->length == numbers->room) {
        Py_ssize_t room = numbers->room ? numbers->room * 2 : 256;
        int32_t *items = PyMem_Realloc(numbers->items, (size_t)room * sizeof(int32_t));
        if (items == NULL) {
            PyErr_NoMemory();
            return -1;
        }
        numbers->items = items;
        numbers->room = room;
    }
    numbers->items[numbers->length++] = number;
    return 0;
}

static int
note(Scan *scan, int32_t number)
{
    if (scan->present[number])
        return 0;
    scan->present[number] = 1;
    if (scan->any_wide && scan->is_wide[number] && append(&scan->wide, number) < 0)
        return -1;
    return append(&scan->marks, number);
}

/* Bytes or bytearray as quads; both stay as they are while we hold the lock. */
static const Quad *
quads_of(PyObject *part, Py_ssize_t *count)
{
    if (PyBytes_Check(part)) {
        *count = PyBytes_GET_SIZE(part) / (Py_ssize_t)sizeof(Quad);
        return (const Quad *)PyBytes_AS_STRING(part);
    }
    if (PyByteArray_Check(part)) {
        *count = PyByteArray_GET_SIZE(part) / (Py_ssize_t)sizeof(Quad);
        return (const Quad *)PyByteArray_AS_STRING(part);
    }
    PyErr_SetString(PyExc_TypeError, "parts are bytes or bytearray");
    return NULL;
}

static int
note_marks(Scan *scan, PyObject *part)
{
    Py_ssize_t count;
    const Quad *quads = quads_of(part, &count);
    if (quads == NULL)
        return -1;
    for (Py_ssize_t at = 0; at < count; at++) {
        const Quad *quad = &quads[at];
        if (quad->kind >= 0)
            continue;
        if (note(scan, quad->number) < 0)
            return -1;
        if (quad->kind <= ALSO) {
            int32_t stem = quad->kind == ALSO ? ~quad->number : quad->number;
            if (append(&scan->stems, stem) < 0)
                return -1;
        }
    }
    return 0;
}

/* Give what is stored under a number, borrowed; NULL with no error where there is nothing. */
static PyObject *
lookup(PyObject *dict, int32_t number)
{
    PyObject *key = PyLong_FromLong(number), *found;
    if (key == NULL)
        return NULL;
    found = PyDict_GetItemWithError(dict, key);
    Py_DECREF(key);
    return found;
}

static int note_phrases_from(Scan *scan, int32_t beginning, Py_ssize_t next, int depth);

/* Note the phrases that `beginning`, a word or a phrase before the stem at `next`, makes with that. */
static int
note_phrase(Scan *scan, int32_t beginning, int32_t stem, Py_ssize_t after, int depth)
{
    PyObject *shard = PyTuple_GET_ITEM(
        scan->following, beginning % PyTuple_GET_SIZE(scan->following));
    PyObject *following = lookup(shard, beginning), *phrase, *groups;
    if (following == NULL)
        return PyErr_Occurred() ? -1 : 0;
    phrase = lookup(following, stem);
    if (phrase == NULL)
        return PyErr_Occurred() ? -1 : 0;
    int32_t number = (int32_t)PyLong_AsLong(phrase);
    if (note(scan, number) < 0)
        return -1;
    groups = lookup(scan->of_phrases, number);
    if (groups == NULL && PyErr_Occurred())
        return -1;
    if (groups != NULL && note_marks(scan, groups) < 0)
        return -1;
    return note_phrases_from(scan, number, after, depth + 1);
}

/* The words of an item begin where a stem is no further reading of the word before. */
static Py_ssize_t
word_after(const Scan *scan, Py_ssize_t at)
{
    do
        at++;
    while (at < scan->stems.length && scan->stems.items[at] < 0);
    return at;
}

static int32_t
stem_at(const Scan *scan, Py_ssize_t at)
{
    int32_t stem = scan->stems.items[at];
    return stem < 0 ? ~stem : stem;
}

static int
note_phrases_from(Scan *scan, int32_t beginning, Py_ssize_t next, int depth)
{
    if (next >= scan->stems.length || depth > MAX_PHRASE)
        return 0;
    Py_ssize_t after = word_after(scan, next);
    for (Py_ssize_t at = next; at < after; at++)
        if (note_phrase(scan, beginning, stem_at(scan, at), after, depth) < 0)
            return -1;
    return 0;
}

static int
note_phrases(Scan *scan)
{
    Py_ssize_t word = 0, next;
    for (; word < scan->stems.length; word = next) {
        next = word_after(scan, word);
        if (next >= scan->stems.length)
            break;
        Py_ssize_t after = word_after(scan, next);
        for (Py_ssize_t one = word; one < next; one++) {
            int32_t before = stem_at(scan, one);
            for (Py_ssize_t other = next; other < after; other++) {
                int32_t stem = stem_at(scan, other);
                int64_t pair = ((int64_t)before * MIX ^ stem) & scan->pair_mask;
                if (scan->pairs[pair] && note_phrase(scan, before, stem, after, 1) < 0)
                    return -1;
            }
        }
    }
    return 0;
}

static int
note_passing(const Scan *scan, PyObject *part, int exact, Numbers *sure, Numbers *doubtful)
{
    Py_ssize_t count;
    const uint8_t *present = scan->present;
    const Quad *quads = quads_of(part, &count);
    if (quads == NULL)
        return -1;
    for (Py_ssize_t at = 0; at < count; at++) {
        const Quad *entry = &quads[at];
        if (entry->kind < 0 || !present[entry->number] || !present[entry->third])
            continue;
        if (exact && present[entry->fourth])
            continue;
        Numbers *rows = exact && !(entry->kind & VERIFY) ? sure : doubtful;
        if (append(rows, entry->kind & ~VERIFY) < 0)
            return -1;
    }
    return 0;
}

static int
note_all_passing(
    const Scan *scan, PyObject *parts, PyObject *wide, PyObject *always, int exact,
    Numbers *sure, Numbers *doubtful)
{
    for (Py_ssize_t at = 0; at < PyList_GET_SIZE(parts); at++)
        if (note_passing(scan, PyList_GET_ITEM(parts, at), exact, sure, doubtful) < 0)
            return -1;
    for (Py_ssize_t at = 0; at < scan->wide.length; at++) {
        PyObject *block = lookup(wide, scan->wide.items[at]);
        if (block == NULL) {
            if (PyErr_Occurred())
                return -1;
            continue;
        }
        PyObject *entries = PyObject_GetAttrString(block, "entries");
        if (entries == NULL)
            return -1;
        int failed = note_passing(scan, entries, exact, sure, doubtful);
        Py_DECREF(entries);
        if (failed)
            return -1;
    }
    return note_passing(scan, always, exact, sure, doubtful);
}

static int
note_all_marks(Scan *scan, PyObject *parts)
{
    for (Py_ssize_t at = 0; at < PyList_GET_SIZE(parts); at++)
        if (note_marks(scan, PyList_GET_ITEM(parts, at)) < 0)
            return -1;
    return note_phrases(scan);
}

/* Keep each number once: a row stands under every alternative of what it requires. */
static int
keep_once(Numbers *numbers)
{
    size_t room = 16;
    while (room < (size_t)numbers->length * 2)
        room *= 2;
    int32_t *seen = PyMem_Malloc(room * sizeof(int32_t));
    if (seen == NULL) {
        PyErr_NoMemory();
        return -1;
    }
    memset(seen, 0xff, room * sizeof(int32_t)); /* -1, which is no row */
    Py_ssize_t kept = 0;
    for (Py_ssize_t at = 0; at < numbers->length; at++) {
        int32_t number = numbers->items[at];
        size_t cell = (uint32_t)number * MIX & (room - 1);
        while (seen[cell] != number && seen[cell] != -1)
            cell = (cell + 1) & (room - 1);
        if (seen[cell] == -1) {
            seen[cell] = number;
            numbers->items[kept++] = number;
        }
    }
    PyMem_Free(seen);
    numbers->length = kept;
    return 0;
}

static PyObject *
as_bytes(const Numbers *numbers)
{
    return PyBytes_FromStringAndSize(
        (const char *)numbers->items, numbers->length * (Py_ssize_t)sizeof(int32_t));
}

static PyObject *
scan(PyObject *Py_UNUSED(module), PyObject *args)
{
    Py_buffer present, is_wide, pairs;
    PyObject *parts, *tables, *wide, *always, *result = NULL;
    Scan scan = {0};
    Numbers sure = {0}, doubtful = {0};
    int exact;
    if (!PyArg_ParseTuple(args, "O!O!p", &PyList_Type, &parts, &PyTuple_Type, &tables, &exact)
        || !PyArg_ParseTuple(
            tables, "w*y*y*O!O!O!O!", &present, &is_wide, &pairs, &PyTuple_Type, &scan.following,
            &PyDict_Type, &scan.of_phrases, &PyDict_Type, &wide, &PyByteArray_Type, &always))
        return NULL;
    scan.present = present.buf;
    scan.is_wide = is_wide.buf;
    scan.any_wide = PyDict_GET_SIZE(wide) > 0;
    scan.pairs = pairs.buf;
    scan.pair_mask = pairs.len - 1;
    if (note_all_marks(&scan, parts) == 0
        && note_all_passing(&scan, parts, wide, always, exact, &sure, &doubtful) == 0
        && keep_once(&sure) == 0 && keep_once(&doubtful) == 0)
        result = Py_BuildValue("NN", as_bytes(&sure), as_bytes(&doubtful));
    for (Py_ssize_t at = 0; at < scan.marks.length; at++)
        scan.present[scan.marks.items[at]] = 0;
    PyMem_Free(scan.marks.items);
    PyMem_Free(scan.stems.items);
    PyMem_Free(scan.wide.items);
    PyMem_Free(sure.items);
    PyMem_Free(doubtful.items);
    PyBuffer_Release(&present);
    PyBuffer_Release(&is_wide);
    PyBuffer_Release(&pairs);
    return result;
}

static PyObject *
marks(PyObject *Py_UNUSED(module), PyObject *parts)
{
    PyObject *result = NULL;
    Numbers numbers = {0}, positions = {0};
    int32_t position = 0;
    if (!PyList_Check(parts)) {
        PyErr_SetString(PyExc_TypeError, "parts are a list");
        return NULL;
    }
    for (Py_ssize_t part = 0; part < PyList_GET_SIZE(parts); part++) {
        Py_ssize_t count;
        const Quad *quads = quads_of(PyList_GET_ITEM(parts, part), &count);
        if (quads == NULL)
            goto done;
        for (Py_ssize_t at = 0; at < count; at++) {
            const Quad *mark = &quads[at];
            if (mark->kind > OWN)
                continue;
            position += mark->third + (mark->kind == STEM);
            if (append(&numbers, mark->number) < 0 || append(&positions, position) < 0)
                goto done;
        }
    }
    result = Py_BuildValue("NN", as_bytes(&numbers), as_bytes(&positions));
done:
    PyMem_Free(numbers.items);
    PyMem_Free(positions.items);
    return result;
}

static PyMethodDef methods[] = {
    {"marks", marks, METH_O, "See bot.matching.scan.marks, which takes and gives the same."},
    {"scan", scan, METH_VARARGS, "See bot.matching.scan.scan, which takes and gives the same."},
    {NULL, NULL, 0, NULL},
};

static struct PyModuleDef module = {
    PyModuleDef_HEAD_INIT, "_scan", "The inner loop of matching.", -1, methods,
    NULL, NULL, NULL, NULL,
};

PyMODINIT_FUNC
PyInit__scan(void)
{
    return PyModule_Create(&module);
}
