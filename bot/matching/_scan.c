/* One item against the tables of bot.matching.rows: what scan.py does with numpy, many times as fast.

   Marks and blocks are 32-bit numbers, as bot/matching/features.py draws them; the query of a row is a
   code, as bot/matching/code.py does. What is true of the item is noted in `present`, the phrases found in
   it too; then an entry passes if what it requires is present and what it forbids is not, and where its
   row says more than that, the row's query is judged.

   Nothing here owns anything: the tables are Python's, and unchanged when it returns, but for bytes set in
   `present` that are cleared again. */

#define PY_SSIZE_T_CLEAN
#include <Python.h>
#include <stdint.h>
#include <string.h>

enum { STEM, ALSO, OWN, SKIP, KIND_BITS = 2, KINDS = 3 };                 /* of a mark */
enum { NUMBER, GROUPS, PAIRS, QUADS, HEADER };                            /* of a block */
enum { PHRASE = 0x80, AND, OR, NOT, NEAR, ONEAR, AT_LEAST, LONG = 0xFF }; /* of a code */
enum { NO, YES, OPEN }; /* a verdict; OPEN where it is for Python to judge */

#define MIX 0x9E3779B1u
#define WIDE (1 << 30)
#define VERIFY (1 << 30)
#define MAX_PHRASE 255

#if defined(__GNUC__)
#define PREFETCH(address) __builtin_prefetch(address)
#else
#define PREFETCH(address) ((void)0)
#endif

typedef struct {
    int32_t *items;
    Py_ssize_t length, room;
} Numbers;

typedef struct {
    uint8_t *present;
    const uint8_t *pairs;
    int64_t pair_mask;
    const int32_t *features; /* of clauses */
    PyObject *following;     /* tuple of dicts: a number -> {the next word's: the number of both} */
    PyObject *of_phrases;    /* dict: phrase -> Block */
    PyObject *wide;          /* dict: group -> Block */
    PyObject *codes;         /* list of bytes, by row */
    Numbers marks;           /* of the item, in order */
    Numbers positions;       /* of the marks; made once a query asks for them */
    Numbers stems;           /* of the item's words, in order, a further reading of a word negative */
    Numbers phrases;         /* found */
    Numbers wides;           /* groups that own rows */
    Numbers left, right;     /* sides of a NEAR: first and last position of each occurrence */
    const int32_t **blocks;  /* of what is present, each once */
    Py_ssize_t block_count, block_room;
} Scan;

static int
reserve(Numbers *numbers, Py_ssize_t more)
{
    Py_ssize_t room = numbers->room ? numbers->room : 256;
    while (room < numbers->length + more)
        room *= 2;
    if (room != numbers->room) {
        int32_t *items = PyMem_Realloc(numbers->items, (size_t)room * sizeof(int32_t));
        if (items == NULL) {
            PyErr_NoMemory();
            return -1;
        }
        numbers->items = items;
        numbers->room = room;
    }
    return 0;
}

static int
append(Numbers *numbers, int32_t number)
{
    if (numbers->length == numbers->room && reserve(numbers, 1) < 0)
        return -1;
    numbers->items[numbers->length++] = number;
    return 0;
}

