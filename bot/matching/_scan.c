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

#define TRUE_NUMBER 0
#define MIX 0x9E3779B1u
#define PRIME 0x01000193u
#define WIDE (1 << 30)
#define VERIFY (1 << 30)
#define MAX_PHRASE 255

/* What is read lies all over memory: it is asked for before it is needed. */
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
    PyObject *blocks;        /* list of bytearrays, by number */
    PyObject *codes;         /* list of bytes, by row */
    Numbers pieces;          /* of a text, between blanks: start, end, hash of each */
    Numbers marks;           /* of the item, in order */
    Numbers positions;       /* of the marks; made once a query asks for them */
    Numbers stems;           /* of the item's words, in order, a further reading of a word negative */
    Numbers taken;           /* numbers whose blocks are taken, each once */
    Numbers phrases;         /* found */
    Numbers wides;           /* groups that own rows */
    Numbers left, right;     /* sides of a NEAR: first and last position of each occurrence */
    Numbers passed, sure, doubtful; /* rows */
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

static int
extend(Numbers *numbers, const int32_t *more, Py_ssize_t count)
{
    if (reserve(numbers, count) < 0)
        return -1;
    for (Py_ssize_t at = 0; at < count; at++)
        numbers->items[numbers->length + at] = more[at];
    numbers->length += count;
    return 0;
}