/* Bytes or bytearray as numbers; both stay as they are while we hold the lock. */
static const int32_t *
numbers_of(PyObject *object, Py_ssize_t *count)
{
    if (PyBytes_Check(object)) {
        *count = PyBytes_GET_SIZE(object) / (Py_ssize_t)sizeof(int32_t);
        return (const int32_t *)PyBytes_AS_STRING(object);
    }
    if (PyByteArray_Check(object)) {
        *count = PyByteArray_GET_SIZE(object) / (Py_ssize_t)sizeof(int32_t);
        return (const int32_t *)PyByteArray_AS_STRING(object);
    }
    PyErr_SetString(PyExc_TypeError, "marks and blocks are bytes or bytearray");
    return NULL;
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

/* Give the numbers of a Block, which owns them. */
static const int32_t *
data_of(PyObject *block)
{
    Py_ssize_t count;
    PyObject *data = PyObject_GetAttrString(block, "data");
    if (data == NULL)
        return NULL;
    const int32_t *numbers = numbers_of(data, &count);
    Py_DECREF(data);
    return numbers;
}

/* What is true of the item. */

static int
take_block(Scan *scan, const int32_t *block)
{
    if (scan->block_count == scan->block_room) {
        Py_ssize_t room = scan->block_room ? scan->block_room * 2 : 256;
        const int32_t **blocks = PyMem_Realloc(scan->blocks, (size_t)room * sizeof(int32_t *));
        if (blocks == NULL) {
            PyErr_NoMemory();
            return -1;
        }
        scan->blocks = blocks;
        scan->block_room = room;
    }
    scan->blocks[scan->block_count++] = block;
    const int32_t *group = block + HEADER, *end = group + block[GROUPS];
    for (; group < end; group++) {
        if (!(*group & WIDE))
            scan->present[*group] = 1;
        else if (!scan->present[*group & ~WIDE]) {
            scan->present[*group & ~WIDE] = 1;
            if (append(&scan->wides, *group & ~WIDE) < 0)
                return -1;
        }
    }
    return 0;
}

static int
take_marks(Scan *scan, PyObject *part)
{
    Py_ssize_t count;
    const int32_t *marks = numbers_of(part, &count);
    if (marks == NULL || reserve(&scan->marks, count) < 0)
        return -1;
    for (Py_ssize_t at = 0; at < count; at++) {
        int32_t kind = marks[at] & KINDS, number = marks[at] >> KIND_BITS;
        scan->marks.items[scan->marks.length++] = marks[at];
        if (kind <= ALSO && append(&scan->stems, kind == ALSO ? ~number : number) < 0)
            return -1;
    }
    return 0;
}

static int
take_parts(Scan *scan, PyObject *parts)
{
    /* What is read below lies all over memory; ask for it before it is needed. */
    Py_ssize_t count = PyList_GET_SIZE(parts);
    for (Py_ssize_t at = 0; at < count; at++)
        PREFETCH(&PyTuple_GET_ITEM(PyList_GET_ITEM(parts, at), 0));
    for (Py_ssize_t at = 0; at < count; at++) {
        PyObject *part = PyList_GET_ITEM(parts, at);
        if (!PyTuple_Check(part) || PyTuple_GET_SIZE(part) == 0) {
            PyErr_SetString(PyExc_TypeError, "a part is a tuple of marks and blocks");
            return -1;
        }
        for (Py_ssize_t nth = 0; nth < PyTuple_GET_SIZE(part); nth++)
            PREFETCH(PyTuple_GET_ITEM(part, nth));
    }
    for (Py_ssize_t at = 0; at < count; at++) {
        PyObject *part = PyList_GET_ITEM(parts, at);
        for (Py_ssize_t nth = 1; nth < PyTuple_GET_SIZE(part); nth++) {
            PyObject *block = PyTuple_GET_ITEM(part, nth);
            if (PyByteArray_Check(block)) {
                PREFETCH(PyByteArray_AS_STRING(block));
                PREFETCH(PyByteArray_AS_STRING(block) + 64);
            }
        }
    }
    for (Py_ssize_t at = 0; at < count; at++) {
        PyObject *part = PyList_GET_ITEM(parts, at);
        if (take_marks(scan, PyTuple_GET_ITEM(part, 0)) < 0)
            return -1;
        for (Py_ssize_t nth = 1; nth < PyTuple_GET_SIZE(part); nth++) {
            Py_ssize_t length;
            const int32_t *block = numbers_of(PyTuple_GET_ITEM(part, nth), &length);
            if (block == NULL)
                return -1;
            if (scan->present[block[NUMBER]])
                continue;
            scan->present[block[NUMBER]] = 1;
            if (take_block(scan, block) < 0)
                return -1;
        }
    }
    return 0;
}

static int note_phrases_from(Scan *scan, int32_t beginning, Py_ssize_t next, int depth);

/* Note the phrases that `beginning`, a word or a phrase before the stem at `next`, makes with that. */
static int
note_phrase(Scan *scan, int32_t beginning, int32_t stem, Py_ssize_t after, int depth)
{
    PyObject *shard = PyTuple_GET_ITEM(
        scan->following, beginning % PyTuple_GET_SIZE(scan->following));
    PyObject *following = lookup(shard, beginning), *phrase, *block;
    if (following == NULL)
        return PyErr_Occurred() ? -1 : 0;
    phrase = lookup(following, stem);
    if (phrase == NULL)
        return PyErr_Occurred() ? -1 : 0;
    int32_t number = (int32_t)PyLong_AsLong(phrase);
    if (!scan->present[number]) {
        scan->present[number] = 1;
        if (append(&scan->phrases, number) < 0)
            return -1;
        block = lookup(scan->of_phrases, number);
        if (block == NULL && PyErr_Occurred())
            return -1;
        if (block != NULL) {
            const int32_t *groups = data_of(block);
            if (groups == NULL || take_block(scan, groups) < 0)
                return -1;
        }
    }
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

static void
forget_block(const Scan *scan, const int32_t *block)
{
    const int32_t *group = block + HEADER, *end = group + block[GROUPS];
    scan->present[block[NUMBER]] = 0;
    for (; group < end; group++)
        scan->present[*group & ~WIDE] = 0;
}

static void
forget_all(const Scan *scan)
{
    for (Py_ssize_t at = 0; at < scan->block_count; at++)
        forget_block(scan, scan->blocks[at]);
    for (Py_ssize_t at = 0; at < scan->phrases.length; at++)
        scan->present[scan->phrases.items[at]] = 0;
}

/* The query of a row, judged on positions. */

static int32_t
position_after(int32_t position, int32_t mark)
{
    if ((mark & KINDS) == SKIP)
        return position + (mark >> KIND_BITS);
    return position + ((mark & KINDS) == STEM);
}

static int
place_marks(Scan *scan)
{
    if (scan->positions.length)
        return 0;
    if (reserve(&scan->positions, scan->marks.length) < 0)
        return -1;
    int32_t position = 0;
    for (Py_ssize_t at = 0; at < scan->marks.length; at++) {
        position = position_after(position, scan->marks.items[at]);
        scan->positions.items[scan->positions.length++] = position;
    }
    return 0;
}

static int32_t
read_count(const uint8_t **code)
{
    int32_t count = *(*code)++;
    if (count == LONG) {
        count = (*code)[0] << 24 | (*code)[1] << 16 | (*code)[2] << 8 | (*code)[3];
        *code += 4;
    }
    return count;
}

/* Read a clause and give the number of its feature, below zero where it has none. */
static int32_t
read_feature(const Scan *scan, const uint8_t **code)
{
    const uint8_t *at = *code;
    *code += 4;
    return scan->features[(int32_t)at[0] << 24 | at[1] << 16 | at[2] << 8 | at[3]];
}

/* Whether the words of a phrase but the first stand behind the mark at `at`. */
static int
is_followed(const Scan *scan, Py_ssize_t at, const int32_t *words, int32_t count)
{
    const int32_t *marks = scan->marks.items, *positions = scan->positions.items;
    int32_t first = positions[at], nth = 1;
    for (at++; nth < count && at < scan->marks.length && positions[at] <= first + nth; at++)
        if ((marks[at] & KINDS) != SKIP && marks[at] >> KIND_BITS == words[nth]
            && positions[at] == first + nth)
            nth++;
    return nth == count;
}

/* Read a clause or a phrase and note its occurrences, or say whether it has one where `spans` is NULL. */
static int
find_mention(Scan *scan, const uint8_t **code, Numbers *spans)
{
    int32_t words[MAX_PHRASE], count = 1;
    int is_open = 0, are_present = 1;
    if (**code == PHRASE) {
        (*code)++;
        count = read_count(code);
    }
    for (int32_t nth = 0; nth < count; nth++) {
        int32_t feature = read_feature(scan, code);
        if (nth < MAX_PHRASE)
            words[nth] = feature;
        is_open = is_open || feature < 0;
        are_present = are_present && !is_open && scan->present[feature];
    }
    if (is_open || count > MAX_PHRASE)
        return OPEN;
    if (!are_present || (count == 1 && spans == NULL))
        return are_present ? YES : NO;
    if (place_marks(scan) < 0)
        return -1;
    int found = NO;
    for (Py_ssize_t at = 0; at < scan->marks.length; at++) {
        int32_t mark = scan->marks.items[at];
        if ((mark & KINDS) == SKIP || mark >> KIND_BITS != words[0]
            || !is_followed(scan, at, words, count))
            continue;
        found = YES;
        if (spans == NULL)
            break;
        int32_t position = scan->positions.items[at];
        if (append(spans, position) < 0 || append(spans, position + count - 1) < 0)
            return -1;
    }
    return found;
}

static int
find_side(Scan *scan, const uint8_t **code, Numbers *spans)
{
    int32_t count = 1;
    spans->length = 0;
    if (**code == OR) {
        (*code)++;
        count = read_count(code);
    }
    int found = NO;
    while (count--) {
        int one = find_mention(scan, code, spans);
        if (one < 0)
            return -1;
        found = one > found ? one : found;
    }
    return found;
}

static int
are_near(const Scan *scan, int32_t distance, int ordered)
{
    const Numbers *left = &scan->left, *right = &scan->right;
    for (Py_ssize_t one = 0; one < left->length; one += 2)
        for (Py_ssize_t other = 0; other < right->length; other += 2) {
            int32_t behind = right->items[other] - left->items[one + 1];
            int32_t before = left->items[one] - right->items[other + 1];
            if ((behind >= 1 && behind <= distance)
                || (!ordered && before >= 1 && before <= distance))
                return YES;
        }
    return NO;
}

/* Read a code to its end and judge it, after Kleene; -1 where Python has raised. */
static int
judge(Scan *scan, const uint8_t **code)
{
    int kind = **code;
    if (kind <= PHRASE)
        return find_mention(scan, code, NULL);
    (*code)++;
    if (kind == NOT) {
        int verdict = judge(scan, code);
        return verdict == YES ? NO : verdict == NO ? YES : verdict;
    }
    if (kind == NEAR || kind == ONEAR) {
        int32_t distance = read_count(code);
        int left = find_side(scan, code, &scan->left);
        int right = left < 0 ? -1 : find_side(scan, code, &scan->right);
        if (right < 0)
            return -1;
        return left == OPEN || right == OPEN ? OPEN : are_near(scan, distance, kind == ONEAR);
    }
    int32_t wanted = kind == AT_LEAST ? read_count(code) : 1, count = read_count(code);
    int32_t held = 0, open = 0;
    if (kind == AND)
        wanted = count;
    for (int32_t nth = 0; nth < count; nth++) {
        int verdict = judge(scan, code);
        if (verdict < 0)
            return -1;
        held += verdict == YES;
        open += verdict == OPEN;
    }
    return held >= wanted ? YES : held + open >= wanted ? OPEN : NO;
}

static int
judge_row(Scan *scan, int32_t row)
{
    PyObject *code = PyList_GetItem(scan->codes, row);
    if (code == NULL)
        return -1;
    const uint8_t *at = (const uint8_t *)PyBytes_AsString(code);
    return at == NULL ? -1 : judge(scan, &at);
}

/* The rows whose requirements are met. */

static int
note_passing(const Scan *scan, const int32_t *block, int exact, Numbers *passed)
{
    const uint8_t *present = scan->present;
    const int32_t *entry = block + HEADER + block[GROUPS], *end = entry + 2 * block[PAIRS];
    if (reserve(passed, block[PAIRS] + block[QUADS]) < 0)
        return -1;
    int32_t *out = passed->items + passed->length;
    for (; entry < end; entry += 2) { /* with no branch that cannot be foreseen */
        *out = entry[1];
        out += present[entry[0]];
    }
    end += 4 * block[QUADS];
    for (; entry < end; entry += 4) {
        *out = entry[1];
        out += present[entry[0]] & present[entry[2]] & !(exact && present[entry[3]]);
    }
    passed->length = out - passed->items;
    return 0;
}

static int
note_all_passing(Scan *scan, PyObject *always, int exact, Numbers *passed)
{
    for (Py_ssize_t at = 0; at < scan->block_count; at++) {
        if (at + 2 < scan->block_count) {
            const int32_t *next = scan->blocks[at + 2];
            PREFETCH(next + HEADER + next[GROUPS]);
        }
        if (note_passing(scan, scan->blocks[at], exact, passed) < 0)
            return -1;
    }
    for (Py_ssize_t at = 0; at < scan->wides.length; at++) {
        PyObject *block = lookup(scan->wide, scan->wides.items[at]);
        if (block == NULL) {
            if (PyErr_Occurred())
                return -1;
            continue;
        }
        const int32_t *entries = data_of(block);
        if (entries == NULL || note_passing(scan, entries, exact, passed) < 0)
            return -1;
    }
    const int32_t *entries = data_of(always);
    return entries == NULL ? -1 : note_passing(scan, entries, exact, passed);
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

/* Part what passed into what holds and what is for Python to judge. */
static int
settle(Scan *scan, int exact, const Numbers *passed, Numbers *sure, Numbers *doubtful)
{
    if (reserve(sure, passed->length) < 0)
        return -1;
    for (Py_ssize_t at = 0; at < passed->length; at++) {
        int32_t row = passed->items[at] & ~VERIFY;
        int verdict = exact ? YES : OPEN;
        if (exact && passed->items[at] & VERIFY)
            verdict = judge_row(scan, row);
        if (verdict < 0 || (verdict != NO && append(verdict == YES ? sure : doubtful, row) < 0))
            return -1;
    }
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
    Py_buffer present, pairs, features;
    PyObject *parts, *tables, *always, *result = NULL;
    Scan scan = {0};
    Numbers passed = {0}, sure = {0}, doubtful = {0};
    int exact;
    if (!PyArg_ParseTuple(args, "O!O!p", &PyList_Type, &parts, &PyTuple_Type, &tables, &exact)
        || !PyArg_ParseTuple(
            tables, "w*y*O!O!O!OO!y*", &present, &pairs, &PyTuple_Type, &scan.following,
            &PyDict_Type, &scan.of_phrases, &PyDict_Type, &scan.wide, &always, &PyList_Type,
            &scan.codes, &features))
        return NULL;
    scan.present = present.buf;
    scan.pairs = pairs.buf;
    scan.pair_mask = pairs.len - 1;
    scan.features = features.buf;
    if (take_parts(&scan, parts) == 0 && note_phrases(&scan) == 0
        && note_all_passing(&scan, always, exact, &passed) == 0 && keep_once(&passed) == 0
        && settle(&scan, exact, &passed, &sure, &doubtful) == 0)
        result = Py_BuildValue("NN", as_bytes(&sure), as_bytes(&doubtful));
    forget_all(&scan);
    Numbers *made[] = {
        &scan.marks, &scan.positions, &scan.stems, &scan.phrases, &scan.wides, &scan.left,
        &scan.right, &passed, &sure, &doubtful,
    };
    for (size_t at = 0; at < sizeof made / sizeof *made; at++)
        PyMem_Free(made[at]->items);
    PyMem_Free(scan.blocks);
    PyBuffer_Release(&present);
    PyBuffer_Release(&pairs);
    PyBuffer_Release(&features);
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
        PyObject *brought = PyList_GET_ITEM(parts, part);
        PyObject *first = PyTuple_Check(brought) ? PyTuple_GetItem(brought, 0) : brought;
        const int32_t *marks = first == NULL ? NULL : numbers_of(first, &count);
        if (marks == NULL)
            goto done;
        for (Py_ssize_t at = 0; at < count; at++) {
            position = position_after(position, marks[at]);
            if ((marks[at] & KINDS) == SKIP)
                continue;
            if (append(&numbers, marks[at] >> KIND_BITS) < 0 || append(&positions, position) < 0)
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