static PyObject *
as_bytes(const Numbers *numbers)
{
    return PyBytes_FromStringAndSize(
        (const char *)numbers->items, numbers->length * (Py_ssize_t)sizeof(int32_t));
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

/* The marks of an item. */

/* A ChunkTable, as long as nothing is learned. */
typedef struct {
    uint32_t seed, mask;
    const uint32_t *cells; /* hash and offset of each */
    const char *records;
} Table;

static int
open_table(PyObject *known, Table *table)
{
    PyObject *cells = PyObject_GetAttrString(known, "cells");
    PyObject *records = cells == NULL ? NULL : PyObject_GetAttrString(known, "records");
    int is_open = records != NULL && PyByteArray_Check(cells) && PyByteArray_Check(records);
    if (is_open) { /* the table holds on to both */
        const uint32_t *header = (const uint32_t *)PyByteArray_AS_STRING(cells);
        table->seed = header[0];
        table->mask = header[1];
        table->cells = header + 2;
        table->records = PyByteArray_AS_STRING(records);
    }
    else if (!PyErr_Occurred())
        PyErr_SetString(PyExc_TypeError, "what is known is a ChunkTable");
    Py_XDECREF(cells);
    Py_XDECREF(records);
    return is_open ? 0 : -1;
}

/* Note where the pieces of a text between blanks are, and ask for their cells. */
static int
split(Scan *scan, const Table *table, PyObject *text)
{
    int kind = PyUnicode_KIND(text);
    const void *signs = PyUnicode_DATA(text);
    Py_ssize_t length = PyUnicode_GET_LENGTH(text), at = 0;
    scan->pieces.length = 0;
    while (at < length) {
        Py_UCS4 sign = PyUnicode_READ(kind, signs, at);
        if (Py_UNICODE_ISSPACE(sign)) {
            at++;
            continue;
        }
        int32_t start = (int32_t)at;
        uint32_t hash = table->seed;
        do {
            hash = (hash ^ sign) * PRIME;
            at++;
        } while (at < length
                 && !Py_UNICODE_ISSPACE(sign = PyUnicode_READ(kind, signs, at)));
        hash ^= hash >> 15;
        PREFETCH(&table->cells[(hash & table->mask) * 2]);
        int32_t piece[] = {start, (int32_t)at, (int32_t)hash};
        if (extend(&scan->pieces, piece, 3) < 0)
            return -1;
    }
    for (Py_ssize_t piece = 0; piece < scan->pieces.length; piece += 3) {
        uint32_t hash = (uint32_t)scan->pieces.items[piece + 2];
        PREFETCH(table->records + table->cells[(hash & table->mask) * 2 + 1]);
    }
    return 0;
}

/* Give the record of a piece of a text, NULL where it is not known. */
static const int32_t *
find_record(const Table *table, PyObject *text, const int32_t *piece)
{
    int kind = PyUnicode_KIND(text);
    const void *signs = PyUnicode_DATA(text);
    int32_t start = piece[0], length = piece[1] - start;
    uint32_t hash = (uint32_t)piece[2], at = hash & table->mask;
    for (;; at = (at + 1) & table->mask) {
        const uint32_t *cell = &table->cells[at * 2];
        if (cell[1] == 0)
            return NULL;
        if (cell[0] != hash)
            continue;
        const int32_t *record = (const int32_t *)(table->records + cell[1]);
        if (record[0] != length) /* another, or forgotten */
            continue;
        int32_t same = 0;
        while (same < length
               && (Py_UCS4)record[2 + same] == PyUnicode_READ(kind, signs, start + same))
            same++;
        if (same == length)
            return record;
    }
}

/* Take the marks of a text: those of every piece in turn, which Python gives where one is not known. */
static int
take_text(Scan *scan, PyObject *known, PyObject *learn, PyObject *text)
{
    Table table;
    if (!PyUnicode_Check(text)) {
        PyErr_SetString(PyExc_TypeError, "a text is a str");
        return -1;
    }
    if (open_table(known, &table) < 0 || split(scan, &table, text) < 0)
        return -1;
    for (Py_ssize_t at = 0; at < scan->pieces.length; at += 3) {
        const int32_t *piece = &scan->pieces.items[at];
        const int32_t *record = find_record(&table, text, piece);
        if (record != NULL) {
            if (extend(&scan->marks, record + 2 + record[0], record[1]) < 0)
                return -1;
            continue;
        }
        PyObject *chunk = PyUnicode_Substring(text, piece[0], piece[1]);
        PyObject *marks = chunk == NULL ? NULL : PyObject_CallOneArg(learn, chunk);
        Py_XDECREF(chunk);
        if (marks == NULL)
            return -1;
        char *numbers;
        Py_ssize_t size;
        int failed = PyBytes_AsStringAndSize(marks, &numbers, &size) < 0
                     || extend(&scan->marks, (const int32_t *)numbers, size / 4) < 0
                     || open_table(known, &table) < 0; /* it may have moved */
        Py_DECREF(marks);
        if (failed)
            return -1;
    }
    return 0;
}

static int
take_parts(Scan *scan, PyObject *parts)
{
    for (Py_ssize_t at = 0; at < PyList_GET_SIZE(parts); at++) {
        PyObject *part = PyList_GET_ITEM(parts, at);
        int failed;
        if (PyBytes_Check(part))
            failed = extend(
                &scan->marks, (const int32_t *)PyBytes_AS_STRING(part), PyBytes_GET_SIZE(part) / 4);
        else if (PyTuple_Check(part) && PyTuple_GET_SIZE(part) == 3)
            failed = take_text(
                scan, PyTuple_GET_ITEM(part, 0), PyTuple_GET_ITEM(part, 1), PyTuple_GET_ITEM(part, 2));
        else {
            PyErr_SetString(PyExc_TypeError, "a part is marks or an Unread");
            failed = 1;
        }
        if (failed)
            return -1;
    }
    return 0;
}

/* What is true of the item. */

static PyObject *
block_at(const Scan *scan, int32_t number)
{
    return PyList_GET_ITEM(scan->blocks, number);
}

static const int32_t *
data_at(const Scan *scan, int32_t number)
{
    return (const int32_t *)PyByteArray_AS_STRING(block_at(scan, number));
}

/* Note that a number is true of the item, and the groups that its block is in. */
static int
note(Scan *scan, int32_t number)
{
    scan->present[number] = 1;
    if (!PyByteArray_Check(block_at(scan, number)))
        return 0;
    if (append(&scan->taken, number) < 0)
        return -1;
    const int32_t *block = data_at(scan, number);
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

/* Note what the marks are of. */
static int
note_marks(Scan *scan)
{
    const int32_t *marks = scan->marks.items;
    Py_ssize_t count = scan->marks.length;
    int32_t before = 0;
    if (reserve(&scan->stems, count) < 0)
        return -1;
    for (Py_ssize_t at = 0; at < count; at++) {
        int32_t kind = marks[at] & KINDS, number = marks[at] >> KIND_BITS;
        if (kind == SKIP)
            continue;
        PREFETCH(&PyList_GET_ITEM(scan->blocks, number));
        PREFETCH(&scan->present[number]);
        if (kind == OWN)
            continue;
        PREFETCH(&scan->pairs[((int64_t)before * MIX ^ number) & scan->pair_mask]);
        scan->stems.items[scan->stems.length++] = kind == ALSO ? ~number : number;
        before = number;
    }
    for (Py_ssize_t at = 0; at < count; at++)
        if ((marks[at] & KINDS) != SKIP)
            PREFETCH(block_at(scan, marks[at] >> KIND_BITS));
    for (Py_ssize_t at = 0; at < count; at++)
        if ((marks[at] & KINDS) != SKIP && !scan->present[marks[at] >> KIND_BITS]) {
            PyObject *block = block_at(scan, marks[at] >> KIND_BITS);
            if (PyByteArray_Check(block))
                PREFETCH(PyByteArray_AS_STRING(block));
        }
    for (Py_ssize_t at = 0; at < count; at++)
        if ((marks[at] & KINDS) != SKIP && !scan->present[marks[at] >> KIND_BITS]
            && note(scan, marks[at] >> KIND_BITS) < 0)
            return -1;
    return 0;
}

static int note_phrases_from(Scan *scan, int32_t beginning, Py_ssize_t next, int depth);

/* Note the phrases that `beginning`, a word or a phrase before the stem at `next`, makes with that. */
static int
note_phrase(Scan *scan, int32_t beginning, int32_t stem, Py_ssize_t after, int depth)
{
    PyObject *shard = PyTuple_GET_ITEM(
        scan->following, beginning % PyTuple_GET_SIZE(scan->following));
    PyObject *following = lookup(shard, beginning), *phrase;
    if (following == NULL)
        return PyErr_Occurred() ? -1 : 0;
    phrase = lookup(following, stem);
    if (phrase == NULL)
        return PyErr_Occurred() ? -1 : 0;
    int32_t number = (int32_t)PyLong_AsLong(phrase);
    if (!scan->present[number] && (append(&scan->phrases, number) < 0 || note(scan, number) < 0))
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

static void
forget_all(const Scan *scan)
{
    for (Py_ssize_t at = 0; at < scan->taken.length; at++) {
        const int32_t *block = data_at(scan, scan->taken.items[at]);
        const int32_t *group = block + HEADER, *end = group + block[GROUPS];
        for (; group < end; group++)
            scan->present[*group & ~WIDE] = 0;
    }
    for (Py_ssize_t at = 0; at < scan->marks.length; at++)
        if ((scan->marks.items[at] & KINDS) != SKIP)
            scan->present[scan->marks.items[at] >> KIND_BITS] = 0;
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
note_passing(Scan *scan, int32_t number, int exact)
{
    const uint8_t *present = scan->present;
    const int32_t *block = data_at(scan, number);
    const int32_t *entry = block + HEADER + block[GROUPS], *end = entry + 2 * block[PAIRS];
    if (reserve(&scan->passed, block[PAIRS] + block[QUADS]) < 0)
        return -1;
    int32_t *out = scan->passed.items + scan->passed.length;
    for (; entry < end; entry += 2) { /* with no branch that cannot be foreseen */
        *out = entry[1];
        out += present[entry[0]];
    }
    end += 4 * block[QUADS];
    for (; entry < end; entry += 4) {
        *out = entry[1];
        out += present[entry[0]] & present[entry[2]] & !(exact && present[entry[3]]);
    }
    scan->passed.length = out - scan->passed.items;
    return 0;
}

static int
note_all_passing(Scan *scan, int exact)
{
    for (Py_ssize_t at = 0; at < scan->taken.length; at++) {
        if (at + 2 < scan->taken.length) {
            const int32_t *next = data_at(scan, scan->taken.items[at + 2]);
            PREFETCH(next + HEADER + next[GROUPS]);
        }
        if (note_passing(scan, scan->taken.items[at], exact) < 0)
            return -1;
    }
    for (Py_ssize_t at = 0; at < scan->wides.length; at++)
        if (note_passing(scan, scan->wides.items[at], exact) < 0)
            return -1;
    return note_passing(scan, TRUE_NUMBER, exact);
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
settle(Scan *scan, int exact)
{
    for (Py_ssize_t at = 0; at < scan->passed.length; at++) {
        int32_t row = scan->passed.items[at] & ~VERIFY;
        int verdict = exact ? YES : OPEN;
        if (exact && scan->passed.items[at] & VERIFY)
            verdict = judge_row(scan, row);
        if (verdict < 0
            || (verdict != NO && append(verdict == YES ? &scan->sure : &scan->doubtful, row) < 0))
            return -1;
    }
    return 0;
}

static void
free_all(Scan *scan)
{
    Numbers *made[] = {
        &scan->pieces, &scan->marks, &scan->positions, &scan->stems, &scan->taken, &scan->phrases,
        &scan->wides, &scan->left, &scan->right, &scan->passed, &scan->sure, &scan->doubtful,
    };
    for (size_t at = 0; at < sizeof made / sizeof *made; at++)
        PyMem_Free(made[at]->items);
}

static PyObject *
scan_parts(PyObject *Py_UNUSED(module), PyObject *args)
{
    Py_buffer present, pairs, features;
    PyObject *parts, *tables, *result = NULL;
    Scan scan = {0};
    int exact;
    if (!PyArg_ParseTuple(args, "O!O!p", &PyList_Type, &parts, &PyTuple_Type, &tables, &exact))
        return NULL;
    /* Python may run while parts are read; from then on the tables stay as they are. */
    if (take_parts(&scan, parts) < 0
        || !PyArg_ParseTuple(
            tables, "w*y*O!O!O!y*", &present, &pairs, &PyTuple_Type, &scan.following, &PyList_Type,
            &scan.blocks, &PyList_Type, &scan.codes, &features)) {
        free_all(&scan);
        return NULL;
    }
    scan.present = present.buf;
    scan.pairs = pairs.buf;
    scan.pair_mask = pairs.len - 1;
    scan.features = features.buf;
    if (note_marks(&scan) == 0 && note_phrases(&scan) == 0 && note_all_passing(&scan, exact) == 0
        && keep_once(&scan.passed) == 0 && settle(&scan, exact) == 0)
        result = Py_BuildValue(
            "NNN", as_bytes(&scan.sure), as_bytes(&scan.doubtful), as_bytes(&scan.marks));
    forget_all(&scan);
    free_all(&scan);
    PyBuffer_Release(&present);
    PyBuffer_Release(&pairs);
    PyBuffer_Release(&features);
    return result;
}

static PyObject *
read_parts(PyObject *Py_UNUSED(module), PyObject *parts)
{
    Scan scan = {0};
    if (!PyList_Check(parts)) {
        PyErr_SetString(PyExc_TypeError, "parts are a list");
        return NULL;
    }
    PyObject *marks = take_parts(&scan, parts) == 0 ? as_bytes(&scan.marks) : NULL;
    free_all(&scan);
    return marks;
}

static PyObject *
owners_of(PyObject *Py_UNUSED(module), PyObject *args)
{
    enum { AHEAD = 16, NEXT = 8 };
    Py_buffer rows;
    PyObject *owners;
    if (!PyArg_ParseTuple(args, "y*O!", &rows, &PyList_Type, &owners))
        return NULL;
    Py_ssize_t count = rows.len / (Py_ssize_t)sizeof(int32_t);
    const int32_t *row = rows.buf;
    PyObject **of_rows = ((PyListObject *)owners)->ob_item;
    PyObject *found = PyList_New(count);
    Py_ssize_t shared = 0;
    for (Py_ssize_t at = 0; found != NULL && at < count; at++) {
        if (at + AHEAD < count)
            PREFETCH(&of_rows[row[at + AHEAD]]);
        if (at + NEXT < count)
            PREFETCH(of_rows[row[at + NEXT]]);
        PyObject *owner = of_rows[row[at]];
        shared += PyDict_Check(owner);
        Py_INCREF(owner);
        PyList_SET_ITEM(found, at, owner);
    }
    PyBuffer_Release(&rows);
    /* A dict stands for its keys. */
    for (Py_ssize_t at = count - 1; found != NULL && shared && at >= 0; at--) {
        PyObject *owner = PyList_GET_ITEM(found, at);
        if (!PyDict_Check(owner))
            continue;
        PyObject *keys = PyDict_Keys(owner);
        if (keys == NULL || PyList_SetSlice(found, at, at + 1, keys) < 0)
            Py_CLEAR(found);
        Py_XDECREF(keys);
        shared--;
    }
    return found;
}

/* The tables of bot/matching/directory.py. */

enum { EMPTY_CELL = -1 };

static PyObject *
find_numbers(PyObject *Py_UNUSED(module), PyObject *args)
{
    Py_buffer table;
    long long tag;
    if (!PyArg_ParseTuple(args, "y*L", &table, &tag))
        return NULL;
    const int64_t *cells = table.buf;
    Py_ssize_t mask = table.len / (Py_ssize_t)sizeof(int64_t) - 1;
    PyObject *found = PyList_New(0);
    for (Py_ssize_t at = tag & mask; found != NULL && cells[at] != EMPTY_CELL; at = (at + 1) & mask) {
        if (cells[at] >> 32 != tag)
            continue;
        PyObject *number = PyLong_FromLongLong(cells[at] & 0xFFFFFFFF);
        if (number == NULL || PyList_Append(found, number) < 0)
            Py_CLEAR(found);
        Py_XDECREF(number);
    }
    PyBuffer_Release(&table);
    return found;
}

static PyObject *
put_cells(PyObject *Py_UNUSED(module), PyObject *args)
{
    Py_buffer table, more;
    if (!PyArg_ParseTuple(args, "w*y*", &table, &more))
        return NULL;
    int64_t *cells = table.buf;
    Py_ssize_t mask = table.len / (Py_ssize_t)sizeof(int64_t) - 1;
    Py_ssize_t count = more.len / (Py_ssize_t)sizeof(int64_t);
    for (Py_ssize_t nth = 0; nth < count; nth++) {
        int64_t cell;
        memcpy(&cell, (const char *)more.buf + nth * (Py_ssize_t)sizeof cell, sizeof cell);
        if (cell < 0) /* nothing, or no more */
            continue;
        Py_ssize_t at = (cell >> 32) & mask;
        while (cells[at] != EMPTY_CELL)
            at = (at + 1) & mask;
        cells[at] = cell;
    }
    PyBuffer_Release(&table);
    PyBuffer_Release(&more);
    Py_RETURN_NONE;
}

static PyMethodDef methods[] = {
    {"find", find_numbers, METH_VARARGS, "See bot.matching.directory.find."},
    {"put", put_cells, METH_VARARGS, "See bot.matching.directory.put."},
    {"owners", owners_of, METH_VARARGS, "See bot.matching.scan.owners, which takes and gives the same."},
    {"read", read_parts, METH_O, "See bot.matching.scan.read, which takes and gives the same."},
    {"scan", scan_parts, METH_VARARGS, "See bot.matching.scan.scan, which takes and gives the same."},
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
